import Messages

/// From what people call things to the ids that the protocol wants.
extension Session {
    /// The id of a service by its id or name.
    func service(_ named: String) async throws(ClientFailure) -> String {
        if Identifier.isUUID(named) { return named }
        let services = try await services()
        return try Identifier.choose(named, of: "service", among: services.map { ($0.name, $0.serviceID) })
    }

    /// The id of a group or site by its id or name.
    func unit(_ named: String, kind: UnitKind) async throws(ClientFailure) -> String {
        if Identifier.isUUID(named) { return named }
        let units = try await units().filter { $0.kind == kind }
        return try Identifier.choose(named, of: kind.word, among: units.map { ($0.name, $0.unitID) })
    }

    /// The id of an assessment by its id, or by the name of a service: then the service's latest.
    func assessment(_ named: String) async throws(ClientFailure) -> String {
        Identifier.isUUID(named) ? named : try await latestAssessment(ofService: named)
    }

    /// The id of a service's latest assessment: the one whose period began last.
    func latestAssessment(ofService named: String) async throws(ClientFailure) -> String {
        let service = try await service(named)
        let answer = try await call(
            Methods.AssessmentService.listAssessments,
            ListAssessmentsRequest(page: PageRequest(size: 1), serviceID: service))
        guard let latest = answer.assessments.first else {
            let name = named.printableLine
            throw ClientFailure(
                .notFound,
                [
                    "the service \u{2018}\(name)\u{2019} has no assessment yet",
                    "Start one: lm2 assessment start '\(name)' --from YYYY-MM-DD --to YYYY-MM-DD",
                ])
        }
        return latest.assessmentID
    }

    /// The assessment that a command line means: by the word, or by `--service`.
    func assessment(for arguments: Arguments) async throws(ClientFailure) -> String {
        if let service = arguments.option("service") { return try await latestAssessment(ofService: service) }
        return try await assessment(arguments["ASSESSMENT"])
    }

    func services(ofSite site: String = "") async throws(ClientFailure) -> [Service] {
        try await all(Methods.OrganisationService.listServices) { page in
            ListServicesRequest(page: page, siteID: site)
        } items: {
            ($0.services, $0.nextPageToken)
        }
    }

    func units() async throws(ClientFailure) -> [Messages.Unit] {
        try await all(Methods.OrganisationService.listUnits) { page in
            ListUnitsRequest(page: page)
        } items: {
            ($0.units, $0.nextPageToken)
        }
    }

    /// The names of services by their ids, for lists that people read. Who may not list them reads ids.
    func serviceNames() async throws(ClientFailure) -> [String: String] {
        let services = try await unlessForbidden { () async throws(ClientFailure) in try await self.services() }
        return Dictionary((services ?? []).map { ($0.serviceID, $0.name) }) { first, _ in first }
    }

    /// The names of groups and sites by their ids, for lists that people read. Who may not list them reads ids.
    func unitNames() async throws(ClientFailure) -> [String: String] {
        let units = try await unlessForbidden { () async throws(ClientFailure) in try await self.units() }
        return Dictionary((units ?? []).map { ($0.unitID, $0.name) }) { first, _ in first }
    }

    /// Nil where the caller's role does not allow what would only have made the answer nicer.
    func unlessForbidden<Answer>(
        _ call: () async throws(ClientFailure) -> Answer
    ) async throws(ClientFailure) -> Answer? {
        do {
            return try await call()
        } catch {
            guard error.status?.code == .permissionDenied else { throw error }
            return nil
        }
    }
}

/// Ids and names as people give them.
package enum Identifier {
    /// Whether the text is a UUID in its canonical form.
    package static func isUUID(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return bytes.count == 36
            && bytes.enumerated().allSatisfy { index, byte in
                switch index {
                case 8, 13, 18, 23: byte == UInt8(ascii: "-")
                default: Character(UnicodeScalar(byte)).isHexDigit
                }
            }
    }

    /// The id that goes with a name: exactly as given, or else whatever the case of its letters. Several are refused, with
    /// their ids; none says what was perhaps meant.
    package static func choose(
        _ name: String, of kind: String, among known: [(name: String, id: String)]
    ) throws(ClientFailure) -> String {
        var matches = known.filter { $0.name == name }
        if matches.isEmpty { matches = known.filter { $0.name.lowercased() == name.lowercased() } }
        if matches.count == 1 { return matches[0].id }
        guard matches.isEmpty else {
            throw ClientFailure(
                .usage,
                [
                    "\(matches.count) of kind \(kind) have the name \u{2018}\(name.printableLine)\u{2019}; say which by its id:"
                ]
                    + matches.map { "  \($0.id)  \($0.name)".printableLine })
        }
        var lines = ["there is no \(kind) \u{2018}\(name.printableLine)\u{2019}"]
        let names = known.map { $0.name.printableLine }
        if let near = Resemblance.nearest(to: name, among: names) {
            lines[0] += "; did you mean \u{2018}\(near)\u{2019}?"
        } else if (1...8).contains(names.count) {
            lines.append("There are: " + names.joined(separator: ", "))
        }
        throw ClientFailure(.notFound, lines)
    }

    /// Clause ids separated by commas.
    package static func clauses(_ text: String) -> [String] {
        text.split(separator: ",").map(\.trimmed).filter { !$0.isEmpty }
    }
}
