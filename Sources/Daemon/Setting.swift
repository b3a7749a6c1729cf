/// One thing that the server can be told: by the flag `--name VALUE`, the environment variable `LM2_NAME`, or the line
/// `name = VALUE` in the configuration file.
struct Setting: Sendable {
    /// The name, in lower case with hyphens.
    let name: String
    /// What the value is, in the help.
    let placeholder: String
    /// What it does, in the help.
    let help: String
    /// Puts the value into the configuration; false if it is not one.
    let apply: @Sendable (inout Configuration, String) -> Bool
    /// The value that holds, for `check-config`.
    let show: @Sendable (Configuration) -> String

    /// The name of the environment variable.
    var variable: String { "LM2_" + name.uppercased().map { $0 == "-" ? "_" : String($0) }.joined() }

    private init(
        _ name: String, _ placeholder: String, _ help: String,
        apply: @escaping @Sendable (inout Configuration, String) -> Bool,
        show: @escaping @Sendable (Configuration) -> String
    ) {
        self.name = name
        self.placeholder = placeholder
        self.help = help
        self.apply = apply
        self.show = show
    }

    private static func text(
        _ name: String, _ placeholder: String, _ help: String,
        _ path: any WritableKeyPath<Configuration, String> & Sendable
    ) -> Setting {
        Setting(name, placeholder, help) { configuration, value in
            configuration[keyPath: path] = value
            return !value.isEmpty
        } show: {
            $0[keyPath: path]
        }
    }

    private static func number(
        _ name: String, _ range: ClosedRange<Int>, _ help: String,
        _ path: any WritableKeyPath<Configuration, Int> & Sendable
    ) -> Setting {
        Setting(name, "NUMBER", help) { configuration, value in
            guard let number = Int(value), range.contains(number) else { return false }
            configuration[keyPath: path] = number
            return true
        } show: {
            String($0[keyPath: path])
        }
    }

    private static func seconds(
        _ name: String, _ help: String, _ path: any WritableKeyPath<Configuration, Duration> & Sendable
    ) -> Setting {
        Setting(name, "SECONDS", help) { configuration, value in
            guard let seconds = Double(value), seconds > 0, seconds <= 86_400 else { return false }
            configuration[keyPath: path] = .milliseconds(Int64(seconds * 1000))
            return true
        } show: {
            let parts = $0[keyPath: path].components
            return String(Double(parts.seconds) + Double(parts.attoseconds) / 1e18)
        }
    }

    private static func address(
        _ name: String, _ help: String, _ path: any WritableKeyPath<Configuration, Configuration.Address?> & Sendable
    ) -> Setting {
        Setting(name, "HOST:PORT", help) { configuration, value in
            configuration[keyPath: path] = Configuration.Address(value)
            return configuration[keyPath: path] != nil
        } show: {
            $0[keyPath: path]?.description ?? ""
        }
    }

    /// Every setting, in the order of the help.
    static let all: [Setting] = [
        address("listen", "where people connect; port 0 lets the system choose", \.listen),
        address("listen-machines", "where machines connect, which show a client certificate", \.listenMachines),
        text(
            "tls-certificate", "FILE", "the server's certificate and those between it and its root, PEM",
            \.tlsCertificate),
        text("tls-key", "FILE", "the certificate's private key, PEM; only its owner may reach it", \.tlsKey),
        text("client-ca", "FILE", "the CAs whose client certificates are taken, PEM", \.clientCA),
        text(
            "client-crl", "FILE",
            "the CAs' lists of revoked client certificates, PEM; one that has expired lets nobody in", \.clientCRL),
        text(
            "audit-key", "FILE", "the Ed25519 private key that signs the audit logs, PEM; only its owner may reach it",
            \.auditKey),
        text("database-socket", "DIRECTORY", "the directory of PostgreSQL's socket, or its address", \.databaseSocket),
        number("database-port", 1...65535, "PostgreSQL's port (default 5432)", \.databasePort),
        text("database-name", "NAME", "the database (default lm2)", \.databaseName),
        text("database-user", "ROLE", "the role that the server has there (default lm2_server)", \.databaseUser),
        text("migration-user", "ROLE", "the role that migrates (default lm2_migrator)", \.migrationUser),
        number(
            "read-connections", 1...64, "shared connections for reads, for each loop (default 2)",
            \.readConnections),
        number("write-connections", 1...64, "connections for writes, for each loop (default 8)", \.writeConnections),
        number(
            "leased-connections", 1...64, "connections for transactions, for each loop (default 4)",
            \.leasedConnections),
        number("loops", 1...64, "event loops, each on a thread of its own (default 2)", \.loops),
        number("pool-threads", 1...64, "threads for work that blocks (default 4)", \.poolThreads),
        number(
            "password-threads", 1...64, "threads that verify passwords, behind all others (default 1)",
            \.passwordThreads),
        Setting("log-level", "LEVEL", "debug, info, warning or error (default info)") { configuration, value in
            guard let level = Configuration.LogLevel(rawValue: value) else { return false }
            configuration.logLevel = level
            return true
        } show: {
            $0.logLevel.rawValue
        },
        text(
            "ready-file", "FILE", "written with the ports when the server is ready, removed when it ends",
            \.readyFile),
        seconds(
            "shutdown-grace", "how long calls under way may take once the server ends (default 30)",
            \.shutdownGrace),
        number("message-size", 1_024...268_435_456, "bytes of one message (default 4194304)", \.transport.messageSize),
        number(
            "metadata-size", 1...1_048_576, "bytes of one call's metadata (default 16384)",
            \.transport.metadataSize),
        number(
            "calls-per-connection", 1...10_000, "calls at once on a connection (default 64)",
            \.transport.callsPerConnection),
        number(
            "memory-per-request", 1...1_073_741_824, "bytes of a call's messages that wait (default 5242880)",
            \.transport.memoryPerRequest),
        number("connections", 1...1_000_000, "connections open at once (default 10000)", \.transport.connections),
        number(
            "pending-output", 1...268_435_456, "bytes that wait for a client to take them (default 1048576)",
            \.transport.pendingOutput),
        number("pings", 1...100_000, "pings at once on a connection (default 100)", \.transport.pings),
        number(
            "control-frames", 1...1_000_000,
            "frames that move nothing, and resets, at once on a connection of HTTP/2 (default 1000)",
            \.transport.controlFrames),
        seconds("handshake-timeout", "time for the TLS handshake (default 10)", \.transport.handshakeTimeout),
        seconds(
            "head-timeout", "time for the head of a request of HTTP/1.1 (default 10)", \.transport.headTimeout),
        seconds("idle-timeout", "time without a call or frame (default 300)", \.transport.idleTimeout),
        seconds("stall-timeout", "time that a call waits for its client (default 60)", \.transport.stallTimeout),
        number(
            "largest-evidence", 1...1_099_511_627_776, "bytes of one file of evidence (default 1073741824)",
            \.services.largestEvidence),
        number(
            "caller-rate", 0...1_000_000, "calls of one caller a second (default 200; 0 for no limit)",
            \.services.callerRate.perSecond),
        number(
            "caller-burst", 1...10_000_000, "calls that one caller may make at once (default 400)",
            \.services.callerRate.burst),
        number(
            "tenant-rate", 0...1_000_000, "calls of one tenant a second (default 1000; 0 for no limit)",
            \.services.tenantRate.perSecond),
        number(
            "tenant-burst", 1...10_000_000, "calls that one tenant may make at once (default 2000)",
            \.services.tenantRate.burst),
        seconds(
            "session-idle", "how long a session may go unused (default 1800)", \.services.sessionIdle),
        seconds(
            "session-length", "when a session ends at the latest (default 43200)", \.services.sessionLength),
        Setting("reflection", "on|off", "whether clients may ask what the protocol's files say (default on)") {
            configuration, value in
            guard value == "on" || value == "off" else { return false }
            configuration.reflection = value == "on"
            return true
        } show: {
            $0.reflection ? "on" : "off"
        },
        text("console", "DIRECTORY", "files for browsers, read once at the start (default none)", \.console),
    ]

    /// The setting of that name.
    static func named(_ name: some StringProtocol) -> Setting? { all.first { $0.name == name } }
}
