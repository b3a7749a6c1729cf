import Kernel

/// How much a transaction sees of what others commit meanwhile.
package enum Isolation: Sendable {
    /// Each statement sees what was committed before it began.
    case readCommitted
    /// All statements see what was committed before the first one.
    case repeatableRead

    fileprivate var begin: Statement {
        switch self {
        case .readCommitted: Statement("transaction.begin", "begin isolation level read committed")
        case .repeatableRead: Statement("transaction.begin_repeatable", "begin isolation level repeatable read")
        }
    }
}

/// A connection that a transaction has for itself. Its methods are called on its loop, whoever holds it.
struct LeasedConnection: @unchecked Sendable {
    private let bound: LoopBound<PostgresConnection>

    init(_ connection: PostgresConnection) { bound = LoopBound(connection, loop: connection.loop) }

    var connection: PostgresConnection { bound.value }

    func run(_ queries: [Query], isCommit: Bool = false) async -> Group.Outcome {
        let group = Group(queries, mayCommit: isCommit, isCommit: isCommit)
        return await withUnsafeContinuation { (continuation: UnsafeContinuation<Group.Outcome, Never>) in
            group.continuation = continuation
            if bound.loop.isCurrent {
                group.begin(on: bound.value)
            } else if !bound.loop.tryExecute({ group.begin(on: bound.value) }) {
                group.fail(.unavailable("the loop has stopped"))
            }
        }
    }
}

/// An explicit transaction on a connection of its own; see `Database.transaction`. For one task.
package final class Transaction {
    private let lease: LeasedConnection
    private let isolation: Isolation
    private var isBegun = false
    private var failure: PostgresError?

    private static let commitStatement = Query(Statement("transaction.commit", "commit"), [])
    private static let rollBackStatement = Query(Statement("transaction.rollback", "rollback"), [])

    init(_ lease: LeasedConnection, isolation: Isolation) {
        self.lease = lease
        self.isolation = isolation
    }

    /// Sends the statements together: one round trip. The transaction begins with the first ones. After a failure
    /// nothing else can be run in it: the failure is thrown again.
    package func run(_ queries: [Query]) async throws(PostgresError) -> [Rows] {
        if let failure { throw failure }
        guard !queries.isEmpty else { return [] }
        let isFirst = !isBegun
        isBegun = true
        let group = isFirst ? [Query(isolation.begin, [])] + queries : queries
        switch await lease.run(group) {
        case .success(let rows): return isFirst ? Array(rows.dropFirst()) : rows
        case .failure(let error):
            failure = error
            throw error
        }
    }

    func commit() async throws(PostgresError) {
        guard isBegun else { return }
        if let failure {
            // The body went on after a failure; nothing of it may look as if it had been done.
            await rollBack()
            throw failure
        }
        let rows = try await lease.run([Self.commitStatement], isCommit: true).get()
        // A transaction that the server had given up answers a commit by rolling back.
        guard rows[0].command == "COMMIT" else {
            throw .protocolViolation("the transaction could not be committed: \(rows[0].command)")
        }
    }

    /// Best effort: a connection that is not back between transactions is closed when it is given back.
    func rollBack() async {
        guard isBegun else { return }
        _ = await lease.run([Self.rollBackStatement])
    }
}
