extension String {
    /// Without spaces at its ends: persons are trimmed when they are taken in (RULES, G10).
    var trimmed: String {
        // Nearly every text begins and ends with a letter: then no character has to be looked for.
        if let first = utf8.first, let last = utf8.last, Self.isPrinted(first), Self.isPrinted(last) { return self }
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }

    private static func isPrinted(_ byte: UInt8) -> Bool { (0x21...0x7E).contains(byte) }
}
