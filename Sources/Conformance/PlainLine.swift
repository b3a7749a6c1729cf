/// What a line of text from a person may be made of: a title, the name of a file.
package enum PlainLine {
    /// What is wrong with a line, in a sentence; nil if nothing is.
    package static func fault(_ text: String) -> String? {
        for scalar in text.unicodeScalars {
            if isControl(scalar) { return "a control character (U+\(hexadecimal(scalar))) is not allowed" }
            if turnsText(scalar) { return "U+\(hexadecimal(scalar)) changes the direction of text; it is not allowed" }
        }
        return nil
    }

    /// What is wrong with a file's name, in a sentence; nil if nothing is. It names no folder, and shows as what it is.
    package static func fault(ofFileName name: String) -> String? {
        if name.isEmpty { return "a file has a name" }
        if name == "." || name == ".." { return "\(name) is a folder, not a file" }
        if name.utf8.contains(where: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") }) {
            return "give the file's name without a folder: / and \\ are not allowed"
        }
        return fault(name)
    }

    /// What is wrong with a media type such as `application/pdf; version=2`, in a sentence; nil if nothing is. What is
    /// checked is that it can stand in a header (RFC 9110, 8.3.1), not that anyone knows it.
    package static func fault(ofMediaType type: String) -> String? {
        let essence = type.utf8.prefix { $0 != UInt8(ascii: ";") }
        let parts = essence.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        let isTyped =
            parts.count == 2
            && parts.allSatisfy { part in
                let token = part.reversed().drop { $0 == UInt8(ascii: " ") }
                return !token.isEmpty && token.allSatisfy(isTokenByte)
            }
        guard isTyped, type.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            return "a media type is of the form type/subtype, such as application/pdf"
        }
        return nil
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || scalar.value == 0x2028 || scalar.value == 0x2029
    }

    /// Embeddings, overrides and isolates of the bidirectional algorithm: `gpj.exe` can be made to read `exe.jpg`.
    private static func turnsText(_ scalar: Unicode.Scalar) -> Bool {
        (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
    }

    private static func hexadecimal(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
