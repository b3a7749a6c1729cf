extension DemonstrationStory {
    /// Enters a few things twice, and withdraws the second when somebody notices.
    mutating func correctMistakes() {
        let entered = incidents.map(\.happening) + nonconformities.map(\.happening)
        for original in random.shuffled(entered.filter { $0.day < last - 60 }).prefix(5) {
            guard let first = ledger.recordedOn(original.id) else { continue }
            let repeated = (first + random.number(1...3)).workingDay
            guard let second = ledger.repeatEntry(of: original.id, on: repeated) else { continue }
            ledger.withdraw(
                second, on: repeated + random.number(1...5),
                reason: random.pick([
                    "Entered twice: see \(original.id).", "Two of us reported the same event; the first entry stays.",
                    "Duplicate of \(original.id), found at the weekly check.",
                ]))
        }
    }
}
