import Messages
import RPC

extension Endpoints {
    /// gRPC's server reflection, by both of its names: what the protocol's files say, which is no secret.
    /// - Parameter services: the full names of all that the server has.
    mutating func addReflection(services: Set<String>) {
        let names = services.sorted()
        for service in Reflection.services {
            addAnonymousExchange(Methods.ServerReflection.serverReflectionInfo, to: service) { requests, responses in
                var conversation = Reflection(serviceNames: names)
                while let request = try await requests.next() {
                    try await responses.send(conversation.answer(request))
                }
            }
        }
    }
}
