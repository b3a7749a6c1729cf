/// What is refused when a record is taken in, beside what single fields may hold (the rules, section 5).
package struct EntryRules {
    /// What is wrong with a field.
    package struct Violation: Sendable, Equatable {
        /// The field's name.
        package let field: String
        /// What is wrong, as the end of a sentence.
        package let problem: String

        /// Something wrong with a field.
        package init(field: String, problem: String) {
            self.field = field
            self.problem = problem
        }
    }

    private var violations: [Violation] = []
    private let recordedAt: Int64
    private let row: Row

    /// What is wrong with a record of a set that has what it refers to as well.
    ///
    /// - Parameters:
    ///   - id: the record's.
    ///   - recordedAt: microseconds since 1970; nothing that happened lies after it.
    package static func violations(of id: String, in set: RecordSet, recordedAt: Int64) -> [Violation] {
        violations(of: [id], in: set, recordedAt: recordedAt)[0]
    }

    /// What is wrong with records of a set, for each of them in turn.
    package static func violations(of ids: [String], in set: RecordSet, recordedAt: Int64) -> [[Violation]] {
        let snapshot = Snapshot(set, at: CivilDate(dayNumber: .max), mode: .happened)
        return withExtendedLifetime(snapshot) {
            ids.map { id in
                guard let place = set.place(ofID: id) else { return [] }
                guard snapshot.isVisible(place) else {
                    let register = set.registers[Int(place)]
                    return [Violation(field: register.fields[register.happening].name, problem: "must be set")]
                }
                var rules = EntryRules(row: snapshot.row(place), recordedAt: recordedAt)
                rules.checkFields()
                rules.checkRegister()
                return rules.violations
            }
        }
    }

    private init(row: Row, recordedAt: Int64) {
        self.row = row
        self.recordedAt = recordedAt
    }

    private mutating func refuse(_ field: String, _ problem: String, if broken: Bool) {
        if broken { violations.append(Violation(field: field, problem: problem)) }
    }

    /// The later of two days comes first only by mistake.
    private mutating func order(_ earlier: CivilDate?, _ later: CivilDate?, _ field: String, _ than: String) {
        if let earlier, let later { refuse(field, "is before \(than)", if: later < earlier) }
    }

    private mutating func checkFields() {
        let today = LondonCalendar.date(ofMicroseconds: recordedAt)
        for (place, field) in row.register.fields.enumerated() {
            switch field.kind {
            case .date: refuse(field.name, "is in the future", if: row.date(place).map { $0 > today } ?? false)
            case .month:
                let month = row.plan(place)
                refuse(field.name, "is not the first day of a month", if: month.map { $0.components.day != 1 } ?? false)
                refuse(field.name, "is a month that has not ended", if: month != nil && row.happenedOn > today)
            case .time:
                refuse(
                    field.name, "is in the future",
                    if: row.time(place).map { $0.saturating(times: 1_000_000) > recordedAt } ?? false)
            case .person: checkPersons(field, row.text(place).map { [$0] } ?? [])
            case .persons: checkPersons(field, row.persons(place))
            case .text:
                let text = row.text(place).map { row.snapshot.set.text($0) }
                refuse(
                    field.name, "holds a control character",
                    if: text.map { $0.unicodeScalars.contains { Self.isControl($0) } } ?? false)
                refuse(
                    field.name, "holds what looks like an NHS number; records never hold patient identifiers",
                    if: text.map { !Self.isIdentifier($0) && PatientIdentifier.isFound(in: $0) } ?? false)
            default: break
            }
        }
        if let from = row.named("from"), let to = row.named("to") {
            order(row.plan(from), row.plan(to), "to", "from")
        }
    }

    /// Persons are one line, and several of them are written with semicolons in between.
    private mutating func checkPersons(_ field: Field, _ persons: [Symbol]) {
        let names = persons.map { row.snapshot.set.text($0) }
        refuse(
            field.name, "holds a semicolon, which stands between persons in sheets",
            if: names.contains { $0.contains(";") })
        refuse(
            field.name, "holds a control character",
            if: names.contains { $0.unicodeScalars.contains { $0.value < 32 || $0.value == 127 } })
    }

    /// Whether a text is the id of a location, an assessment or an account: its digits are by chance what they are.
    private static func isIdentifier(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        return parts.map(\.count) == [8, 4, 4, 4, 12]
            && parts.joined().allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    /// Lines and tabs belong to a text.
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\n", "\r", "\t": false
        default: scalar.value < 32 || scalar.value == 127
        }
    }

    private mutating func checkRegister() {
        switch row.register {
        case .profileEntry:
            let entry = ProfileEntry(row: row)
            let isNation = entry.value.map { $0 != .yes && $0 != .no } ?? false
            refuse(
                "value", "is \(isNation ? "a nation" : "yes or no"), which is not what the field asks",
                if: isNation != (entry.field == .nation))
        case .measurement:
            let measurement = Measurement(row: row)
            let isProcess = measurement.subject?.register == .process
            refuse("value", "is for indicators; a process has effective", if: isProcess && measurement.value != nil)
            refuse(
                "effective", "is for processes; an indicator has a value",
                if: !isProcess && measurement.effective != nil)
            refuse(
                "value", "is missing, and so is effective", if: measurement.value == nil && measurement.effective == nil
            )
        case .review:
            let review = Review(row: row)
            refuse(
                "likelihood", "and consequence go together",
                if: (review.likelihood == nil) != (review.consequence == nil))
            refuse("likelihood", "is for risks", if: review.likelihood != nil && review.subject?.register != .risk)
            let subject = review.subject
            if subject?.register == .document || subject?.register == .risk {
                order(subject?.happenedOn, review.reviewedOn, "reviewed_on", "the day from which its subject exists")
            }
        case .objective:
            let kind = Objective(row: row).policy.map { $0.document?.kind }
            refuse("policy", "is no version of a quality policy", if: kind.map { $0 != .qualityPolicy } ?? false)
        case .receipt:
            let receipt = Receipt(row: row)
            order(receipt.communication?.sentOn, receipt.givenOn, "given_on", "the day on which it was sent")
        case .documentVersion: checkVersion(DocumentVersion(row: row))
        case .accessTest: checkAccessTest(AccessTest(row: row))
        case .implementation:
            let origin = Implementation(row: row).version?.document?.origin
            refuse("version", "is not of a document of the parent organisation", if: origin != nil && origin != .parent)
        case .specialExamination:
            let examination = SpecialExamination(row: row)
            refuse(
                "study", "is for research examinations",
                if: examination.kind == .medicoLegal && examination.study != nil)
        case .nonconformity:
            let record = Nonconformity(row: row)
            order(record.raisedOn, record.closedOn, "closed_on", "raised_on")
        case .action: checkAction(Action(row: row))
        case .decision: checkDecision(Decision(row: row))
        case .nilReturn: checkNilReturn(NilReturn(row: row))
        case .incident:
            let incident = Incident(row: row)
            if let occurred = incident.occurredAt, let discovered = incident.discoveredAt {
                refuse("occurred_at", "is after discovered_at", if: occurred > discovered)
            }
            order(incident.discoveredOn, incident.closedOn, "closed_on", "the day of discovery")
        case .harmAssessment:
            let harm = HarmAssessment(row: row)
            refuse("psychological", "can\u{2019}t be fatal", if: harm.psychological == .fatal)
            refuse(
                "physical", "is missing, and so are psychological and psychological_days",
                if: harm.physical == nil && harm.psychological == nil && harm.psychologicalDays == nil)
        case .exposure:
            let exposure = Exposure(row: row)
            refuse(
                "intended_usv", "is for unintended exposures",
                if: exposure.kind == .accidental && exposure.intendedUsv != nil)
            if let intended = exposure.intendedUsv, let received = exposure.receivedUsv {
                refuse("intended_usv", "is above received_usv, which includes it", if: intended > received)
            }
        case .investigation: checkInvestigation(Investigation(row: row))
        case .criticalRule:
            let rule = CriticalRule(row: row)
            refuse(
                "types", "is empty, and so are physical_from and psychological_from",
                if: rule.types.isEmpty && rule.physicalFrom == nil && rule.psychologicalFrom == nil)
        case .complication:
            let complication = Complication(row: row)
            order(complication.occurredOn, complication.analysedOn, "analysed_on", "occurred_on")
        case .registrySubmission:
            let submission = RegistrySubmission(row: row)
            order(submission.periodFrom, submission.periodTo, "period_to", "period_from")
        case .risk:
            let risk = Risk(row: row)
            order(risk.identifiedOn, risk.assessedOn, "assessed_on", "identified_on")
            order(risk.identifiedOn, risk.closedOn, "closed_on", "identified_on")
        case .audit:
            let audit = Audit(row: row)
            if let compliant = audit.compliant {
                refuse("compliant", "needs a sample", if: audit.sample == nil)
                refuse("compliant", "is above sample", if: audit.sample.map { compliant > $0 } ?? false)
            }
        default: break
        }
    }

    private mutating func checkVersion(_ version: DocumentVersion) {
        refuse(
            "approved_on", "and approved_by go together", if: (version.approvedBy == nil) != (version.approvedOn == nil)
        )
        refuse(
            "authorised_on", "and authorised_by go together",
            if: (version.authorisedBy == nil) != (version.authorisedOn == nil))
        order(version.draftedOn, version.withdrawnOn, "withdrawn_on", "drafted_on")
    }

    private mutating func checkAccessTest(_ test: AccessTest) {
        let isOfType = test.subject == .recordType
        refuse("record_type", "is for tests of record types", if: !isOfType && test.recordType != nil)
        refuse("record_type", "is missing", if: isOfType && test.recordType == nil)
        refuse("access_point", "is missing", if: !isOfType && test.accessPoint == nil)
        refuse("found", "is for tests of documents", if: test.subject != .documents && !test.found.isEmpty)
    }

    private mutating func checkAction(_ action: Action) {
        order(action.raisedOn, action.completedOn, "completed_on", "raised_on")
        order(action.completedOn, action.checkedOn, "checked_on", "completed_on")
        refuse("checked_on", "needs completed_on", if: action.checkedOn != nil && action.completedOn == nil)
        refuse("effective", "needs checked_on", if: action.effective != nil && action.checkedOn == nil)
        refuse(
            "clause_id", "and assessment_id go together", if: (action.clauseID == nil) != (action.assessmentID == nil))
        refuse(
            "subjects", "is empty, and there is no clause of an assessment",
            if: action.subjects.isEmpty && (action.assessmentID == nil || action.clauseID == nil))
    }

    private mutating func checkDecision(_ decision: Decision) {
        guard let kind = decision.kind else { return }
        if kind == .trend {
            refuse("choice", "is missing", if: decision.choice == nil)
            refuse("stream", "is missing", if: decision.stream == nil)
            refuse("category", "is missing", if: decision.category == nil)
        } else {
            refuse("subjects", "is empty", if: decision.subjects.isEmpty)
        }
        refuse("duty", "is missing", if: kind == .notNotified && decision.duty == nil)
        refuse("adviser", "is missing", if: kind == .adviserNotNeeded && decision.adviser == nil)
        refuse("recipient", "is missing", if: kind == .notDisclosed && decision.recipient == nil)
    }

    private mutating func checkNilReturn(_ record: NilReturn) {
        order(record.periodFrom, record.periodTo, "period_to", "period_from")
        if let end = record.periodTo, let stated = record.statedOn {
            refuse("period_to", "is after stated_on", if: end > stated)
        }
        let qualifier = record.qualifier.map { row.snapshot.set.text($0) }
        func check(_ words: [String], mayMiss: Bool) {
            refuse("qualifier", "is missing", if: qualifier == nil && !mayMiss)
            refuse(
                "qualifier", "is not one of \(words.joined(separator: ", "))",
                if: qualifier.map { !words.contains($0) } ?? false)
        }
        switch record.subject {
        case .nonconformity: check(Area.words, mayMiss: true)
        case .incidentType: check(IncidentType.words, mayMiss: false)
        case .specialExamination: check(SpecialKind.words, mayMiss: false)
        case .location:
            let known = qualifier.flatMap { row.snapshot.set.place(ofID: $0) }
            refuse(
                "qualifier", "is not the id of a location of this service",
                if: known.map { row.snapshot.set.registers[Int($0)] != .location } ?? true)
        default: refuse("qualifier", "does not go with this subject", if: qualifier != nil)
        }
    }

    private mutating func checkInvestigation(_ record: Investigation) {
        order(record.startedOn, record.completedOn, "completed_on", "started_on")
        refuse("findings", "is missing", if: record.completedOn != nil && record.findings == nil)
        refuse("learning_on", "and learning go together", if: (record.learning == nil) != (record.learningOn == nil))
    }
}

extension Row {
    /// The place of the field of that name.
    fileprivate func named(_ name: String) -> Int? { register.fields.firstIndex { $0.name == name } }
}

extension Register {
    /// What only one live record of a service may have: a month of one location and modality, a number of one document.
    package var uniqueFields: [String] {
        switch self {
        case .activity: ["month", "location", "modality"]
        case .outcomeCount: ["month", "procedure"]
        case .documentVersion: ["document", "number"]
        default: []
        }
    }
}
