/// What waits in a lane for a connection. Touched on its loop only, once it was submitted; hence unchecked.
class LaneItem: @unchecked Sendable {
    /// Set when the task gave up before the item was begun.
    final var isCancelled = false
    final var isBegun = false

    func begin(on connection: PostgresConnection) { preconditionFailure("each kind of item begins in its own way") }
    func fail(_ error: PostgresError) { preconditionFailure("each kind of item fails in its own way") }
}

/// Statements that are sent together with one Sync: one implicit transaction, or a step of an explicit one.
final class Group: LaneItem, @unchecked Sendable {
    typealias Outcome = Result<[Rows], PostgresError>

    let queries: [Query]
    /// A lost connection leaves it open whether the group had its effect.
    let mayCommit: Bool
    /// It is the COMMIT of an explicit transaction.
    let isCommit: Bool
    var continuation: UnsafeContinuation<Outcome, Never>?
    private var rows: [Rows] = []
    private var error: PostgresError?

    init(_ queries: [Query], mayCommit: Bool, isCommit: Bool = false) {
        self.queries = queries
        self.isCommit = isCommit
        self.mayCommit = mayCommit
        super.init()
        rows.reserveCapacity(queries.count)
    }

    override func begin(on connection: PostgresConnection) {
        isBegun = true
        connection.send(self)
    }

    override func fail(_ error: PostgresError) { finish(.failure(error)) }

    func take(_ rows: Rows) { self.rows.append(rows) }

    /// The first failure counts: what follows it is only its consequence.
    func note(_ error: PostgresError) {
        guard self.error == nil else { return }
        // A session that ends while it carries out COMMIT says nothing about whether it got there.
        if isCommit, case .unavailable(let reason) = error {
            self.error = .commitUnknown(reason)
        } else {
            self.error = error
        }
    }

    /// All replies are there.
    func end() {
        if let error {
            finish(.failure(error))
        } else if rows.count == queries.count {
            finish(.success(rows))
        } else {
            finish(.failure(.protocolViolation("\(rows.count) replies to \(queries.count) statements")))
        }
    }

    /// The connection is gone.
    func lose(_ reason: String) {
        if let error {
            // The server had refused a statement already, and so the group.
            finish(.failure(error))
        } else {
            finish(.failure(mayCommit ? .commitUnknown(reason) : .unavailable(reason)))
        }
    }

    private func finish(_ outcome: Outcome) {
        let continuation = self.continuation
        self.continuation = nil
        continuation?.resume(returning: outcome)
    }
}

/// A transaction that waits for a connection of its own.
final class LeaseRequest: LaneItem, @unchecked Sendable {
    typealias Outcome = Result<LeasedConnection, PostgresError>

    var continuation: UnsafeContinuation<Outcome, Never>?

    override func begin(on connection: PostgresConnection) {
        isBegun = true
        connection.isLeased = true
        finish(.success(LeasedConnection(connection)))
    }

    override func fail(_ error: PostgresError) { finish(.failure(error)) }

    private func finish(_ outcome: Outcome) {
        let continuation = self.continuation
        self.continuation = nil
        continuation?.resume(returning: outcome)
    }
}
