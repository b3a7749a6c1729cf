import RPC

/// `grpc.testing.TestService`, by which gRPC's implementations are tested against each other, as its interoperability
/// test descriptions say. `UnimplementedCall` is left out on purpose: a case asks for it.
enum TestService {
    private static let name = "grpc.testing.TestService"
    /// The most bytes of an answer: so that a number in a request can't have the server take all memory.
    private static let largestPayload: Int32 = 4_000_000

    /// Adds the methods.
    static func add(to router: inout Router) {
        router.add(service: name, method: "EmptyCall", .unary(emptyCall))
        router.add(service: name, method: "UnaryCall", .unary(unaryCall))
        router.add(service: name, method: "CacheableUnaryCall", .unary(cacheableUnaryCall))
        router.add(service: name, method: "StreamingOutputCall", .serverStream(streamingOutputCall))
        router.add(service: name, method: "StreamingInputCall", .clientStream(streamingInputCall))
        router.add(service: name, method: "FullDuplexCall", .bidirectional(fullDuplexCall))
        router.add(service: name, method: "HalfDuplexCall", .bidirectional(halfDuplexCall))
    }

    @Sendable private static func emptyCall(_ context: CallContext, _ bytes: [UInt8]) async throws -> [UInt8] {
        echoMetadata(context)
        return []
    }

    @Sendable private static func unaryCall(_ context: CallContext, _ bytes: [UInt8]) async throws -> [UInt8] {
        echoMetadata(context)
        let request = try SimpleRequest(bytes)
        try expect(request.expectCompressed, context)
        try request.responseStatus.end()
        context.response.compresses = request.responseCompressed
        return response(body: try zeros(request.responseSize))
    }

    /// The time is the payload, so that a caller sees whether the answer came from a cache.
    @Sendable private static func cacheableUnaryCall(_ context: CallContext, _ bytes: [UInt8]) async throws -> [UInt8] {
        context.response.initial.append("cache-control", "max-age=60, public")
        return response(body: Array(String(context.now).utf8))
    }

    @Sendable private static func streamingOutputCall(
        _ context: CallContext, _ bytes: [UInt8], _ responses: any ResponseStream
    ) async throws {
        echoMetadata(context)
        try await answer(try StreamingOutputCallRequest(bytes), context, responses)
    }

    @Sendable private static func streamingInputCall(
        _ context: CallContext, _ requests: any RequestStream
    ) async throws -> [UInt8] {
        echoMetadata(context)
        var sum = 0
        while let bytes = try await requests.next() {
            let request = try StreamingInputCallRequest(bytes)
            try expect(request.expectCompressed, context)
            sum += request.payloadSize
        }
        var writer = ProtobufWriter()
        writer.write(1, sum)
        return writer.bytes
    }

    @Sendable private static func fullDuplexCall(
        _ context: CallContext, _ requests: any RequestStream, _ responses: any ResponseStream
    ) async throws {
        echoMetadata(context)
        while let bytes = try await requests.next() {
            try await answer(try StreamingOutputCallRequest(bytes), context, responses)
        }
    }

    @Sendable private static func halfDuplexCall(
        _ context: CallContext, _ requests: any RequestStream, _ responses: any ResponseStream
    ) async throws {
        echoMetadata(context)
        var all: [StreamingOutputCallRequest] = []
        while let bytes = try await requests.next() { all.append(try StreamingOutputCallRequest(bytes)) }
        for request in all { try await answer(request, context, responses) }
    }

    /// Sends the answers that a request asks for.
    private static func answer(
        _ request: StreamingOutputCallRequest, _ context: CallContext, _ responses: any ResponseStream
    ) async throws {
        try request.responseStatus.end()
        for wanted in request.responses {
            if wanted.interval > 0 { try await Task.sleep(for: .microseconds(wanted.interval)) }
            context.response.compresses = wanted.compressed
            try await responses.send(response(body: try zeros(wanted.size)))
        }
    }

    /// Gives back the metadata that a caller asks to be given back.
    private static func echoMetadata(_ context: CallContext) {
        let initial = "x-grpc-test-echo-initial"
        let trailing = "x-grpc-test-echo-trailing-bin"
        if let value = context.metadata[initial] { context.response.initial.append(initial, value) }
        if let value = context.metadata.bytes(of: trailing) {
            context.response.trailing.append(trailing, bytes: value)
        }
    }

    /// Refuses a message that came other than the caller says.
    private static func expect(_ compressed: Bool?, _ context: CallContext) throws(Status) {
        guard let compressed, compressed != context.requestWasCompressed else { return }
        throw Status(
            .invalidArgument,
            compressed ? "a compressed message came uncompressed" : "an uncompressed message came compressed")
    }

    /// A SimpleResponse or a StreamingOutputCallResponse: of both the payload is field 1.
    private static func response(body: [UInt8]) -> [UInt8] {
        var payload = ProtobufWriter()
        payload.write(2, body)
        var response = ProtobufWriter()
        response.write(1, payload.bytes)
        return response.bytes
    }

    private static func zeros(_ count: Int32) throws(Status) -> [UInt8] {
        guard (0...largestPayload).contains(count) else {
            throw Status(.invalidArgument, "a payload has from 0 to \(largestPayload) bytes")
        }
        return [UInt8](repeating: 0, count: Int(count))
    }
}
