/// What of a record of `action` is its workflow's: raising it and moving it set that, and no other entry may.
package enum ActionWorkflow {
    /// The fields that a move sets, and those that say what is moved by whom.
    private static let fields = [
        "state", "completed_on", "checked_on", "effective", "assessment_id", "clause_id", "owner_id",
    ]

    /// What is wrong with a body that somebody enters otherwise than by a move.
    ///
    /// - Parameter seen: what it is to take the place of; nil for a new record.
    package static func violations(of body: RecordBody, replacing seen: RecordBody?) -> [EntryRules.Violation] {
        guard body.register == .action else { return [] }
        guard let seen, isMoved(seen) else {
            return ["state", "assessment_id", "clause_id", "owner_id"].filter { body[$0] != nil }.map {
                EntryRules.Violation(
                    field: $0, problem: "is set by raising an action on a clause (RaiseAction, lm2 action raise)")
            }
        }
        let owner = seen["owner_id"] == nil ? [] : ["owner"]
        return (fields + owner).filter { body[$0] != seen[$0] }.map {
            EntryRules.Violation(
                field: $0,
                problem: "can\u{2019}t be changed by a revision: move the action (MoveAction, lm2 action move)")
        }
    }

    /// Whether a record is an action that goes the way of its states. It is not withdrawn but moved to `withdrawn`.
    package static func isMoved(_ body: RecordBody) -> Bool { body.register == .action && body["state"] != nil }
}
