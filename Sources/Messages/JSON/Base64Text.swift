/// Base64 (RFC 4648), for JSON and metadata. (`Crypto/Base64` is for what people keep: files, keys, logs.)
package enum Base64Text {
    /// The text in the standard form without padding, as gRPC and Connect write it.
    package static func encode(_ bytes: [UInt8]) -> [UInt8] {
        var output = ByteBuffer(capacity: (bytes.count + 2) / 3 * 4)
        bytes.withUnsafeBytes { encode($0, into: &output) }
        output.truncate(to: (bytes.count * 4 + 2) / 3)
        return output.array
    }

    /// The bytes of a text in the standard form or the one for URLs, with its padding or without; nil if it is neither.
    package static func decode(_ text: [UInt8]) -> [UInt8]? {
        var output = ByteBuffer(capacity: text.count)
        return text.withUnsafeBufferPointer { decode($0, into: &output) } ? output.array : nil
    }

    /// Appends the standard form, with padding.
    static func encode(_ bytes: UnsafeRawBufferPointer, into output: inout ByteBuffer) {
        var target = output.room(for: (bytes.count + 2) / 3 * 4)
        output.advance(by: (bytes.count + 2) / 3 * 4)
        standard.withUTF8Buffer { alphabet in
            var place = 0
            while place < bytes.count {
                let left = bytes.count - place
                let group =
                    UInt32(bytes[place]) << 16 | (left > 1 ? UInt32(bytes[place + 1]) << 8 : 0)
                    | (left > 2 ? UInt32(bytes[place + 2]) : 0)
                target[0] = alphabet[Int(group >> 18)]
                target[1] = alphabet[Int(group >> 12 & 63)]
                target[2] = left > 1 ? alphabet[Int(group >> 6 & 63)] : UInt8(ascii: "=")
                target[3] = left > 2 ? alphabet[Int(group & 63)] : UInt8(ascii: "=")
                target += 4
                place += 3
            }
        }
    }

    /// Appends the bytes of a text in the standard form or the one for URLs, with its padding or without; false if it is
    /// neither. The last character's bits that no byte needs are not looked at, as in other implementations of protobuf.
    static func decode(_ text: UnsafeBufferPointer<UInt8>, into output: inout ByteBuffer) -> Bool {
        var count = text.count
        if count % 4 == 0, count > 0, text[count - 1] == UInt8(ascii: "=") {
            count -= text[count - 2] == UInt8(ascii: "=") ? 2 : 1
        }
        guard count % 4 != 1 else { return false }
        let size = count * 3 / 4
        // Whole groups are written with a byte to spare.
        var target = output.room(for: size + 4)
        var group: UInt32 = 0
        var problems: UInt8 = 0
        values.withUnsafeBufferPointer { values in
            for index in 0..<count {
                let value = values[Int(text[index])]
                problems |= value
                group = group << 6 | UInt32(value & 63)
                if index & 3 == 3 {
                    target[0] = UInt8(truncatingIfNeeded: group >> 16)
                    target[1] = UInt8(truncatingIfNeeded: group >> 8)
                    target[2] = UInt8(truncatingIfNeeded: group)
                    target += 3
                    group = 0
                }
            }
        }
        guard problems & 0x80 == 0 else { return false }
        switch count & 3 {
        case 2: target[0] = UInt8(truncatingIfNeeded: group >> 4)
        case 3:
            target[0] = UInt8(truncatingIfNeeded: group >> 10)
            target[1] = UInt8(truncatingIfNeeded: group >> 2)
        default: break
        }
        output.advance(by: size)
        return true
    }

    private static let standard: StaticString = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

    /// The value of each character of either form; 0x80 for what is none.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 0x80, count: 256)
        standard.withUTF8Buffer { alphabet in
            for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
        }
        values[Int(UInt8(ascii: "-"))] = 62
        values[Int(UInt8(ascii: "_"))] = 63
        return values
    }()
}
