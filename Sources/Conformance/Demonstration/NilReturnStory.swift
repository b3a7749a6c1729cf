extension DemonstrationStory {
    /// States each quarter of what there was none, so that silence is known to be looked at.
    mutating func stateWhatDidNotHappen() {
        guard practises(.nilReturns) else { return }
        for quarter in 0..<8 {
            let from = start + quarter * 91
            let to = from + 90
            let range = from...to
            for (area, _) in silentAreas(in: range) { state(.nonconformity, area.word, range) }
            let types = incidents.filter { range.contains($0.happening.day) }.map(\.pattern.type)
            for type in Self.expectedTypes where !types.contains(type) { state(.incidentType, type.word, range) }
            if !types.contains(.equipmentFailure) { state(.equipmentIncident, nil, range) }
            if portrait.has(.ionisingRadiation), !types.contains(.overexposure), !types.contains(.staffExposure) {
                state(.exposure, nil, range)
            }
            if portrait.has(.interventional), !complications.contains(where: { range.contains($0.day) }) {
                state(.complication, nil, range)
            }
            for kind in specialKinds where !specialExaminations.contains(where: { $0 == kind && range.contains($1) }) {
                state(.specialExamination, kind.word, range)
            }
        }
    }

    private func silentAreas(in range: ClosedRange<CivilDate>) -> [(area: Area, word: String)] {
        Area.words.enumerated().compactMap { place, word in
            guard let area = Area(rawValue: UInt8(place)) else { return nil }
            let isSilent = !nonconformities.contains { $0.area == area && range.contains($0.happening.day) }
            let applies = area != .radiationSafety || portrait.has(.ionisingRadiation)
            return isSilent && applies ? (area, word) : nil
        }
    }

    private mutating func state(_ subject: NilSubject, _ qualifier: String?, _ range: ClosedRange<CivilDate>) {
        guard does() else { return }
        let day = (range.upperBound + random.number(2...8)).workingDay
        ledger.add(
            .nilReturn, after: 0,
            [
                "subject": .word(subject), "qualifier": qualifier.map { .text($0) },
                "period_from": .date(range.lowerBound), "period_to": .date(range.upperBound),
                "stated_by": .text(manager(on: day)), "stated_on": .date(day),
            ])
    }

    private static let expectedTypes: [IncidentType] = [
        .missedDiagnosis, .wrongDrug, .inappropriateTreatment, .violence, .fall, .injury,
    ]
}
