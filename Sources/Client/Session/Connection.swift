import Kernel
import RPC
import Transport

/// How a connection to the server comes about, and what is said when it doesn't.
enum Connection {
    /// How long is waited for a connection when nothing else was asked for.
    private static let usualLimit: Duration = .seconds(10)

    /// Connects. What may pass by itself is UNAVAILABLE, so that it is tried again; what won't is not.
    static func open(to profile: Profile, loop: EventLoop, within limit: Duration?) async throws -> FramedClient {
        let server = profile.server
        let path = profile.authorityPath.printableLine
        let context: TLSContext
        do throws(TLSError) {
            context = try TLSContext.client(ClientTLSConfiguration(caFile: profile.authorityPath))
        } catch {
            throw ClientFailure(.localFile, "the certificates in \(path) can't be used: \(error.reason)")
        }
        var settings = FramedClient.Settings()
        settings.handshakeTimeout = min(limit ?? usualLimit, usualLimit)
        do throws(Status) {
            return try await FramedClient.connect(
                host: server.host, port: server.port, context: context, loop: loop, settings: settings)
        } catch {
            // A certificate that is wrong now is wrong in a second too; `TLSError` says so in its description.
            guard error.message.hasPrefix("TLS handshake:") else {
                let place = "\(server.host) port \(server.port): "
                let reason = error.message.hasPrefix(place) ? error.message.dropFirst(place.count) : error.message[...]
                throw Status(.unavailable, "can't connect to \(server.text): \(reason)")
            }
            throw ClientFailure(
                .unavailable,
                [
                    "no secure connection to \(server.text): \(error.message)",
                    "Its certificate is checked against \(path), and has to name \(server.host).",
                ])
        }
    }
}
