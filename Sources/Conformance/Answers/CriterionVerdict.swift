/// What a service's records say of a criterion, from the verdicts on its clauses.
package struct CriterionVerdict: Sendable, Equatable {
    /// The worst verdict on an applicable clause: contradicted, insufficient, supported; not applicable if none is.
    package private(set) var verdict = SystemVerdict.notApplicable
    /// The first clause with that verdict; nil if none is applicable.
    package private(set) var clause: Clause?
    private var counts: [SystemVerdict: Int] = [:]

    /// Derives it from the verdict on each clause, by the clause's number in the standard.
    package init(of criterion: Criterion, in standard: Standard, verdict: (Int) -> SystemVerdict) {
        for number in criterion.clauseNumbers {
            let found = verdict(number)
            counts[found, default: 0] += 1
            // A clause that the standard only permits never lowers a standing.
            guard standard.clauses[number].force != .may, Self.badness(found) > Self.badness(self.verdict) else {
                continue
            }
            self.verdict = found
            clause = standard.clauses[number]
        }
    }

    private static func badness(_ verdict: SystemVerdict) -> Int {
        switch verdict {
        case .notApplicable: 0
        case .supported: 1
        case .insufficient: 2
        case .contradicted: 3
        }
    }

    /// How many clauses have a verdict.
    package func count(of verdict: SystemVerdict) -> Int { counts[verdict] ?? 0 }

    /// On how many of the applicable clauses the records suffice to say either way, in per cent rounded down.
    package var sufficientPercent: Int {
        let judged = count(of: .supported) + count(of: .contradicted)
        let applicable = judged + count(of: .insufficient)
        return applicable == 0 ? 100 : 100 * judged / applicable
    }
}
