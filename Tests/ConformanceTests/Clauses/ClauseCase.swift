import Conformance
import Testing

/// A row of a clause's table: records, dates, and the verdicts then.
struct ClauseCase: Sendable, CustomTestStringConvertible {
    let clause: String
    let name: String
    /// Dates with the verdict as at each.
    let verdicts: [(date: String, verdict: SystemVerdict)]
    /// The ids that decide at the last date; nil: not looked at.
    let deciding: [String]?
    /// What the sentence has to say at the last date; nil: not looked at.
    let says: String?
    let build: @Sendable (inout Scenario) -> Void

    init(
        _ clause: String, _ name: String, _ verdicts: [(String, SystemVerdict)], deciding: [String]? = nil,
        says: String? = nil, build: @escaping @Sendable (inout Scenario) -> Void
    ) {
        self.clause = clause
        self.name = name
        self.verdicts = verdicts.map { (date: $0.0, verdict: $0.1) }
        self.deciding = deciding
        self.says = says
        self.build = build
    }

    var testDescription: String { "\(clause) \(name)" }

    /// Expects what the row says, and the same from the records in reverse order.
    func check() throws {
        var scenario = Scenario()
        build(&scenario)
        for (date, verdict) in verdicts {
            let judgement = try scenario.judge(clause, date)
            #expect(judgement.verdict == verdict, "\(clause) \(name), \(date): \(judgement.sentence)")
            #expect(!judgement.sentence.isEmpty)
        }
        guard let last = verdicts.last else { return }
        let judgement = try scenario.judge(clause, last.date)
        if let deciding { #expect(judgement.deciding == deciding, "\(clause) \(name): \(judgement.deciding)") }
        if let says { #expect(judgement.sentence.contains(says), "\(judgement.sentence)") }
        let reversed = try Interchange(Array(scenario.json(reversed: true).utf8))
        let day = try #require(CivilDate(last.date))
        #expect(Evaluation.judge(reversed.set, at: day, clauses: [clause]).first?.deciding == judgement.deciding)
    }
}
