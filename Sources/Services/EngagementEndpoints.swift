import Messages
import Storage

extension Endpoints {
    /// EngagementService.
    mutating func addEngagement() {
        typealias Service = Methods.EngagementService
        addWrite(Service.grantEngagement, key: \.idempotencyKey) { try await $1.grantEngagement($0, as: $2) }
        add(Service.listEngagements) { try await $1.listEngagements($0) }
        addWrite(Service.revokeEngagement, key: \.idempotencyKey) { try await $1.revokeEngagement($0, as: $2) }
        addWrite(Service.declareConflict, key: \.idempotencyKey) { try await $1.declareConflict($0, as: $2) }
    }
}
