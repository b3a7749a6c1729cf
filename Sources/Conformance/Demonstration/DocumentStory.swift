extension DemonstrationStory {
    /// Writes the service's documents, brings new versions into force, reviews them, and sees them used.
    mutating func writeDocuments() {
        for title in DocumentTitle.own where portrait.needs(title) { write(title) }
        let remote: [Modality] = portrait.has(.outsourcedServices) ? [.otherModality] : []
        for modality in portrait.modalities + remote
        where practises(.indexOfRisks) || modality == portrait.modalities[0] {
            write(
                DocumentTitle(
                    .riskAssessment, "Risk assessment: \(modality.title)", core: false, modalities: [modality])
            )
        }
        if portrait.has(.parentDocumentSystem) {
            for title in DocumentTitle.ofParent { adopt(title) }
        }
        useDocuments()
    }

    private mutating func write(_ title: DocumentTitle) {
        let created = start - random.number(70...200)
        let id = ledger.add(
            .document, on: start - random.number(40...48),
            [
                "title": .text(title.text), "kind": .word(title.kind), "origin": .word(DocumentOrigin.service),
                "core": .yes(if: title.isCore), "modalities": .words(title.modalities), "created_on": .date(created),
            ])
        var paper = Paper(id: id, kind: title.kind)
        // What inspectors ask for first has been approved anywhere; a careless service lets the rest go without.
        let isAskedFor = title.isCore || title.kind.rawValue < DocumentKind.riskAssessment.rawValue
        let isApproved = isAskedFor || does(.approval)
        issue(&paper, drafted: created + 2, isApproved: isApproved)
        for (day, isChanged) in revisits(to: title) {
            if isChanged {
                issue(&paper, drafted: day, isApproved: true)
            } else {
                ledger.add(.review, after: 1, ["subject": .text(id), "reviewed_on": .date(day)])
            }
        }
        papers.append(paper)
    }

    /// The days on which a document is looked at again, and whether it needs to change.
    private mutating func revisits(to title: DocumentTitle) -> [(day: CivilDate, isChanged: Bool)] {
        var revisits: [(day: CivilDate, isChanged: Bool)] = []
        var day = start
        while true {
            day = (day + random.number(habits.documentReview)).workingDay
            guard day <= last else { break }
            revisits.append((day, random.chance(35)))
        }
        // Any service revises its policy and its forms at times, when a scanner or a manager is new.
        if title.kind == .qualityPolicy || title.kind == .form {
            revisits.append(((start + random.number(180...280)).workingDay, true))
        }
        return revisits.sorted { $0.day < $1.day }
    }

    /// Drafts a version and, if it comes to that, approves and authorises it and puts it into force.
    private mutating func issue(_ paper: inout Paper, drafted: CivilDate, isApproved: Bool) {
        let author = somebody(on: max(drafted, start))
        let authority = manager(on: max(drafted, start))
        let others = staff(on: max(drafted, start)).filter { $0.name != author && $0.name != authority }
        let effective = drafted + 14
        paper.draftCount += 1
        let isPublished = practises(.policyPublication) || !paper.kind.isPolicy
        let draft: DemonstrationLedger.Fields = [
            "document": .text(paper.id), "number": .integer(paper.draftCount), "author": .text(author),
            "drafted_on": .date(drafted), "effective_from": .date(effective),
        ]
        let approval: DemonstrationLedger.Fields = [
            "approved_by": .text(random.pick(others).name), "approved_on": .date(drafted + 6),
            "authorised_by": .text(authority), "authorised_on": .date(drafted + 9),
            "published_on": isPublished ? .date(drafted + 11) : nil,
        ]
        // What was issued before the two years was put on record when they began.
        let id = ledger.add(.documentVersion, on: max(drafted, start - random.number(20...38)), draft)
        guard isApproved else { return }
        ledger.revise(id, on: max(drafted + 11, start - random.number(8...18)), approval)
        if let earlier = paper.versions.last, practises(.withdrawalOfOldCopies) {
            ledger.revise(earlier.id, on: effective, ["withdrawn_on": .date(effective)])
        }
        paper.versions.append(Version(id: id, number: paper.draftCount, from: effective))
    }

    /// Takes a document of the parent organisation over, version by version.
    private mutating func adopt(_ title: DocumentTitle) {
        let id = ledger.add(
            .document, on: start - random.number(40...48),
            [
                "title": .text(title.text), "kind": .word(title.kind), "origin": .word(DocumentOrigin.parent),
                "core": .yes(if: false), "created_on": .date(start - random.number(220...300)),
            ])
        var paper = Paper(id: id, kind: title.kind)
        for drafted in [start - random.number(90...150), start + random.number(200...400)] {
            issue(&paper, drafted: drafted, isApproved: true)
            guard let version = paper.versions.last, does(.implementation) else { continue }
            ledger.add(
                .implementation, on: start - 10,
                [
                    "version": .text(version.id), "implemented_on": .date(soon(after: version.from)),
                    "how": .text(
                        random.pick([
                            "Read through at the morning briefing; local contacts added to the front sheet.",
                            "Local annex written with the names of the link staff; old copies recycled.",
                            "Walk-through with the superintendents; checklist in each room changed.",
                        ])),
                ])
        }
        papers.append(paper)
    }

    /// Somebody follows a document, or shows it as evidence. Where old copies lie about, they are what is followed.
    private mutating func useDocuments() {
        let inUse = papers.filter { !$0.versions.isEmpty }
        let revised = inUse.filter { $0.versions.count > 1 }
        for day in days(every: 13, first: 6) {
            let paper = practises(.withdrawalOfOldCopies) || revised.isEmpty ? random.pick(inUse) : random.pick(revised)
            let known = paper.versions.filter { $0.from <= day }
            let version = practises(.withdrawalOfOldCopies) ? known.last : known.first
            guard let version else { continue }
            ledger.add(
                .documentUse, after: random.number(0...1),
                [
                    "version": .text(version.id), "used_on": .date(day),
                    "purpose": .word(random.pick([UsePurpose.work, .work, .work, .evidence])),
                    "person": .text(somebody(on: day)),
                ])
        }
    }

    /// The version of a document in force on a day.
    func version(of paper: Paper, on day: CivilDate) -> Version? { paper.versions.last { $0.from <= day } }
}

extension DocumentKind {
    /// Whether it is a policy for examinations that others ask for.
    fileprivate var isPolicy: Bool { self == .medicoLegalPolicy || self == .researchPolicy }
}

extension DemonstrationPortrait {
    /// Whether a service of this profile has such a document.
    fileprivate func needs(_ title: DocumentTitle) -> Bool {
        switch title.kind {
        case .medicoLegalPolicy: has(.medicoLegal)
        case .researchPolicy: has(.research)
        case .overexposureProcedure: has(.ionisingRadiation)
        default: title.modalities.isEmpty || title.modalities.contains { modalities.contains($0) }
        }
    }
}
