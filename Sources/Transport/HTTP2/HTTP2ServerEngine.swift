import CNGHTTP2
import Kernel
import RPC

/// Runs the requests of one HTTP/2 connection: gRPC's calls, and what an `HTTPService` answers whole.
package final class HTTP2ServerEngine: ServerEngine {
    /// The loop of the connection.
    let loop: EventLoop
    let limits: TransportLimits
    let environment: ServerEnvironment
    let service: any HTTPService
    let contexts: CallContexts
    /// Whose fields are coming; there is one head or trailer at a time.
    var coming = Coming.nothing
    let head = HTTP2Head()
    /// What was called last: a client calls the same few methods over and over.
    var lastRoute = HTTP2Route()
    /// Nil once the connection is closing: nothing is written any more.
    private(set) var host: (any EngineHost)?
    private(set) var session: HTTP2Session?
    let streams = HTTP2StreamTable()
    /// Handlers of gRPC's calls that run, whether or not their streams are still there.
    var runningCalls = 0
    /// What the connection is to be ended for, once libnghttp2 has returned.
    var fault: Fault?
    /// What libnghttp2 complained of last.
    var complaint: String?
    /// Frames that move nothing, and streams that this side had to reset: a client that lives on them is sent away.
    var overhead: Allowance
    var resets: Allowance
    /// Whether a head has begun that has not ended. Most end in the read that began them, and never need the timer.
    var isHeadOpen = false
    /// Whether a frame was complete in the read that is being handled.
    var hasReceivedFrame = false
    // Timers hold the engine, and are cancelled when the connection is gone: a weak reference would give the engine a side
    // table, through which each of a call's many retains and releases would go from then on.
    var headTimer: LoopTimer?
    var stallTimer: LoopTimer?
    private var shutdownTimer: LoopTimer?
    var isShuttingDown = false
    /// Whether streams are denied room; see `heldLimit`.
    var isWithholding = false
    /// Where frames are being written, and the bytes in it at which the connection is asked anew whether it takes more.
    private(set) var producing: ByteQueue?
    private(set) var enough = 0
    /// When bytes of a body were written last, in nanoseconds on the monotonic clock.
    var lastProgress: UInt64 = 0

    enum Coming {
        /// No fields, or such as nobody wants.
        case nothing
        /// Those of a request's head, which are put into `head`.
        case head
        case trailer(HTTP2Stream)
    }

    struct Fault {
        let code: nghttp2_error_code
        let text: String
    }

    /// What a client may send of one request before the handler takes some, in bytes.
    private static let streamWindow: Int32 = 262_144
    private static let connectionWindow: Int32 = 4_194_304
    /// How long clients may still begin calls after they were told of the shutdown: those under way to the server.
    private static let shutdownNotice = Duration.milliseconds(100)
    /// The names and values of a head beyond which it is not a mistake but an attack, in heads of the largest size.
    static let outrageousHeads = 8
    /// What is taken of a request that is answered already, in bytes.
    static let mostDrained = 262_144

    /// Makes the engine of a connection. The service answers what is not gRPC.
    package init(host: any EngineHost, environment: ServerEnvironment, service: any HTTPService) {
        self.host = host
        self.environment = environment
        self.service = service
        loop = host.loop
        limits = environment.limits
        contexts = CallContexts(environment, loop: loop)
        overhead = Allowance(burst: limits.controlFrames, perSecond: max(1, limits.controlFrames / 10))
        resets = overhead
        session = HTTP2Session(
            HTTP2Session.Settings(
                concurrentStreams: limits.callsPerConnection, streamWindow: Self.streamWindow,
                connectionWindow: Self.connectionWindow, headSize: limits.metadataSize), engine: self)
        // The client has to begin as well: a connection that says nothing is like a head that never ends.
        headBegan()
        watchHead()
        host.flushSoon()
    }

    /// Streams that are open, and handlers that outlive theirs.
    package var callCount: Int { max(streams.count, runningCalls + service.callCount) }

    // MARK: Bytes

    /// Takes bytes as they came. A breach of the protocol ends the stream or the connection, as HTTP/2 has it.
    package func receive(_ plaintext: UnsafeRawBufferPointer) {
        guard let session else { return }
        let failure = session.receive(plaintext)
        if hasReceivedFrame {
            hasReceivedFrame = false
            host?.noteActivity()
        }
        if let (code, reason) = failure {
            terminate(fault ?? Fault(code: code, text: complaint ?? reason))
        } else if let fault {
            terminate(fault)
        } else {
            watchHead()
            host?.flushSoon()
        }
    }

    /// Writes what waits, as far as the connection takes it.
    package func produceOutput() {
        guard host != nil, let session else { return }
        writeFrames()
        if let fault {
            terminate(fault)
        } else if session.isOver {
            close(violation: complaint)
        } else {
            closeIfDone()
            watchForStalls()
        }
    }

    /// Writes what waits until the connection takes no more.
    private func writeFrames() {
        guard let host, let session, session.wantsToWrite, !host.isCongested else { return }
        let output = host.output
        producing = output
        // It is not asked for each frame, for most are small.
        repeat {
            enough = output.count + Self.frameSize
        } while session.produce(to: output, until: enough) && !host.isCongested
        producing = nil
    }

    /// The largest frame of a body, in bytes.
    private static let frameSize = 16_384

    /// The connection takes output again.
    package func outputDidDrain() {
        wakeWriters()
        host?.flushSoon()
    }

    private func wakeWriters() {
        for stream in streams.all {
            if case .call(let call) = stream.use { call.maySendNow() }
        }
    }

    // MARK: The end

    /// Takes no more calls, tells the client, and closes after the last one.
    package func beginShutdown(_ reason: String) {
        guard !isShuttingDown, let session else { return }
        isShuttingDown = true
        session.announceShutdown()
        shutdownTimer = loop.schedule(after: Self.shutdownNotice) { [self] in
            shutdownTimer = nil
            self.session?.refuseFurtherStreams()
            host?.flushSoon()
        }
        host?.flushSoon()
    }

    private func closeIfDone() {
        if isShuttingDown, shutdownTimer == nil, callCount == 0 { close(violation: nil) }
    }

    /// Ends all calls with a status and closes.
    package func endCalls(_ status: Status) {
        for stream in streams.all {
            switch stream.use {
            case .call(let call): call.end(status)
            case .exchange(let exchange): exchange.end(status)
            case .head, .request, .ignored: break
            }
        }
        guard let session else { return }
        session.refuseFurtherStreams()
        writeFrames()
        close(violation: nil)
    }

    func terminate(_ fault: Fault) {
        guard let session else { return }
        session.terminate(fault.code, fault.text)
        writeFrames()
        close(violation: fault.text)
    }

    private func close(violation: String?) {
        guard let host else { return }
        host.close(violation: violation)
        connectionDidClose()
    }

    /// The connection is gone: its calls are cancelled.
    package func connectionDidClose() {
        host = nil
        for timer in [headTimer, stallTimer, shutdownTimer] { timer?.cancel() }
        for stream in streams.all { closed(stream) }
        // Freeing the session does not tell of its streams.
        session = nil
    }
}
