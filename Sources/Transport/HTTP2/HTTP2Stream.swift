import CNGHTTP2
import RPC

/// One stream of an HTTP/2 connection: a request's head, what answers it, and what is left to send. It belongs to its engine.
final class HTTP2Stream {
    /// What the stream is for.
    enum Use {
        /// Its head is coming.
        case head
        /// A gRPC call.
        case call(GRPCCall)
        /// A request that is answered whole, and its body so far.
        case request(HTTPRequest, limit: Int)
        /// The same once it is complete.
        case exchange(any HTTPExchange)
        /// Nobody wants what still comes.
        case ignored
    }

    /// The stream's number.
    let id: Int32
    /// Its place in the engine's list.
    let slot: Int
    /// Bytes of the trailer's names and values, which are not kept.
    var trailerSize = 0
    var use = Use.head
    /// Bytes of the request that wait for the rest of a message or body, or for the handler.
    var held = 0
    /// Bytes that came of the request and that the client may not send anew yet.
    var owed = 0
    /// Whether nothing follows of the request.
    var isRequestComplete = false
    /// Whether the answer is written and the request still comes, of which so many bytes were dropped.
    var isDraining = false
    var drained = 0
    /// Whether it is gone: nothing can be sent.
    var isClosed = false

    /// Whether the request wants the head of the answer alone.
    var wantsHeadOnly = false
    /// Whether a request has its answer.
    var isAnswered = false

    /// What is left to send of the answer's body.
    var body = OutgoingBody()
    /// Whether nothing is added to `body` any more.
    var isBodyComplete = false
    /// What follows the body.
    var trailer: HTTP2Fields?
    /// Whether libnghttp2 waits to be told that there is more.
    var isDeferred = false
    /// When a request that is answered whole began, in nanoseconds on the monotonic clock.
    var begun: UInt64 = 0
    /// When something of the body was sent last, or the first of it was added, in nanoseconds on the monotonic clock.
    var lastProgress: UInt64 = 0

    init(id: Int32, slot: Int) {
        self.id = id
        self.slot = slot
    }

    /// Whether the client has to do something before it can go on: to take the answer, or to send the rest of a request
    /// that is answered whole. (A call that waits for messages has a time limit of its own.)
    var waitsForClient: Bool {
        if body.count > 0 || isDraining { return true }
        if case .request = use { return true }
        return false
    }
}

/// Names and values that go out: for libnghttp2, which takes pointers.
struct HTTP2Fields {
    private var bytes: [UInt8] = []
    private var ends: [(name: Int, value: Int)] = []
    private var kept: Kept?

    /// Fields as libnghttp2 wants them. Nobody writes to them once they are made.
    private struct Kept: @unchecked Sendable {
        let values: UnsafeBufferPointer<nghttp2_nv>
    }

    init() {}

    init(_ fields: [(String, String)]) {
        for (name, value) in fields { add(name, value.utf8) }
    }

    /// Adds a field. The name has to be in lower case.
    mutating func add(_ name: String, _ value: some Sequence<UInt8>) {
        kept = nil
        bytes += name.utf8
        let end = bytes.count
        bytes += value
        ends.append((end, bytes.count))
    }

    /// The same for what is sent over and over: libnghttp2 reads it where it lies, in memory that is never freed.
    func lasting() -> HTTP2Fields {
        var lasting = self
        let place = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
        _ = place.initialize(from: bytes)
        let values = UnsafeMutableBufferPointer<nghttp2_nv>.allocate(capacity: ends.count)
        let flags = NGHTTP2_NV_FLAG_NO_COPY_NAME.rawValue | NGHTTP2_NV_FLAG_NO_COPY_VALUE.rawValue
        fill(values, from: place.baseAddress.unsafelyUnwrapped, flags)
        lasting.kept = Kept(values: UnsafeBufferPointer(values))
        return lasting
    }

    /// Calls the body with the fields as libnghttp2 wants them; they are good until it returns.
    func withValues<T>(_ body: (UnsafePointer<nghttp2_nv>, Int) -> T) -> T {
        if let values = kept?.values, let base = values.baseAddress { return body(base, values.count) }
        return bytes.withUnsafeBufferPointer { bytes in
            withUnsafeTemporaryAllocation(of: nghttp2_nv.self, capacity: ends.count) { room in
                // Never written to; the C type only lacks the const.
                let base = UnsafeMutablePointer(mutating: bytes.baseAddress.unsafelyUnwrapped)
                fill(room, from: base, NGHTTP2_NV_FLAG_NONE.rawValue)
                return body(UnsafePointer(room.baseAddress.unsafelyUnwrapped), ends.count)
            }
        }
    }

    private func fill(
        _ values: UnsafeMutableBufferPointer<nghttp2_nv>, from base: UnsafeMutablePointer<UInt8>, _ flags: UInt32
    ) {
        var start = 0
        for (index, end) in ends.enumerated() {
            values[index] = nghttp2_nv(
                name: base + start, value: base + end.name, namelen: end.name - start,
                valuelen: end.value - end.name, flags: UInt8(flags))
            start = end.value
        }
    }
}
