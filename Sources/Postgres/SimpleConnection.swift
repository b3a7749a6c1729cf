import CPostgres

/// A connection that blocks, with the simple protocol: for migrations and tools, before anything is served.
package final class SimpleConnection {
    private let connection: OpaquePointer

    /// Connects; throws `unavailable`.
    package init(_ configuration: DatabaseConfiguration) throws(PostgresError) {
        let opened = configuration.keywords(statementTimeout: nil).withCStringPairs { PQconnectdbParams($0, $1, 0) }
        guard let opened else { throw .unavailable("out of memory") }
        guard PQstatus(opened) == CONNECTION_OK else {
            let reason = String(cString: PQerrorMessage(opened))
            PQfinish(opened)
            throw .unavailable(reason)
        }
        PQsetNoticeReceiver(opened, { _, _ in }, nil)
        connection = opened
    }

    deinit { PQfinish(connection) }

    /// Runs one or more statements in SQL; gives the rows of the last, as text.
    @discardableResult
    package func execute(_ sql: String) throws(PostgresError) -> [[String?]] {
        try rows(PQexec(connection, sql))
    }

    /// Runs one statement with parameters as text.
    @discardableResult
    package func execute(_ sql: String, _ parameters: [String]) throws(PostgresError) -> [[String?]] {
        let result = parameters.map { ("", $0) }.withCStringPairs { _, values in
            PQexecParams(connection, sql, Int32(parameters.count), nil, values, nil, nil, 0)
        }
        return try rows(result)
    }

    private func rows(_ result: OpaquePointer?) throws(PostgresError) -> [[String?]] {
        guard let result else { throw .unavailable(String(cString: PQerrorMessage(connection))) }
        defer { PQclear(result) }
        switch PQresultStatus(result) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY: break
        default: throw PostgresConnection.error(result)
        }
        return (0..<PQntuples(result)).map { row in
            (0..<PQnfields(result)).map { column in
                PQgetisnull(result, row, column) != 0 ? nil : String(cString: PQgetvalue(result, row, column))
            }
        }
    }
}
