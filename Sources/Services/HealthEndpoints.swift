import Messages
import RPC

extension Endpoints {
    /// gRPC's health checking: a service serves when the database answers; those that are answered from memory need none.
    /// - Parameter services: the full names of all that the server has.
    mutating func addHealth(_ environment: ServiceEnvironment, services: Set<String>) {
        let health = environment.health
        addAnonymous(Methods.Health.check) { request, _ in
            guard request.service.isEmpty || services.contains(request.service) else {
                throw Status(.notFound, "there is no such service")
            }
            // Of what needs no database only the server's end is asked, so that nothing waits for the database.
            let state = needsDatabase(request.service) ? await health.current() : health.withoutAsking
            return HealthCheckResponse(status: status(of: request.service, state))
        }
        addAnonymousDownload(Methods.Health.watch) { request, context, responses in
            let isKnown = request.service.isEmpty || services.contains(request.service)
            var told: HealthCheckResponse.ServingStatus?
            try await health.watch(context.pause) { state in
                let status = isKnown ? status(of: request.service, state) : .serviceUnknown
                if status != told {
                    try await responses.send(HealthCheckResponse(status: status))
                    told = status
                }
                if state == .ending { throw Status(.unavailable, "the server is ending; watch another, or try again") }
            }
        }
    }
}

/// Services that are answered from memory.
private let inMemory = Set([Methods.StandardService.fullName, Methods.Health.fullName] + Reflection.services)

private func needsDatabase(_ service: String) -> Bool { !inMemory.contains(service) }

private func status(of service: String, _ state: ServerHealth.State) -> HealthCheckResponse.ServingStatus {
    switch state {
    case .serving: .serving
    case .withoutDatabase: needsDatabase(service) ? .notServing : .serving
    case .ending: .notServing
    }
}
