import Glibc
import Kernel
import Testing

/// Gathers what a connection tells it; waits are resumed by events, never by time.
private final class Recorder: TCPConnectionHandler {
    var received: [UInt8] = []
    var drains = 0
    var closes: [KernelError?] = []
    var onRead: ((UnsafeRawBufferPointer) -> Void)?
    var resume: (() -> Void)?
    private var waiters: [(() -> Bool, CheckedContinuation<Void, Never>)] = []

    func connectionDidRead(_ bytes: UnsafeRawBufferPointer) {
        received.append(contentsOf: bytes)
        onRead?(bytes)
        check()
    }
    func connectionDidDrain() {
        drains += 1
        check()
    }
    func connectionDidClose(_ error: KernelError?) {
        closes.append(error)
        onRead = nil
        check()
    }
    func until(_ condition: @escaping () -> Bool) async {
        if condition() { return }
        await withCheckedContinuation { waiters.append((condition, $0)) }
    }
    private func check() {
        let ready = waiters.filter { $0.0() }
        waiters.removeAll { $0.0() }
        for waiter in ready { waiter.1.resume() }
    }
}

extension TCPConnection {
    fileprivate func write(_ bytes: [UInt8]) { bytes.withUnsafeBytes { write($0) } }
}

@Suite(.timeLimit(.minutes(1)))
struct TCPTests {
    private func echo(_ loop: EventLoop, limit: Int = 16, host: String = "127.0.0.1") throws -> TCPListener {
        try TCPListener(
            loop: loop, address: SocketAddress(host: host, port: 0), targets: [loop], limit: limit
        ) { connection in
            let recorder = Recorder()
            recorder.onRead = { [unowned connection] in connection.write($0) }
            connection.start(recorder)
        }
    }

    @Test(arguments: ["127.0.0.1", "::1"]) func echoes(host: String) async throws {
        try await withLoop { loop in
            try await loop.run {
                let listener = try echo(loop, host: host)
                #expect(listener.address.port > 0)
                #expect(listener.address.host == host)
                let client = try await TCPConnection.connect(loop, host: host, port: listener.address.port)
                #expect(client.peerAddress == listener.address.description)
                let recorder = Recorder()
                client.start(recorder)
                client.write([1, 2, 3])
                await recorder.until { recorder.received.count == 3 }
                #expect(recorder.received == [1, 2, 3])
                client.close()
                await recorder.until { !recorder.closes.isEmpty }
                #expect(recorder.closes == [nil])
                listener.close()
            }
        }
    }

    @Test func connectsByName() async throws {
        try await withLoop { loop in
            try await loop.run {
                let listener = try echo(loop)
                let client = try await TCPConnection.connect(loop, host: "localhost", port: listener.address.port)
                client.abort()
                listener.close()
            }
        }
    }

    @Test func aRefusedConnectionIsAnError() async throws {
        try await withLoop { loop in
            try await loop.run {
                // Nobody listens on port 1; a port that was just given up could be another test's by now.
                await #expect(throws: KernelError.system(operation: "connect", code: -ECONNREFUSED)) {
                    _ = try await TCPConnection.connect(loop, host: "127.0.0.1", port: 1)
                }
                #expect(throws: KernelError.invalidAddress("nonsense")) {
                    _ = try SocketAddress(host: "nonsense", port: 1)
                }
            }
        }
    }

    @Test func queuesWhatASlowReaderDoesNotTakeAndDrains() async throws {
        try await withLoop { loop in
            try await loop.run {
                let server = Recorder()
                let bound = LoopBound(server, loop: loop)
                let listener = try TCPListener(
                    loop: loop, address: SocketAddress(host: "127.0.0.1", port: 0), targets: [loop], limit: 1
                ) { connection in
                    let server = bound.value
                    server.onRead = { [unowned connection] _ in connection.pauseReading() }
                    server.resume = { [unowned connection] in connection.resumeReading() }
                    connection.start(server)
                }
                let client = try await TCPConnection.connect(loop, host: "127.0.0.1", port: listener.address.port)
                let recorder = Recorder()
                client.start(recorder)
                let chunk = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
                for _ in 0..<20 { client.write(chunk) }
                #expect(client.pendingWriteBytes > 0)
                await server.until { !server.received.isEmpty }
                #expect(server.received.count < 20_000_000)
                server.onRead = nil
                server.resume?()
                await server.until { server.received.count == 20_000_000 }
                await recorder.until { recorder.drains > 0 }
                #expect(client.pendingWriteBytes == 0)
                #expect(Array(server.received[..<1_000_000]) == chunk)
                #expect(Array(server.received[19_000_000...]) == chunk)
                client.abort()
                await server.until { !server.closes.isEmpty }
                listener.close()
            }
        }
    }

    @Test func closeDeliversWhatWasWrittenBeforeIt() async throws {
        try await withLoop { loop in
            try await loop.run {
                // The server answers and closes while the client still sends: no reset may destroy the answer.
                let listener = try TCPListener(
                    loop: loop, address: SocketAddress(host: "127.0.0.1", port: 0), targets: [loop], limit: 1
                ) { connection in
                    let recorder = Recorder()
                    recorder.onRead = { [unowned connection] _ in
                        connection.write([UInt8](repeating: 7, count: 3_000_000))
                        connection.close()
                    }
                    connection.start(recorder)
                }
                let client = try await TCPConnection.connect(loop, host: "127.0.0.1", port: listener.address.port)
                let recorder = Recorder()
                client.start(recorder)
                client.write([UInt8](repeating: 1, count: 500_000))
                await recorder.until { !recorder.closes.isEmpty }
                #expect(recorder.received.count == 3_000_000)
                listener.close()
            }
        }
    }

    @Test func refusesBeyondTheLimitAndCountsDown() async throws {
        try await withLoop { loop in
            try await loop.run {
                let listener = try echo(loop, limit: 1)
                let port = listener.address.port
                let first = try await TCPConnection.connect(loop, host: "127.0.0.1", port: port)
                let firstRecorder = Recorder()
                first.start(firstRecorder)
                first.write([1])
                await firstRecorder.until { firstRecorder.received == [1] }
                #expect(listener.connectionCount == 1)
                do {
                    let second = try await TCPConnection.connect(loop, host: "127.0.0.1", port: port)
                    let secondRecorder = Recorder()
                    second.start(secondRecorder)
                    await secondRecorder.until { !secondRecorder.closes.isEmpty }
                    #expect(secondRecorder.received.isEmpty)
                } catch KernelError.system(_, let code) {
                    // The reset may be there before the connection is known to stand.
                    #expect(code == -ECONNRESET)
                }
                #expect(listener.refusedConnections == 1)
                first.close()
                await firstRecorder.until { !firstRecorder.closes.isEmpty }
                while listener.connectionCount > 0 { await Task.yield() }
                let third = try await TCPConnection.connect(loop, host: "127.0.0.1", port: port)
                let thirdRecorder = Recorder()
                third.start(thirdRecorder)
                third.write([9])
                await thirdRecorder.until { thirdRecorder.received == [9] }
                third.abort()
                await thirdRecorder.until { !thirdRecorder.closes.isEmpty }
                listener.close()
            }
        }
    }

    @Test func spreadsConnectionsOverTheLoops() async throws {
        let group = try EventLoopGroup(count: 3)
        group.start()
        let first = group.loops[0]
        let counts = try await first.run {
            let listener = try TCPListener(
                loop: first, address: SocketAddress(host: "127.0.0.1", port: 0), targets: group.loops, limit: 100
            ) { connection in
                connection.loop.preconditionCurrent()
                let recorder = Recorder()
                recorder.onRead = { [unowned connection] in connection.write($0) }
                connection.start(recorder)
            }
            // Clients live on the first loop and count there too; so the other two get the most.
            for _ in 0..<12 {
                let client = try await TCPConnection.connect(first, host: "127.0.0.1", port: listener.address.port)
                let recorder = Recorder()
                client.start(recorder)
                client.write([5])
                await recorder.until { recorder.received == [5] }
            }
            let counts = group.loops.map { $0.connectionCount.load(ordering: .relaxed) }
            listener.close()
            return counts
        }
        #expect(counts.reduce(0, +) == 24)
        #expect(counts[1] == counts[2])
        #expect(counts[1] >= 6)
        // Stopping closes what is open; a leak of a handle traps there.
        await stop { group.stop() }
        #expect(group.loops.allSatisfy { $0.connectionCount.load(ordering: .relaxed) == 0 })
    }

    @Test func stoppingTheLoopTellsTheHandlers() async throws {
        let loop = try EventLoop(index: 0)
        loop.start()
        let recorder = LoopBound(Recorder(), loop: loop)
        let seen = LoopBound<[KernelError?]>([], loop: loop)
        try await loop.run {
            let listener = try echo(loop)
            let client = try await TCPConnection.connect(loop, host: "127.0.0.1", port: listener.address.port)
            client.start(recorder.value)
            loop.launch {
                await recorder.value.until { !recorder.value.closes.isEmpty }
                seen.value = recorder.value.closes
            }
            listener.close()
        }
        let result = Task { try await loop.run { try await loop.sleep(for: .seconds(3_600)) } }
        await stop { loop.stop() }
        await #expect(throws: (any Error).self) { try await result.value }
        let closes = seen.uncheckedAfterStop
        #expect(closes == [.stopped])
    }
}

extension LoopBound {
    /// The loop's thread is gone, and joining it ordered its writes before this.
    fileprivate var uncheckedAfterStop: Value {
        Mirror(reflecting: Mirror(reflecting: self).descendant("box")!).descendant("value") as! Value
    }
}
