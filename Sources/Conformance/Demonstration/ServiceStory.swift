extension DemonstrationStory {
    /// Says what applies to the service and where it works with what, and counts its examinations month by month.
    mutating func describeService() {
        for (field, value) in portrait.profile {
            ledger.add(
                .profileEntry, on: settingUp(),
                ["field": .word(field), "value": .word(value), "from": .date(start - 400)])
        }
        for place in portrait.places {
            let id = ledger.add(
                .location, on: start - 50,
                ["name": .text(place.name), "kind": .word(place.kind), "from": .date(start - 400)])
            sites.append(Site(id: id, place: place))
        }
        for site in sites { equip(site) }
        for month in months() {
            for site in sites { count(site, in: month) }
        }
    }

    private mutating func equip(_ site: Site) {
        for (modality, _) in site.place.monthly where modality != .otherModality {
            let manufacturer = random.pick(["Aldermoor Medical", "Castra Imaging", "Helvane", "Norrland Systems"])
            let name = "\(manufacturer) \(modality.title) \(random.number(2...9))\(random.pick(["00", "50", "80"]))"
            let id = ledger.add(
                .equipment, on: settingUp(),
                [
                    "name": .text(name), "modality": .word(modality), "manufacturer": .text(manufacturer),
                    "location": .text(site.id), "from": .date(start - random.number(60...380)),
                ])
            machines.append(Machine(id: id, site: site.id, manufacturer: manufacturer))
        }
    }

    /// The first days of the months that ended in the two years.
    func months() -> [CivilDate] {
        var months: [CivilDate] = []
        var month = start.firstOfMonth
        while month.lastOfMonth <= last {
            months.append(month)
            month = month.lastOfMonth + 1
        }
        return months
    }

    private mutating func count(_ site: Site, in month: CivilDate) {
        for (modality, usual) in site.place.monthly {
            // The winter is busier; a careless service forgets the smaller places now and then.
            let season = [12, 1, 2].contains(month.components.month) ? 106 : 98
            guard site.id == sites[0].id || random.chance(70 + habits.diligence) else { continue }
            let number = max(1, usual * season * random.number(93...107) / 10_000)
            if modality == .interventional { interventions.append((month, number)) }
            ledger.add(
                .activity, after: random.number(2...9),
                [
                    "month": .date(month), "location": .text(site.id), "modality": .word(modality),
                    "examinations": .integer(number),
                ])
        }
    }
}

extension Modality {
    /// Its name in a sentence.
    var title: String {
        switch self {
        case .radiography: "X-ray"
        case .ct: "CT"
        case .mri: "MRI"
        case .ultrasound: "ultrasound"
        case .fluoroscopy: "fluoroscopy"
        case .mammography: "mammography"
        case .nuclearMedicine: "nuclear medicine"
        case .dexa: "bone densitometry"
        case .interventional: "interventional radiology"
        case .otherModality: "remote reporting"
        }
    }
}
