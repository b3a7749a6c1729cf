/// A kind of incident as it comes up in an imaging service, with what an investigation typically finds.
struct IncidentPattern {
    let type: IncidentType
    let level: IncidentLevel
    let affected: [AffectedParty]
    var physical: [HarmGrade] = [.none]
    var psychological: [HarmGrade] = [.none]
    var outcome: WorkplaceOutcome = .none
    let findings: String
    let learning: String

    /// Whether it happens where nobody uses X-rays.
    var needsRadiation: Bool { type == .overexposure || type == .staffExposure }

    /// Whether it may happen where others report for the service.
    var concernsReporting: Bool {
        switch type {
        case .missedDiagnosis, .reportDiscrepancy, .delay, .information: true
        default: false
        }
    }

    /// Whether it needs what only the main department has: contrast, a large scanner, interventions.
    var needsMainDepartment: Bool {
        switch type {
        case .wrongDrug, .contrastReaction, .inappropriateTreatment, .otherClinical, .mrSafety: true
        default: needsRadiation
        }
    }

    /// Whether the care of a patient may suffer.
    var affectsCare: Bool { affected.contains(.patient) && level != .nearMiss }

    /// The adviser whom its investigation needs.
    var adviser: Adviser? {
        switch type {
        case .overexposure: .mpe
        case .staffExposure: .rpa
        case .mrSafety: .mrSafety
        default: nil
        }
    }

    /// Those that a service may see, about as often as they are listed.
    static let all = clinical + safety

    private static let clinical = [
        IncidentPattern(
            type: .missedDiagnosis, level: .incident, affected: [.patient], physical: [.low, .moderate],
            psychological: [.low, .moderate],
            findings: "A small lesion at the edge of the images was not reported; it is visible in hindsight.",
            learning: "The list of review areas is gone through before a report is signed off."),
        IncidentPattern(
            type: .reportDiscrepancy, level: .error, affected: [.patient], physical: [.none, .low],
            findings: "Two readers disagreed on the level of a fracture; the addendum reached the ward the same day.",
            learning: "Levels are counted from the same landmark; the protocol shows it."),
        IncidentPattern(
            type: .wrongDrug, level: .nearMiss, affected: [.patient],
            findings: "Another strength of contrast had been put on the shelf; noticed at the check before injection.",
            learning: "Strengths are kept on separate shelves and read aloud at the check."),
        IncidentPattern(
            type: .contrastReaction, level: .incident, affected: [.patient], physical: [.low],
            psychological: [.low],
            findings: "Hives after contrast; treated in the department and observed for two hours. No known allergy.",
            learning: "The reaction was entered in the record at once, so that the next request shows it."),
        IncidentPattern(
            type: .inappropriateTreatment, level: .error, affected: [.patient], physical: [.none, .low],
            findings: "The anticoagulant had not been paused before the procedure, and nobody had asked.",
            learning: "The appointment letter asks for anticoagulants; vetting checks the answer."),
        IncidentPattern(
            type: .wrongPatient, level: .nearMiss, affected: [.patient],
            findings: "A patient answered to another's name; the date of birth gave it away.",
            learning: "Ask for the name, never offer it: three points of identification each time."),
        IncidentPattern(
            type: .wrongExamination, level: .error, affected: [.patient], physical: [.none, .low],
            findings: "The other knee had been examined: the side was missing from the request.",
            learning: "Requests without a side are sent back at vetting; pause and check at the couch."),
        IncidentPattern(
            type: .delay, level: .incident, affected: [.patient], physical: [.low, .moderate],
            psychological: [.low],
            findings: "An urgent request waited nine days in a list that nobody worked on during leave.",
            learning: "Each worklist has a named deputy; the list is looked at every morning."),
        IncidentPattern(
            type: .overexposure, level: .incident, affected: [.patient], psychological: [.none, .low],
            findings: "A scan was repeated since the protocol for the other region had been left on the console.",
            learning: "The protocol's name is read aloud at the pause before the exposure."),
        IncidentPattern(
            type: .otherClinical, level: .error, affected: [.patient],
            findings: "A cannula was left in when the patient went home; the district nurse removed it.",
            learning: "Removal is a line of the form, signed before the patient leaves."),
        IncidentPattern(
            type: .delay, level: .nearMiss, affected: [.patient],
            findings: "A critical finding was nearly lost when a telephone number was out of date; reached by pager.",
            learning: "Contact numbers of wards are checked every quarter."),
    ]

    private static let safety = [
        IncidentPattern(
            type: .violence, level: .incident, affected: [.staff], psychological: [.low, .moderate],
            findings: "A visitor shouted at and pushed a receptionist after a long wait; security was called.",
            learning: "Waiting times are announced; the panic button at reception now works again."),
        IncidentPattern(
            type: .fall, level: .incident, affected: [.patient], physical: [.none, .low],
            psychological: [.none, .low],
            findings: "A patient slipped from the step of the couch; seen by the doctor on call, nothing broken.",
            learning: "The step is put away after use, and patients at risk are asked to wait for help."),
        IncidentPattern(
            type: .injury, level: .incident, affected: [.staff], physical: [.low],
            findings: "A finger was caught in the side rail of a couch.",
            learning: "The catch is marked; new staff are shown how to hold it."),
        IncidentPattern(
            type: .needlestick, level: .incident, affected: [.staff], physical: [.low], psychological: [.low],
            findings: "A needle had been put on the trolley unguarded; source tested, no follow-up needed.",
            learning: "Safety cannulas only; the others have been taken out of stock."),
        IncidentPattern(
            type: .manualHandling, level: .incident, affected: [.staff], physical: [.moderate],
            outcome: .overSevenDays,
            findings: "A back was strained moving a patient alone; the slide sheet was in another room.",
            learning: "Each room has its own slide sheet; two persons for every transfer."),
        IncidentPattern(
            type: .mrSafety, level: .nearMiss, affected: [.patient],
            findings: "A pacemaker came to light at the door of the scanner room: the form said no implants.",
            learning: "The questionnaire is gone through again by word of mouth before the door."),
        IncidentPattern(
            type: .equipmentFailure, level: .error, affected: [.patient],
            findings: "The table stopped in the middle of a scan; the examination was repeated on another machine.",
            learning: "The emergency release is shown at each handover after a service."),
        IncidentPattern(
            type: .staffExposure, level: .incident, affected: [.staff],
            findings: "An assistant was in the room during a short exposure; the dose was far below any limit.",
            learning: "The door interlock and the light are checked at the start of the day."),
        IncidentPattern(
            type: .information, level: .error, affected: [.other],
            findings: "A disc with images was posted to the wrong practice and came back unopened.",
            learning: "Images go by the exchange portal; discs are the exception."),
        IncidentPattern(
            type: .fall, level: .nearMiss, affected: [.patient],
            findings: "Water from a leaking air conditioner was seen and wiped up before anybody slipped.",
            learning: "The drain is part of the monthly walk-round."),
    ]
}
