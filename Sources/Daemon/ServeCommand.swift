import Crypto
import Glibc
import Jobs
import Kernel
import Postgres
import RPC
import Services
import Storage
import Transport

/// `lm2d serve`: puts the parts together and runs them.
enum ServeCommand {
    /// Serves until a signal ends it; 0 once the calls under way are finished.
    static func run(
        _ configuration: Configuration, _ extending: @escaping @Sendable (inout Router) -> Void
    ) throws -> Int32 {
        try CoreDumps.forbid()
        // Until files can be read anew, a signal that asks for it must not end the server.
        signal(SIGHUP, SIG_IGN)
        let clock = SystemClock()
        let pool = BlockingPool(threads: configuration.poolThreads, queueLimit: 256)
        // Few threads and a short queue, that stand back: a storm of sign-ins waits or is sent away, and slows nobody else.
        let passwordPool = BlockingPool(
            threads: configuration.passwordThreads, queueLimit: 16 * configuration.passwordThreads, niceness: 19)
        let logPool = BlockingPool(threads: 1, queueLimit: 16)
        let log = Log(level: configuration.logLevel, clock: clock, pool: logPool)
        defer {
            pool.stop()
            passwordPool.stop()
            logPool.stop()
            log.flush()
        }
        let tls = try ListeningTLS(configuration)
        let auditKey = try auditKey(configuration)
        let files = try files(configuration)
        return try BlockingRun.run(loops: configuration.loops) { loops in
            try await serve(configuration, extending, tls, auditKey, files, loops, pool, passwordPool, clock, log)
        }
    }

    private static func serve(
        _ configuration: Configuration, _ extending: (inout Router) -> Void, _ tls: ListeningTLS,
        _ auditKey: Ed25519.PrivateKey, _ files: StaticFiles, _ loops: EventLoopGroup, _ pool: BlockingPool,
        _ passwordPool: BlockingPool, _ clock: SystemClock, _ log: Log
    ) async throws -> Int32 {
        let database = Database(configuration: configuration.database, loops: loops) { text in
            log.write(.warning, "database", [("text", .text(text))])
        }
        try await database.start()
        let store = Store(database)
        let services = ServiceEnvironment(
            store: store, limits: configuration.services, passwordOffload: Offload(pool: passwordPool),
            offersReflection: configuration.reflection)
        let router = AllServices.router(services, extending: extending)
        let server = Server(
            environment: ServerEnvironment(
                router: router, limits: configuration.transport, clock: clock, offload: Offload(pool: pool),
                callObserver: log, connectionObserver: log),
            loops: loops, protocols: ServerProtocols(files: files))
        let addresses = try await server.start(try addresses(configuration, tls))
        let jobs = JobRunner(store: store, auditKey: auditKey, loop: loops.loops[0], clock: clock) { name, outcome in
            log.write(.info, "job", [("name", .text(name)), ("outcome", .text(outcome))])
        }
        jobs.start()
        warn(tls.warnings, log)
        let reloading = reloadOnHangUp(tls, loops.loops[0], pool, log)
        try announce(addresses, configuration, log)

        let received = await firstSignal(on: loops.loops[0])
        log.write(.info, "shutdown.begins", [("signal", .number(Int(received)))])
        if !configuration.readyFile.isEmpty { unlink(configuration.readyFile) }
        // First: who watches the server's health is told at once, and leaves before the grace begins.
        services.health.end()
        jobs.stop()
        reloading.cancel()
        await server.shutdown(grace: configuration.shutdownGrace)
        await jobs.sealRest()
        await database.close()
        log.write(.info, "shutdown.done")
        return 0
    }

    private static func announce(
        _ addresses: [SocketAddress], _ configuration: Configuration, _ log: Log
    ) throws {
        let names: [StaticString] = ["people", "machines"]
        log.write(
            .info, "serving",
            zip(names, addresses).map { ($0, Log.Field.text("\($1)")) } + [("loops", .number(configuration.loops))])
        guard !configuration.readyFile.isEmpty else { return }
        let text = zip(names, addresses).map { "\($0)=\($1.port)\n" }.joined()
        guard FileText.write(text, to: configuration.readyFile, mode: 0o644) else {
            throw UsageError(
                sentence: "\(configuration.readyFile) can't be written: \(String(cString: strerror(errno)))")
        }
    }

    /// Reads certificates, keys and lists anew for each SIGHUP, one after the other: of two at once the later might
    /// otherwise be undone by the earlier.
    private static func reloadOnHangUp(
        _ tls: ListeningTLS, _ loop: EventLoop, _ pool: BlockingPool, _ log: Log
    ) -> Task<Void, Never> {
        // Signals that come while files are read are one more reading, however many they are.
        let (signals, continuation) = AsyncStream.makeStream(of: Int32.self, bufferingPolicy: .bufferingNewest(1))
        watch([SIGHUP], on: loop) { continuation.yield($0) }
        return loop.launch {
            for await _ in signals {
                do {
                    let warnings = try await pool.run { try tls.reload() }
                    log.write(.info, "reload.done")
                    warn(warnings, log)
                } catch {
                    let reason = (error as? UsageError)?.sentence ?? "\(error)"
                    log.write(.error, "reload.failed", [("reason", .text(reason))])
                }
            }
        }
    }

    private static func warn(_ sentences: [String], _ log: Log) {
        for sentence in sentences { log.write(.warning, "tls", [("text", .text(sentence))]) }
    }

    private static func firstSignal(on loop: EventLoop) async -> Int32 {
        await withCheckedContinuation { continuation in
            // The watcher stays until the process ends: a second signal is noted and changes nothing.
            var waiting: CheckedContinuation<Int32, Never>? = continuation
            watch([SIGTERM, SIGINT], on: loop) { signal in
                waiting?.resume(returning: signal)
                waiting = nil
            }
        }
    }

    private static func watch(_ signals: [Int32], on loop: EventLoop, _ body: @escaping (Int32) -> Void) {
        do { _ = try SignalWatcher(loop: loop, signals: signals, body) } catch {
            preconditionFailure("signals can't be watched: \(error)")
        }
    }

    /// The most that a file with a key may have, in bytes.
    private static let largestKey = 64 << 10

    /// Reads the key that signs the heads of the audit logs.
    static func auditKey(_ configuration: Configuration) throws(UsageError) -> Ed25519.PrivateKey {
        let path = configuration.auditKey
        try SecretFile.check("audit-key", path)
        guard let text = FileText.read(path, limit: largestKey) else {
            throw UsageError(sentence: "the audit key \(path) can't be read: \(String(cString: strerror(errno)))")
        }
        do {
            return try Ed25519.PrivateKey(pem: Array(text.utf8))
        } catch {
            throw UsageError(sentence: "the audit key \(path) can't be used: \(error)")
        }
    }

    /// Reads the files that browsers are given.
    static func files(_ configuration: Configuration) throws(UsageError) -> StaticFiles {
        if configuration.console.isEmpty { return StaticFiles([:]) }
        do throws(StaticFilesError) {
            return try StaticFiles(directory: configuration.console)
        } catch {
            throw UsageError(sentence: "console: \(error)")
        }
    }

    private static func addresses(_ configuration: Configuration, _ tls: ListeningTLS) throws -> [Server.Address] {
        var result: [Server.Address] = []
        if let listen = configuration.listen {
            result.append(Server.Address(try SocketAddress(host: listen.host, port: listen.port), tls: tls.people))
        }
        if let listen = configuration.listenMachines, let machines = tls.machines {
            result.append(Server.Address(try SocketAddress(host: listen.host, port: listen.port), tls: machines))
        }
        return result
    }
}
