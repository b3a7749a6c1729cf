import Glibc
import Kernel

/// Another server that the bench compares with, as a process of its own.
struct PeerServer: Sendable {
    let pid: pid_t
    let port: Int
    private let output: String

    /// The server of gRPC's C++ library (`Peers/grpc_peer.cc`), which answers every call of the one token with the message.
    /// It is built first if it has to be.
    static func grpc(
        _ installation: Installation, token: String, message: String, loop: EventLoop
    ) async throws -> PeerServer {
        _ = try Subprocess.run(["\(installation.directory)/Sources/lm2-bench/Peers/build"])
        let certificates = "\(installation.directory)/.lm2/certificates"
        let output = "/tmp/lm2-bench-\(getpid()).grpc-peer"
        let pid = try Subprocess.start(
            [
                "\(installation.directory)/.build/peers/grpc_peer", "\(certificates)/server.pem",
                "\(certificates)/server.key", token, message, "2",
            ], output: output)
        return try await awaitPort(pid, output, loop) { TextFile.read(output).flatMap { Int($0.dropLast()) } }
    }

    /// `nghttpd` with one worker, which serves the files of a directory.
    static func files(_ installation: Installation, directory: String, loop: EventLoop) async throws -> PeerServer {
        let certificates = "\(installation.directory)/.lm2/certificates"
        let output = "/tmp/lm2-bench-\(getpid()).nghttpd"
        let port = try freePort()
        let pid = try Subprocess.start(
            [
                "nghttpd", "-n", "1", "-a", "127.0.0.1", "-d", directory, "\(port)", "\(certificates)/server.key",
                "\(certificates)/server.pem",
            ], output: output)
        return try await awaitPort(pid, output, loop) { listens(port) ? port : nil }
    }

    /// Ends it. Blocks until it has ended.
    func stop() {
        kill(pid, SIGTERM)
        _ = Subprocess.wait(pid)
        unlink(output)
    }

    private static func awaitPort(
        _ pid: pid_t, _ output: String, _ loop: EventLoop, _ look: () -> Int?
    ) async throws -> PeerServer {
        for _ in 0..<1_000 {
            if let port = look() { return PeerServer(pid: pid, port: port, output: output) }
            try await loop.sleep(for: .milliseconds(5))
        }
        let text = TextFile.read(output) ?? ""
        PeerServer(pid: pid, port: 0, output: output).stop()
        throw BenchError("a peer did not get ready: \(text)")
    }

    /// A port on which nobody listens now.
    private static func freePort() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = loopback(0)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withSocket(&address) { place in
            bind(descriptor, place, size) == 0 ? getsockname(descriptor, place, &size) : -1
        }
        guard descriptor >= 0, result == 0 else { throw BenchError("there is no free port") }
        return Int(UInt16(bigEndian: address.sin_port))
    }

    private static func listens(_ port: Int) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = loopback(port)
        return withSocket(&address) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) } == 0
    }

    private static func loopback(_ port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }

    private static func withSocket<T>(
        _ address: inout sockaddr_in, _ body: (UnsafeMutablePointer<sockaddr>) -> T
    ) -> T {
        withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0) }
        }
    }
}
