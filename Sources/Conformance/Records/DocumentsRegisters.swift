/// A document, without its versions.
struct ServiceDocument: RegisterRow {
    static let register = Register.document
    static let fields = [
        Field("title", .text),
        Field("kind", .choice(DocumentKind.words)),
        Field("origin", .choice(DocumentOrigin.words)),
        Field("core", .choice(YesNo.words)),
        Field("review_days", .integer(1...Int.max), optional: true),
        Field("locations", .references([.location])),
        Field("modalities", .choices(Modality.words)),
        Field("created_on", .date, happened: true),
    ]
    let row: Row

    var title: Symbol? { row.text(0) }
    var kind: DocumentKind? { row.choice(1) }
    var origin: DocumentOrigin? { row.choice(2) }
    var core: YesNo? { row.choice(3) }
    var reviewDays: Int? { row.integer(4) }
    var locations: [ServiceLocation] { row.references(5) }
    var modalities: ChoiceSet<Modality> { row.choices(6) }
    var createdOn: CivilDate? { row.date(7) }
}

/// A version of a document.
struct DocumentVersion: RegisterRow {
    static let register = Register.documentVersion
    static let fields = [
        Field("document", .reference([.document])),
        Field("number", .integer(1...Int.max)),
        Field("author", .person),
        Field("drafted_on", .date, happened: true),
        Field("effective_from", .plan),
        Field("approved_by", .person, optional: true),
        Field("approved_on", .date, optional: true),
        Field("authorised_by", .person, optional: true),
        Field("authorised_on", .date, optional: true),
        Field("published_on", .date, optional: true),
        Field("withdrawn_on", .date, optional: true),
    ]
    let row: Row

    var document: ServiceDocument? { row.reference(0) }
    var number: Int? { row.integer(1) }
    var author: Symbol? { row.text(2) }
    var draftedOn: CivilDate? { row.date(3) }
    var effectiveFrom: CivilDate? { row.plan(4) }
    var approvedBy: Symbol? { row.text(5) }
    var approvedOn: CivilDate? { row.date(6) }
    var authorisedBy: Symbol? { row.text(7) }
    var authorisedOn: CivilDate? { row.date(8) }
    var publishedOn: CivilDate? { row.date(9) }
    var withdrawnOn: CivilDate? { row.date(10) }
}

/// Where staff find documents, the index or the incident form.
struct AccessPoint: Periodic {
    static let register = Register.accessPoint
    static let fields = [
        Field("location", .reference([.location])),
        Field("offers", .choices(Offer.words), atLeastOne: true),
        Field("all_documents", .choice(YesNo.words)),
        Field("documents", .references([.document])),
        Field("from", .plan, happened: true),
        Field("to", .plan, optional: true),
    ]
    let row: Row

    var location: ServiceLocation? { row.reference(0) }
    var offers: ChoiceSet<Offer> { row.choices(1) }
    var allDocuments: YesNo? { row.choice(2) }
    var documents: [ServiceDocument] { row.references(3) }
    var from: CivilDate? { row.plan(4) }
    var to: CivilDate? { row.plan(5) }
}

/// A test of whether something is accessible.
struct AccessTest: RegisterRow {
    static let register = Register.accessTest
    static let fields = [
        Field("subject", .choice(AccessSubject.words)),
        Field("access_point", .reference([.accessPoint]), optional: true),
        Field("record_type", .reference([.recordType]), optional: true),
        Field("tested_on", .date, happened: true),
        Field("passed", .choice(YesNo.words)),
        Field("found", .references([.documentVersion])),
    ]
    let row: Row

    var subject: AccessSubject? { row.choice(0) }
    var accessPoint: AccessPoint? { row.reference(1) }
    var recordType: RecordType? { row.reference(2) }
    var testedOn: CivilDate? { row.date(3) }
    var passed: YesNo? { row.choice(4) }
    var found: [DocumentVersion] { row.references(5) }
}

/// A use of a version of a document.
struct DocumentUse: RegisterRow {
    static let register = Register.documentUse
    static let fields = [
        Field("version", .reference([.documentVersion])),
        Field("used_on", .date, happened: true),
        Field("purpose", .choice(UsePurpose.words)),
        Field("person", .person, optional: true),
    ]
    let row: Row

    var version: DocumentVersion? { row.reference(0) }
    var usedOn: CivilDate? { row.date(1) }
    var purpose: UsePurpose? { row.choice(2) }
    var person: Symbol? { row.text(3) }
}

/// A type of technical or quality record (clause c.3).
struct RecordType: Periodic {
    static let register = Register.recordType
    static let fields = [
        Field("name", .text),
        Field("class", .choice(RecordClass.words)),
        Field("from", .plan, happened: true),
        Field("to", .plan, optional: true),
    ]
    let row: Row

    var name: Symbol? { row.text(0) }
    var `class`: RecordClass? { row.choice(1) }
    var from: CivilDate? { row.plan(2) }
    var to: CivilDate? { row.plan(3) }
}

/// A parent organisation's version put into practice in the service.
struct Implementation: RegisterRow {
    static let register = Register.implementation
    static let fields = [
        Field("version", .reference([.documentVersion])),
        Field("implemented_on", .date, happened: true),
        Field("how", .text),
    ]
    let row: Row

    var version: DocumentVersion? { row.reference(0) }
    var implementedOn: CivilDate? { row.date(1) }
    var how: Symbol? { row.text(2) }
}

/// Medico-legal or research examinations of one day.
struct SpecialExamination: RegisterRow {
    static let register = Register.specialExamination
    static let fields = [
        Field("kind", .choice(SpecialKind.words)),
        Field("performed_on", .date, happened: true),
        Field("number", .integer(1...Int.max)),
        Field("study", .reference([.researchStudy]), optional: true),
    ]
    let row: Row

    var kind: SpecialKind? { row.choice(0) }
    var performedOn: CivilDate? { row.date(1) }
    var number: Int? { row.integer(2) }
    var study: ResearchStudy? { row.reference(3) }
}

/// A research study that uses the service.
struct ResearchStudy: Periodic {
    static let register = Register.researchStudy
    static let fields = [
        Field("title", .text),
        Field("approval_reference", .text, optional: true),
        Field("from", .plan, happened: true),
        Field("to", .plan, optional: true),
    ]
    let row: Row

    var title: Symbol? { row.text(0) }
    var approvalReference: Symbol? { row.text(1) }
    var from: CivilDate? { row.plan(2) }
    var to: CivilDate? { row.plan(3) }
}
