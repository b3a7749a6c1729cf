import Kernel
import RPC

/// What one application protocol makes of a connection's plaintext. It belongs to its connection's loop.
///
/// It ends in RPC calls: an engine reads requests from what it receives, runs their handlers and writes to its host.
package protocol ServerEngine: AnyObject {
    /// Calls whose handlers run.
    var callCount: Int { get }
    /// Takes plaintext, which is good only until this returns.
    func receive(_ plaintext: UnsafeRawBufferPointer)
    /// Puts into the host's output what was put off until the end of a turn; `flushSoon` leads here.
    func produceOutput()
    /// What was written has left: senders that waited go on.
    func outputDidDrain()
    /// Takes no further call and closes its host when those under way have ended.
    func beginShutdown(_ reason: String)
    /// Ends the calls under way with the status, and closes its host.
    func endCalls(_ status: Status)
    /// The connection is gone: the handlers are cancelled.
    func connectionDidClose()
}

extension ServerEngine {
    /// For engines that write to the output at once.
    package func produceOutput() {}
}

/// What an engine knows of its connection. It belongs to the same loop.
package protocol EngineHost: AnyObject {
    /// The loop of the connection.
    var loop: EventLoop { get }
    /// Who is at the other end.
    var peer: Peer { get }
    /// Plaintext for the other end is appended here, and `flushSoon` called.
    var output: ByteQueue { get }
    /// Whether so much is written and not taken that no more should be.
    var isCongested: Bool { get }
    /// Has the output sent when the jobs under way have run.
    func flushSoon()
    /// Counts against idleness.
    func noteActivity()
    /// Sends the output and closes in order. A reason is told to the observer: the client did something wrong.
    func close(violation: String?)
}
