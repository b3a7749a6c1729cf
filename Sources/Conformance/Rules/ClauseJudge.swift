/// What a rule needs to judge one clause: the visible records, the settings as they read for it, and the notions of the
/// rules, section 2, which extensions of this type define.
final class ClauseJudge {
    let clause: String
    let snapshot: Snapshot
    let facts: SharedFacts
    private let settings: SettingsAtDate
    /// The settings that were asked for.
    private(set) var used: [String: RuleSetting.Value] = [:]

    init(_ clause: String, _ snapshot: Snapshot, _ facts: SharedFacts, _ settings: SettingsAtDate) {
        self.clause = clause
        self.snapshot = snapshot
        self.facts = facts
        self.settings = settings
    }

    /// The date as at which the clause is judged.
    var day: CivilDate { snapshot.day }

    /// A number or a number of days of the settings.
    func number(_ key: String) -> Int {
        if case .number(let number) = setting(key) { number } else { 0 }
    }

    /// A list of the settings.
    func words(_ key: String) -> [String] {
        if case .words(let words) = setting(key) { words } else { [] }
    }

    private func setting(_ key: String) -> RuleSetting.Value {
        if let known = used[key] { return known }
        let value = settings.value(key, for: clause)
        used[key] = value
        return value
    }

    /// All visible records of a register.
    func all<Record: RegisterRow>(_ type: Record.Type = Record.self) -> [Record] { snapshot.all() }

    /// Those that are open now.
    func open<Record: Periodic>(_ type: Record.Type = Record.self) -> [Record] {
        snapshot.all(type).filter { $0.isOpen(at: day) }
    }

    /// Whether a date is in the window of so many days (G3).
    func isWithin(_ date: CivilDate?, days: Int) -> Bool {
        guard let date else { return false }
        return day - days < date && date <= day
    }

    /// Whether a date is in W, the window of `window_days`.
    func isInWindow(_ date: CivilDate?) -> Bool { isWithin(date, days: number("window_days")) }

    /// The visible records of a register that happened in W.
    func inWindow<Record: RegisterRow>(_ type: Record.Type = Record.self) -> [Record] {
        let days = number("window_days")
        return snapshot.all(type).filter { isWithin($0.happenedOn, days: days) }
    }

    /// BREACH: enough items fail, whatever the sample.
    func breaches(_ list: ItemList) -> Condition {
        Condition(list.fail >= 1 && 100 * list.fail > number("breach_share") * list.n, list.records(.fail))
    }

    /// MET: enough items pass, of a large enough sample.
    func meets(_ list: ItemList) -> Condition {
        Condition(
            list.n >= number("sample_min") && list.n >= 1 && 100 * list.pass >= number("met_share") * list.n,
            list.records(.pass))
    }

    /// MET0: the same for a list that may well be empty.
    func meetsOrIsEmpty(_ list: ItemList) -> Condition {
        Condition(list.n == 0 || 100 * list.pass >= number("met_share") * list.n, list.records(.pass))
    }

    /// MET, or there is no item at all and a nil return covers the silence.
    func meets(_ list: ItemList, or subject: NilSubject, _ qualifier: String? = nil) -> Condition {
        meets(list).or(list.isEmpty ? nilReturn(subject, qualifier) : Condition(false))
    }

    /// NIL: the silence has been looked at, on every day of W but the latest.
    func nilReturn(_ subject: NilSubject, _ qualifier: String? = nil) -> Condition {
        let window = number("window_days")
        let trail = number("nil_trail_days")
        if qualifier == nil, hasWhatIsDenied(subject) { return Condition(false) }
        let returns = all(NilReturn.self).filter {
            $0.subject == subject && $0.qualifier.map { snapshot.set.text($0) } == qualifier
        }
        let periods = returns.compactMap { record in
            record.periodFrom.flatMap { from in record.periodTo.map { (from: from, to: $0) } }
        }.sorted { $0.from < $1.from }
        guard periods.contains(where: { $0.from <= day && $0.to > day - window }) else { return Condition(false) }
        var next = day - window + 1
        for period in periods where period.from <= next && period.to >= next { next = period.to + 1 }
        return Condition(next > day - trail, returns.map(\.place))
    }

    /// Three subjects can't be denied while a record of that description is in W.
    private func hasWhatIsDenied(_ subject: NilSubject) -> Bool {
        switch subject {
        case .nonconformity: !inWindow(Nonconformity.self).isEmpty
        case .incident: !inWindow(Incident.self).isEmpty
        case .clinicalIncident: inWindow(Incident.self).contains { $0.type?.isClinical == true }
        default: false
        }
    }
}

extension ClauseJudge {
    /// The conclusion by the order of G13, after the gates.
    ///
    /// - Parameters:
    ///   - lists: every list of the rule, for the records that decide.
    ///   - contradicted: each alone contradicts the clause.
    ///   - supported: all are needed to support it.
    ///   - needs: fields of the profile without which it can't be supported.
    func conclude(
        _ lists: [ItemList] = [], contradicted: [Condition], supported: [Condition], needs: [ProfileField] = [],
        figures: [Figure] = [], _ reason: String
    ) -> Conclusion {
        let listed = lists.enumerated().flatMap { counts($1, suffix: $0 == 0 ? "" : "_\($0 + 1)") }
        func answer(_ verdict: SystemVerdict, _ records: [Int32]) -> Conclusion {
            Conclusion(verdict: verdict, records: records, figures: listed + figures, reason: reason)
        }
        let against = contradicted.filter(\.holds)
        if !against.isEmpty { return answer(.contradicted, against.flatMap(\.records)) }
        guard supported.allSatisfy(\.holds) else { return answer(.insufficient, lists.flatMap(\.unknownAnchors)) }
        if needs.contains(where: { profile($0) == nil }) { return answer(.insufficient, profileRecords(needs)) }
        return answer(.supported, supported.flatMap(\.records) + lists.flatMap { $0.records(.pass) })
    }

    /// The usual rule: BREACH(A) contradicts, MET(A) supports.
    func conclude(
        _ list: ItemList, needs: [ProfileField] = [], figures: [Figure] = [], _ noun: String, _ quality: String
    ) -> Conclusion {
        conclude(
            [list], contradicted: [breaches(list)], supported: [meets(list)], needs: needs, figures: figures,
            say(list, noun, quality))
    }

    /// The usual rule where silence may be looked at.
    func conclude(
        _ list: ItemList, or subject: NilSubject, figures: [Figure] = [], _ noun: String, _ quality: String
    ) -> Conclusion {
        conclude(
            [list], contradicted: [breaches(list)], supported: [meets(list, or: subject)], figures: figures,
            say(list, noun, quality))
    }

    private func counts(_ list: ItemList, suffix: String) -> [Figure] {
        [
            Figure("n" + suffix, list.n, isCount: true), Figure("pass" + suffix, list.pass, isCount: true),
            Figure("fail" + suffix, list.fail, isCount: true), Figure("unknown" + suffix, list.unknown, isCount: true),
            Figure("pending" + suffix, list.pending, isCount: true),
        ]
    }

    /// "8 of 10 documents are current (90 % needed); 1 is not, 1 can't be told, 2 have time left".
    func say(_ list: ItemList, _ noun: String, _ quality: String) -> String {
        if list.isEmpty { return "no \(noun) to count" }
        if list.n == 0 { return "no \(noun) to count yet, \(list.pending) with time left" }
        var text = "\(list.pass) of \(list.n) \(noun) \(quality) (\(number("met_share")) % needed)"
        var rest: [String] = []
        if list.fail > 0 { rest.append("\(list.fail) not") }
        if list.unknown > 0 { rest.append("\(list.unknown) can\u{2019}t be told") }
        if list.pending > 0 { rest.append("\(list.pending) with time left") }
        if !rest.isEmpty { text += "; " + rest.joined(separator: ", ") }
        // A list that may be empty has no sample.
        if case .number(let sample)? = used["sample_min"], list.n < sample {
            text += "; at least \(sample) are needed to judge"
        }
        return text
    }
}
