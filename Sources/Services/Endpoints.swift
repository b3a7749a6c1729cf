import Conformance
import Messages
import RPC
import Storage

/// Puts typed handlers on the router: each call is authenticated, counted, authorised, read and checked before its handler sees
/// it, alike for all.
struct Endpoints {
    private let environment: ServiceEnvironment
    private(set) var router = Router()

    init(_ environment: ServiceEnvironment) {
        self.environment = environment
    }

    /// Adds a unary method that needs a credential.
    mutating func add<Request, Response>(
        _ method: Method<Request, Response>,
        _ body: @escaping @Sendable (Request, TenantScope) async throws -> Response
    ) {
        addSerialized(method) { try await body($0, $1).serialized() }
    }

    /// Adds a unary method that needs a credential, whose answer comes serialised.
    mutating func addSerialized<Request, Response>(
        _ method: Method<Request, Response>,
        _ body: @escaping @Sendable (Request, TenantScope) async throws -> [UInt8]
    ) {
        addComputed(method) { request, _, scope in try await body(request, scope) }
    }

    /// Adds a unary method that needs a credential, and more of its call than the request, such as where long work is done.
    mutating func addComputed<Request, Response>(
        _ method: Method<Request, Response>,
        _ body: @escaping @Sendable (Request, CallContext, TenantScope) async throws -> [UInt8]
    ) {
        precondition(!method.clientStreaming && !method.serverStreaming, "\(method.path) is not unary")
        let entrance = Entrance(method.path, environment)
        router.add(
            service: method.service, method: method.name,
            .unary { context, bytes in
                try await Self.answering {
                    try await entrance.pass(context) { scope in
                        try await body(try await Self.read(bytes, context), context, scope)
                    }
                }
            })
    }

    /// Adds a unary method that needs a credential, and whose answer is in memory.
    mutating func addPrompt<Request, Response>(
        _ method: Method<Request, Response>, _ body: @escaping @Sendable (Request) throws -> Response
    ) {
        precondition(!method.clientStreaming && !method.serverStreaming, "\(method.path) is not unary")
        let entrance = Entrance(method.path, environment)
        router.add(
            service: method.service, method: method.name,
            .prompt(
                now: { context, bytes in
                    try Self.answeringNow {
                        guard context.requestConversion == nil, try entrance.passAtOnce(context) else { return nil }
                        return try body(try Self.read(bytes)).serialized()
                    }
                },
                later: { context, bytes in
                    try await Self.answering {
                        try await entrance.pass(context) { _ in
                            try body(try await Self.read(bytes, context)).serialized()
                        }
                    }
                }))
    }

    /// Adds a unary write: like `add`, with the key under which its answer is remembered.
    mutating func addWrite<Request, Response>(
        _ method: Method<Request, Response>, key: any KeyPath<Request, String> & Sendable,
        _ body: @escaping @Sendable (Request, TenantScope, WriteKey) async throws -> Response
    ) {
        let path = method.path
        add(method) { request, scope in
            try await body(request, scope, WriteKey(method: path, key: request[keyPath: key], request: request))
        }
    }

    /// Adds a unary method that needs no credential.
    mutating func addAnonymous<Request, Response>(
        _ method: Method<Request, Response>,
        _ body: @escaping @Sendable (Request, CallContext) async throws -> Response
    ) {
        precondition(Permissions.anonymous.contains(method.path), "\(method.path) is not for everybody")
        router.add(
            service: method.service, method: method.name,
            .unary { context, bytes in
                try await Self.answering { try await body(try await Self.read(bytes, context), context).serialized() }
            })
    }

    /// Adds a unary method that needs no credential, and whose answer is in memory.
    mutating func addAnonymousPrompt<Request, Response>(
        _ method: Method<Request, Response>, _ body: @escaping @Sendable (Request) throws -> Response
    ) {
        precondition(Permissions.anonymous.contains(method.path), "\(method.path) is not for everybody")
        router.add(
            service: method.service, method: method.name,
            .prompt(
                now: { context, bytes in
                    guard context.requestConversion == nil else { return nil }
                    return try Self.answeringNow { try body(try Self.read(bytes)).serialized() }
                },
                later: { context, bytes in
                    try await Self.answering { try body(try await Self.read(bytes, context)).serialized() }
                }))
    }

    /// Adds a method that gives a stream and needs no credential.
    mutating func addAnonymousDownload<Request, Response>(
        _ method: Method<Request, Response>,
        _ body: @escaping @Sendable (Request, CallContext, ResponseMessages<Response>) async throws -> Void
    ) {
        precondition(!method.clientStreaming && method.serverStreaming, "\(method.path) does not give a stream")
        precondition(Permissions.anonymous.contains(method.path), "\(method.path) is not for everybody")
        router.add(
            service: method.service, method: method.name,
            .serverStream { context, bytes, responses in
                try await Self.answering {
                    try await body(try Self.read(bytes), context, ResponseMessages(responses))
                }
            })
    }

    /// Adds a method with streams both ways that needs no credential.
    /// - Parameter service: the full name of the service that it is added to: its own, or one with the same messages.
    mutating func addAnonymousExchange<Request, Response>(
        _ method: Method<Request, Response>, to service: String,
        _ body: @escaping @Sendable (RequestMessages<Request>, ResponseMessages<Response>) async throws -> Void
    ) {
        let path = "\(service)/\(method.name)"
        precondition(method.clientStreaming && method.serverStreaming, "\(path) has not streams both ways")
        precondition(Permissions.anonymous.contains(path), "\(path) is not for everybody")
        router.add(
            service: service, method: method.name,
            .bidirectional { _, requests, responses in
                try await Self.answering { try await body(RequestMessages(requests), ResponseMessages(responses)) }
            })
    }

    /// Has somebody else add methods.
    mutating func extend(_ body: (inout Router) -> Void) { body(&router) }

    /// Adds a method that takes a stream.
    mutating func addUpload<Request, Response>(
        _ method: Method<Request, Response>,
        _ body: @escaping @Sendable (RequestMessages<Request>, CallContext, TenantScope) async throws -> Response
    ) {
        precondition(method.clientStreaming && !method.serverStreaming, "\(method.path) does not take a stream")
        let entrance = Entrance(method.path, environment)
        router.add(
            service: method.service, method: method.name,
            .clientStream { context, requests in
                try await Self.answering {
                    try await entrance.passOnce(context) { scope in
                        try await body(RequestMessages(requests), context, scope).serialized()
                    }
                }
            })
    }

    /// Adds a method that gives a stream.
    mutating func addDownload<Request, Response>(
        _ method: Method<Request, Response>,
        _ body: @escaping @Sendable (Request, ResponseMessages<Response>, TenantScope) async throws -> Void
    ) {
        precondition(!method.clientStreaming && method.serverStreaming, "\(method.path) does not give a stream")
        let entrance = Entrance(method.path, environment)
        router.add(
            service: method.service, method: method.name,
            .serverStream { context, bytes, responses in
                try await Self.answering {
                    try await entrance.passOnce(context) { scope in
                        try await body(try Self.read(bytes), ResponseMessages(responses), scope)
                    }
                }
            })
    }

    /// Reads a request of one message, whatever form it came in.
    private static func read<Request: ProtobufMessage>(
        _ bytes: [UInt8], _ context: CallContext
    ) async throws -> Request {
        guard let conversion = context.requestConversion else { return try read(bytes) }
        return try read(try await conversion(bytes, context.offload))
    }

    /// Reads a message and checks it against the rules of the protocol's files.
    fileprivate static func read<Request: ProtobufMessage>(_ bytes: [UInt8]) throws -> Request {
        let request = try Request(serialized: bytes)
        let violations = request.violations()
        guard violations.isEmpty else { throw Status(violations: violations) }
        return request
    }

    private static func answeringNow<T>(_ work: () throws -> T) throws -> T {
        do {
            return try work()
        } catch {
            throw Status(answering: error) ?? error
        }
    }

    private static func answering<T>(_ work: () async throws -> T) async throws -> T {
        do {
            return try await work()
        } catch {
            throw Status(answering: error) ?? error
        }
    }
}

/// The way into one method: who calls, how often, whether that role may, and in which relation.
private struct Entrance: Sendable {
    private let path: String
    private let environment: ServiceEnvironment
    private let access: Permissions.Access
    /// The relation of each role, at the place of its number: it is asked for every call, and a dictionary takes longer.
    private let relations: [Relation?]

    init(_ path: String, _ environment: ServiceEnvironment) {
        guard let row = Permissions.table[path] else { preconditionFailure("\(path) has no row in Permissions") }
        self.path = path
        self.environment = environment
        access = row.access
        let last = Int(Conformance.Role.allCases.map(\.rawValue).max() ?? 0)
        relations = (0...last).map { Conformance.Role(rawValue: Int16($0)).flatMap { row.roles[$0] } }
    }

    /// Runs the body as the caller; once more if the caller's account was changed since it was remembered. The refused
    /// attempt has changed nothing, and is not counted again.
    func pass<T>(_ context: CallContext, _ body: (TenantScope) async throws -> T) async throws -> T {
        do {
            return try await passOnce(context, body)
        } catch StorageError.credentialRefused {
            return try await enter(context, isCounted: true, body)
        }
    }

    /// Whether the caller may, without asking the database anything; false, and nothing is counted, where it has to be
    /// asked who calls, or about an engagement.
    func passAtOnce(_ context: CallContext) throws -> Bool {
        let shown = try Authenticator.shown(in: context)
        guard let caller = environment.authenticator.remembered(shown, at: context.now),
            relations[Int(caller.role.rawValue)] != .engagement
        else { return false }
        _ = try admit(caller, context, isCounted: false)
        return true
    }

    /// In which relation the caller may.
    private func admit(_ known: Caller, _ context: CallContext, isCounted: Bool) throws -> Relation {
        // Before anything is asked of the database for a caller who is remembered.
        if !isCounted { try environment.rateLimiter.admit(known, at: context.now) }
        guard let relation = relations[Int(known.role.rawValue)] else {
            throw Status(.permissionDenied, "\(path) is not for the role \(known.role.name)")
        }
        guard Permissions.covers(known.credential.scopes, path, access) else {
            throw Status(
                .permissionDenied, "the key's scopes do not have \(Permissions.area(of: path)):\(access.rawValue)")
        }
        return relation
    }

    /// Runs the body as the caller.
    func passOnce<T>(_ context: CallContext, _ body: (TenantScope) async throws -> T) async throws -> T {
        try await enter(context, isCounted: false, body)
    }

    private func enter<T>(
        _ context: CallContext, isCounted: Bool, _ body: (TenantScope) async throws -> T
    ) async throws -> T {
        let shown = try Authenticator.shown(in: context)
        // What is `async` costs even where it does not wait.
        let known =
            if let caller = environment.authenticator.remembered(shown, at: context.now) { caller } else {
                try await environment.authenticator.caller(showing: shown, in: context)
            }
        let relation = try admit(known, context, isCounted: isCounted)
        do {
            let caller =
                relation == .engagement ? try await environment.authenticator.engaged(known, in: context) : known
            return try await body(
                TenantScope(
                    environment.store, caller: caller, relation: relation, now: context.now,
                    origin: CallOrigin(method: path, callID: context.callID, address: context.peer.host)))
        } catch StorageError.credentialRefused {
            environment.authenticator.forget(shown)
            throw StorageError.credentialRefused
        }
    }
}

/// The messages of a stream that a caller sends, read and checked one by one.
package struct RequestMessages<Message: ProtobufMessage>: Sendable {
    private let stream: any RequestStream

    init(_ stream: any RequestStream) {
        self.stream = stream
    }

    /// The next message; nil when there is none.
    func next() async throws -> Message? {
        guard let bytes = try await stream.next() else { return nil }
        return try Endpoints.read(bytes)
    }
}

/// The stream of messages that a caller is answered with.
package struct ResponseMessages<Message: ProtobufMessage>: Sendable {
    private let stream: any ResponseStream

    init(_ stream: any ResponseStream) {
        self.stream = stream
    }

    /// Sends a message; waits while the caller has not made room.
    func send(_ message: Message) async throws { try await stream.send(message.serialized()) }
}
