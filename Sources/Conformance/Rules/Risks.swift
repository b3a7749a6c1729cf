/// A risk with its scorings (the rules, section 2, Risks).
struct ScoredRisk {
    let risk: Risk
    /// Likelihood × consequence, by date, its own first, then by id.
    let scorings: [(day: CivilDate, score: Int)]
    /// The record of the last scoring.
    let lastScoring: Int32?

    init(_ risk: Risk) {
        self.risk = risk
        var found: [(day: CivilDate, order: Int32, score: Int)] = []
        if let assessed = risk.assessedOn, let likelihood = risk.likelihood, let consequence = risk.consequence {
            found.append((assessed, -1, likelihood.saturating(times: consequence)))
        }
        for review in risk.referring(Review.self) {
            guard let likelihood = review.likelihood, let consequence = review.consequence else { continue }
            found.append((review.happenedOn, review.place, likelihood.saturating(times: consequence)))
        }
        found.sort { ($0.day, $0.order) < ($1.day, $1.order) }
        scorings = found.map { ($0.day, $0.score) }
        lastScoring = found.last.map { $0.order < 0 ? risk.place : $0.order }
    }

    /// SCORE(r); nil without a scoring.
    var score: Int? { scorings.last?.score }

    /// high_since(r): the day of the earliest scoring in the unbroken run of high ones that ends with the last.
    func highSince(_ least: Int) -> CivilDate? {
        scorings.reversed().prefix { $0.score >= least }.last?.day
    }
}

extension ClauseJudge {
    /// The risks that are open now.
    var openRisks: [Risk] { all(Risk.self).filter { $0.isOpen(at: day) } }
}

extension Risk {
    /// Open: identified, and not closed by then (G11).
    func isOpen(at day: CivilDate) -> Bool { happenedOn <= day && (closedOn.map { $0 > day } ?? true) }
}
