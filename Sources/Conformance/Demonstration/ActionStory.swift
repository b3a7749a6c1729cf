extension DemonstrationStory {
    /// Raises an action on records.
    mutating func raise(_ kind: ActionKind, of subjects: [String], on day: CivilDate, pence: Int? = nil) -> String {
        ledger.add(
            .action, after: random.number(0...2),
            [
                "kind": .word(kind), "subjects": .texts(subjects), "owner": .text(somebody(on: day)),
                "raised_on": .date(day), "due_on": .date(day + DemonstrationHabits.actionDue),
                "cost_pence": pence.map { .integer($0) },
            ])
    }

    /// Completes an action, if it comes to that, and checks some weeks later whether it has helped.
    ///
    /// - Returns: the day of its completion.
    @discardableResult
    mutating func complete(_ action: String, raised: CivilDate) -> CivilDate? {
        guard does() else { return nil }
        let done = (raised + random.number(habits.closingActions)).workingDay
        ledger.revise(action, after: random.number(0...1), ["completed_on": .date(done)])
        if does() {
            let checked = (done + random.number(40...75)).workingDay
            ledger.revise(
                action, after: 1, ["checked_on": .date(checked), "effective": .yes(if: random.chance(88))])
        }
        return done
    }
}
