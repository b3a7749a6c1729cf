/// What all judgements of one evaluation share: the visible records, what is found in them once, and the settings.
///
/// The rows that it leads to must not outlive it.
final class EvaluationContext {
    let snapshot: Snapshot
    private let facts: SharedFacts
    private let settings: SettingsAtDate

    init(_ set: RecordSet, at day: CivilDate, mode: VisibilityMode) {
        snapshot = Snapshot(set, at: day, mode: mode)
        facts = SharedFacts(snapshot)
        settings = SettingsAtDate(set.overrides, at: day, mode: mode)
    }

    /// What judges a clause, with the settings as they read for it.
    func judge(_ clause: String) -> ClauseJudge { ClauseJudge(clause, snapshot, facts, settings) }
}
