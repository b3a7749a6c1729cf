import Kernel
import RPC

/// What carries a call's messages over a connection: the part of a protocol's engine that its calls see. It belongs to the
/// connection's loop.
protocol CallCarrier: AnyObject {
    /// The loop of the connection.
    var loop: EventLoop { get }
    /// What bounds calls.
    var limits: TransportLimits { get }
    /// What the connection's calls have in common, which is told of the end of each.
    var contexts: CallContexts { get }

    /// Whether the call may send a message now. If not, the carrier calls `maySendNow` when that may have changed.
    func maySend(_ call: ServerCall) -> Bool
    /// Whether a message of so many bytes is to be compressed.
    func compresses(_ call: ServerCall, _ count: Int) -> Bool
    /// Sends a message of a call that may.
    func send(_ message: EncodedMessage, of call: ServerCall)
    /// The handler took a message of so many bytes on the wire: the client may send more.
    func consumed(_ count: Int, of call: ServerCall)
    /// The call has succeeded, with its last message. The carrier ends the call.
    func succeed(_ call: ServerCall, _ message: EncodedMessage?)
    /// The call has failed: the client is told. The carrier ends the call.
    func fail(_ call: ServerCall, _ status: Status, cause: String?)
    /// The handler has returned.
    func release(_ call: ServerCall)
}
