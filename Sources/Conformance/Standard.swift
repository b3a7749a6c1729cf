/// A version of a standard: its criteria, and the separately checkable clauses that they are split into.
package struct Standard: Sendable {
    /// Its short name, such as `LM2`.
    package let id: String
    /// Its version.
    package let version: String
    /// Its title.
    package let title: String
    /// Its criteria, in order.
    package let criteria: [Criterion]
    /// Its clauses, in order; a clause's `number` is its index here.
    package let clauses: [Clause]

    private let numbers: [String: Int]

    /// The clause of that id; nil if there is none.
    package func clause(_ id: String) -> Clause? { numbers[id].map { clauses[$0] } }

    /// Reads a standard from its two texts; see `Standards/LM2.swift` for their form.
    ///
    /// The texts are part of the program, so one that does not parse is a mistake of ours and traps at start.
    init(id: String, version: String, title: String, criteria: String, clauses: String) {
        let paragraphs = criteria.split(separator: "\n").map { line in
            let parts = line.split(separator: ". ", maxSplits: 1)
            precondition(parts.count == 2, "criterion without a letter: \(line)")
            return (letter: String(parts[0]), text: String(parts[1]))
        }
        let read = clauses.split(separator: "\n").enumerated().map { number, line in
            let columns = Self.columns(of: line)
            precondition(columns.count == 6, "clause without six columns: \(line)")
            let letter = columns[0].prefix { $0 != "." }
            guard let force = Force(rawValue: columns[1]),
                let criterion = paragraphs.firstIndex(where: { $0.letter == letter })
            else { preconditionFailure("clause of no criterion or force: \(line)") }
            return Clause(
                id: columns[0], number: number, criterion: criterion, force: force, anchor: columns[2],
                requirement: columns[3], records: columns[4], indicator: columns[5])
        }
        self.id = id
        self.version = version
        self.title = title
        self.clauses = read
        self.criteria = paragraphs.enumerated().map { index, paragraph in
            let numbers = read.filter { $0.criterion == index }.map(\.number)
            guard let first = numbers.first, let last = numbers.last, last - first + 1 == numbers.count else {
                preconditionFailure("the clauses of criterion \(paragraph.letter) are not together")
            }
            return Criterion(id: paragraph.letter, text: paragraph.text, clauseNumbers: first...last)
        }
        self.numbers = Dictionary(uniqueKeysWithValues: read.map { ($0.id, $0.number) })
    }

    private static func columns(of line: Substring) -> [String] {
        line.split(separator: " | ", omittingEmptySubsequences: false).map(String.init)
    }
}

extension Standard {
    /// Every standard that the product carries, ordered by id and version.
    package static let all: [Standard] = [.lm2]

    /// The standard of that name and version; the newest version if none is given; nil if there is none.
    package static func find(_ id: String, version: String = "") -> Standard? {
        all.last { $0.id == id && (version.isEmpty || $0.version == version) }
    }
}
