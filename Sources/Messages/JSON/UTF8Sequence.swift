/// The encoding of single characters beyond ASCII.
enum UTF8Sequence {
    /// The bytes of the character that begins at `start`, whose first byte is not ASCII; 0 if it is not well-formed (Unicode,
    /// table 3-7): too long for its character, half of a surrogate pair, beyond U+10FFFF, or cut off.
    @inline(__always)
    static func length(at start: UnsafePointer<UInt8>, end: UnsafePointer<UInt8>) -> Int {
        let first = start[0]
        let left = end - start
        switch first {
        case 0xC2...0xDF:
            return left >= 2 && start[1] & 0xC0 == 0x80 ? 2 : 0
        case 0xE0...0xEF:
            guard left >= 3, start[1] & 0xC0 == 0x80, start[2] & 0xC0 == 0x80 else { return 0 }
            if first == 0xE0 && start[1] < 0xA0 || first == 0xED && start[1] > 0x9F { return 0 }
            return 3
        case 0xF0...0xF4:
            guard left >= 4, start[1] & 0xC0 == 0x80, start[2] & 0xC0 == 0x80, start[3] & 0xC0 == 0x80 else { return 0 }
            if first == 0xF0 && start[1] < 0x90 || first == 0xF4 && start[1] > 0x8F { return 0 }
            return 4
        default:
            return 0
        }
    }

    /// How many of the bytes are ASCII that JSON writes as it is: no control character, no quotation mark, no backslash. Less
    /// than the truth near the end.
    @inline(__always)
    static func plainPrefix(_ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> Int {
        var place = start
        while end - place >= 8 {
            let word = UInt64(littleEndian: UnsafeRawPointer(place).loadUnaligned(as: UInt64.self))
            // A byte's high bit is set in `found` if the byte is what is looked for. Bytes after the first such may be wrong,
            // since the subtractions borrow.
            let quote = word ^ 0x2222_2222_2222_2222
            let backslash = word ^ 0x5C5C_5C5C_5C5C_5C5C
            let found = (word &- 0x2020_2020_2020_2020) | (quote &- ones) | (backslash &- ones) | word
            let marks = found & 0x8080_8080_8080_8080
            if marks != 0 { return place - start + marks.trailingZeroBitCount / 8 }
            place += 8
        }
        return place - start
    }

    private static let ones: UInt64 = 0x0101_0101_0101_0101
}
