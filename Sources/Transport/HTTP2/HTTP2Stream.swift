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
