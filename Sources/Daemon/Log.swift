import Glibc
import Kernel
import RPC
import Synchronization
import Transport

/// The server's log: one line of JSON an event, on standard error. No secret and no content is ever given to it.
///
/// Lines are gathered and written by a thread of the pool, so that no loop waits for a disk or a pipe.
final class Log: Sendable {
    private struct Buffer {
        var bytes: [UInt8] = []
        /// The memory of what was written last, empty, for what comes next.
        var spare: [UInt8] = []
        var isDraining = false
        var dropped = 0

        /// Adds a line, if there is room; true if it has to be drained by somebody.
        mutating func take(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
            guard bytes.count + line.count <= Log.largestBuffer else {
                dropped += 1
                return false
            }
            bytes.append(contentsOf: line)
            defer { isDraining = true }
            return !isDraining
        }
    }

    private let level: Configuration.LogLevel
    private let clock: any Clock
    private let pool: BlockingPool
    private let buffer = Mutex(Buffer())

    /// What waits to be written at the most, in bytes; lines beyond it are dropped and counted.
    private static let largestBuffer = 4 << 20
    /// What is kept of its memory once it is written, in bytes.
    private static let keptBuffer = 512 << 10

    init(level: Configuration.LogLevel, clock: any Clock, pool: BlockingPool) {
        self.level = level
        self.clock = clock
        self.pool = pool
    }

    /// Logs an event with its fields.
    func write(_ level: Configuration.LogLevel, _ event: StaticString, _ fields: [(StaticString, Field)] = []) {
        guard level >= self.level else { return }
        var line = LogLine(level, event, at: clock.now())
        for (name, value) in fields {
            switch value {
            case .text(let text): line.add(name, text)
            case .number(let number): line.add(name, number)
            }
        }
        write(line)
    }

    private func write(_ line: consuming LogLine) {
        line.end()
        let mustDrain = line.withBytes { bytes in buffer.withLock { $0.take(bytes) } }
        if mustDrain {
            Task.detached { [self] in
                // A full pool is tried again with the next line; a stopped one ends in `flush`.
                do { try await pool.run { self.drain(pausing: true) } } catch {
                    buffer.withLock { $0.isDraining = false }
                }
            }
        }
    }

    /// Writes what waits, on the caller's thread: at the end, when no loop runs any more.
    func flush() { drain(pausing: false) }

    /// How long the thread gathers lines before it writes them, in microseconds: under load a thread that was woken for
    /// each line would take more of the processor than the lines.
    private static let gathering: UInt32 = 10_000

    private func drain(pausing: Bool) {
        while true {
            if pausing { usleep(Self.gathering) }
            var (bytes, dropped) = buffer.withLock { buffer in
                defer { buffer.dropped = 0 }
                if buffer.bytes.isEmpty {
                    buffer.isDraining = false
                    return ([UInt8](), buffer.dropped)
                }
                let bytes = buffer.bytes
                buffer.bytes = buffer.spare
                buffer.spare = []
                return (bytes, buffer.dropped)
            }
            if bytes.isEmpty { return }
            Self.put(bytes)
            if dropped > 0 {
                Self.put(Array(#"{"level":"warning","event":"log.dropped","lines":\#(dropped)}"#.utf8) + [10])
            }
            bytes.removeAll(keepingCapacity: bytes.capacity <= Self.keptBuffer)
            buffer.withLock { [bytes] in $0.spare = bytes }
        }
    }

    private static func put(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(2, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                return
            }
            rest = rest.dropFirst(count)
        }
    }
}

extension Log {
    /// The value of a field.
    enum Field: Sendable {
        case text(String)
        case number(Int)
    }
}

extension Log: CallObserver, ConnectionObserver {
    func callEnded(
        _ context: CallContext, status: Status?, cause: String?, duration: Duration, requestBytes: Int,
        responseBytes: Int
    ) {
        let code = status?.code ?? .ok
        let level: Configuration.LogLevel =
            switch code {
            case .internal, .unknown, .dataLoss: .error
            case .unavailable, .resourceExhausted: .warning
            default: .info
            }
        guard level >= self.level else { return }
        let parts = duration.components
        // Field by field, for this is done for every call.
        var line = LogLine(level, "call", at: clock.now())
        line.add("call", context.callID)
        line.add("method", Self.start(of: context.method))
        line.add("code", code.name)
        line.add("micros", Int(parts.seconds * 1_000_000 + parts.attoseconds / 1_000_000_000_000))
        line.add("in", requestBytes)
        line.add("out", responseBytes)
        line.add("peer", context.peer.address)
        if let cause { line.add("cause", cause) }
        write(line)
    }

    /// So much of a method's name as a line has room for. Counting characters costs more than the line, so it is done only
    /// for a name that has too many bytes, which no method of ours has.
    private static func start(of method: String) -> String {
        method.utf8.count <= 200 ? method : String(method.prefix(200))
    }

    func handshakeFailed(address: String, reason: String) {
        write(.info, "handshake.failed", [("peer", .text(address)), ("reason", .text(reason))])
    }

    func protocolViolated(address: String, reason: String) {
        write(.info, "protocol.violated", [("peer", .text(address)), ("reason", .text(reason))])
    }
}
