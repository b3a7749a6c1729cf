import Messages
import Storage

extension Endpoints {
    /// OrganisationService.
    mutating func addOrganisation() {
        typealias Service = Methods.OrganisationService
        add(Service.getTenant) { _, scope in try await scope.getTenant() }
        addWrite(Service.createUnit, key: \.idempotencyKey) { try await $1.createUnit($0, as: $2) }
        add(Service.listUnits) { try await $1.listUnits($0) }
        addWrite(Service.createService, key: \.idempotencyKey) { try await $1.createService($0, as: $2) }
        add(Service.getService) { try await $1.getService($0) }
        add(Service.listServices) { try await $1.listServices($0) }
    }
}
