extension DemonstrationStory {
    /// The kinds of special examinations that the service does.
    var specialKinds: [SpecialKind] {
        (portrait.has(.medicoLegal) ? [.medicoLegal] : []) + (portrait.has(.research) ? [.research] : [])
    }

    /// Examines for courts and for research studies.
    mutating func examineForOthers() {
        if portrait.has(.medicoLegal) {
            for day in days(every: 17, first: 8) { examine(.medicoLegal, on: day, study: nil) }
        }
        guard portrait.has(.research) else { return }
        let studies = Self.studyTitles.map { title in
            let isApproved = random.chance(50 + habits.diligence / 2)
            return ledger.add(
                .researchStudy, on: settingUp(),
                [
                    "title": .text(title),
                    "approval_reference": isApproved
                        ? .text("REC \(random.number(20...25))/LO/0\(random.number(100...899))") : nil,
                    "from": .date(start - random.number(60...300)),
                ])
        }
        for day in days(every: 12, first: 5) { examine(.research, on: day, study: random.pick(studies)) }
    }

    private mutating func examine(_ kind: SpecialKind, on day: CivilDate, study: String?) {
        ledger.add(
            .specialExamination, after: random.number(0...2),
            [
                "kind": .word(kind), "performed_on": .date(day), "number": .integer(random.number(1...3)),
                "study": study.map { .text($0) },
            ])
        specialExaminations.append((kind, day))
    }

    private static let studyTitles = [
        "Faster MR protocols for knee pain", "Follow-up of small liver lesions",
        "Ultrasound of the shoulder in primary care",
    ]
}
