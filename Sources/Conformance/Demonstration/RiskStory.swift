extension DemonstrationStory {
    /// A risk as it was first scored.
    private struct Hazard {
        let title: String
        let kind: RiskKind
        let area: Area
        let likelihood: Int
        let consequence: Int
        var modalities: [Modality] = []
    }

    /// Keeps the risk register: scores risks, treats the high ones, and reviews all.
    mutating func weighRisks() {
        let hazards = Self.hazards.filter { hazard in
            hazard.modalities.isEmpty || hazard.modalities.contains { portrait.modalities.contains($0) }
        }
        for (place, hazard) in hazards.enumerated() {
            let found = (start + place * 9 + random.number(-20...8)).workingDay
            let id = ledger.add(
                .risk, after: random.number(1...5), on: start - 3,
                [
                    "title": .text(hazard.title), "kind": .word(hazard.kind), "area": .word(hazard.area),
                    "modalities": .words(hazard.modalities), "identified_on": .date(found),
                    "assessed_on": .date(found), "likelihood": .integer(hazard.likelihood),
                    "consequence": .integer(hazard.consequence),
                ])
            risks.append(id)
            let isHigh = hazard.likelihood * hazard.consequence >= 15
            if isHigh { treat(id, from: found) }
            review(id, hazard, isHigh, from: found)
        }
    }

    private mutating func treat(_ risk: String, from found: CivilDate) {
        guard does() else { return }
        let raised = soon(after: found + 3)
        let action = raise(.riskTreatment, of: [risk], on: raised)
        complete(action, raised: raised)
    }

    /// A treated risk becomes less likely; one that has gone is closed.
    private mutating func review(_ risk: String, _ hazard: Hazard, _ isHigh: Bool, from found: CivilDate) {
        guard practises(.riskReview) else { return }
        var likelihood = hazard.likelihood
        var day = found
        while true {
            day = (day + (isHigh ? random.number(76...88) : random.number(270...340))).workingDay
            guard day <= last else { break }
            guard does() else { continue }
            if likelihood > 1, random.chance(isHigh ? 12 : 30) { likelihood -= 1 }
            ledger.add(
                .review, after: 1,
                [
                    "subject": .text(risk), "reviewed_on": .date(day), "likelihood": .integer(likelihood),
                    "consequence": .integer(hazard.consequence),
                ])
        }
        if hazard.title.hasPrefix("Move of") {
            ledger.revise(risk, on: start + 420, ["closed_on": .date((start + 420).workingDay)])
        }
    }

    private static let hazards = [
        Hazard(
            title: "Reports delayed by a shortage of radiologists", kind: .clinical, area: .reporting, likelihood: 4,
            consequence: 4),
        Hazard(
            title: "Old scanner fails without a replacement nearby", kind: .operational, area: .equipment,
            likelihood: 4, consequence: 4),
        Hazard(
            title: "Critical finding not acted on by the referrer", kind: .clinical, area: .reporting, likelihood: 3,
            consequence: 5),
        Hazard(
            title: "Wrong patient examined after a mix-up of names", kind: .clinical, area: .examination,
            likelihood: 2, consequence: 4),
        Hazard(
            title: "Outage of the picture archive", kind: .operational, area: .management, likelihood: 2,
            consequence: 4),
        Hazard(
            title: "Reaction to contrast medium away from the crash team", kind: .clinical,
            area: .medicinesAndContrast, likelihood: 2, consequence: 5, modalities: [.ct, .mri]),
        Hazard(
            title: "Ferromagnetic object taken into the MR room", kind: .clinical, area: .examination, likelihood: 2,
            consequence: 5, modalities: [.mri]),
        Hazard(
            title: "Examination in unknown pregnancy", kind: .clinical, area: .radiationSafety, likelihood: 1,
            consequence: 4, modalities: [.radiography, .ct]),
        Hazard(
            title: "Strain injuries from scanning without breaks", kind: .operational, area: .staffing,
            likelihood: 3, consequence: 3, modalities: [.ultrasound]),
        Hazard(
            title: "Aggression towards reception staff", kind: .operational, area: .staffing, likelihood: 3,
            consequence: 3),
        Hazard(
            title: "Lone working in the evening", kind: .operational, area: .staffing, likelihood: 2, consequence: 4),
        Hazard(
            title: "Infection carried by transducers", kind: .clinical, area: .infectionControl, likelihood: 2,
            consequence: 3, modalities: [.ultrasound]),
        Hazard(
            title: "Move of the waiting room during building work", kind: .operational, area: .management,
            likelihood: 3, consequence: 2),
        Hazard(
            title: "Requests justified without clinical details", kind: .clinical, area: .referralAndVetting,
            likelihood: 3, consequence: 3),
    ]
}
