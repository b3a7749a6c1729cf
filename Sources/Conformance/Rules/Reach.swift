extension ClauseJudge {
    /// How far something was told to staff.
    struct Reached {
        let item: Item
        /// Those who were staff throughout and have understood it.
        let understood: Int
        /// Those of them who have received it.
        let received: Int
        /// How many were staff throughout.
        let staff: Int
        /// Whether staff were told of it at all.
        let isTold: Bool
    }

    /// REACH(s; level; t): staff were told, and enough of those who were there confirmed it.
    func reach(_ subject: Row, _ level: ReceiptLevel, from start: CivilDate, _ anchors: [Int32]) -> Reached {
        let told = snapshot.referring(to: subject, Communication.self).filter {
            $0.kind == .information && $0.audiences.contains(.staff)
        }
        let asked = facts.staff(throughout: number("ack_days"))
        var received: Set<Symbol> = []
        var understood: Set<Symbol> = []
        for receipt in told.lazy.flatMap({ $0.referring(Receipt.self) }) {
            guard let person = receipt.person, asked.contains(person) else { continue }
            received.insert(person)
            if receipt.level == .understood { understood.insert(person) }
        }
        let enough = level == .understood ? understood.count : received.count
        let events = told.map(\.place)
        func reached(_ state: ItemState) -> Reached {
            Reached(
                item: Item(state, anchors, events: events), understood: understood.count, received: received.count,
                staff: asked.count, isTold: !told.isEmpty)
        }
        if asked.count >= 1 && 100 * enough >= number("ack_share") * asked.count { return reached(.pass) }
        let tellings = told.compactMap { Event($0.sentOn, $0.place) }
        let firstTold = tellings.firstUse
        let due = due(start, days: number("dissemination_days"), tellings, firstUse: facts.firstTellingOfStaff)
        if case .overdue = due { return reached(.fail) }
        if let firstTold, asked.count >= 1, facts.firstUse(Receipt.self) != nil,
            day > firstTold + number("ack_days"), 100 * received.count < number("ack_floor") * asked.count
        {
            return reached(.fail)
        }
        if case .pending = due { return reached(.pending) }
        if let firstTold, day <= firstTold + number("ack_days") { return reached(.pending) }
        return reached(.unknown)
    }

    /// The usual rule over things that staff have to be told.
    func concludeReach(
        _ reached: [Reached], or subject: NilSubject? = nil, _ noun: String
    ) -> Conclusion {
        let list = ItemList(reached.map(\.item))
        let figures = [
            Figure("staff", facts.staff(at: day).count), Figure("staff_asked", reached.first?.staff),
            Figure("least_understood", reached.map(\.understood).min()),
            Figure("least_received", reached.map(\.received).min()),
            Figure("never_told", reached.count { !$0.isTold }),
        ]
        let quality = "have reached enough staff"
        guard let subject else { return conclude(list, figures: figures, noun, quality) }
        return conclude(list, or: subject, figures: figures, noun, quality)
    }
}
