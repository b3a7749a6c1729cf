import Messages
import RPC
import Storage

extension Endpoints {
    /// gRPC's health checking: a service serves when the database answers; the standard's text needs none.
    mutating func addHealth(_ environment: ServiceEnvironment) {
        let known = Set(MethodTable.all.map(\.service))
        addAnonymous(Methods.Health.check) { request, _ in
            guard request.service.isEmpty || known.contains(request.service) else {
                throw Status(.notFound, "there is no such service")
            }
            if request.service == Methods.StandardService.fullName { return HealthCheckResponse(status: .serving) }
            let alive = await TenantScope.isAlive(environment.store)
            return HealthCheckResponse(status: alive ? .serving : .notServing)
        }
    }
}
