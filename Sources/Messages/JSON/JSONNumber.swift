/// A number as JSON writes it.
struct JSONNumber {
    /// What a number is that has to be whole.
    enum Whole {
        /// The number without its sign.
        case magnitude(UInt64)
        case fraction
        case tooLarge
    }

    let text: UnsafeBufferPointer<UInt8>
    let isNegative: Bool
    /// The value, if it has neither a fraction nor an exponent and fits.
    private let simple: UInt64?
    /// Where the digits of the fraction and the exponent begin and end.
    private let wholeEnd: Int
    private let fractionEnd: Int

    /// The longest number that the bytes begin with; nil if JSON has none that begins so.
    init?(prefixOf bytes: UnsafeBufferPointer<UInt8>) {
        var place = 0
        isNegative = bytes.first == UInt8(ascii: "-")
        if isNegative { place += 1 }
        let first = place
        var value: UInt64? = 0
        while place < bytes.count, let digit = JSONNumber.digit(bytes[place]) {
            // 19 digits always fit.
            if place - first < 19 {
                value = value.unsafelyUnwrapped &* 10 &+ UInt64(digit)
            } else if let known = value {
                let (product, overflow) = known.multipliedReportingOverflow(by: 10)
                let (sum, carry) = product.addingReportingOverflow(UInt64(digit))
                value = overflow || carry ? nil : sum
            }
            place += 1
        }
        // At least one digit, and no 0 before others.
        guard place > first, place == first + 1 || bytes[first] != UInt8(ascii: "0") else { return nil }
        wholeEnd = place
        if place < bytes.count, bytes[place] == UInt8(ascii: ".") {
            let end = JSONNumber.skipDigits(bytes, from: place + 1)
            guard end > place + 1 else { return nil }
            place = end
        }
        fractionEnd = place
        if place < bytes.count, bytes[place] | 0x20 == UInt8(ascii: "e") {
            place += 1
            if place < bytes.count, bytes[place] == UInt8(ascii: "+") || bytes[place] == UInt8(ascii: "-") {
                place += 1
            }
            let end = JSONNumber.skipDigits(bytes, from: place)
            guard end > place else { return nil }
            place = end
        }
        text = UnsafeBufferPointer(rebasing: bytes[..<place])
        simple = place == wholeEnd ? value : nil
    }

    /// The number as a whole one: 1.0 and 1e2 are whole too.
    var whole: Whole {
        if let simple { return .magnitude(simple) }
        // The digits without zeros at either end, and the power of ten that they are multiplied by.
        var exponent = exponentValue - (fractionEnd > wholeEnd ? fractionEnd - wholeEnd - 1 : 0)
        var value: UInt64 = 0
        var zeros = 0
        var isTooLong = false
        for byte in text[..<fractionEnd] {
            guard let digit = JSONNumber.digit(byte) else { continue }
            if digit == 0 {
                zeros += 1
                continue
            }
            if value != 0 || isTooLong {
                for _ in 0..<min(zeros, 20) { isTooLong = !JSONNumber.append(0, to: &value) || isTooLong }
            }
            zeros = 0
            isTooLong = !JSONNumber.append(digit, to: &value) || isTooLong
        }
        if value == 0 && !isTooLong { return .magnitude(0) }
        exponent += zeros
        if exponent < 0 { return .fraction }
        if isTooLong { return .tooLarge }
        while exponent > 0 {
            guard JSONNumber.append(0, to: &value) else { return .tooLarge }
            exponent -= 1
        }
        return .magnitude(value)
    }

    /// The nearest double; infinite if it is too large.
    var double: Double { Double(string) ?? .nan }

    /// The nearest float; infinite if it is too large.
    var float: Float { Float(string) ?? .nan }

    private var string: String { String(decoding: text, as: UTF8.self) }

    /// The exponent; what is beyond any text's number of digits is cut off.
    private var exponentValue: Int {
        var value = 0
        for byte in text[fractionEnd...] {
            if let digit = JSONNumber.digit(byte) { value = min(value * 10 + Int(digit), 1 << 40) }
        }
        return text[fractionEnd...].contains(UInt8(ascii: "-")) ? -value : value
    }

    @inline(__always)
    private static func digit(_ byte: UInt8) -> UInt8? {
        let digit = byte &- UInt8(ascii: "0")
        return digit < 10 ? digit : nil
    }

    /// Appends a decimal digit, if the number still fits.
    private static func append(_ digit: UInt8, to value: inout UInt64) -> Bool {
        let (product, overflow) = value.multipliedReportingOverflow(by: 10)
        let (sum, carry) = product.addingReportingOverflow(UInt64(digit))
        if overflow || carry { return false }
        value = sum
        return true
    }

    private static func skipDigits(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var place = start
        while place < bytes.count, digit(bytes[place]) != nil { place += 1 }
        return place
    }
}
