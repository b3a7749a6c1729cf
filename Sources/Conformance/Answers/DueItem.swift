/// Something that a service has to do by a day, found in its records.
package struct DueItem: Sendable, Equatable {
    /// What kind of thing it is.
    package enum Kind: Sendable, CaseIterable {
        case review, measurement, notification, meeting, action, audit, accessTest, training
    }

    /// What kind of thing it is.
    package let kind: Kind
    /// The last day on which it is in time.
    package let due: CivilDate
    /// The clause that asks for it; nil where that depends on what it is about.
    package let clause: String?
    /// What is due, in words.
    package let what: String
    /// The id of the record that it is about.
    package let record: String?
}

extension Evaluation {
    /// What is overdue in a service as at a date, or falls due within some days of it, the earliest first.
    package static func due(_ set: RecordSet, at day: CivilDate, within days: Int) -> [DueItem] {
        let context = EvaluationContext(set, at: day, mode: .recorded)
        return withExtendedLifetime(context) {
            var list = DueList(context)
            list.addReviews()
            list.addMeasurements()
            list.addNotifications()
            list.addMeetings()
            list.addActions()
            list.addAudits()
            list.addAccessTests()
            list.addTraining()
            return list.items.filter { $0.due <= day + days }
                .sorted {
                    ($0.due, $0.clause ?? "", $0.what, $0.record ?? "") < (
                        $1.due, $1.clause ?? "", $1.what, $1.record ?? ""
                    )
                }
        }
    }
}

/// Gathers what is due, with the limits that the clauses' rules use.
private struct DueList {
    private(set) var items: [DueItem] = []
    private let context: EvaluationContext

    init(_ context: EvaluationContext) { self.context = context }

    private mutating func add(
        _ kind: DueItem.Kind, _ due: CivilDate, _ clause: String?, _ what: String, _ record: Row?
    ) {
        items.append(DueItem(kind: kind, due: due, clause: clause, what: what, record: record?.id))
    }

    private func text(_ symbol: Symbol?) -> String {
        symbol.map { "\u{2018}" + context.snapshot.set.text($0) + "\u{2019}" } ?? ""
    }

    mutating func addReviews() {
        let documents = context.judge("e.2")
        for document in documents.facts.documents where document.record.origin == .service {
            guard let review = documents.reviewState(document) else { continue }
            add(
                .review, review.due, "e.2", "review of the document \(text(document.record.title))", document.record.row
            )
        }
        let objectives = context.judge("b.5")
        for objective in objectives.open(Objective.self) {
            let last = objectives.last(objective.referring(Review.self))?.happenedOn ?? objective.happenedOn
            let days = objective.reviewDays ?? objectives.number("objective_review_days")
            add(.review, last + days, "b.5", "review of the objective \(text(objective.title))", objective.row)
        }
        let risks = context.judge("l.1")
        for risk in risks.openRisks {
            let isHigh = (ScoredRisk(risk).score ?? 0) >= risks.number("high_risk_score")
            let looked = [risk.assessedOn, risks.last(risk.referring(Review.self))?.happenedOn].compactMap { $0 }.max()
            let days = risk.reviewDays ?? risks.number(isHigh ? "high_risk_review_days" : "risk_review_days")
            add(
                .review, (looked ?? risk.happenedOn) + days, "l.1",
                "review of the \(isHigh ? "high " : "")risk \(text(risk.title))", risk.row)
        }
    }

    mutating func addMeasurements() {
        let processes = context.judge("a.2")
        for process in processes.open(Process.self) {
            let last = processes.last(process.referring(Measurement.self))?.happenedOn ?? process.happenedOn
            let days = process.monitorDays ?? processes.number("process_monitor_days")
            add(.measurement, last + days, "a.2", "monitoring of the process \(text(process.name))", process.row)
        }
        let indicators = context.judge("b.2")
        for indicator in indicators.open(Indicator.self) where indicator.objective != nil {
            let measured = indicator.referring(Measurement.self).filter { $0.value != nil }
            let last = indicators.last(measured)?.happenedOn ?? indicator.happenedOn
            let days = indicator.intervalDays ?? indicators.number("measurement_days")
            add(
                .measurement, last + days, "b.2",
                "measurement for the objective \(text(indicator.objective?.title))", indicator.row)
        }
    }

    mutating func addNotifications() {
        for clock in context.dutyClocks() where [.due, .overdue, .undecided].contains(clock.state) {
            let (clause, what): (String, String) =
                switch clock.duty {
                case Clock.candour.rawValue: ("j.4", "disclosure to the patient (duty of candour)")
                case Duty.manufacturer.word, Duty.deviceRegulator.word:
                    ("i.9", "notice to the \(clock.duty.replacing("_", with: " "))")
                default: ("i.8", clock.duty.replacing("_", with: " "))
                }
            items.append(
                DueItem(
                    kind: .notification, due: clock.due, clause: clause,
                    what: clock.state == .undecided ? "\(what): sent, or decided upon with a reason" : what,
                    record: clock.incident))
        }
    }

    mutating func addMeetings() {
        let reviews = context.judge("d.1")
        if let last = reviews.last(reviews.meetings(for: .qmsReview)) {
            add(
                .meeting, last.happenedOn + reviews.number("qms_review_days"), "d.1",
                "review of the quality management system", last.row)
        }
        let outcomes = context.judge("k.5")
        if outcomes.profile(.interventional) == .yes {
            addMeetings(
                outcomes.meetings(for: .outcomes), outcomes.number("outcome_meetings_min"),
                outcomes.number("window_days"), "k.5", "outcome meeting")
        }
        let learning = context.judge("l.4")
        addMeetings(
            learning.meetings(forAnyOf: [.discrepancy, .morbidityMortality, .learning]),
            learning.number("learning_meetings_min"), learning.number("window_days"), "l.4", "learning meeting")
    }

    /// The next one is due on the day on which, without it, there would be too few in the window.
    private mutating func addMeetings(
        _ meetings: [Meeting], _ least: Int, _ window: Int, _ clause: String, _ what: String
    ) {
        let held = meetings.map(\.happenedOn).sorted()
        guard let first = held.first else { return }
        add(.meeting, (held.count < least ? first : held[held.count - least]) + window, clause, what, nil)
    }

    mutating func addActions() {
        let judge = context.judge("d.2")
        for action in judge.all(Action.self) where action.completedOn == nil {
            guard let due = action.dueOn else { continue }
            let kind = (action.kind?.word ?? "").replacing("_", with: " ")
            let owner = action.owner.map { " (" + context.snapshot.set.text($0) + ")" } ?? ""
            add(.action, due, nil, "\(kind) action\(owner)", action.row)
        }
    }

    mutating func addAudits() {
        for item in context.judge("n.1").all(AuditPlanItem.self) where item.referring(Audit.self).isEmpty {
            guard let due = item.dueOn else { continue }
            add(.audit, due, "n.1", "audit \(text(item.title))", item.row)
        }
    }

    mutating func addAccessTests() {
        for (clause, subject, offer) in [
            ("c.2", AccessSubject.documents, Offer.documents), ("j.2", .incidentForm, .incidentForm),
            ("m.2", .index, .index),
        ] {
            let judge = context.judge(clause)
            for point in judge.open(AccessPoint.self) where point.offers.contains(offer) {
                let last = judge.access(point, subject).test?.happenedOn ?? point.happenedOn
                let place = text(point.location?.name)
                add(
                    .accessTest, last + judge.number("access_test_days"), clause,
                    "test of access to the \(offer.word.replacing("_", with: " ")) at \(place)", point.row)
            }
        }
    }

    mutating func addTraining() {
        let judge = context.judge("j.3")
        let trained = Dictionary(grouping: judge.all(Training.self).filter { $0.topic == .incidentReporting }) {
            $0.person
        }
        var listed: Set<Symbol> = []
        for member in judge.open(Staff.self) {
            guard let person = member.person, listed.insert(person).inserted else { continue }
            let last = judge.last(trained[person] ?? [])
            let due =
                last.map { $0.happenedOn + ($0.validDays ?? judge.number("training_days")) }
                ?? member.happenedOn + judge.number("induction_days")
            add(
                .training, due, "j.3", "training in incident reporting of \(context.snapshot.set.text(person))",
                member.row)
        }
    }
}
