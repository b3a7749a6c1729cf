/// The name by which an organisation is named when its people sign in.
package enum SignInName {
    /// Whether a text is one: 3 to 63 lower-case letters, digits and hyphens, beginning and ending with a letter or digit.
    package static func isGood(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard (3...63).contains(bytes.count), bytes.first != hyphen, bytes.last != hyphen else { return false }
        return bytes.allSatisfy { letters.contains($0) || digits.contains($0) || $0 == hyphen }
    }

    private static let hyphen = UInt8(ascii: "-")
    private static let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
    private static let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
}
