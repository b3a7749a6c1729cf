/// A worked example of a clause: a few records, a date, and what they say then. `docs/CLAUSES.md` shows it.
package struct ClauseExample: Sendable {
    /// The clause, as `k.5`.
    package let clause: String
    /// The date as at which it is judged.
    package let date: CivilDate
    /// The records, in the interchange form.
    package let records: String

    /// One example a clause, in the standard's order: a line `# CLAUSE DATE`, then the records.
    package static let all: [ClauseExample] = texts.split(separator: "#").compactMap { block in
        guard let end = block.firstIndex(of: "\n") else { return nil }
        let words = block[..<end].split(separator: " ")
        guard words.count == 2, let date = CivilDate(String(words[1])) else { return nil }
        return ClauseExample(
            clause: String(words[0]), date: date, records: String(block[block.index(after: end)...]))
    }

    /// What the records say of the clause.
    ///
    /// - Throws: InterchangeError if they can't be read.
    package func judge() throws(InterchangeError) -> Judgement? {
        let set = try Interchange(Array(records.utf8)).set
        return Evaluation.judge(set, at: date, clauses: [clause]).first
    }
}
