import Conformance
import Messages
import RPC
import Storage

/// A small trust that is made up, and says so in its name: three services, one exemplary, one middling, one neglectful.
package struct Demonstration: Sendable {
    /// The trust's name.
    package let name: String
    /// The trust's id.
    package let tenant: Identifier
    /// A token for each role, by the name of its file. They are random, new with each load.
    package let tokens: [(name: String, text: String)]

    /// Makes the trust, at a time in microseconds since 1970, UTC.
    package static func load(into store: Store, now: Int64) async throws -> Demonstration {
        let name = "Northmoor Imaging Trust (demonstration, invented)"
        let scope = SystemScope(store, tenant: Identifier.make(now: now))
        let body = SystemScope(store, tenant: Identifier.make(now: now))
        // The name is one installation's alone, and each load makes a trust of its own.
        let suffix = scope.tenantID.description.suffix(6)
        try await scope.createTenant(
            name: name, signInName: "northmoor-\(suffix)", demonstration: true, now: now)
        try await body.createTenant(
            name: "Imaging Accreditation Body (demonstration, invented)", signInName: "accreditation-\(suffix)",
            kind: .accreditationBody, demonstration: true, now: now)
        var loader = Loader(
            scope: scope, body: body,
            router: AllServices.router(ServiceEnvironment(store: store, limits: .unlimitedRates)), now: now)
        try await loader.load()
        return Demonstration(name: name, tenant: scope.tenantID, tokens: loader.tokens)
    }

    private struct Loader {
        let scope: SystemScope
        let body: SystemScope
        let router: Router
        let now: Int64
        var tokens: [(name: String, text: String)] = []

        /// The same records in each installation: only the dates move on.
        private static let seed: UInt64 = 2026

        private var today: CivilDate { LondonCalendar.date(ofMicroseconds: now) }

        /// Makes an account, and keeps its token under the name.
        private mutating func account(
            _ file: String, _ name: String, _ role: Conformance.Role, services: [Identifier]? = nil,
            in home: SystemScope? = nil
        ) async throws -> (DemonstrationCaller, Identifier) {
            let home = home ?? scope
            let token = BearerToken.make(for: home.tenantID)
            let id = try await home.createAccount(
                name: name, role: role, services: services, credential: .token, digest: token.digest, now: now)
            tokens.append((file, token.text))
            return (DemonstrationCaller(router: router, token: token.text, now: now), id)
        }

        mutating func load() async throws {
            let (administrator, _) = try await account("admin", "Ada Administrator", .administrator)
            let (manager, managerID) = try await account("quality-manager", "Quentin Quality", .qualityManager)
            _ = try await account("viewer", "Vera Viewer", .trustViewer)
            let (assessor, assessorID) = try await account("assessor", "Asim Assessor", .assessor, in: body)
            let services = try await organise(administrator)
            for (service, character) in zip(services, DemonstrationRecords.Character.allCases) {
                guard let id = Identifier(service.serviceID) else { continue }
                try await scope.loadRecords(
                    DemonstrationRecords.make(character, seed: Self.seed, until: today), into: id, author: managerID,
                    now: now)
            }
            let (contributor, contributorID) = try await account(
                "contributor", "Cara Contributor", .contributor,
                services: services.compactMap { Identifier($0.serviceID) })
            let people = People(
                manager: manager, contributor: contributor, contributorID: contributorID,
                administrator: administrator, assessor: assessor, assessorID: assessorID, bodyID: body.tenantID,
                today: today)
            try await people.exemplary(services[0])
            try await people.middling(services[1])
            try await people.neglectful(services[2])
        }

        private func organise(_ administrator: DemonstrationCaller) async throws -> [Service] {
            typealias Organisation = Methods.OrganisationService
            let group = try await administrator.call(
                Organisation.createUnit, CreateUnitRequest(kind: .group, name: "Northmoor hospitals"))
            var services: [Service] = []
            for (site, service) in [
                ("Northmoor General", "General Radiology"), ("Riverside Hospital", "Riverside Imaging"),
                ("Harbour Clinic", "Harbour Mobile Imaging"),
            ] {
                let unit = try await administrator.call(
                    Organisation.createUnit, CreateUnitRequest(kind: .site, name: site, parentID: group.unitID))
                let made = try await administrator.call(
                    Organisation.createService, CreateServiceRequest(siteID: unit.unitID, name: service))
                services.append(made)
            }
            return services
        }
    }
}
