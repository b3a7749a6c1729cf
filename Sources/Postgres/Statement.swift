/// The connections that a group of statements goes to.
package enum Lane: Sendable, Hashable {
    /// Few connections, shared: groups are pipelined one behind the other. For what reads and is quick.
    case read
    /// A connection has one group under way, so that no commit waits for another's.
    case write
    /// The same with a longer time limit and connections of its own, so that nothing quick waits behind it.
    case slow
}

/// SQL that a connection prepares under its name when it needs it first.
package struct Statement: Sendable {
    /// Unique in the process: two statements of one name would be taken for each other.
    package let name: String
    /// One statement, with parameters `$1`…; the server infers their types.
    package let sql: String

    /// A statement; the name is its own within a process.
    package init(_ name: String, _ sql: String) {
        self.name = name
        self.sql = sql
    }
}

/// A parameter. It is sent in binary, so its case must be of the type that the server inferred for it.
package enum PostgresValue: Sendable {
    case null
    case bool(Bool)
    case int2(Int16)
    case int4(Int32)
    case int8(Int64)
    case text(String)
    case bytes([UInt8])
    /// The most significant half first.
    case uuid(UInt64, UInt64)
    /// Days since 1970-01-01.
    case date(Int32)
    /// Microseconds since 1970-01-01T00:00:00Z.
    case timestamp(Int64)
    case textArray([String])
    case uuidArray([(UInt64, UInt64)])
    case int2Array([Int16])
    /// Days since 1970-01-01.
    case dateArray([Int32])
}

/// A statement with its parameters.
package struct Query: Sendable {
    /// What is run.
    package let statement: Statement
    /// The values of `$1`…, in order.
    package let parameters: [PostgresValue]

    /// A statement with as many parameters as it has places.
    package init(_ statement: Statement, _ parameters: [PostgresValue]) {
        self.statement = statement
        self.parameters = parameters
    }
}
