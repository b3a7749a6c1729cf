/// What an invented service is: its places, machines and people, and what applies to it.
struct DemonstrationPortrait {
    /// A place with the examinations of a month by modality.
    struct Place {
        let name: String
        let kind: LocationKind
        let monthly: KeyValuePairs<Modality, Int>
    }

    /// What its profile says.
    let profile: KeyValuePairs<ProfileField, ProfileValue>
    let places: [Place]
    let professions: KeyValuePairs<Profession, Int>
    /// Where its documents other than its own come from.
    let parent: String

    /// Whether the profile says yes.
    func has(_ field: ProfileField) -> Bool { profile.contains { $0.key == field && $0.value == .yes } }

    /// All its modalities, each once, but for that of places where others work for it.
    var modalities: [Modality] {
        var modalities: [Modality] = []
        for place in places {
            for (modality, _) in place.monthly where modality != .otherModality && !modalities.contains(modality) {
                modalities.append(modality)
            }
        }
        return modalities
    }

    static func of(_ character: DemonstrationRecords.Character) -> DemonstrationPortrait {
        switch character {
        case .exemplary: hospital
        case .middling: scanningCentre
        case .neglectful: smallDepartment
        }
    }

    private static let hospital = DemonstrationPortrait(
        profile: [
            .nation: .england, .ionisingRadiation: .yes, .interventional: .yes, .medicoLegal: .yes, .research: .yes,
            .mobileUnits: .yes, .outsourcedServices: .yes, .parentDocumentSystem: .yes, .registries: .yes,
        ],
        places: [
            Place(
                name: "Main imaging department", kind: .permanent,
                monthly: [
                    .radiography: 840, .ct: 410, .mri: 250, .ultrasound: 460, .fluoroscopy: 38, .interventional: 24,
                ]),
            Place(
                name: "Riverside community diagnostic centre", kind: .permanent,
                monthly: [.radiography: 190, .ultrasound: 140]),
            Place(name: "Mobile breast imaging unit", kind: .mobile, monthly: [.mammography: 170]),
            Place(name: "Overnight teleradiology reporting", kind: .outsourced, monthly: [.otherModality: 90]),
        ],
        professions: [
            .manager: 2, .radiologist: 4, .radiographer: 7, .sonographer: 2, .nurse: 2, .physicist: 1, .assistant: 1,
            .administrator: 1,
        ],
        parent: "the Trust")

    private static let scanningCentre = DemonstrationPortrait(
        profile: [
            .nation: .england, .ionisingRadiation: .no, .interventional: .no, .medicoLegal: .no, .research: .yes,
            .mobileUnits: .yes, .outsourcedServices: .yes, .parentDocumentSystem: .no, .registries: .no,
        ],
        places: [
            Place(name: "Imaging centre", kind: .permanent, monthly: [.mri: 240, .ultrasound: 290]),
            Place(name: "High Street clinic", kind: .permanent, monthly: [.ultrasound: 160]),
            Place(name: "Mobile MRI scanner", kind: .mobile, monthly: [.mri: 150]),
            Place(name: "Evening reporting partner", kind: .outsourced, monthly: [.otherModality: 45]),
        ],
        professions: [
            .manager: 2, .radiologist: 3, .radiographer: 5, .sonographer: 3, .assistant: 1, .administrator: 1,
        ],
        parent: "the company")

    private static let smallDepartment = DemonstrationPortrait(
        profile: [
            .nation: .england, .ionisingRadiation: .yes, .interventional: .yes, .medicoLegal: .yes, .research: .no,
            .mobileUnits: .no, .outsourcedServices: .no, .parentDocumentSystem: .yes, .registries: .yes,
        ],
        places: [
            Place(
                name: "X-ray and imaging department", kind: .permanent,
                monthly: [.radiography: 690, .ct: 240, .ultrasound: 300, .fluoroscopy: 22, .interventional: 11]),
            Place(name: "Minor injuries unit", kind: .permanent, monthly: [.radiography: 210]),
            Place(name: "Health centre clinic", kind: .permanent, monthly: [.ultrasound: 85, .dexa: 30]),
        ],
        professions: [
            .manager: 2, .radiologist: 3, .radiographer: 6, .sonographer: 1, .nurse: 1, .assistant: 1,
            .administrator: 1,
        ],
        parent: "the hospital group")
}
