import Glibc
import Kernel
import Messages

extension Benchmarks {
    /// Rounds of each side in `grpc`, which take turns.
    private static let grpcRounds = 5
    /// The loops of the server that answers from memory. On two cores, which the load shares, four did better than one, two,
    /// three, five and six: with two the cores stand idle for twice as long.
    private static let memoryLoops = 4
    /// The loops of the server that asks the database, the default: more of them cost it more.
    private static let databaseLoops = 2
    /// Registers whose description is some 2.4 KB long.
    private static let describedRegisters = ["decision", "risk"]

    /// gRPC over HTTP/2: beside gRPC's own C++ library, beside a server of files, and beside the native protocol.
    func measureGRPC() async throws -> [Measurement] {
        let files = try ScratchFiles()
        defer { files.remove() }
        let unary = try await withServer(loops: Self.memoryLoops) { try await measureUnary($0, files) }
        return try await unary + withServer(loops: Self.databaseLoops) { try await measureProtocols($0, files) }
    }

    private func withServer(
        loops: Int, _ measure: (SecondServer) async throws -> [Measurement]
    ) async throws -> [Measurement] {
        let server = try await SecondServer.start(
            installation, ["--loops", "\(loops)", "--caller-rate", "0", "--tenant-rate", "0"], loop: loop)
        defer { server.stop() }
        return try await measure(server)
    }

    // MARK: Beside other servers

    /// A call that asks the database nothing, and whose answer is serialised for each.
    private func measureUnary(_ server: SecondServer, _ files: ScratchFiles) async throws -> [Measurement] {
        let method = Methods.RecordsService.describeRegisters
        let request = DescribeRegistersRequest(registers: Self.describedRegisters).serialized()
        let caller = try await BenchCaller.connect(
            installation, port: server.port, context: fixture.context, token: fixture.manager, loop: loop)
        let answer = try await caller.call(method.path, request)
        await caller.client.close()

        let message = try files.write("message", answer)
        let token = try files.write("token", Array(fixture.manager.utf8))
        let peer = try await PeerServer.grpc(installation, token: token, message: message, loop: loop)
        defer { peer.stop() }
        let nghttpd = try await PeerServer.files(installation, directory: files.directory, loop: loop)
        defer { nghttpd.stop() }

        let body = try files.writePrefixed("describe", request)
        func call(_ port: Int) -> H2Load.Request {
            H2Load.call(
                port: port, method.path, token: fixture.manager, bodyFile: body, answerSize: answer.count)
        }
        let sides: [(request: H2Load.Request, pid: pid_t)] = [
            (call(peer.port), peer.pid),
            (H2Load.Request(port: nghttpd.port, path: "/message", answerSize: answer.count), nghttpd.pid),
            (call(server.port), server.pid),
        ]
        var outcomes: [[H2Load.Outcome]] = [[], [], []]
        for round in 0...Self.grpcRounds {
            for (side, (request, pid)) in sides.enumerated() {
                let outcome = try H2Load.run(request, seconds: round == 0 ? 1 : seconds, server: pid)
                // The first turn of each warms it up.
                if round > 0 { outcomes[side].append(outcome) }
            }
        }
        return unaryFigures(outcomes, size: answer.count)
    }

    private func unaryFigures(_ outcomes: [[H2Load.Outcome]], size: Int) -> [Measurement] {
        let (peer, files, ours) = (outcomes[0], outcomes[1], outcomes[2])
        let method =
            "\(H2Load.method); DescribeRegisters, authenticated, \(size) bytes serialised for each call; lm2d with "
            + "--loops \(Self.memoryLoops); gRPC's C++ library with two completion queues and threads, the same message; "
            + "nghttpd -n 1 with a file of that size; medians of \(Self.grpcRounds) interleaved rounds"
        return [
            Measurement(name: "grpc: size of the answer", value: Double(size), unit: "bytes", method: method),
            Measurement(
                name: "grpc: to gRPC's C++ library", value: ours.rate / peer.rate, unit: "×", target: .atLeast(2),
                method: method),
            Measurement(
                name: "grpc: to nghttpd", value: ours.rate / files.rate, unit: "×", target: .atLeast(0.65),
                method: method),
        ]
            + [("grpc", ours), ("grpc: gRPC's C++ library", peer), ("grpc: nghttpd", files)].flatMap {
                figures($0, $1, method)
            }
    }

    // MARK: Beside the native protocol

    /// One and the same assessment by both protocols.
    ///
    /// The loads are not alike: h2load is C and asks the same bytes again, while the native protocol's client is the
    /// bench's own, in Swift, with a task for each call. It takes most of a core, so that its rate is more the client's
    /// than the server's, and gRPC's rate to it flatters gRPC. What the server's processor spends on a call does not
    /// depend on who asks, so that is what the two are compared by as well.
    private func measureProtocols(_ server: SecondServer, _ files: ScratchFiles) async throws -> [Measurement] {
        let method = Methods.AssessmentService.getAssessment
        let request = GetAssessmentRequest(assessmentID: fixture.assessments[0]).serialized()
        var callers: [BenchCaller] = []
        for _ in 0..<H2Load.connections {
            callers.append(
                try await BenchCaller.connect(
                    installation, port: server.port, context: fixture.context, token: fixture.manager, loop: loop))
        }
        let answer = try await callers[0].call(method.path, request)
        let call = H2Load.call(
            port: server.port, method.path, token: fixture.manager,
            bodyFile: try files.writePrefixed("assessment", request), answerSize: answer.count)
        var grpc: [H2Load.Outcome] = []
        var native: [H2Load.Outcome] = []
        for round in 0...Self.grpcRounds {
            let seconds = round == 0 ? 1 : seconds
            let mine = try await Load.run(
                lanes: H2Load.connections * H2Load.streams, seconds: seconds, server: server.pid
            ) { [callers] lane, _ in _ = try await callers[lane % callers.count].call(method.path, request) }
            let theirs = try H2Load.run(call, seconds: seconds, server: server.pid)
            guard round > 0 else { continue }
            native.append(H2Load.Outcome(rate: mine.rate, processor: mine.processor * 1e6 / mine.rate))
            grpc.append(theirs)
        }
        for caller in callers { await caller.client.close() }
        let words =
            "GetAssessment, one and the same, \(answer.count) bytes; \(H2Load.connections) connections × \(H2Load.streams) "
            + "calls; gRPC by h2load, the native protocol by the bench's own client, which costs the machine more: so "
            + "the server's processor time of a call is compared as well; medians of \(Self.grpcRounds) interleaved rounds"
        return [
            Measurement(
                name: "grpc read: rate to native", value: grpc.rate / native.rate, unit: "×", target: .atLeast(0.8),
                method: words),
            Measurement(
                name: "grpc read: calls a CPU second to native", value: native.processor / grpc.processor, unit: "×",
                target: .atLeast(0.8), method: words),
            Measurement(
                name: "native read: calls a CPU second to gRPC", value: grpc.processor / native.processor, unit: "×",
                target: .atLeast(1), method: words),
        ] + figures("grpc read", grpc, words) + figures("native read", native, words)
    }

    private func figures(_ name: String, _ outcomes: [H2Load.Outcome], _ method: String) -> [Measurement] {
        [
            Measurement(name: name, value: outcomes.rate, unit: "calls/s", method: method),
            Measurement(
                name: "\(name): server CPU of a call", value: outcomes.processor, unit: "µs", method: method),
        ]
    }
}

extension [H2Load.Outcome] {
    /// The median rate.
    fileprivate var rate: Double { map(\.rate).median }
    /// The median processor time of a call.
    fileprivate var processor: Double { map(\.processor).median }
}

/// A directory for the files that other programs read.
private struct ScratchFiles {
    let directory: String

    init() throws {
        var template = Array("/tmp/lm2-bench-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw BenchError("no directory can be made in /tmp") }
        directory = template.withUnsafeBufferPointer { String(cString: $0.baseAddress.unsafelyUnwrapped) }
    }

    /// Writes a file, and gives its path.
    func write(_ name: String, _ bytes: [UInt8]) throws -> String {
        let path = "\(directory)/\(name)"
        try TextFile.write(bytes, to: path)
        return path
    }

    /// The same with gRPC's prefix.
    func writePrefixed(_ name: String, _ message: [UInt8]) throws -> String {
        try write(name, [0] + withUnsafeBytes(of: UInt32(message.count).bigEndian) { Array($0) } + message)
    }

    func remove() {
        for name in ["message", "token", "describe", "assessment"] { unlink("\(directory)/\(name)") }
        rmdir(directory)
    }
}
