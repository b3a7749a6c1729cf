import Messages
import Storage

extension Endpoints {
    /// MachineService. Keys are made here and only their digests go further, so that none is kept, logged or remembered.
    mutating func addMachine() {
        typealias Service = Methods.MachineService
        addWrite(Service.createMachine, key: \.idempotencyKey) { try await $1.createMachine($0, as: $2) }
        add(Service.listMachines) { try await $1.listMachines($0) }
        add(Service.createKey) { request, scope in
            try Self.check(request.scopes)
            let token = BearerToken.make(for: scope.caller.tenant)
            var answer = try await scope.createKey(request, token: token.digest)
            answer.token = token.text
            return answer
        }
        addWrite(Service.registerCertificate, key: \.idempotencyKey) { request, scope, write in
            try Self.check(request.scopes)
            return try await scope.registerCertificate(request, as: write)
        }
        add(Service.listKeys) { try await $1.listKeys($0) }
        addWrite(Service.revokeKey, key: \.idempotencyKey) { try await $1.revokeKey($0, as: $2) }
    }

    /// Refuses a scope that no method is covered by: it would look as if it allowed something.
    private static func check(_ scopes: [String]) throws(Refusal) {
        for (index, scope) in scopes.enumerated() where !Permissions.isScope(scope) {
            throw .invalid(
                field: "scopes[\(index)]",
                "is not AREA:read or AREA:write; the areas are * and \(Permissions.areas.sorted().joined(separator: ", "))"
            )
        }
    }
}
