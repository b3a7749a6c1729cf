import RPC
import Testing
import Transport

@Suite("HTTP/2 and gRPC, bytes in and bytes out")
struct HTTP2EngineTests {
    private static let router: Router = {
        var router = Router()
        router.add(service: "t.S", method: "Echo", .unary { _, message in message })
        router.add(
            service: "t.S", method: "Join",
            .clientStream { _, requests in
                var joined: [UInt8] = []
                while let message = try await requests.next() { joined += message }
                return joined
            })
        router.add(
            service: "t.S", method: "Split",
            .serverStream { _, message, responses in
                for byte in message { try await responses.send([byte]) }
            })
        router.add(
            service: "t.S", method: "Refuse",
            .unary { _, _ in
                throw Status(
                    .notFound, "not 100 % \u{FC}\n",
                    details: [StatusDetail(type: "google.rpc.RetryInfo", value: [10, 2, 8, 1])])
            })
        router.add(
            service: "t.S", method: "Metadata",
            .unary { context, _ in
                context.response.initial.append("x-one", context.metadata["x-one"] ?? "none")
                context.response.trailing.append("x-two-bin", bytes: context.metadata.bytes(of: "x-two-bin") ?? [])
                return []
            })
        return router
    }()

    private static let ok = [":status: 200", "content-type: application/grpc", "grpc-accept-encoding: identity,gzip"]

    private static func answer(_ requests: [HTTP2Request]) async throws -> HTTP2Answers {
        try await HTTP2Conversation.answers(to: HTTP2Request.bytes(requests), cutAt: 0..<1, router)[0]
    }

    @Test("A unary call is a head, a message and a trailer")
    func unary() async throws {
        let answers = try await Self.answer([.call("/t.S/Echo", [[1, 2, 3]])])
        #expect(answers.fields[1] == Self.ok + ["grpc-status: 0"])
        #expect(answers.bodies[1] == [0, 0, 0, 0, 3, 1, 2, 3])
        #expect(answers.goAway == nil && answers.violation == nil)
    }

    @Test("Streams either way carry each message")
    func streams() async throws {
        let answers = try await Self.answer([.call("/t.S/Join", [[1], [], [2, 3]]), .call("/t.S/Split", [[7, 8]])])
        #expect(answers.bodies[1] == [0, 0, 0, 0, 3, 1, 2, 3])
        #expect(answers.bodies[3] == [0, 0, 0, 0, 1, 7, 0, 0, 0, 0, 1, 8])
        #expect(answers.fields[3] == Self.ok + ["grpc-status: 0"])
    }

    @Test("An error is a single head, with its text percent-encoded and its details in base64")
    func refusal() async throws {
        let answers = try await Self.answer([.call("/t.S/Refuse", [[]])])
        let fields = try #require(answers.fields[1])
        #expect(
            fields.prefix(4) == [
                ":status: 200", "content-type: application/grpc", "grpc-status: 5",
                "grpc-message: not 100 %25 %C3%BC%0A",
            ])
        #expect(fields.count == 5 && fields[4].hasPrefix("grpc-status-details-bin: CAUSDW5vdCAxMDAgJSDDvAoa"))
        #expect(answers.bodies[1] == nil)
    }

    @Test("Metadata go both ways, binary values in base64")
    func metadata() async throws {
        let answers = try await Self.answer([
            .call("/t.S/Metadata", [[]], [("x-one", "1"), ("x-two-bin", "AAEC")])
        ])
        #expect(answers.fields[1] == Self.ok + ["x-one: 1", "grpc-status: 0", "x-two-bin: AAEC"])
    }

    @Test(
        "What is wrong with one call is told to that call, and the next is answered",
        arguments: [
            (HTTP2Request.call("/t.S/Nope", [[]]), "12", "t.S has no method Nope"),
            (.call("/none/Nope", [[]]), "12", "there is no service none"),
            (.call("/t.S/Echo", []), "3", "the method takes one message, and none was sent"),
            (.call("/t.S/Echo", [[1], [2]]), "3", "the method takes one message, and more were sent"),
            (
                .call("/t.S/Echo", [[]], [("grpc-timeout", "5 s")]), "3",
                "grpc-timeout has to be up to 8 digits and one of H, M, S, m, u and n"
            ),
            (
                .call("/t.S/Echo", [[]], [("grpc-encoding", "snappy")]), "12",
                "the encoding snappy is not known; identity and gzip are"
            ),
            (
                .call("/t.S/Echo", [[]], [("x-bin", "?")]), "3",
                "a metadata value that should be base64 is not"
            ),
        ] as [(HTTP2Request, String, String)])
    func oneCall(request: HTTP2Request, code: String, text: String) async throws {
        let answers = try await Self.answer([request, .call("/t.S/Echo", [[9]])])
        #expect(answers.fields[1]?.contains("grpc-status: \(code)") == true)
        #expect(answers.fields[1]?.contains("grpc-message: \(text)") == true, "\(answers.fields[1] ?? [])")
        #expect(answers.fields[3]?.last == "grpc-status: 0" && answers.goAway == nil)
    }

    @Test("A message that is broken off, has a wrong flag, or is too large ends its call")
    func brokenMessages() async throws {
        var requests = [HTTP2Request.call("/t.S/Echo", []), .call("/t.S/Echo", []), .call("/t.S/Echo", [])]
        requests[0].body = [0, 0, 0, 0, 9, 1]
        requests[1].body = [2, 0, 0, 0, 0]
        requests[2].body = [0, 255, 255, 255, 255]
        let answers = try await Self.answer(requests)
        #expect(answers.fields[1]?.contains("grpc-message: the request ended within a message") == true)
        #expect(answers.fields[3]?.contains("grpc-status: 13") == true)
        #expect(answers.fields[5]?.contains("grpc-status: 8") == true)
    }

    @Test("What is not gRPC is answered as HTTP: files, Connect, and the refusals of both")
    func http() async throws {
        func request(_ method: String, _ path: String, _ type: String = "", _ body: String = "") -> HTTP2Request {
            HTTP2Request(
                [(":method", method), (":scheme", "https"), (":path", path), (":authority", "a")]
                    + (type.isEmpty ? [] : [("content-type", type)]), body: Array(body.utf8))
        }
        let answers = try await Self.answer([
            request("GET", "/"), request("HEAD", "/"), request("GET", "/none"), request("GET", "/t.S/Echo"),
            request("POST", "/t.S/Echo", "application/proto", "abc"), request("POST", "/t.S/Echo", "text/plain", "abc"),
            request("POST", "/t.S/None", "application/json", "{}"),
            request("POST", "/t.S/Join", "application/json", "{}"),
        ])
        let statuses = (0..<8).map { answers.fields[Int32(2 * $0 + 1)]?.first }
        #expect(
            statuses
                == ["200", "200", "404", "405", "200", "415", "501", "501"].map { ":status: \($0)" })
        #expect(
            answers.bodies[1] == Array("hello".utf8) && answers.bodies[3] == nil
                && answers.bodies[9] == Array("abc".utf8))
        #expect(answers.fields[3]?.contains("content-length: 5") == true)
        for stream in answers.fields.keys {
            #expect(answers.fields[stream]?.contains("date: Sun, 06 Nov 1994 08:49:37 GMT") == true)
        }
    }

    @Test("An answer to HEAD has no body, also where the head is refused")
    func headOnly() async throws {
        let many = (0..<200).map { ("x-\($0)", "y") }
        for (method, hasBody) in [("GET", true), ("HEAD", false)] {
            let request = HTTP2Request(
                [(":method", method), (":scheme", "https"), (":path", "/"), (":authority", "a")] + many)
            let answers = try await Self.answer([request])
            #expect(answers.fields[1]?.first == ":status: 431")
            #expect((answers.bodies[1] != nil) == hasBody, "\(method)")
        }
    }

    @Test("Who is answered early may send the rest of the request, which is dropped")
    func earlyAnswer() async throws {
        var router = Self.router
        router.add(service: "t.S", method: "Early", .clientStream { _, _ in [] })
        router.add(
            service: "t.S", method: "Never", .clientStream { _, _ in throw Status(.permissionDenied, "no") })
        let frame = HTTP2Request.frame(0, 0, 1, HTTP2Request.framed([UInt8](repeating: 1, count: 1_000)))
        for method in ["Early", "Never"] {
            var request = HTTP2Request.call("/t.S/\(method)", [])
            request.isComplete = false
            let bytes = HTTP2Request.bytes([request]) + (0..<60).flatMap { _ in frame }
            let end = HTTP2Request.frame(0, 1, 1, [])
            let answers = try await HTTP2Conversation.answers(
                to: bytes + end, cutAt: bytes.count..<bytes.count + 1, router)[0]
            #expect(answers.fields[1]?.contains { $0.hasPrefix("grpc-status") } == true)
            #expect(answers.room[1] ?? 0 >= 60_000, "\(method): \(answers.room)")
        }
    }

    @Test("Wherever the bytes are cut, the answers are the same")
    func cuts() async throws {
        let requests: [HTTP2Request] = [
            .call("/t.S/Join", [[1], [], [2, 3]], [("x-one", String(repeating: "y", count: 200))]),
            .call("/t.S/Refuse", [[]]), .call("/t.S/Echo", [[5, 6]]),
            HTTP2Request(
                [
                    (":method", "POST"), (":scheme", "https"), (":path", "/t.S/Echo"), (":authority", "a"),
                    ("content-type", "application/proto"),
                ], body: [1, 2, 3]),
        ]
        let bytes = HTTP2Request.bytes(requests)
        let all = try await HTTP2Conversation.answers(to: bytes, cutAt: 0..<bytes.count, Self.router)
        let whole = all[0]
        #expect(whole.fields.count == 4 && whole.bodies[1] == [0, 0, 0, 0, 3, 1, 2, 3])
        for (place, answers) in all.enumerated() { #expect(answers == whole, "cut at \(place)") }
    }

    @Test("Who sends faster than a handler takes is given no more room, also with a message in each frame")
    func room() async throws {
        var router = Self.router
        router.add(
            service: "t.S", method: "Wait",
            .clientStream { context, _ in
                try await context.pause(.seconds(3_600))
                return []
            })
        func answers(of method: String) async throws -> HTTP2Answers {
            var request = HTTP2Request.call("/t.S/\(method)", [])
            request.isComplete = false
            // More than half of a stream's window, which is 65,535 bytes until the client acknowledges another, and from
            // which on it is filled up; and more messages than may wait.
            let frame = HTTP2Request.frame(0, 0, 1, HTTP2Request.framed([UInt8](repeating: 1, count: 1_000)))
            let bytes = HTTP2Request.bytes([request]) + (0..<60).flatMap { _ in frame }
            let end = HTTP2Request.frame(0, 1, 1, [])
            return try await HTTP2Conversation.answers(to: bytes + end, cutAt: bytes.count..<bytes.count + 1, router)[0]
        }
        let waiting = try await answers(of: "Wait")
        #expect(waiting.resets.isEmpty && waiting.room[1] == nil)
        let joined = try await answers(of: "Join")
        #expect(joined.resets.isEmpty && joined.bodies[1]?.count == 60_005)
    }

    @Test("Of many answers at once no more is written than the connection takes, and a little")
    func congestion() async throws {
        var router = Self.router
        router.add(service: "t.S", method: "Large", .unary { _, _ in [UInt8](repeating: 1, count: 60_000) })
        var limits = TransportLimits()
        limits.pendingOutput = 65_536
        let requests = [HTTP2Request](repeating: .call("/t.S/Large", [[]]), count: 20)
        let start = HTTP2Request.bytes([])
        let room = HTTP2Request.frame(8, 0, 0, [0, 255, 255, 255])
        let bytes = start + room + HTTP2Request.bytes(requests).dropFirst(start.count)
        let answers = try await HTTP2Conversation.answers(to: bytes, cutAt: 0..<1, router, limits: limits)[0]
        let written = answers.bodies.values.reduce(0) { $0 + $1.count }
        #expect(written > 50_000 && written <= limits.pendingOutput + 2 * 16_384, "\(written)")
    }

    @Test("A connection that does not begin as HTTP/2 is closed")
    func preface() async throws {
        let answers = try await HTTP2Conversation.answers(
            to: Array("GET / HTTP/1.1\r\nhost: a\r\n\r\n      ".utf8), cutAt: 0..<1, Self.router)[0]
        #expect(answers.violation != nil && answers.goAway == 1)
    }
}
