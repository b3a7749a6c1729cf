/// The e-mail address with which a person signs in. Only its form is checked: nothing is sent to it.
package enum EmailAddress {
    /// The most bytes of an address (RFC 5321, 4.5.3.1.3).
    private static let mostBytes = 254
    /// The most bytes before the @ (RFC 5321, 4.5.3.1.1).
    private static let mostLocalBytes = 64

    /// What is wrong with an address, in a sentence; nil if nothing is. Taken is the unquoted form of RFC 5321 in ASCII, with
    /// a domain of two labels at least.
    package static func fault(_ text: String) -> String? {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard text.utf8.count <= mostBytes, parts.count == 2, (1...mostLocalBytes).contains(parts[0].utf8.count),
            isDotted(parts[0], isAtom), parts[1].contains("."), isDotted(parts[1], isLabelByte),
            parts[1].split(separator: ".").allSatisfy({
                !$0.hasPrefix("-") && !$0.hasSuffix("-") && $0.utf8.count <= 63
            })
        else { return "an e-mail address is of the form name@example.org" }
        return nil
    }

    /// Whether a text is of parts with dots between them, none empty, of the bytes.
    private static func isDotted(_ text: Substring, _ isGood: (UInt8) -> Bool) -> Bool {
        text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy {
            !$0.isEmpty && $0.utf8.allSatisfy(isGood)
        }
    }

    private static func isLabelByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    /// What an unquoted part before the @ is made of (RFC 5322, 3.2.3).
    private static func isAtom(_ byte: UInt8) -> Bool { isLabelByte(byte) || "!#$%&'*+/=?^_`{|}~".utf8.contains(byte) }
}
