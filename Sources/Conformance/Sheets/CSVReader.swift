/// Reads comma-separated values (RFC 4180) row by row, on bytes: a sheet may have a hundred thousand rows.
struct CSVReader {
    /// A cell as it stands in the file.
    struct Cell {
        /// What it holds, without the quotation marks around it.
        let content: Range<Int>
        /// Whether doubled quotation marks in it stand for single ones.
        let hasDoubledQuotes: Bool
        /// What is wrong with it.
        let fault: Fault?

        var isEmpty: Bool { content.isEmpty && fault == nil }
    }

    /// What can be wrong with a cell; the raw value says it as the end of a sentence.
    enum Fault: String {
        case unclosed = "begins with a quotation mark that is never closed: close it, or double those within"
        case afterQuote = "goes on after its closing quotation mark: double the quotation marks within it"
        case strayQuote = "holds a quotation mark: put the cell between quotation marks, and double those within"
        case strayReturn =
            "holds a carriage return: end lines with CRLF or LF, and put cells of several lines between quotation marks"
    }

    /// Where a row begins, and how many cells it has.
    struct Row {
        let line: Int
        let count: Int
    }

    private let bytes: [UInt8]
    private var place = 0
    private var line = 1

    private static let comma = UInt8(ascii: ",")
    private static let quote = UInt8(ascii: "\"")
    private static let lineFeed: UInt8 = 0x0A
    private static let carriageReturn: UInt8 = 0x0D

    /// Begins to read a file; a byte order mark is passed over.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { place = 3 }
    }

    /// Reads the next row; nil at the end.
    ///
    /// - Parameters:
    ///   - cells: becomes the row's first cells.
    ///   - most: how many are kept; the others are counted, so that a line of commas takes no memory.
    mutating func next(_ cells: inout [Cell], atMost most: Int) -> Row? {
        guard place < bytes.count else { return nil }
        cells.removeAll(keepingCapacity: true)
        let start = line
        var count = 0
        while true {
            let cell = nextCell()
            count += 1
            if cells.count < most { cells.append(cell) }
            guard place < bytes.count else { break }
            let stop = bytes[place]
            place += 1
            if stop == Self.lineFeed {
                line += 1
                break
            }
        }
        return Row(line: start, count: count)
    }

    /// The text of a cell; nil if it is no valid UTF-8.
    func text(_ cell: Cell) -> String? {
        let content = bytes[cell.content]
        guard cell.hasDoubledQuotes else { return String(validating: content, as: UTF8.self) }
        var single: [UInt8] = []
        single.reserveCapacity(content.count)
        var isSecond = false
        for byte in content {
            isSecond = byte == Self.quote && !isSecond
            if !isSecond { single.append(byte) }
        }
        return String(validating: single, as: UTF8.self)
    }

    /// Reads a cell up to the comma or line feed after it, or to the end of the file.
    private mutating func nextCell() -> Cell {
        if place < bytes.count, bytes[place] == Self.quote { return quotedCell() }
        let start = place
        var fault: Fault?
        while place < bytes.count {
            let byte = bytes[place]
            if byte == Self.comma || byte == Self.lineFeed { break }
            if byte == Self.quote {
                fault = fault ?? .strayQuote
            } else if byte == Self.carriageReturn {
                if isLineEnd(place) { break }
                fault = fault ?? .strayReturn
            }
            place += 1
        }
        let content = start..<place
        if place < bytes.count, bytes[place] == Self.carriageReturn { place += 1 }
        return Cell(content: content, hasDoubledQuotes: false, fault: fault)
    }

    private mutating func quotedCell() -> Cell {
        place += 1
        let start = place
        var isDoubled = false
        while place < bytes.count {
            let byte = bytes[place]
            place += 1
            if byte == Self.lineFeed {
                line += 1
            } else if byte == Self.quote {
                if place < bytes.count, bytes[place] == Self.quote {
                    isDoubled = true
                    place += 1
                } else {
                    let content = start..<(place - 1)
                    return Cell(content: content, hasDoubledQuotes: isDoubled, fault: afterQuote())
                }
            }
        }
        return Cell(content: start..<place, hasDoubledQuotes: isDoubled, fault: .unclosed)
    }

    /// Goes on to the end of a cell whose quotation marks are closed; nothing may stand there.
    private mutating func afterQuote() -> Fault? {
        var fault: Fault?
        while place < bytes.count, bytes[place] != Self.comma, bytes[place] != Self.lineFeed {
            if !isLineEnd(place) { fault = .afterQuote }
            place += 1
        }
        return fault
    }

    /// Whether a carriage return at a place belongs to the end of a line.
    private func isLineEnd(_ place: Int) -> Bool {
        bytes[place] == Self.carriageReturn && place + 1 < bytes.count && bytes[place + 1] == Self.lineFeed
    }
}
