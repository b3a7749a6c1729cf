import CPostgres
import Kernel

/// Told what becomes of a connection, on its loop.
protocol PostgresConnectionOwner: AnyObject {
    func connectionIsReady(_ connection: PostgresConnection)
    /// A group ended: there may be room for another.
    func connectionHasRoom(_ connection: PostgresConnection)
    /// It is gone; what it owed was failed before.
    func connectionDidClose(_ connection: PostgresConnection, reason: String)
}

/// One connection in pipeline mode, driven by its loop; never blocks. It drives, the ledger decides.
final class PostgresConnection {
    let loop: EventLoop
    private var connection: OpaquePointer?
    private var watcher: DescriptorWatcher?
    private var watched: Int32 = -1
    private weak var owner: (any PostgresConnectionOwner)?
    private let parameters: ParameterBuffer
    private let keywords: [(String, String)]
    private let connectTimeout: Duration
    private var ledger = Ledger<Group>()
    /// Names that are prepared here, or on their way.
    private var prepared: Set<String> = []
    private var connectTimer: LoopTimer?
    private(set) var isReady = false
    /// Whether it was ever ready.
    private(set) var wasReady = false
    /// Groups under way.
    private(set) var inFlight = 0
    /// A transaction has it for itself.
    var isLeased = false
    /// When something was heard last, or a debt began.
    private(set) var lastHeard: MonotonicInstant

    init(
        loop: EventLoop, keywords: [(String, String)], connectTimeout: Duration, parameters: ParameterBuffer,
        owner: any PostgresConnectionOwner
    ) {
        self.loop = loop
        self.owner = owner
        self.parameters = parameters
        lastHeard = loop.now
        self.keywords = keywords
        self.connectTimeout = connectTimeout
    }

    /// Begins to connect. Once.
    func start() {
        connection = keywords.withCStringPairs { PQconnectStartParams($0, $1, 0) }
        guard let connection, PQstatus(connection) != CONNECTION_BAD else {
            // Reported later: who starts it is spared a call back in the middle of that.
            let reason = message
            connectTimer = loop.schedule(after: .zero) { [weak self] in self?.close(reason) }
            return
        }
        // By default notices go to the standard error; here nobody reads them.
        PQsetNoticeReceiver(connection, { _, _ in }, nil)
        connectTimer = loop.schedule(after: connectTimeout) { [weak self] in self?.close("connecting took too long") }
        watch(readable: false, writable: true)
    }

    /// One that was not closed was dropped with its database; perhaps off the loop, perhaps after the loop's end.
    deinit {
        guard let connection else { return }
        nonisolated(unsafe) let remains = (connection, watcher)
        let isTaken = loop.tryExecute {
            remains.1?.close()
            PQfinish(remains.0)
        }
        if !isTaken { PQfinish(connection) }
    }

    private var message: String {
        guard let connection else { return "out of memory" }
        let text = String(cString: PQerrorMessage(connection))
        return text.isEmpty ? "connection lost" : String(text.prefix(500).filter { $0 != "\n" })
    }

    // MARK: Connecting

    /// While it connects, libpq may change its socket at each step; after that it keeps it.
    private func watch(readable: Bool, writable: Bool) {
        guard let connection else { return }
        let descriptor = PQsocket(connection)
        guard descriptor >= 0 else { return close(message) }
        if watcher == nil || watched != descriptor || !isReady {
            watcher?.close()
            watched = descriptor
            do throws(KernelError) {
                watcher = try DescriptorWatcher(loop: loop, descriptor: descriptor) { [weak self] readable, writable in
                    self?.descriptorIsReady(readable, writable)
                }
            } catch {
                return close("\(error)")
            }
        }
        watcher?.start(readable: readable, writable: writable)
    }

    private func descriptorIsReady(_ readable: Bool, _ writable: Bool) {
        guard isReady else { return continueConnecting() }
        if readable { receive() }
        if writable { flush() }
    }

    private func continueConnecting() {
        // A descriptor that libpq closes must not be watched any more when it does.
        watcher?.close()
        watcher = nil
        switch PQconnectPoll(connection) {
        case PGRES_POLLING_READING: watch(readable: true, writable: false)
        case PGRES_POLLING_WRITING: watch(readable: false, writable: true)
        case PGRES_POLLING_OK: didConnect()
        default: close(message)
        }
    }

    private func didConnect() {
        guard PQsetnonblocking(connection, 1) == 0, PQenterPipelineMode(connection) == 1 else { return close(message) }
        connectTimer?.cancel()
        connectTimer = nil
        watch(readable: true, writable: false)
        guard connection != nil else { return }
        isReady = true
        wasReady = true
        owner?.connectionIsReady(self)
    }

    // MARK: Sending

    /// Sends a group. libpq 15 writes at each Sync, so a group is one write.
    func send(_ group: Group) {
        guard isReady, let connection else { return group.fail(.unavailable("connection lost")) }
        if ledger.isEmpty { lastHeard = loop.now }
        inFlight += 1
        let isSent = prepare(group, connection) && send(group, connection)
        if !isSent {
            // What of it went out is unknown; the ledger may not know the group, which then is failed here.
            let reason = message
            close(reason)
            group.lose(reason)
            return
        }
        flush()
    }

    private func prepare(_ group: Group, _ connection: OpaquePointer) -> Bool {
        for query in group.queries where !prepared.contains(query.statement.name) {
            guard PQsendPrepare(connection, query.statement.name, query.statement.sql, 0, nil) == 1 else {
                return false
            }
            ledger.owe(.preparation(query.statement.name, group))
            guard PQpipelineSync(connection) == 1 else { return false }
            ledger.owe(.preparationSync)
            prepared.insert(query.statement.name)
        }
        return true
    }

    private func send(_ group: Group, _ connection: OpaquePointer) -> Bool {
        for query in group.queries {
            let result = parameters.withEncoded(query.parameters) { count, values, lengths, formats in
                PQsendQueryPrepared(connection, query.statement.name, count, values, lengths, formats, 1)
            }
            guard result == 1 else { return false }
            ledger.owe(.query(group))
        }
        guard PQpipelineSync(connection) == 1 else { return false }
        ledger.owe(.sync(group))
        return true
    }

    private func flush() {
        guard let connection else { return }
        switch PQflush(connection) {
        case 0: watcher?.start(readable: true, writable: false)
        case 1: watcher?.start(readable: true, writable: true)
        default: receive()  // The server may have said why before it hung up.
        }
    }

    // MARK: Receiving

    private func receive() {
        guard let connection else { return }
        lastHeard = loop.now
        let isAlive = PQconsumeInput(connection) == 1
        // libpq may have queued what the socket didn't take until it had read.
        settle()
        guard self.connection != nil else { return }
        if !isAlive || PQstatus(connection) == CONNECTION_BAD { return close(message) }
        if PQflush(connection) == 1 { watcher?.start(readable: true, writable: true) }
    }

    private func settle() {
        while let connection, !ledger.isEmpty, PQisBusy(connection) == 0 {
            let result = PQgetResult(connection)
            let status = result.map(PQresultStatus)
            let reply: Ledger<Group>.Reply
            switch status {
            case nil: reply = .endOfReply
            case PGRES_COMMAND_OK?, PGRES_TUPLES_OK?, PGRES_EMPTY_QUERY?: reply = .success
            case PGRES_PIPELINE_SYNC?: reply = .sync
            case PGRES_PIPELINE_ABORTED?: reply = .aborted
            default: reply = .failure
            }
            act(on: ledger.receive(reply), result)
        }
    }

    private func act(on meaning: Ledger<Group>.Meaning, _ result: OpaquePointer?) {
        if case .gave(let group) = meaning, let result {
            group.take(Rows(result))
            return
        }
        defer { PQclear(result) }
        switch meaning {
        case .prepared, .nothing, .gave: break
        case .preparationFailed(let name, let group):
            prepared.remove(name)
            group.note(Self.error(result))
        case .failed(let group):
            // Without a state it is libpq that speaks: the connection is lost, and with it all that is owed.
            if PQresultErrorField(result, Self.sqlState) == nil {
                close(result.map { String(cString: PQresultErrorMessage($0)) } ?? "connection lost")
            } else {
                group.note(Self.error(result))
            }
        case .skipped(let group): group.note(.protocolViolation("skipped without a failure before it"))
        case .ended(let group):
            inFlight -= 1
            group.end()
            owner?.connectionHasRoom(self)
        case .violation(let text):
            // At its end the server says why before it hangs up; that is a reply that nobody asked for.
            let reason = result.map { String(cString: PQresultErrorMessage($0)) } ?? ""
            close(reason.isEmpty ? text : reason)
        }
    }

    /// PG_DIAG_SQLSTATE, a macro that Swift does not see.
    private static let sqlState = Int32(UInt8(ascii: "C"))

    static func error(_ result: OpaquePointer?) -> PostgresError {
        func field(_ code: Character) -> String {
            guard let text = PQresultErrorField(result, Int32(code.asciiValue ?? 0)) else { return "" }
            return String(cString: text)
        }
        let state = field("C")
        let message = field("M")
        switch state {
        case "": return .unavailable(String(cString: PQresultErrorMessage(result)))
        // The server ends, or ended this session: it says so in place of doing the statement.
        case "57P01", "57P02", "57P03", "25P03", "57P05": return .unavailable(message)
        // Another group's preparation, which this one counted on, came to nothing.
        case "26000": return .unavailable(message)
        default:
            return .sql(
                SQLError(
                    state: state, message: message, constraint: field("n"), table: field("t"), detail: field("D")))
        }
    }

    // MARK: Closing

    /// Whether the connection is between transactions.
    var isIdle: Bool { connection.map { PQtransactionStatus($0) == PQTRANS_IDLE } ?? false }

    /// Whether something is owed.
    var isOwed: Bool { !ledger.isEmpty }

    /// Closes it and fails what it owes. More than once does nothing.
    func close(_ reason: String) {
        guard connection != nil || connectTimer != nil else { return }
        connectTimer?.cancel()
        connectTimer = nil
        watcher?.close()
        watcher = nil
        if let connection { PQfinish(connection) }
        connection = nil
        isReady = false
        for group in ledger.cancelAll() { group.lose(reason) }
        inFlight = 0
        let owner = self.owner
        self.owner = nil
        owner?.connectionDidClose(self, reason: reason)
    }
}

extension [(String, String)] {
    /// Calls `body` with two arrays of C strings that end with null, as libpq takes them.
    func withCStringPairs<R>(
        _ body: (UnsafePointer<UnsafePointer<CChar>?>, UnsafePointer<UnsafePointer<CChar>?>) -> R
    ) -> R {
        var text: [CChar] = []
        var offsets: [Int] = []
        for (key, value) in self {
            for word in [key, value] {
                offsets.append(text.count)
                text.append(contentsOf: word.utf8.map { CChar(bitPattern: $0) })
                text.append(0)
            }
        }
        return text.withUnsafeBufferPointer { text in
            var keys: [UnsafePointer<CChar>?] = []
            var values: [UnsafePointer<CChar>?] = []
            for (index, offset) in offsets.enumerated() {
                let word = text.baseAddress.map { $0 + offset }
                if index % 2 == 0 { keys.append(word) } else { values.append(word) }
            }
            keys.append(nil)
            values.append(nil)
            return body(keys, values)
        }
    }
}
