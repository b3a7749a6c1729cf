import Kernel
import Messages
import RPC
import Transport

/// The calls of one command: connects when the first is made, repeats what the server could not answer. Used on its loop only.
package final class Session {
    /// How long a call may take when nothing else was asked for.
    package static let usualTimeout: Duration = .seconds(30)

    private let loop: EventLoop
    private let profile: Profile
    private let console: Console
    private let retries: RetryPolicy
    /// What was asked for with `--timeout`.
    private let timeout: Duration?
    /// The engagement within which an assessor calls.
    private let engagement: String?
    private var connection: FramedClient?

    /// A session that connects at its first call. `timeout` bounds each call, its repeats included.
    package init(
        profile: Profile, loop: EventLoop, console: Console, timeout: Duration?, engagement: String? = nil,
        retries: RetryPolicy = RetryPolicy()
    ) {
        self.profile = profile
        self.loop = loop
        self.console = console
        self.timeout = timeout
        self.engagement = engagement
        self.retries = retries
    }

    /// Makes a unary call. The very same bytes are sent again after UNAVAILABLE, so that an idempotency key stays the same.
    package func call<Request, Response>(
        _ method: Method<Request, Response>, _ request: Request
    ) async throws(ClientFailure) -> Response {
        let bytes = request.serialized()
        let answer = try await attempt(limit: timeout ?? Self.usualTimeout) { client, metadata, remaining in
            try await client.unary(method.path, bytes, metadata: metadata, timeout: remaining)
        }
        return try Self.read(Response.self, answer)
    }

    /// Runs `body` with a connection, and again after UNAVAILABLE, as often as the policy and the time allow.
    ///
    /// - Parameter limit: the time for all attempts together; nil for as long as they take.
    func attempt<Result>(
        limit: Duration?, _ body: (FramedClient, Metadata, Duration?) async throws -> Result
    ) async throws(ClientFailure) -> Result {
        let start = MonotonicInstant.now
        var number = 1
        while true {
            let remaining = limit.map { $0 - (MonotonicInstant.now - start) }
            let failure: ClientFailure
            do {
                let client = try await connected(within: remaining)
                return try await body(client, metadata, remaining)
            } catch let status as Status {
                failure = ClientFailure(status)
            } catch let other as ClientFailure {
                failure = other
            } catch {
                failure = ClientFailure(.refused, "the call failed: \(error)")
            }
            if Task.isCancelled { throw ClientFailure(.interrupted, []) }
            number += 1
            guard failure.status?.code == .unavailable,
                let wait = retries.wait(before: number, spread: .random(in: 0...1)),
                limit.map({ $0 - (MonotonicInstant.now - start) > wait }) ?? true
            else { throw failure }
            // Whatever the connection's fault was, a new one doesn't have it.
            await disconnect()
            console.note("\(failure.lines.first ?? "unavailable"); trying again in \(Self.text(wait))")
            do { try await loop.sleep(for: wait) } catch { throw ClientFailure(.interrupted, []) }
        }
    }

    /// The time that a call with a stream may take: as long as it likes, unless something was asked for.
    var streamLimit: Duration? { timeout }

    /// Reads every page of a list.
    func all<Request, Response, Item>(
        _ method: Method<Request, Response>, _ request: (PageRequest) -> Request,
        items: (Response) -> ([Item], nextPageToken: String)
    ) async throws(ClientFailure) -> [Item] {
        var list: [Item] = []
        var page = PageRequest(size: 500)
        while true {
            let (part, next) = items(try await call(method, request(page)))
            list += part
            guard !next.isEmpty else { return list }
            guard next != page.token else {
                throw ClientFailure(.refused, "the server gave the same page twice")
            }
            page.token = next
        }
    }

    /// Ends the connection in order.
    package func disconnect() async {
        guard let connection else { return }
        self.connection = nil
        await connection.close()
    }

    static func read<Response: ProtobufMessage>(
        _ type: Response.Type, _ bytes: [UInt8]
    ) throws(ClientFailure) -> Response {
        do { return try Response(serialized: bytes) } catch {
            throw ClientFailure(.refused, "the server's answer can't be read: \(error)")
        }
    }

    private var metadata: Metadata {
        var metadata = Metadata()
        // Who has none yet calls as nobody.
        guard !profile.token.isEmpty else { return metadata }
        metadata.append("authorization", "Bearer \(profile.token)")
        if let engagement { metadata.append("lm2-engagement", engagement) }
        return metadata
    }

    private static func text(_ wait: Duration) -> String {
        let tenths = Int(wait / .milliseconds(100))
        return "\(tenths / 10).\(tenths % 10) s"
    }

    private func connected(within limit: Duration?) async throws -> FramedClient {
        if let connection { return connection }
        let made = try await Connection.open(to: profile, loop: loop, within: limit)
        connection = made
        return made
    }
}
