/// Where the database is and how it is used.
package struct DatabaseConfiguration: Sendable {
    /// The directory of the server's Unix socket, or its numeric address: a name would need a look-up, which blocks.
    package var host: String
    /// The port; it names the socket in a directory too.
    package var port: Int
    /// The database's name.
    package var database: String
    /// The role that connects; for the server one that owns nothing.
    package var user: String
    /// The role's password; nil where the server asks for none.
    package var password: String?
    /// libpq's `sslmode`, for an address; a Unix socket has no TLS.
    package var sslMode = "prefer"
    /// Shown in pg_stat_activity.
    package var applicationName = "lm2d"
    /// The session's `search_path`; empty leaves the role's own.
    package var searchPath = ""

    /// Connections per loop. The first of each lane is opened at the start, the others when they are needed.
    package var readConnections = 2
    /// Connections of the write lane per loop, each with one group under way.
    package var writeConnections = 8
    /// Connections for explicit transactions per loop.
    package var leasedConnections = 4
    /// Connections of the slow lane per loop.
    package var slowConnections = 1
    /// Groups that a shared connection has under way at once; more wait in the queue, where they can be cancelled.
    package var readDepth = 128
    /// Groups that wait in one lane of one loop; beyond that `overloaded` is thrown.
    package var queueLimit = 1_024

    /// The longest that a statement may take, but for the slow lane.
    package var statementTimeout = Duration.seconds(10)
    /// The longest that a statement may take in the slow lane.
    package var slowStatementTimeout = Duration.seconds(120)
    /// The longest that a statement waits for a lock.
    package var lockTimeout = Duration.seconds(5)
    /// A leased connection whose transaction does nothing for so long is ended by the server.
    package var idleInTransactionTimeout = Duration.seconds(15)
    /// The longest that one attempt to connect takes.
    package var connectTimeout = Duration.seconds(10)
    /// How long `Database.start` waits for the first connections before it throws.
    package var startTimeout = Duration.seconds(15)

    /// A configuration with the defaults for everything else.
    package init(host: String, port: Int = 5_432, database: String, user: String, password: String? = nil) {
        self.host = host
        self.port = port
        self.database = database
        self.user = user
        self.password = password
    }

    /// libpq's keywords for a connection.
    func keywords(statementTimeout: Duration?) -> [(String, String)] {
        let isSocket = host.hasPrefix("/") || host.hasPrefix("@")
        var words = [
            (isSocket ? "host" : "hostaddr", host), ("port", String(port)), ("dbname", database), ("user", user),
            ("application_name", applicationName), ("client_encoding", "UTF8"), ("gssencmode", "disable"),
            ("sslmode", isSocket ? "disable" : sslMode), ("options", options(statementTimeout)),
        ]
        if let password { words.append(("password", password)) }
        return words
    }

    private func options(_ statementTimeout: Duration?) -> String {
        var settings = [
            ("timezone", "UTC"), ("client_min_messages", "error"),
            // Each statement is prepared once and has to be good for any parameters. Left to itself PostgreSQL plans
            // some of them anew at each call, which can take longer than carrying them out.
            ("plan_cache_mode", "force_generic_plan"),
        ]
        if let statementTimeout {
            settings += [
                ("statement_timeout", Self.milliseconds(statementTimeout)),
                ("lock_timeout", Self.milliseconds(lockTimeout)),
                ("idle_in_transaction_session_timeout", Self.milliseconds(idleInTransactionTimeout)),
            ]
        }
        if !searchPath.isEmpty { settings.append(("search_path", searchPath)) }
        return settings.map { "-c \($0)=\(Self.escaped($1))" }.joined(separator: " ")
    }

    private static func milliseconds(_ duration: Duration) -> String {
        String(max(1, duration.components.seconds * 1_000 + duration.components.attoseconds / 1_000_000_000_000_000))
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            if character == " " || character == "\\" { result.append("\\") }
            result.append(character)
        }
        return result
    }
}
