import Postgres
import Services
import Transport

/// Everything that the server can be told.
struct Configuration: Sendable {
    /// An address to listen on.
    struct Address: Sendable, Equatable, CustomStringConvertible {
        /// A host name or address, without brackets.
        var host: String
        /// A port; 0 lets the system choose.
        var port: Int

        var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

        /// Reads `HOST:PORT` or `[HOST]:PORT`.
        init?(_ text: String) {
            guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
                (0...65535).contains(port)
            else { return nil }
            var host = text[..<colon]
            if host.hasPrefix("["), host.hasSuffix("]") {
                host = host.dropFirst().dropLast()
            } else if host.contains(":") {
                return nil
            }
            guard !host.isEmpty else { return nil }
            self.host = String(host)
            self.port = port
        }
    }

    /// How much is logged.
    enum LogLevel: String, Sendable, CaseIterable, Comparable {
        case debug, info, warning, error

        static func < (left: LogLevel, right: LogLevel) -> Bool {
            allCases.firstIndex(of: left) ?? 0 < allCases.firstIndex(of: right) ?? 0
        }
    }

    var listen: Address?
    var listenMachines: Address?
    var tlsCertificate = ""
    var tlsKey = ""
    var clientCA = ""
    var clientCRL = ""
    var auditKey = ""
    var databaseSocket = ""
    var databasePort = 5432
    var databaseName = "lm2"
    var databaseUser = "lm2_server"
    var migrationUser = "lm2_migrator"
    var readConnections = 2
    var writeConnections = 8
    var leasedConnections = 4
    var loops = 2
    var poolThreads = 4
    var passwordThreads = 1
    var logLevel = LogLevel.info
    var readyFile = ""
    var shutdownGrace = Duration.seconds(30)
    var transport = TransportLimits()
    var services = ServiceLimits()
    var reflection = true
    var console = ""

    /// The database as the server's role.
    var database: DatabaseConfiguration {
        var database = DatabaseConfiguration(
            host: databaseSocket, port: databasePort, database: databaseName, user: databaseUser)
        database.readConnections = readConnections
        database.writeConnections = writeConnections
        database.leasedConnections = leasedConnections
        return database
    }

    /// The database as the role that migrates.
    var migration: DatabaseConfiguration {
        DatabaseConfiguration(host: databaseSocket, port: databasePort, database: databaseName, user: migrationUser)
    }
}
