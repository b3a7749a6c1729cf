/// Writes comma-separated values (RFC 4180), with quotation marks only where a cell needs them.
struct CSVWriter {
    private(set) var bytes: [UInt8] = []

    /// Adds a row.
    mutating func row(_ cells: some Sequence<String>) {
        var isFirst = true
        for cell in cells {
            if !isFirst { bytes.append(UInt8(ascii: ",")) }
            isFirst = false
            add(cell)
        }
        bytes += [0x0D, 0x0A]
    }

    private mutating func add(_ cell: String) {
        let needsQuotes = cell.utf8.contains { byte in
            byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == 0x0A || byte == 0x0D
        }
        guard needsQuotes else {
            bytes += cell.utf8
            return
        }
        bytes.append(UInt8(ascii: "\""))
        for byte in cell.utf8 {
            if byte == UInt8(ascii: "\"") { bytes.append(byte) }
            bytes.append(byte)
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
