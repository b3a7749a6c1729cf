import Messages
import Storage

extension Endpoints {
    /// ActionService.
    mutating func addAction() {
        typealias Service = Methods.ActionService
        addWrite(Service.raiseAction, key: \.idempotencyKey) { try await $1.raiseAction($0, as: $2) }
        addWrite(Service.moveAction, key: \.idempotencyKey) { try await $1.moveAction($0, as: $2) }
        add(Service.getAction) { try await $1.getAction($0) }
        add(Service.listActions) { try await $1.listActions($0) }
    }
}
