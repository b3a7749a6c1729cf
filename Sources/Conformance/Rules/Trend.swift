/// Several similar events within a time: a trend to be decided upon.
struct Flag {
    let category: String
    let flagOn: CivilDate
    let counted: [Int32]
    let decisions: [Decision]
}

extension ClauseJudge {
    /// TREND(stream): the flagged categories.
    func flags(_ stream: TrendStream) -> [Flag] {
        let days = number("trend_days")
        let least = number("trend_count")
        var similar: [String: [(day: CivilDate, place: Int32)]] = [:]
        switch stream {
        case .nonconformity:
            for record in all(Nonconformity.self) where isWithin(record.happenedOn, days: days) {
                guard let category = record.category else { continue }
                similar[snapshot.set.text(category), default: []].append((record.happenedOn, record.place))
            }
        case .incident:
            for record in all(Incident.self) where isWithin(record.happenedOn, days: days) {
                guard let type = record.type else { continue }
                similar[type.word, default: []].append((record.happenedOn, record.place))
            }
        }
        let decisions = all(Decision.self).filter { $0.kind == .trend && $0.stream == stream }
        return similar.sorted { $0.key < $1.key }.compactMap { category, records in
            guard records.count >= least, least >= 1 else { return nil }
            let flagOn = records.sorted { ($0.day, $0.place) < ($1.day, $1.place) }[least - 1].day
            return Flag(
                category: category, flagOn: flagOn, counted: records.map(\.place),
                decisions: decisions.filter { decision in
                    decision.category.map { snapshot.set.text($0) } == category && decision.happenedOn >= flagOn
                })
        }
    }

    /// The first use of decisions on trends of a stream.
    func firstTrendDecision(_ stream: TrendStream) -> CivilDate? {
        firstUse(Decision.self) { $0.kind == .trend && $0.stream == stream }
    }

    /// The flagged categories with their numbers.
    func say(_ flags: [Flag]) -> String {
        flags.isEmpty ? "none" : flags.map { "\($0.category) \($0.counted.count)" }.joined(separator: ", ")
    }
}
