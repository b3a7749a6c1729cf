import CNGHTTP2
import RPC

/// What libnghttp2 tells, within `HTTP2Session.receive` and `HTTP2Session.produce`.
extension HTTP2ServerEngine {
    /// Makes a stream, whose head begins; nil if it is refused.
    func begin(_ id: Int32) -> HTTP2Stream? {
        // The client's own count does not know of handlers whose streams it has reset, nor of answers that it leaves lying.
        guard runningCalls + service.callCount < limits.callsPerConnection, streams.pending <= limits.pendingOutput
        else {
            headIsOver()
            session?.refuse(id)
            return nil
        }
        let stream = streams.add(id)
        head.clear()
        coming = .head
        return stream
    }

    /// A field of the head or trailer that is coming; false for an attack.
    func field(_ name: UnsafeBufferPointer<UInt8>, _ value: UnsafeBufferPointer<UInt8>) -> Bool {
        let size: Int
        switch coming {
        case .nothing: return true
        case .head:
            head.add(name, value, limit: limits.metadataSize)
            size = head.size
        case .trailer(let stream):
            stream.trailerSize += name.count + value.count
            size = stream.trailerSize
        }
        guard size <= Self.outrageousHeads * limits.metadataSize else {
            fault = Fault(code: NGHTTP2_ENHANCE_YOUR_CALM, text: "a head or trailer of \(size) bytes and more")
            return false
        }
        return true
    }

    /// A trailer begins, of a stream that may be gone.
    func trailerBegan(_ stream: HTTP2Stream?) {
        coming = if let stream { .trailer(stream) } else { .nothing }
    }

    /// A head is complete, or a trailer, which says nothing to this server.
    func headEnded(_ stream: HTTP2Stream) {
        headIsOver()
        coming = .nothing
        guard case .head = stream.use else { return }
        if head.kind == .grpc, head.method == "POST" { beginCall(stream) } else { beginRequest(stream) }
        head.clear()
    }

    /// Bytes of a body. Who keeps them waiting does not hold up other streams: the connection's window is given back at once.
    func data(_ bytes: UnsafeRawBufferPointer, of stream: HTTP2Stream?) {
        session?.consumed(bytes.count)
        guard let stream else { return }
        if stream.isDraining { return drain(stream, bytes.count) }
        switch stream.use {
        case .call(let call): call.receive(bytes)
        case .request(var request, let limit):
            // Without this the array would be copied for each piece.
            stream.use = .ignored
            stream.lastProgress = loop.burstBegan.nanoseconds
            if request.body.count + bytes.count > limit {
                answer(stream, service.tooLarge(request, limit: limit))
                holds(0, of: stream)
            } else {
                request.body.append(contentsOf: bytes)
                stream.use = .request(request, limit: limit)
                holds(request.body.count, of: stream)
            }
            consumed(bytes.count, of: stream)
        case .head, .exchange, .ignored: session?.consumed(bytes.count, of: stream)
        }
    }

    /// Nothing follows of a request.
    func requestEnded(_ stream: HTTP2Stream) {
        stream.isRequestComplete = true
        switch stream.use {
        case .call(let call): call.requestEnded()
        case .request(let request, _):
            stream.use = .ignored
            holds(0, of: stream)
            let exchange = service.begin(request) { [weak self] in self?.answer(stream, $0) }
            if case .ignored = stream.use, !stream.isAnswered { stream.use = .exchange(exchange) }
        case .head, .exchange, .ignored: break
        }
    }

    /// A stream is gone.
    func closed(_ stream: HTTP2Stream) {
        stream.isClosed = true
        streams.remove(stream)
        giveWithheldRoom()
        let use = stream.use
        stream.use = .ignored
        switch use {
        case .call(let call): call.streamClosed()
        case .exchange(let exchange): if !stream.isAnswered { exchange.cancel() }
        case .head, .request, .ignored: break
        }
    }

    /// A frame came; false if it was one too many of those that move nothing.
    func received(_ type: nghttp2_frame_type, isEmptyData: Bool) -> Bool {
        hasReceivedFrame = true
        switch type {
        case NGHTTP2_DATA where !isEmptyData: return true
        case NGHTTP2_HEADERS, NGHTTP2_WINDOW_UPDATE: return true
        // Counted when it began.
        case NGHTTP2_PRIORITY: return true
        case NGHTTP2_SETTINGS where isHeadOpen && streams.count == 0:
            // The client has begun.
            headIsOver()
        default: break
        }
        return takeOverhead()
    }

    /// A frame begins that libnghttp2 does not look at; false if it may not be, or was one too many.
    func ignoredBegan(_ type: nghttp2_frame_type, stream: Int32) -> Bool {
        guard type != NGHTTP2_PRIORITY || stream != 0 else {
            fault = Fault(code: NGHTTP2_PROTOCOL_ERROR, text: "PRIORITY: stream_id == 0")
            return false
        }
        return takeOverhead()
    }

    func takeOverhead() -> Bool {
        guard overhead.take(now: loop.burstBegan.nanoseconds) else {
            fault = Fault(code: NGHTTP2_ENHANCE_YOUR_CALM, text: "too many frames that move nothing")
            return false
        }
        return true
    }

    /// A frame broke the rules; libnghttp2 resets the stream or ends the connection.
    func received(invalid reason: String, stream: Int32) {
        complaint = stream == 0 ? reason : "stream \(stream): \(reason)"
        // Only a frame of the head itself can have come while one is coming.
        headIsOver()
    }

    /// A stream was reset by this side, mostly because of what the client did. Other resets may wait to be written before
    /// the GOAWAY can be, so one too many stops none of them.
    func didReset() {
        if fault == nil, !resets.take(now: loop.burstBegan.nanoseconds) {
            fault = Fault(code: NGHTTP2_ENHANCE_YOUR_CALM, text: "too many streams had to be reset")
        }
    }

    /// An answer is written to its end, and the stream is over, unless the client still sends its request. Some clients
    /// lose the answer if the stream is reset at once, so a little more is taken and dropped first.
    func answerEnded(_ stream: HTTP2Stream) {
        if stream.isRequestComplete { return }
        stream.isDraining = true
        stream.lastProgress = loop.burstBegan.nanoseconds
    }

    /// Drops what nobody wants any more; a client that goes on and on is told so.
    private func drain(_ stream: HTTP2Stream, _ count: Int) {
        stream.drained += count
        if stream.drained > Self.mostDrained {
            session?.reset(stream, NGHTTP2_NO_ERROR)
        } else {
            session?.consumed(count, of: stream)
        }
    }

    /// Moves a frame of a stream's body to the output; false if there is enough in it for now.
    func moveBody(of stream: HTTP2Stream, _ count: Int, header: UnsafeRawBufferPointer) -> Bool {
        guard let producing else { preconditionFailure("a frame is written when nothing is") }
        guard producing.count < enough else { return false }
        producing.append(header)
        stream.body.move(count, to: producing)
        streams.pending -= count
        lastProgress = loop.burstBegan.nanoseconds
        stream.lastProgress = lastProgress
        if !stream.isBodyComplete, case .call(let call) = stream.use { call.maySendNow() }
        return true
    }

    /// Says what follows a body that is being written to its end; false if nothing does.
    func submitTrailer(of stream: HTTP2Stream) -> Bool {
        guard let trailer = stream.trailer else { return false }
        session?.submitTrailer(stream, trailer)
        return true
    }
}
