import Kernel
import Transport

/// HTTP/1.1, one request after another on each of a few connections.
final class HTTP1TestClient: HTTPTestClient {
    private let state: LoopBound<State>
    private let port: Int
    private let context: TLSContext

    private final class State {
        var idle: [Connection] = []
    }

    private init(_ port: Int, _ context: TLSContext, _ loop: EventLoop) {
        self.port = port
        self.context = context
        state = LoopBound(State(), loop: loop)
    }

    static func connect(port: Int) async throws -> HTTP1TestClient {
        let context = try TLSContext.client(
            ClientTLSConfiguration(
                caFile: TestCertificates.shared.ca, applicationProtocols: [HTTP1Protocol.name]))
        return HTTP1TestClient(port, context, TestStore.loops.loops[1])
    }

    func post(_ path: String, _ fields: [(String, String)], _ body: [UInt8]) async throws -> HTTPTestAnswer {
        try await state.loop.run { [self] in
            let connection: Connection
            if let idle = state.value.idle.popLast() {
                connection = idle
            } else {
                connection = Connection()
                try await connection.open(state.loop, port, context)
            }
            var head = "POST \(path) HTTP/1.1\r\nhost: localhost:\(port)\r\ncontent-length: \(body.count)\r\n"
            for (name, value) in fields { head += "\(name): \(value)\r\n" }
            let answer = try await connection.exchange(Array("\(head)\r\n".utf8) + body)
            if answer["connection"] != "close" { state.value.idle.append(connection) }
            return answer
        }
    }

    /// One connection. It belongs to its loop.
    private final class Connection {
        private var tls: TLSTestConnection?
        private var received: [UInt8] = []
        private var isClosed = false
        private var waiter: CheckedContinuation<Void, Never>?

        func open(_ loop: EventLoop, _ port: Int, _ context: TLSContext) async throws {
            tls = try await TLSTestConnection(
                loop, port: port, context,
                didRead: { [self] bytes in
                    received.append(contentsOf: bytes)
                    wake()
                },
                didClose: { [self] in
                    isClosed = true
                    wake()
                })
        }

        private func wake() {
            waiter?.resume()
            waiter = nil
        }

        func exchange(_ request: [UInt8]) async throws -> HTTPTestAnswer {
            request.withUnsafeBytes { tls?.send($0) }
            while true {
                if let answer = try takeAnswer() { return answer }
                if isClosed { throw HTTPTestFailure(text: "the server closed without an answer") }
                await withCheckedContinuation { waiter = $0 }
            }
        }

        private func takeAnswer() throws -> HTTPTestAnswer? {
            guard let end = received.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
            let lines = String(decoding: received[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
            var answer = HTTPTestAnswer()
            guard let status = lines.first?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
                throw HTTPTestFailure(text: "no status line")
            }
            answer.status = status
            for line in lines.dropFirst() {
                guard let colon = line.firstIndex(of: ":") else { throw HTTPTestFailure(text: "no field: \(line)") }
                let value = line[line.index(after: colon)...].drop { $0 == " " }
                answer.fields.append((line[..<colon].lowercased(), String(value)))
            }
            guard let length = answer["content-length"].flatMap({ Int($0) }) else {
                throw HTTPTestFailure(text: "no content-length")
            }
            guard received.count - end.upperBound >= length else { return nil }
            answer.body = Array(received[end.upperBound..<end.upperBound + length])
            received.removeFirst(end.upperBound + length)
            return answer
        }
    }
}
