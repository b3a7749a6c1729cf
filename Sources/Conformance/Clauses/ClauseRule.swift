/// The rule by which a clause is judged, in words; `Evaluation` computes it. `docs/CLAUSES.md` shows it.
package struct ClauseRule: Sendable {
    /// The clause, as `k.5`.
    package let clause: String
    /// When it is not applicable; `-`: never.
    package let notApplicable: String
    /// When it is contradicted; `-`: never.
    package let contradicted: String
    /// When it is insufficient.
    package let insufficient: String
    /// When it is supported.
    package let supported: String
    /// The figures that it gives.
    package let figures: String
    /// The registers that it reads most.
    package let registers: [String]
    /// The settings that it uses.
    package let settings: [String]
    /// Where its numbers come from.
    package let source: String

    /// One rule a clause, in the standard's order.
    package static let all: [ClauseRule] = texts.split(separator: "\n").compactMap { line in
        let cells = line.split(separator: "|").map { String($0).trimmingSpaces }
        guard cells.count == 9 else { return nil }
        return ClauseRule(
            clause: cells[0], notApplicable: cells[1], contradicted: cells[2], insufficient: cells[3],
            supported: cells[4], figures: cells[5], registers: cells[6].list, settings: cells[7].list, source: cells[8])
    }

    /// The rule of a clause.
    package static func of(_ clause: String) -> ClauseRule? { byClause[clause] }

    private static let byClause = Dictionary(uniqueKeysWithValues: all.map { ($0.clause, $0) })
}

extension String {
    /// The text without spaces at its ends.
    fileprivate var trimmingSpaces: String {
        guard let first = firstIndex(where: { $0 != " " }), let last = lastIndex(where: { $0 != " " }) else {
            return ""
        }
        return String(self[first...last])
    }

    /// The items between commas.
    fileprivate var list: [String] { split(separator: ",").map { String($0).trimmingSpaces } }
}
