import Kernel

/// The connections of one lane on one loop, and what waits for them.
final class ConnectionLane: PostgresConnectionOwner {
    struct Settings {
        var connections: Int
        /// Items that one connection has under way at once.
        var depth: Int
        var queueLimit: Int
        var keywords: [(String, String)]
        var connectTimeout: Duration
        /// A connection that owes something and says nothing for so long is closed.
        var silenceLimit: Duration
    }

    private let loop: EventLoop
    private let settings: Settings
    private let parameters: ParameterBuffer
    private var connections: [PostgresConnection] = []
    private var reopening = 0
    private var failures = 0
    private var retries: [LoopTimer] = []
    /// Waiting items by age; those that were cancelled are left in it until it is their turn.
    private var queue: [LaneItem?] = []
    private var head = 0
    private var waiting = 0
    private var isClosing = false
    private var whenClosed: (() -> Void)?
    private(set) var lastFailure = "not connected yet"
    /// Told of each change of how many connections are ready, and with 0 of the first of several failures to connect.
    private let readyChanged: (Int, String?) -> Void

    private static let firstRetry = Duration.milliseconds(50)
    private static let lastRetry = Duration.seconds(2)
    /// A shared connection with so many groups under way is reason enough to open another.
    private static let busyDepth = 4

    init(
        loop: EventLoop, settings: Settings, parameters: ParameterBuffer,
        readyChanged: @escaping (Int, String?) -> Void
    ) {
        self.loop = loop
        self.settings = settings
        self.parameters = parameters
        self.readyChanged = readyChanged
    }

    /// Opens the first connection.
    func start() { if connections.isEmpty && reopening == 0 { open() } }

    var isReady: Bool { connections.contains { $0.isReady } }

    private func open() {
        let connection = PostgresConnection(
            loop: loop, keywords: settings.keywords, connectTimeout: settings.connectTimeout, parameters: parameters,
            owner: self)
        connections.append(connection)
        connection.start()
    }

    // MARK: Work

    /// The ready connection with fewest items under way, if it has room.
    private var freest: PostgresConnection? {
        var best: PostgresConnection?
        for connection in connections where connection.isReady && !connection.isLeased {
            if connection.inFlight < best?.inFlight ?? settings.depth { best = connection }
        }
        return best
    }

    /// Whether an item would be begun at once, and so can't be cancelled any more.
    var canBegin: Bool { waiting == 0 && freest != nil }

    func submit(_ item: LaneItem) {
        if item.isCancelled { return item.fail(.timeout) }
        if isClosing { return item.fail(.unavailable("the database is being closed")) }
        if waiting == 0, let connection = freest {
            if connection.inFlight >= Self.busyDepth { openAnother() }
            return item.begin(on: connection)
        }
        guard isReady else { return item.fail(.unavailable(lastFailure)) }
        guard waiting < settings.queueLimit else { return item.fail(.overloaded) }
        queue.append(item)
        waiting += 1
        openAnother()
    }

    /// One at a time: who waits is more often served by a connection that gets free.
    private func openAnother() {
        guard !isClosing, connections.count + reopening < settings.connections,
            connections.allSatisfy({ $0.isReady })
        else { return }
        open()
    }

    func cancel(_ item: LaneItem) {
        guard !item.isBegun, !item.isCancelled else { return }
        item.isCancelled = true
        guard let index = queue[head...].firstIndex(where: { $0 === item }) else { return }
        queue[index] = nil
        waiting -= 1
        item.fail(.timeout)
    }

    private func pump() {
        while head < queue.count {
            guard let item = queue[head] else {
                head += 1
                continue
            }
            guard let connection = freest else { break }
            queue[head] = nil
            head += 1
            waiting -= 1
            item.begin(on: connection)
        }
        if head == queue.count {
            queue.removeAll(keepingCapacity: true)
            head = 0
        } else if head >= 256 {
            queue.removeFirst(head)
            head = 0
        }
        if waiting > 0 { openAnother() }
    }

    private func failWaiting(_ error: PostgresError) {
        let items = queue[head...]
        queue = []
        head = 0
        waiting = 0
        for item in items { item?.fail(error) }
    }

    /// A transaction gives its connection back.
    func giveBack(_ connection: PostgresConnection) {
        connection.isLeased = false
        guard connection.isReady else { return }
        if connection.isIdle && !connection.isOwed {
            connectionHasRoom(connection)
        } else {
            connection.close("a transaction was left open")
        }
    }

    // MARK: Connections

    func connectionIsReady(_ connection: PostgresConnection) {
        failures = 0
        readyChanged(1, nil)
        if isClosing { return connection.close("closing") }
        pump()
    }

    func connectionHasRoom(_ connection: PostgresConnection) {
        if isClosing {
            if !connection.isOwed && !connection.isLeased { connection.close("closing") }
            return
        }
        if waiting > 0 { pump() }
    }

    func connectionDidClose(_ connection: PostgresConnection, reason: String) {
        let wasReady = connection.wasReady
        connections.removeAll { $0 === connection }
        if wasReady {
            readyChanged(-1, isClosing ? nil : reason)
        } else if failures == 0, !isClosing {
            readyChanged(0, reason)
        }
        if isClosing { return finishClosing() }
        lastFailure = reason
        if !isReady { failWaiting(.unavailable(reason)) }
        reopen()
    }

    private func reopen() {
        let delay = min(Self.firstRetry * (1 << min(failures, 10)), Self.lastRetry)
        failures += 1
        reopening += 1
        retries.removeAll { !$0.isPending }
        retries.append(
            loop.schedule(after: delay) { [weak self] in
                guard let self, !isClosing else { return }
                reopening -= 1
                open()
            })
    }

    /// Closes what owes too long.
    func closeSilent(at moment: MonotonicInstant) {
        for connection in connections
        where connection.isOwed && moment - connection.lastHeard > settings.silenceLimit {
            connection.close("the database said nothing for \(settings.silenceLimit)")
        }
    }

    // MARK: Closing

    /// Lets what is under way end, and closes. What waits fails.
    func close(_ whenClosed: @escaping () -> Void) {
        isClosing = true
        self.whenClosed = whenClosed
        for retry in retries { retry.cancel() }
        failWaiting(.unavailable("the database is being closed"))
        for connection in connections where !connection.isOwed && !connection.isLeased { connection.close("closing") }
        finishClosing()
    }

    func closeNow() { for connection in connections { connection.close("closing") } }

    private func finishClosing() {
        guard connections.isEmpty, let whenClosed else { return }
        self.whenClosed = nil
        whenClosed()
    }
}
