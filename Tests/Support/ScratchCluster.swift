import Glibc
import Postgres
import Synchronization

/// A real PostgreSQL for the tests of this process: private, without TCP, and without fsync.
///
/// Where `LM2_TEST_CLUSTER` names a directory with a cluster's socket, that cluster is used. Otherwise one is made, and
/// ended and removed when the process ends, however it ends.
package final class ScratchCluster: Sendable {
    /// The directory of the cluster's Unix socket.
    package let socketDirectory: String
    /// The port in the socket's name.
    package let port = 5_432
    private let created = Atomic<Int>(0)

    private init(socketDirectory: String) { self.socketDirectory = socketDirectory }

    private static let instance = Mutex<Result<ScratchCluster, Failure>?>(nil)

    /// Why there is no cluster.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    /// The process's cluster; made by the first who asks.
    package static func shared() throws -> ScratchCluster {
        try instance.withLock { instance in
            if let instance { return instance }
            let made = Result { () throws(Failure) in try make() }
            instance = made
            return made
        }.get()
    }

    private static func make() throws(Failure) -> ScratchCluster {
        if let given = getenv("LM2_TEST_CLUSTER") { return ScratchCluster(socketDirectory: String(cString: given)) }
        return ScratchCluster(socketDirectory: try start())
    }

    /// How to reach a database of it as a role; anybody may be any role.
    package func configuration(database: String, user: String = "postgres") -> DatabaseConfiguration {
        DatabaseConfiguration(host: socketDirectory, port: port, database: database, user: user)
    }

    /// Makes an empty database and gives its name. Blocks.
    /// - Parameter owner: a role that is made if it is not there.
    package func createDatabase(owner: String = "postgres") throws -> String {
        let number = created.wrappingAdd(1, ordering: .relaxed).newValue
        let name = "scratch_\(getpid())_\(number)"
        let connection = try SimpleConnection(configuration(database: "postgres"))
        if owner != "postgres" { try createRole(owner) }
        try connection.execute("create database \(name) owner \(owner) template template0")
        return name
    }

    /// Makes a role that may log in, unless it is there. Other processes may be making it at the same moment. Blocks.
    /// - Parameter attributes: for example `bypassrls`.
    package func createRole(_ name: String, attributes: String = "") throws {
        let connection = try SimpleConnection(configuration(database: "postgres"))
        try connection.execute(
            """
            do $$ begin
                create role \(name) login \(attributes);
            exception when duplicate_object or unique_violation then null;
            end $$
            """)
    }

    /// Removes a database and ends whoever is connected to it. Blocks.
    package func dropDatabase(_ name: String) throws {
        let connection = try SimpleConnection(configuration(database: "postgres"))
        try connection.execute("drop database if exists \(name) with (force)")
    }

    // MARK: Its own cluster

    /// Makes the cluster, says where it is, and ends it when its input ends: when this process has gone.
    private static let script = """
        set -eu
        trap '' HUP INT TERM PIPE
        dir=$(mktemp -d /tmp/lm2-scratch-XXXXXX)
        bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
        if [ "$(id -u)" = 0 ]; then
            chown postgres: "$dir"
            as_owner() { (cd / && exec runuser -u postgres -- "$@"); }
        else
            as_owner() { (cd / && exec "$@"); }
        fi
        finish() {
            as_owner "$bin/pg_ctl" stop --silent --mode=immediate --pgdata="$dir/data" >/dev/null 2>&1 || true
            rm -rf "$dir"
        }
        trap finish EXIT
        as_owner "$bin/initdb" --pgdata="$dir/data" --username=postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8 \\
            --no-sync >"$dir/log" 2>&1 </dev/null || { cat "$dir/log"; exit 1; }
        as_owner "$bin/pg_ctl" start --silent --wait --pgdata="$dir/data" --log="$dir/data/log" --options="\\
            -c listen_addresses='' -c unix_socket_directories=$dir -c max_connections=400 -c fsync=off \\
            -c full_page_writes=off -c synchronous_commit=off -c jit=off -c timezone=UTC" \\
            </dev/null >"$dir/log" 2>&1 || { cat "$dir/log"; exit 1; }
        echo "socket $dir"
        exec >/dev/null
        cat >/dev/null
        """

    private static func start() throws(Failure) -> String {
        var input: [Int32] = [-1, -1]
        var output: [Int32] = [-1, -1]
        guard pipe(&input) == 0, pipe(&output) == 0 else { throw Failure(description: "no pipes") }
        // This process alone holds the writing end: the script's input ends with it. It is never closed here.
        for descriptor in input + output { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_adddup2(&actions, input[0], 0)
        posix_spawn_file_actions_adddup2(&actions, output[1], 1)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        // Ctrl-C ends the tests; the script outlives them to clean up.
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        var arguments: [UnsafeMutablePointer<CChar>?] = [strdup("sh"), strdup("-c"), strdup(script), nil]
        defer { for argument in arguments { free(argument) } }
        var child = pid_t()
        let result = posix_spawn(&child, "/bin/sh", &actions, &attributes, &arguments, environ)
        close(input[0])
        close(output[1])
        guard result == 0 else { throw Failure(description: "/bin/sh: \(String(cString: strerror(result)))") }
        let text = readAll(output[0])
        close(output[0])
        guard let line = text.split(separator: "\n").last, line.hasPrefix("socket ") else {
            throw Failure(description: "the scratch cluster did not start: \(text)")
        }
        return String(line.dropFirst("socket ".count))
    }

    private static func readAll(_ descriptor: Int32) -> String {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count <= 0 { break }
            bytes += buffer[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
