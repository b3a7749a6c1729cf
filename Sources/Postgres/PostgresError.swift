/// What PostgreSQL said when it refused a statement. For the log and for decisions by `state` and `constraint`; the texts
/// hold data of tenants and are never shown to a caller.
package struct SQLError: Error, Sendable, Equatable {
    /// The SQLSTATE, five characters.
    package let state: String
    /// The server's message, in its language.
    package let message: String
    /// The constraint that was violated, if it was one.
    package let constraint: String
    /// The table that it is about; empty if none.
    package let table: String
    /// The server's detail; it can hold values of rows.
    package let detail: String

    /// An error of known parts; for tests, and for what libpq reported.
    package init(state: String, message: String, constraint: String = "", table: String = "", detail: String = "") {
        self.state = state
        self.message = message
        self.constraint = constraint
        self.table = table
        self.detail = detail
    }
}

/// Why a group of statements has no result.
package enum PostgresError: Error, Sendable, Equatable {
    /// There is no connection, or it was lost while the group could have had no effect. Nothing was done.
    case unavailable(String)
    /// The server refused a statement. Nothing of the group was done.
    case sql(SQLError)
    /// The task was cancelled while the group waited for a connection. Nothing was done.
    case timeout
    /// The connection was lost while a write was under way: it was committed or it was not.
    case commitUnknown(String)
    /// As many groups as are allowed wait already. Nothing was done.
    case overloaded
    /// The server answered what was not asked; the connection was closed.
    case protocolViolation(String)
}

extension PostgresError: CustomStringConvertible {
    /// A line for an operator. It leaves out `SQLError.detail`, which can hold values of rows.
    package var description: String {
        switch self {
        case .unavailable(let reason): "the database is not available: \(Self.line(reason))"
        case .sql(let error): "the database refused: \(Self.line(error.message)) (\(error.state))"
        case .timeout: "the wait for a database connection was cancelled"
        case .commitUnknown(let reason):
            "the connection was lost while a write was under way, which was committed or not: \(Self.line(reason))"
        case .overloaded: "too many groups of statements wait for the database"
        case .protocolViolation(let reason): "the database answered what was not asked: \(Self.line(reason))"
        }
    }

    /// libpq's texts have several lines, and end with a newline.
    private static func line(_ text: String) -> String {
        text.split(whereSeparator: { $0.isNewline || $0 == "\t" }).joined(separator: " ")
    }
}
