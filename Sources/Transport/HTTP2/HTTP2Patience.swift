import CNGHTTP2

/// Clients that keep others waiting.
extension HTTP2ServerEngine {
    /// A head begins, or the connection: it has to end soon.
    func headBegan() { isHeadOpen = true }

    /// Once what came in one read was handled.
    func watchHead() {
        guard isHeadOpen, headTimer == nil else { return }
        headTimer = loop.schedule(after: limits.handshakeTimeout) { [self] in
            terminate(Fault(code: NGHTTP2_ENHANCE_YOUR_CALM, text: "a request's head took too long"))
        }
    }

    /// A head has ended, or the rest of it is not looked at.
    func headIsOver() {
        isHeadOpen = false
        headTimer?.cancel()
        headTimer = nil
    }

    func watchForStalls() {
        guard stallTimer == nil, streams.anyWaits else { return }
        stallTimer = loop.schedule(after: limits.stallTimeout / 4) { [self] in endStalled() }
    }

    /// Ends what has waited for the client for too long; the connection, if nothing at all was taken.
    private func endStalled() {
        stallTimer = nil
        let (seconds, attoseconds) = limits.stallTimeout.components
        let limit = UInt64(seconds) * 1_000_000_000 + UInt64(attoseconds / 1_000_000_000)
        let now = loop.now.nanoseconds
        let stalled = streams.all.filter { $0.waitsForClient && now >= Self.due($0, limit) }
        if stalled.contains(where: { $0.body.count > 0 }), now >= lastProgress + limit {
            terminate(Fault(code: NGHTTP2_ENHANCE_YOUR_CALM, text: "the client has taken nothing for too long"))
            return
        }
        for stream in stalled { session?.reset(stream, stream.isDraining ? NGHTTP2_NO_ERROR : NGHTTP2_CANCEL) }
        if !stalled.isEmpty { host?.flushSoon() }
        watchForStalls()
    }

    /// When a stream will have kept others waiting for too long. A body may not trickle either, as in HTTP/1.1
    /// (`HTTP1Timeout`): it has the limit, and a second for every `slowestBody` bytes.
    private static func due(_ stream: HTTP2Stream, _ limit: UInt64) -> UInt64 {
        let silent = stream.lastProgress + limit
        guard case .request(let request, _) = stream.use else { return silent }
        // It is denied room.
        if stream.owed > 0 { return .max }
        let earned = UInt64(request.body.count / HTTP1Protocol.slowestBody) * 1_000_000_000
        return min(silent, stream.begun + limit + earned)
    }
}
