import Kernel
import RPC

/// A client's connection of the native protocol: many calls at once, from any thread. It lives on one loop.
package final class FramedClient: Sendable {
    /// What bounds a client.
    package struct Settings: Sendable {
        /// Bytes of a message that is received.
        package var messageSize = FramedProtocol.defaultMessageLimit
        /// Calls under way at once; further ones wait. No more than the server allows.
        package var callsPerConnection = 64
        /// How long connecting to one address, and then the TLS handshake, may take.
        package var handshakeTimeout = Duration.seconds(10)
        /// Bytes written that the server has not taken yet, above which streams wait.
        package var pendingOutput = 1_048_576

        /// The defaults.
        package init() {}
    }

    private let loop: EventLoop
    private let connection: LoopBound<ClientConnection>

    /// Connects and does the TLS handshake. Throws UNAVAILABLE with the reason.
    package static func connect(
        host: String, port: Int, tls: ClientTLSConfiguration, loop: EventLoop, settings: Settings = Settings()
    ) async throws(Status) -> FramedClient {
        let context: TLSContext
        do throws(TLSError) {
            context = try TLSContext.client(tls)
        } catch {
            throw Status(.failedPrecondition, error.description)
        }
        return try await connect(host: host, port: port, context: context, loop: loop, settings: settings)
    }

    /// The same with a context that many connections share, and a session to resume.
    package static func connect(
        host: String, port: Int, context: TLSContext, loop: EventLoop, settings: Settings = Settings(),
        resuming session: TLSSession? = nil
    ) async throws(Status) -> FramedClient {
        do {
            return try await loop.run {
                let tcp = try await TCPConnection.connect(
                    loop, host: host, port: port, timeout: settings.handshakeTimeout)
                let connection: ClientConnection
                do throws(TLSError) {
                    connection = try ClientConnection(
                        tcp, context: context, serverName: host, settings: settings, resuming: session)
                } catch {
                    tcp.abort()
                    throw error
                }
                if let status = await connection.start() { throw status }
                return FramedClient(connection)
            }
        } catch let status as Status {
            throw status
        } catch {
            throw Status(.unavailable, "\(host) port \(port): \(error)")
        }
    }

    private init(_ connection: ClientConnection) {
        loop = connection.loop
        self.connection = LoopBound(connection, loop: connection.loop)
    }

    deinit {
        // The socket keeps the connection alive, so it has to be told that nobody wants it any more.
        loop.execute { [connection] in connection.value.close(nil) }
    }

    /// Calls a method that takes one message and answers with one.
    package func unary(
        _ method: String, _ request: [UInt8], metadata: Metadata = Metadata(), timeout: Duration? = nil
    ) async throws(Status) -> [UInt8] {
        let opening = OpenFrame(
            method: method, metadata: metadata, timeout: Self.microseconds(timeout), message: request, halfClose: true)
        let call = ClientCall(connection, opening)
        let result = await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in
                onLoop(
                    { call.begin(timeout: timeout, unary: continuation) },
                    stopped: { continuation.resume(returning: .failure($0)) })
            }
        } onCancel: {
            call.cancel()
        }
        return try result.get()
    }

    /// Begins a call of a method of any kind.
    /// - Parameter request: a first message, and the only one, sent along with the opening.
    package func open(
        _ method: String, request: [UInt8]? = nil, metadata: Metadata = Metadata(), timeout: Duration? = nil
    ) async throws(Status) -> ClientCall {
        let opening = OpenFrame(
            method: method, metadata: metadata, timeout: Self.microseconds(timeout), message: request,
            halfClose: request != nil)
        let call = ClientCall(connection, opening)
        let failure: Status? = await withUnsafeContinuation { continuation in
            onLoop(
                {
                    call.begin(timeout: timeout, unary: nil)
                    continuation.resume(returning: nil)
                }, stopped: { continuation.resume(returning: $0) })
        }
        if let failure { throw failure }
        return call
    }

    /// Waits for the server to answer a ping.
    package func ping() async throws(Status) {
        let failure: Status? = await withUnsafeContinuation { continuation in
            onLoop(
                { self.connection.value.ping(continuation) },
                stopped: { continuation.resume(returning: $0) })
        }
        if let failure { throw failure }
    }

    /// Ends the calls under way, closes, and returns when the connection is closed. More than once does no harm.
    package func close() async {
        await withUnsafeContinuation { continuation in
            onLoop({ self.connection.value.close(continuation) }, stopped: { _ in continuation.resume() })
        }
    }

    /// The TLS session, for a later connection to resume, and its version and suite.
    package func tlsSession() async -> (session: TLSSession?, description: String) {
        await withUnsafeContinuation { continuation in
            onLoop(
                {
                    let connection = self.connection.value
                    continuation.resume(returning: (connection.tlsSession, connection.tlsDescription))
                }, stopped: { continuation.resume(returning: (nil, $0.message)) })
        }
    }

    private func onLoop(_ body: @escaping @Sendable () -> Void, stopped: (Status) -> Void) {
        if loop.isCurrent {
            body()
        } else if !loop.tryExecute(body) {
            stopped(Status(.unavailable, "the event loop has stopped"))
        }
    }

    /// At least one, since zero means for ever.
    private static func microseconds(_ timeout: Duration?) -> UInt64 {
        guard let timeout else { return 0 }
        return UInt64(max(1, timeout.clampedNanoseconds / 1000))
    }
}
