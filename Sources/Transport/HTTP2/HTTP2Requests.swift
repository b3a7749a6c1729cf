import RPC

/// Requests and calls, and their answers.
extension HTTP2ServerEngine {
    func beginRequest(_ stream: HTTP2Stream) {
        stream.wantsHeadOnly = head.method == "HEAD"
        if head.isTooLarge {
            let most = "the head has more than \(limits.metadataSize) bytes or \(HTTP2Head.fieldLimit) fields"
            return answer(stream, HTTPResponse(status: 431, text: most))
        }
        let request = head.request
        switch service.admit(request) {
        case .refuse(let response): answer(stream, response)
        case .body(let limit):
            stream.begun = loop.burstBegan.nanoseconds
            stream.lastProgress = stream.begun
            stream.use = .request(request, limit: limit)
        }
    }

    func answer(_ stream: HTTP2Stream, _ response: HTTPResponse) {
        guard let session, !stream.isClosed, !stream.isAnswered else { return }
        stream.isAnswered = true
        stream.use = .ignored
        var fields = HTTP2Fields([(":status", String(response.status))])
        for field in response.headers.fields { fields.add(field.name, field.value.utf8) }
        fields.add("date", HTTPDate.text(microseconds: environment.clock.now().microseconds).utf8)
        fields.add("content-length", String(response.body.count).utf8)
        let hasBody = !response.body.isEmpty && !stream.wantsHeadOnly
        if hasBody { append(response.body, prefix: .none, to: stream) }
        stream.isBodyComplete = true
        fields.withValues { session.answer(stream, $0, $1, hasBody: hasBody) }
        host?.flushSoon()
    }

    // MARK: Calls

    func beginCall(_ stream: HTTP2Stream) {
        let now = loop.burstBegan.nanoseconds
        var refusal: Status?
        let metadata = head.metadata
        if metadata == nil { refusal = Status(.invalidArgument, "a metadata value that should be base64 is not") }
        if head.isTooLarge {
            refusal = Status(
                .resourceExhausted,
                head.size > limits.metadataSize
                    ? "the metadata has \(head.size) bytes; the most is \(limits.metadataSize)"
                    : "the metadata has more than \(HTTP2Head.fieldLimit) entries")
        }
        let timeout = head.timeout.isEmpty ? nil : GRPCTimeout.nanoseconds(head.timeout)
        if !head.timeout.isEmpty, timeout == nil {
            refusal = Status(.invalidArgument, "grpc-timeout has to be up to 8 digits and one of H, M, S, m, u and n")
        }
        if case .unknown(let name) = head.encoding {
            refusal = Status(
                .unimplemented, "the encoding \(name.prefix(40)) is not known; identity and gzip are")
        }
        let route = route(of: head.path)
        let context = contexts.make(
            route.method, metadata ?? Metadata(), timeout: timeout, peer: host?.peer ?? Peer(address: ""), begun: now,
            mayBeCompressed: head.encoding == .gzip)
        let call = GRPCCall(
            self, stream, context, begun: now, requestIsGzip: head.encoding == .gzip, acceptsGzip: head.acceptsGzip)
        stream.use = .call(call)
        runningCalls += 1
        if let refusal {
            call.refuse(refusal)
        } else if let handler = route.handler {
            call.start(handler)
        } else {
            call.refuse(environment.router.unimplemented(route.method))
        }
    }

    /// Where a path leads. What leads nowhere is not kept: it may be long.
    private func route(of path: String) -> HTTP2Route {
        if path == lastRoute.path { return lastRoute }
        let route = HTTP2Route(path, in: environment.router)
        if route.handler != nil {
            lastRoute = route
            head.usualPath = path
        }
        return route
    }

    /// A call's handler has returned.
    func release() {
        runningCalls -= 1
        host?.noteActivity()
        if isShuttingDown { host?.flushSoon() }
    }

    /// Whether a call may add to its stream's body.
    func maySend(on stream: HTTP2Stream) -> Bool {
        guard let host else { return false }
        return stream.body.count < Self.fullBody && !host.isCongested
    }

    /// What of a stream's body may wait before its handler has to, in bytes.
    private static let fullBody = 65_536

    /// Begins an answer.
    func answer(_ stream: HTTP2Stream, _ fields: HTTP2Fields, hasBody: Bool) {
        guard let session, !stream.isClosed else { return }
        fields.withValues { session.answer(stream, $0, $1, hasBody: hasBody) }
        host?.flushSoon()
    }

    /// Adds to an answer's body.
    func append(_ bytes: [UInt8], prefix: OutgoingBody.Prefix, to stream: HTTP2Stream) {
        guard let session, !stream.isClosed else { return }
        if stream.body.count == 0 { stream.lastProgress = loop.burstBegan.nanoseconds }
        stream.body.append(bytes, prefix: prefix)
        streams.pending += bytes.count + prefix.count
        if stream.isDeferred { session.resume(stream) }
        host?.flushSoon()
    }

    /// Says that an answer's body is complete, and what follows it.
    func endBody(of stream: HTTP2Stream, trailer: HTTP2Fields) {
        guard let session, !stream.isClosed else { return }
        stream.trailer = trailer
        stream.isBodyComplete = true
        if stream.isDeferred { session.resume(stream) }
        host?.flushSoon()
    }
}
