extension String {
    /// The text without what could steer a terminal or disguise what it says: control characters but line ends, and
    /// marks that turn the direction of writing. A tab becomes a space.
    ///
    /// Everything that comes from the server, from a file's name or from an argument goes through here before it is printed.
    package var printable: String {
        // Most text is clean: look before copying.
        guard unicodeScalars.contains(where: { $0.value == 9 || Self.isUnprintable($0) }) || contains("\r\n") else {
            return self
        }
        var clean = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            if scalar.value == 9 { clean.append(" ") } else if !Self.isUnprintable(scalar) { clean.append(scalar) }
        }
        return String(clean)
    }

    /// The same on one line: line ends become spaces.
    package var printableLine: String {
        String(printable.map { $0.isNewline ? " " : $0 })
    }

    private static func isUnprintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0A: false
        case 0..<0x20, 0x7F..<0xA0: true
        case 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: true
        default: false
        }
    }
}
