/// Bytes as text that is safe in addresses and file names (RFC 4648, section 5), without padding.
package enum Base64URL {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    /// Four characters for three bytes.
    package static func encode(_ bytes: some Collection<UInt8>) -> String {
        String(unsafeUninitializedCapacity: (bytes.count * 4 + 2) / 3) { buffer in
            var place = 0
            var bits: UInt32 = 0
            var held = 0
            for byte in bytes {
                bits = bits << 8 | UInt32(byte)
                held += 8
                while held >= 6 {
                    held -= 6
                    buffer[place] = alphabet[Int(bits >> UInt32(held) & 63)]
                    place += 1
                }
            }
            if held > 0 {
                buffer[place] = alphabet[Int(bits << UInt32(6 - held) & 63)]
                place += 1
            }
            return place
        }
    }

    /// The bytes of a text; nil for one that `encode` does not give: with padding, other characters or loose bits.
    /// So each byte string has one text.
    package static func decode(_ text: String) -> [UInt8]? {
        var text = text
        return text.withUTF8 { text in
            withUnsafeTemporaryAllocation(of: UInt8.self, capacity: text.count) { room in
                decode(text, into: room).map { [UInt8](room[..<$0]) }
            }
        }
    }

    /// The same for a text's UTF-8: puts the bytes where there is room for them, and gives how many they are.
    package static func decode(_ text: UnsafeBufferPointer<UInt8>, into room: UnsafeMutableBufferPointer<UInt8>) -> Int?
    {
        precondition(room.count >= text.count * 3 / 4, "there is no room for the bytes")
        var bits: UInt32 = 0
        var held = 0
        var place = 0
        // Of all values, of which only those of what is not in the alphabet have high bits. They are asked for once, at the
        // end: the text is mostly a secret, and how long it takes should not depend on it.
        var all: UInt8 = 0
        values.withUnsafeBufferPointer { values in
            let whole = text.count & ~3
            for start in stride(from: 0, to: whole, by: 4) {
                let (a, b) = (values[Int(text[start])], values[Int(text[start + 1])])
                let (c, d) = (values[Int(text[start + 2])], values[Int(text[start + 3])])
                all |= a | b | c | d
                room[place] = a << 2 | b >> 4
                room[place + 1] = b << 4 | c >> 2
                room[place + 2] = c << 6 | d
                place += 3
            }
            for character in text[whole...] {
                let value = values[Int(character)]
                all |= value
                bits = bits << 6 | UInt32(value & 63)
                held += 6
                if held >= 8 {
                    held -= 8
                    room[place] = UInt8(truncatingIfNeeded: bits >> UInt32(held))
                    place += 1
                }
            }
        }
        // One character alone is no byte, and what is left of the last one must be zero.
        guard all < 64, held < 6, bits & (1 << UInt32(held) - 1) == 0 else { return nil }
        return place
    }

    /// What each byte stands for; 255 for what is not in the alphabet.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: .max, count: 256)
        for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
        return values
    }()
}
