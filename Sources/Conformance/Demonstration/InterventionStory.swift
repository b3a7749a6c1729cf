extension DemonstrationStory {
    /// Follows interventional procedures up: outcomes, complications, and what registries are sent.
    mutating func intervene() {
        guard portrait.has(.interventional) else { return }
        for (month, number) in interventions { countOutcomes(in: month, of: number) }
        for day in days(every: 38, first: 14) { complicate(on: day) }
        guard portrait.has(.registries) else { return }
        for code in ["NVR", "BIAS"] { submit(to: code) }
    }

    /// The outcomes that were recorded, shared out among the procedures.
    private mutating func countOutcomes(in month: CivilDate, of number: Int) {
        let share = habits.diligence == 100 ? random.number(95...100) : random.number(35...60)
        let recorded = (number * share + 99) / 100
        let shares = [recorded / 2, recorded / 3, recorded - recorded / 2 - recorded / 3]
        for (procedure, outcomes) in zip(Self.procedures, shares) {
            ledger.add(
                .outcomeCount, after: random.number(3...15),
                ["month": .date(month), "procedure": .text(procedure), "outcomes": .integer(outcomes)])
        }
    }

    private mutating func complicate(on day: CivilDate) {
        let avoidable = random.pick([Avoidable.yes, .no, .no, .undetermined])
        let id = ledger.add(
            .complication, after: random.number(0...2),
            ["occurred_on": .date(day), "procedure": .text(random.pick(Self.procedures))])
        complications.append(Happening(id: id, day: day))
        guard does() else { return }
        let analysed = (day + random.number(6...16)).workingDay
        ledger.revise(
            id, after: 1,
            [
                "grade": .integer(random.pick([1, 1, 2, 2, 3])), "avoidable": .word(avoidable),
                "category": .text(random.pick(["Bleeding", "Pain", "Puncture site", "Sepsis", "Pneumothorax"])),
                "analysed_on": .date(analysed),
            ])
        guard avoidable == .yes, does() else { return }
        let raised = soon(after: analysed)
        complete(raise(.complicationResponse, of: [id], on: raised), raised: raised)
    }

    /// A quarter's data within two months of its end.
    private mutating func submit(to code: String) {
        let first = start - 100
        let id = ledger.add(
            .registry, on: start - 15,
            [
                "code": .text(code), "period_days": .integer(91), "due_days": .integer(60), "from": .date(first),
            ])
        for begin in stride(from: 0, to: 830, by: 91).map({ first + $0 }) where does(.registrySubmission) {
            let sent = (begin + 90 + random.number(18...50)).workingDay
            ledger.add(
                .registrySubmission, after: 0, on: start - 5,
                [
                    "registry": .text(id), "period_from": .date(begin), "period_to": .date(begin + 90),
                    "submitted_on": .date(sent),
                ])
        }
    }

    private static let procedures = ["Image-guided biopsy", "Percutaneous drainage", "Angioplasty"]
}
