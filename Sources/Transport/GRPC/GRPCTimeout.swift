/// The value of `grpc-timeout`: digits and a unit, such as `1500m`.
enum GRPCTimeout {
    /// The time in nanoseconds, at most what 64 bits hold; nil if it is none.
    static func nanoseconds(_ text: [UInt8]) -> UInt64? {
        guard let unit = text.last, (1...8).contains(text.count - 1) else { return nil }
        var amount: UInt64 = 0
        for digit in text.dropLast() {
            guard digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "9") else { return nil }
            amount = amount * 10 + UInt64(digit - UInt8(ascii: "0"))
        }
        let factor: UInt64
        switch unit {
        case UInt8(ascii: "H"): factor = 3_600_000_000_000
        case UInt8(ascii: "M"): factor = 60_000_000_000
        case UInt8(ascii: "S"): factor = 1_000_000_000
        case UInt8(ascii: "m"): factor = 1_000_000
        case UInt8(ascii: "u"): factor = 1_000
        case UInt8(ascii: "n"): factor = 1
        default: return nil
        }
        let (product, overflow) = amount.multipliedReportingOverflow(by: factor)
        return overflow ? .max : product
    }
}
