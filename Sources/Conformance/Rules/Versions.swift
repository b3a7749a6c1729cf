/// A version with the day from which it is in force, if that is defined (the rules, section 2, Versions).
struct DocumentVersionDates {
    let record: DocumentVersion
    let number: Int
    let withdrawnOn: CivilDate?
    let inForceFrom: CivilDate?

    init(_ record: DocumentVersion) {
        self.record = record
        number = record.number ?? 0
        withdrawnOn = record.withdrawnOn
        if let effective = record.effectiveFrom, let approved = record.approvedOn, let authorised = record.authorisedOn
        {
            inForceFrom = max(effective, approved, authorised)
        } else {
            inForceFrom = nil
        }
    }
}

/// A version with when it is in force and from when it is obsolete.
struct VersionFacts {
    let record: DocumentVersion
    let inForceFrom: CivilDate?
    /// Nil: undefined.
    let obsoleteOn: CivilDate?

    init(_ version: DocumentVersionDates, among versions: [DocumentVersionDates], at day: CivilDate) {
        record = version.record
        inForceFrom = version.inForceFrom
        var ends: [CivilDate] = version.withdrawnOn.map { [$0] } ?? []
        for later in versions where later.number > version.number {
            guard let from = later.inForceFrom, from <= day else { continue }
            if let withdrawn = later.withdrawnOn, withdrawn <= from { continue }
            ends.append(from)
        }
        obsoleteOn = ends.min()
    }

    private func isObsolete(at date: CivilDate) -> Bool { obsoleteOn.map { $0 <= date } ?? false }

    /// In force at a day: approved and authorised, effective, and not obsolete.
    func isInForce(at date: CivilDate) -> Bool {
        guard let inForceFrom, inForceFrom <= date else { return false }
        return !isObsolete(at: date)
    }

    /// Effective and not obsolete at a day, approved or not.
    func isEffective(at date: CivilDate) -> Bool {
        guard let effective = record.effectiveFrom, effective <= date else { return false }
        return !isObsolete(at: date)
    }

    /// Obsolete at a day for longer than a grace.
    func isStale(at date: CivilDate, grace: Int) -> Bool { obsoleteOn.map { $0 + grace < date } ?? false }
}

/// A document with its versions as at a day.
struct DocumentFacts {
    let record: Document
    let versions: [VersionFacts]
    /// The version that is in force; at most one is.
    let inForce: VersionFacts?
    /// The last review of the document.
    let lastReview: Event?

    init(_ record: Document, _ versions: [VersionFacts], at day: CivilDate) {
        self.record = record
        self.versions = versions
        inForce = versions.last { $0.isInForce(at: day) }
        lastReview = record.referring(Review.self).compactMap { Event($0.reviewedOn, $0.place) }.latest
    }

    /// The versions that are live at a day: effective, and no other version is in force then.
    func live(at day: CivilDate) -> [VersionFacts] {
        versions.filter { version in
            version.isEffective(at: day)
                && !versions.contains { $0.record.place != version.record.place && $0.isInForce(at: day) }
        }
    }
}

/// How the review of a document in force stands.
enum ReviewState {
    case current, grace, overdue
}

extension ClauseJudge {
    /// review_state(d): nil without a version in force. `due` is the day by which the next review is due.
    func reviewState(_ document: DocumentFacts) -> (state: ReviewState, due: CivilDate)? {
        guard let from = document.inForce?.inForceFrom else { return nil }
        let interval =
            document.record.reviewDays
            ?? (document.record.core == .yes ? number("core_document_days") : number("other_document_days"))
        let due = max(from, document.lastReview?.day ?? from) + interval
        if day <= due { return (.current, due) }
        return (day <= due + number("document_grace_days") ? .grace : .overdue, due)
    }

    /// The records that a review state rests on.
    func reviewRecords(_ document: DocumentFacts) -> [Int32] {
        guard let version = document.inForce else { return [] }
        return [version.record.place] + (document.lastReview.map { [$0.place] } ?? [])
    }

    /// What DOC(k) says of the documents of a kind.
    struct DocumentStanding {
        /// One is in force, reviewed in time and, where that is asked, published.
        let good: Condition
        /// None is good, and those that were in force are so no longer, or are overdue for review.
        let bad: Condition
        /// The version that makes it good, with the day by which the next review is due.
        let best: (version: VersionFacts, due: CivilDate)?
        let kind: DocumentKind
    }

    /// DOC(k), DOC(k, published).
    func document(_ kind: DocumentKind, published: Bool = false) -> DocumentStanding {
        let documents = facts.documents.filter {
            $0.record.kind == kind && ($0.record.origin == .service || $0.record.origin == .parent)
        }
        var good: [(version: VersionFacts, due: CivilDate)] = []
        var bad: [Int32] = []
        var allBad = true
        for document in documents {
            let review = reviewState(document)
            if let version = document.inForce, let review, review.state == .current,
                !published || version.record.publishedOn != nil
            {
                good.append((version, review.due))
            }
            let former = document.versions.filter { $0.inForceFrom.map { $0 <= day } ?? false }
            guard
                let last = former.max(by: {
                    ($0.inForceFrom ?? day, $0.record.place) < ($1.inForceFrom ?? day, $1.record.place)
                })
            else { continue }
            if document.inForce == nil || review?.state == .overdue {
                bad.append(last.record.place)
            } else {
                allBad = false
            }
        }
        return DocumentStanding(
            good: Condition(!good.isEmpty, good.map(\.version.record.place)),
            bad: Condition(good.isEmpty && allBad && !bad.isEmpty, bad), best: good.first, kind: kind)
    }

    /// The figures and the words of a document's standing.
    func figures(_ document: DocumentStanding) -> [Figure] {
        [
            Figure("\(document.kind.word)_version", document.best?.version.record.number),
            Figure("\(document.kind.word)_in_force_from", text: document.best?.version.inForceFrom?.description),
            Figure("\(document.kind.word)_published_on", text: document.best?.version.record.publishedOn?.description),
            Figure("\(document.kind.word)_review_due", text: document.best?.due.description),
        ]
    }

    func say(_ document: DocumentStanding) -> String {
        let name = document.kind.word.replacing("_", with: " ")
        if let best = document.best {
            return "the \(name) is in force (version \(best.version.record.number ?? 0)), next review due \(best.due)"
        }
        return document.bad.holds
            ? "the \(name) that was in force is so no longer, or is overdue for review"
            : "no \(name) is known to be in force, reviewed in time and, where asked, published"
    }
}
