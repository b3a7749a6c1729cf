extension DemonstrationStory {
    /// Runs an agreed process in each area of the quality management system, and monitors it.
    mutating func runProcesses() {
        for (area, name) in Self.processNames {
            if area == .radiationSafety, !portrait.has(.ionisingRadiation) { continue }
            // What the main department has agreed reaches the other places where somebody sees to it.
            let reached = sites.enumerated().filter { $0.offset == 0 || does() }.map(\.element.id)
            let owner = practises(.qualityManager) || does() ? somebody(on: start) : nil
            let id = ledger.add(
                .process, on: settingUp(),
                [
                    "name": .text(name), "area": .word(area), "owner": owner.map { .text($0) },
                    "locations": .texts(reached), "from": .date(start - random.number(50...200)),
                ])
            for day in days(every: 175, first: random.number(12...60)) where does(.monitoring) {
                ledger.add(
                    .measurement, after: random.number(0...2),
                    ["subject": .text(id), "measured_on": .date(day), "effective": .yes(if: random.chance(92))])
            }
        }
    }

    private static let processNames: KeyValuePairs<Area, String> = [
        .management: "Planning and reviewing the service", .documents: "Control of documents",
        .staffing: "Recruiting, inducting and training staff", .equipment: "Equipment from purchase to disposal",
        .referralAndVetting: "From request to appointment", .examination: "Examining patients",
        .reporting: "Reporting and communicating results", .radiationSafety: "Radiation protection",
        .infectionControl: "Infection prevention", .medicinesAndContrast: "Medicines and contrast media",
        .incidentsAndRisk: "Incidents and risks", .auditAndImprovement: "Audit and improvement",
    ]
}
