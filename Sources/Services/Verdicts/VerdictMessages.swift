import Conformance
import Messages
import Storage

extension JudgeServiceResponse {
    init(
        _ service: Identifier, at day: CivilDate, _ mode: VisibilityMode, records: Int,
        _ judgements: [Conformance.Judgement]
    ) {
        self.init(
            serviceID: service.description, asAt: day.description, mode: VerdictMode(mode),
            standardID: Evaluation.standard.id, standardVersion: Evaluation.standard.version,
            rulesVersion: UInt32(Evaluation.rulesVersion), records: UInt32(records),
            judgements: judgements.map { Messages.Judgement($0) })
    }
}

extension VerdictMode {
    init(_ mode: VisibilityMode) {
        switch mode {
        case .recorded: self = .recorded
        case .happened: self = .happened
        }
    }

    /// The rules' mode; nil for a value that this version does not have.
    var visibility: VisibilityMode? {
        switch self {
        case .unspecified, .recorded: .recorded
        case .happened: .happened
        case .unrecognized: nil
        }
    }
}

extension Messages.SystemVerdict {
    init(_ verdict: Conformance.SystemVerdict) {
        switch verdict {
        case .notApplicable: self = .notApplicable
        case .contradicted: self = .contradicted
        case .insufficient: self = .insufficient
        case .supported: self = .supported
        }
    }
}

extension Messages.Judgement {
    /// The most ids of deciding records that one judgement carries; how many there are is said beside them.
    private static let mostIDs = 500

    init(_ judgement: Conformance.Judgement) {
        let rule = ClauseRule.of(judgement.clause)
        self.init(
            clauseID: judgement.clause, verdict: SystemVerdict(judgement.verdict), sentence: judgement.sentence,
            figures: judgement.figures.map { JudgementFigure($0) },
            settings: judgement.settings.map { JudgementSetting(key: $0.key, $0.value) },
            decidingRecordIDs: Array(judgement.deciding.prefix(Self.mostIDs)),
            decidingRecords: UInt32(judgement.deciding.count), rule: rule?.text(of: judgement.verdict) ?? "",
            source: rule?.source ?? "")
    }
}

extension ClauseRule {
    /// When the rule gives a verdict, in words.
    fileprivate func text(of verdict: Conformance.SystemVerdict) -> String {
        switch verdict {
        case .notApplicable: notApplicable
        case .contradicted: contradicted
        case .insufficient: insufficient
        case .supported: supported
        }
    }
}

extension JudgementFigure {
    fileprivate init(_ figure: Figure) {
        self.init(name: figure.name)
        switch figure.value {
        case .number(let number): self.number = Int64(number)
        case .text(let text): self.text = text
        case .absent: break
        }
    }
}

extension JudgementSetting {
    fileprivate init(key: String, _ value: Conformance.RuleSetting.Value) {
        self.init(key: key)
        switch value {
        case .number(let number): self.number = Int64(number)
        case .words(let words): self.words = words
        }
    }
}

extension Messages.Disagreement {
    /// The message of a disagreement on a clause that was rated.
    init(
        _ found: Conformance.Disagreement, _ rated: RatedClause, _ system: Conformance.SystemVerdict, _ sentence: String
    ) {
        self.init(
            clauseID: rated.clause, gravity: found.gravity == .serious ? .serious : .mild,
            rating: Messages.Rating(rawValue: Int32(rated.rating.rawValue)), colour: Messages.Colour(rated.colour),
            systemVerdict: SystemVerdict(system),
            assessorVerdict: Messages.AssessorVerdict(rawValue: Int32(rated.assessorVerdict.rawValue)),
            byRecords: found.byRecords, byAssessor: found.byAssessor, sentence: sentence)
    }
}

extension Messages.DueItem {
    init(_ item: Conformance.DueItem, of service: StampedService, on day: CivilDate) {
        self.init(
            serviceID: service.id.description, serviceName: service.name, dueOn: item.due.description,
            kind: DueKind(item.kind), clauseID: item.clause ?? "", what: item.what, recordID: item.record ?? "",
            overdue: item.due < day)
    }
}

extension DueKind {
    fileprivate init(_ kind: Conformance.DueItem.Kind) {
        switch kind {
        case .review: self = .review
        case .measurement: self = .measurement
        case .notification: self = .notification
        case .meeting: self = .meeting
        case .action: self = .action
        case .audit: self = .audit
        case .accessTest: self = .accessTest
        case .training: self = .training
        }
    }
}

extension Messages.DutyClock {
    init(_ clock: Conformance.DutyClock) {
        self.init(
            incidentID: clock.incident, duty: clock.duty, dueOn: clock.due.description,
            state: Messages.ClockState(clock.state), recordID: clock.record ?? "",
            doneOn: clock.doneOn?.description ?? "", reason: clock.reason ?? "",
            suggestedCode: clock.suggestedCode ?? "")
    }
}

extension Messages.ClockState {
    fileprivate init(_ state: Conformance.ClockState) {
        switch state {
        case .due: self = .due
        case .metInTime: self = .metInTime
        case .metLate: self = .metLate
        case .overdue: self = .overdue
        case .decidedNotTo: self = .decidedNotTo
        case .undecided: self = .undecided
        }
    }
}
