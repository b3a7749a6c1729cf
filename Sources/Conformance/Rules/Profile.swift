extension ClauseJudge {
    /// PROFILE(f): the value of the open entry with the greatest from; nil: unknown (G12).
    func profile(_ field: ProfileField) -> ProfileValue? { facts.profile[field]?.value }

    /// The profile entries that the values of the fields come from.
    func profileRecords(_ fields: [ProfileField]) -> [Int32] { fields.compactMap { facts.profile[$0]?.place } }

    /// GATE_ALL: one no makes the clause not applicable; else one unknown leaves it open. Nil: the gate lets through.
    func gateAll(_ fields: ProfileField...) -> Conclusion? {
        gate(fields, fields.contains { profile($0) == .no })
    }

    /// GATE_ANY: all no make the clause not applicable; else one unknown leaves it open. Nil: the gate lets through.
    func gateAny(_ fields: ProfileField...) -> Conclusion? {
        gate(fields, fields.allSatisfy { profile($0) == .no })
    }

    private func gate(_ fields: [ProfileField], _ closes: Bool) -> Conclusion? {
        let records = profileRecords(fields)
        let words = { (chosen: [ProfileField]) in chosen.map(\.words).joined(separator: ", ") }
        if closes {
            return Conclusion(
                verdict: .notApplicable, records: records,
                reason: "the service\u{2019}s profile says no to " + words(fields.filter { profile($0) == .no }))
        }
        let unknown = fields.filter { profile($0) == nil }
        if unknown.isEmpty { return nil }
        return Conclusion(
            verdict: .insufficient, records: records,
            reason: "the service\u{2019}s profile does not say whether this applies: " + words(unknown))
    }
}

extension ProfileField {
    /// The field in words.
    var words: String { word.replacing("_", with: " ") }
}

extension String {
    /// The text with one character in place of another.
    func replacing(_ old: Character, with new: Character) -> String { String(map { $0 == old ? new : $0 }) }
}
