/// The classes of bytes that the grammar of HTTP knows.
enum HTTPByte {
    static let tab: UInt8 = 9
    static let lf: UInt8 = 10
    static let cr: UInt8 = 13
    static let space: UInt8 = 32

    private static let token: UInt8 = 1
    private static let target: UInt8 = 2
    private static let value: UInt8 = 4

    private static let classes: [UInt8] = (UInt8.min...UInt8.max).map { byte in
        let isLetterOrDigit = isDigit(byte) || (65...90).contains(byte) || (97...122).contains(byte)
        var classes: UInt8 = 0
        if isLetterOrDigit || "!#$%&'*+-.^_`|~".utf8.contains(byte) { classes |= token }
        // Clients send more than RFC 3986 allows; what a fragment, a quotation or Windows makes of it is refused.
        if (33...126).contains(byte), !"\"#<>\\".utf8.contains(byte) { classes |= target }
        // From 128 on it has to be UTF-8, which is looked at when the field is whole.
        if byte == tab || byte >= 32 && byte != 127 { classes |= value }
        return classes
    }

    /// What names and methods are made of (RFC 9110, 5.6.2).
    static func isToken(_ byte: UInt8) -> Bool { classes[Int(byte)] & token != 0 }
    /// What a target is made of.
    static func isTarget(_ byte: UInt8) -> Bool { classes[Int(byte)] & target != 0 }
    /// What values are made of, blanks included.
    static func isValue(_ byte: UInt8) -> Bool { classes[Int(byte)] & value != 0 }
    /// 0 to 9.
    static func isDigit(_ byte: UInt8) -> Bool { byte &- 48 < 10 }
    /// The value of a hexadecimal digit.
    static func hexadecimal(_ byte: UInt8) -> Int? {
        switch byte {
        case 48...57: Int(byte) - 48
        case 65...70: Int(byte) - 55
        case 97...102: Int(byte) - 87
        default: nil
        }
    }
}
