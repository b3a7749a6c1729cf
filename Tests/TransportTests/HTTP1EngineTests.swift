import Kernel
import RPC
import Testing
import Transport

struct HTTP1EngineTests {
    private static let date = "date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"

    /// What `ScriptedHTTPService` answers.
    private static func answer(
        _ line: String, _ body: String = "nothing", sent: String? = nil, connection: String = ""
    ) -> String {
        "HTTP/1.1 200 OK\r\n\(date)x-line: \(line)\r\ncontent-length: \(body.utf8.count)\r\n\(connection)\r\n\(sent ?? body)"
    }

    private static let close = "connection: close\r\n"

    // MARK: Requests

    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let sent: String
        let answers: String
        var closes = false
        var testDescription: String { name }
    }

    static let cases = [
        Case(name: "GET", sent: "GET /a?b=c HTTP/1.1\r\nHost: a\r\n\r\n", answers: answer("GET /a?b=c")),
        Case(
            name: "HEAD counts the body and leaves it out", sent: "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n",
            answers: answer("HEAD /", sent: "")),
        Case(
            name: "a length", sent: "POST / HTTP/1.1\r\nHost: a:443\r\ncontent-length: 5\r\n\r\nhello",
            answers: answer("POST /", "hello")),
        Case(
            name: "a length of 0", sent: "POST / HTTP/1.1\r\nHost: [::1]:65535\r\ncontent-length: 0\r\n\r\n",
            answers: answer("POST /")),
        Case(
            name: "neither length nor encoding", sent: "POST / HTTP/1.1\r\nHost: 192.0.2.1\r\n\r\n",
            answers: answer("POST /")),
        Case(
            name: "chunks, extensions and a trailer that is dropped",
            sent: "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n"
                + "5;a=\"b c\"\r\nhello\r\n00000D\r\n, \r\n0\r\n\r\n wor\r\n0;z\r\nContent-Length: 3x\r\nTransfer-Encoding: b\r\n\r\n",
            answers: answer("POST /", "hello, \r\n0\r\n\r\n wor")),
        Case(
            name: "the last of the two lines is the body's",
            sent: "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n\n\r\n0\r\n\r\n",
            answers: answer("POST /", "\n")),
        Case(
            name: "consent is given to a client that waits",
            sent: "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\nContent-Length: 2\r\n\r\nhi",
            answers: "HTTP/1.1 100 Continue\r\n\r\n" + answer("POST /", "hi")),
        Case(
            name: "no consent is needed for no body",
            sent: "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n\r\n",
            answers: answer("POST /")),
        Case(
            name: "no consent for 1.0",
            sent: "POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nhi",
            answers: answer("POST /", "hi", connection: close), closes: true),
        Case(
            name: "pipelined requests are answered in order, with an empty line between",
            sent: "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nPOST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi\r\n"
                + "GET /3 HTTP/1.1\r\nHost: a\r\n\r\n",
            answers: answer("GET /1") + answer("POST /2", "hi") + answer("GET /3")),
        Case(
            name: "nothing is answered after Connection: close",
            sent: "GET /1 HTTP/1.1\r\nHost: a\r\nConnection: Foo , CLOSE\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n",
            answers: answer("GET /1", connection: close), closes: true),
        Case(
            name: "1.0 closes", sent: "GET / HTTP/1.0\r\n\r\n", answers: answer("GET /", connection: close),
            closes: true),
        Case(
            name: "1.0 goes on if it asks for it",
            sent: "GET /1 HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\nGET /2 HTTP/1.0\r\nHost: a\r\n\r\n",
            answers: answer("GET /1", connection: "connection: keep-alive\r\n")
                + answer("GET /2", connection: close), closes: true),
        Case(
            name: "OPTIONS of the server is answered by the engine",
            sent: "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\nOPTIONS /a HTTP/1.1\r\nHost: a\r\n\r\n",
            answers: "HTTP/1.1 200 OK\r\n\(date)allow: GET, HEAD, OPTIONS, POST\r\ncontent-length: 0\r\n\r\n"
                + answer("OPTIONS /a")),
        Case(
            name: "the absolute form of our own host",
            sent: "GET https://A.example:443/x?y HTTP/1.1\r\nHost: a.Example:443\r\n\r\n"
                + "GET HTTP://a?y HTTP/1.1\r\nHost: a\r\n\r\n",
            answers: answer("GET /x?y") + answer("GET /?y")),
        Case(
            name: "an upgrade is not taken",
            sent: "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n"
                + "POST / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 2\r\n\r\nhi",
            answers: answer("GET /") + answer("POST /", "hi")),
        Case(
            name: "a body that is too large is answered and closes",
            sent: "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 101\r\nExpect: 100-continue\r\n\r\n",
            answers: tooLarge, closes: true),
        Case(
            name: "chunks that are too large together are answered and close",
            sent: "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n64\r\n",
            answers: tooLarge, closes: true),
    ]

    private static let tooLarge =
        "HTTP/1.1 413 Payload Too Large\r\n\(date)content-type: text/plain; charset=utf-8\r\ncache-control: no-store\r\n"
        + "x-content-type-options: nosniff\r\ncontent-length: 16\r\n\(close)\r\nthe most is 100\n"

    /// Bytes are the same however they are split: at once, at each place in two, and one by one.
    @Test(arguments: cases) func answers(_ this: Case) async throws {
        let bytes = Array(this.sent.utf8)
        try await HTTP1Conversation.run { first in
            for splits in [[]] + (1..<bytes.count).map({ [$0] }) + [Array(1..<bytes.count)] {
                let conversation = HTTP1Conversation(loop: first.loop, service: ScriptedHTTPService())
                conversation.send(bytes, splits: splits)
                #expect(conversation.received() == this.answers, "split at \(splits)")
                #expect(conversation.isClosed == this.closes)
                #expect(conversation.violation == nil)
                conversation.end()
            }
        }
    }

    @Test func headIsGivenAsItCame() async throws {
        try await HTTP1Conversation.run { conversation in
            conversation.send(
                "POST /a%20b?c=%2F HTTP/1.1\r\nHOST: a\r\nX-A:\t one \t\r\nx-a: two\r\nX-Empty:\r\nX-É: no\r\n\r\n")
            #expect(conversation.violation != nil)
            conversation.end()
        }
        try await HTTP1Conversation.run { conversation in
            conversation.send(
                "POST /a%20b?c=%2F HTTP/1.1\r\nHOST: a\r\nX-A:\t one \t\r\nx-a: two, é\r\nX-Empty:\r\n\r\n")
            let request = HTTPRequest(
                method: "POST", target: "/a%20b?c=%2F",
                headers: ["host": "a", "x-a": "one", "x-a": "two, é", "x-empty": ""])
            #expect(conversation.service.requests == [request])
        }
    }

    @Test func answerCannotBreakOutOfItsHead() async throws {
        try await HTTP1Conversation.run(answersAtOnce: false) { conversation in
            conversation.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            conversation.service.exchanges[0].finish(
                HTTPResponse(
                    status: 299,
                    headers: [
                        "a": "b\r\nc: d\u{0}", "e\r\nf": "g", "": "h", "content-length": "7", "connection": "x",
                        "transfer-encoding": "chunked", "date": "now",
                    ], body: [65]))
            #expect(
                conversation.received()
                    == "HTTP/1.1 299 Status\r\n\(Self.date)a: b  c: d \r\ncontent-length: 1\r\n\r\nA")
        }
    }

    @Test(arguments: [204, 304]) func answersWithoutABodyHaveNoLength(_ status: Int) async throws {
        try await HTTP1Conversation.run(answersAtOnce: false) { conversation in
            conversation.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            conversation.service.exchanges[0].finish(HTTPResponse(status: status, body: [65]))
            let reason = status == 204 ? "No Content" : "Not Modified"
            #expect(conversation.received() == "HTTP/1.1 \(status) \(reason)\r\n\(Self.date)\r\n")
        }
    }

    // MARK: One at a time

    @Test func requestsWaitWhileOneIsAnswered() async throws {
        try await HTTP1Conversation.run(answersAtOnce: false) { conversation in
            let service = conversation.service
            conversation.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHo")
            conversation.send("st: a\r\n\r\nGET /3 HTTP/1.1\r\nHost: a\r\n")
            #expect(service.requests.map(\.target) == ["/1"])
            #expect(conversation.server.callCount == 1)
            #expect(conversation.received() == "")
            service.exchanges[0].finish(ScriptedHTTPService.echo(service.requests[0]))
            #expect(service.requests.map(\.target) == ["/1", "/2"])
            #expect(conversation.received() == Self.answer("GET /1"))
            service.exchanges[1].finish(ScriptedHTTPService.echo(service.requests[1]))
            #expect(conversation.received() == Self.answer("GET /2"))
            #expect(conversation.server.callCount == 0)
            conversation.send("\r\n")
            #expect(service.requests.map(\.target) == ["/1", "/2", "/3"])
        }
    }

    @Test func moreThanMayWaitEndsTheConnectionAfterTheAnswer() async throws {
        try await HTTP1Conversation.run(answersAtOnce: false) { conversation in
            let service = conversation.service
            conversation.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\n")
            let piece = [UInt8](repeating: 71, count: HTTP1Protocol.waitingLimit)
            conversation.send(piece)
            conversation.send([71])
            conversation.send(piece)
            #expect(!conversation.isClosed)
            service.exchanges[0].finish(ScriptedHTTPService.echo(service.requests[0]))
            #expect(conversation.received() == Self.answer("GET /1", connection: Self.close))
            #expect(conversation.isClosed)
            #expect(conversation.violation == nil)
        }
    }

    @Test func nothingIsReadWhileTheClientTakesNoAnswers() async throws {
        try await HTTP1Conversation.run { conversation in
            conversation.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\n")
            conversation.isCongested = true
            conversation.send("GET /2 HTTP/1.1\r\nHost: a\r\n\r\nGET /3 HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(conversation.received() == Self.answer("GET /1"))
            conversation.isCongested = false
            conversation.server.outputDidDrain()
            #expect(conversation.received() == Self.answer("GET /2") + Self.answer("GET /3"))
            conversation.isCongested = true
            conversation.send([UInt8](repeating: 71, count: HTTP1Protocol.waitingLimit + 1))
            #expect(conversation.violation == "the client sent requests and took no answers")
        }
    }

    // MARK: Refused by the service

    @Test func refusalOfARequestWithoutABodyGoesOn() async throws {
        try await HTTP1Conversation.run { conversation in
            conversation.service.refusals["/no"] = HTTPResponse(status: 404)
            conversation.send("GET /no HTTP/1.1\r\nHost: a\r\n\r\nGET /1 HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(
                conversation.received()
                    == "HTTP/1.1 404 Not Found\r\n\(Self.date)content-length: 0\r\n\r\n" + Self.answer("GET /1"))
            #expect(conversation.service.requests.map(\.target) == ["/1"])
            #expect(conversation.service.headsSeen == 2)
        }
    }

    @Test func bodyOfARefusedRequestIsNotReadForTheNextRequest() async throws {
        try await HTTP1Conversation.run { conversation in
            conversation.service.refusals["/no"] = HTTPResponse(status: 415)
            conversation.send(
                "POST /no HTTP/1.1\r\nHost: a\r\nContent-Length: 32\r\n\r\nGET /1 HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(
                conversation.received()
                    == "HTTP/1.1 415 Unsupported Media Type\r\n\(Self.date)content-length: 0\r\n\(Self.close)\r\n")
            #expect(conversation.isClosed)
            #expect(conversation.service.requests == [])
        }
    }

    // MARK: Time

    private static func limits(_ change: (inout TransportLimits) -> Void) -> TransportLimits {
        var limits = TransportLimits()
        change(&limits)
        return limits
    }

    @Test(arguments: [
        ("G", "the request's head took too long to come"),
        ("GET / HTTP/1.1\r\nHost: a\r\n", "the request's head took too long to come"),
        (
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n", "the request's body took too long to come"
        ),
        (
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nh",
            "the request's body took too long to come"
        ),
    ])
    func whoSendsPartOfARequestIsNotWaitedFor(_ part: String, _ text: String) async throws {
        let limits = Self.limits {
            $0.headTimeout = .milliseconds(20)
            $0.stallTimeout = .milliseconds(20)
        }
        try await HTTP1Conversation.run(limits: limits) { conversation in
            conversation.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\n" + part)
            #expect(conversation.received() == Self.answer("GET /1"))
            while !conversation.isClosed { try await conversation.loop.sleep(for: .milliseconds(5)) }
            #expect(conversation.violation == text)
            let answer = conversation.received()
            #expect(answer.hasPrefix("HTTP/1.1 408 Request Timeout\r\n"))
            #expect(answer.hasSuffix("\r\n\(Self.close)\r\n\(text)\n"))
        }
    }

    /// A byte now and then does not put off the end of a head, nor of a body in the long run.
    @Test(arguments: ["GET / HTTP/1.1\r\nHost: a\r\nA: ", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99\r\n\r\n"])
    func trickleIsTooSlow(_ beginning: String) async throws {
        let limits = Self.limits {
            $0.headTimeout = .milliseconds(50)
            $0.stallTimeout = .milliseconds(50)
        }
        try await HTTP1Conversation.run(limits: limits) { conversation in
            conversation.send(beginning)
            for _ in 0..<90 where !conversation.isClosed {
                try await conversation.loop.sleep(for: .milliseconds(5))
                conversation.send("a")
            }
            #expect(conversation.violation?.contains("too long") == true)
        }
    }

    @Test(arguments: ["", "GET /1 HTTP/1.1\r\nHost: a\r\n\r\n", "\r\n"])
    func idleConnectionIsNotTheEnginesMatter(_ sent: String) async throws {
        let limits = Self.limits {
            $0.headTimeout = .milliseconds(1)
            $0.stallTimeout = .milliseconds(1)
        }
        try await HTTP1Conversation.run(limits: limits) { conversation in
            conversation.send(sent)
            try await conversation.loop.sleep(for: .milliseconds(20))
            #expect(!conversation.isClosed)
        }
        try await HTTP1Conversation.run(answersAtOnce: false, limits: limits) { conversation in
            conversation.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET")
            try await conversation.loop.sleep(for: .milliseconds(20))
            #expect(!conversation.isClosed)
        }
    }

    @Test func clientThatMayNotBeReadIsNotTooSlow() async throws {
        let limits = Self.limits { $0.headTimeout = .milliseconds(10) }
        try await HTTP1Conversation.run(limits: limits) { conversation in
            conversation.send("GET /1 HTTP/1.1\r\n")
            conversation.isCongested = true
            try await conversation.loop.sleep(for: .milliseconds(40))
            #expect(!conversation.isClosed)
            conversation.isCongested = false
            try await conversation.loop.sleep(for: .milliseconds(40))
            #expect(conversation.isClosed)
        }
    }

    // MARK: The end

    @Test func shutdownLetsTheRequestFinishAndNoOtherBegin() async throws {
        try await HTTP1Conversation.run(answersAtOnce: false) { conversation in
            conversation.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n")
            conversation.server.beginShutdown("the end")
            #expect(!conversation.isClosed)
            let service = conversation.service
            service.exchanges[0].finish(ScriptedHTTPService.echo(service.requests[0]))
            #expect(conversation.received() == Self.answer("GET /1", connection: Self.close))
            #expect(conversation.isClosed)
            #expect(service.requests.count == 1)
        }
    }

    @Test func shutdownLetsABodyCome() async throws {
        try await HTTP1Conversation.run { conversation in
            conversation.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n")
            conversation.server.beginShutdown("the end")
            conversation.send("hi")
            #expect(conversation.received() == Self.answer("POST /", "hi", connection: Self.close))
            #expect(conversation.isClosed)
        }
    }

    @Test(arguments: ["", "GET /1 HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.1\r\nHo"])
    func shutdownClosesAConnectionWithoutARequest(_ sent: String) async throws {
        try await HTTP1Conversation.run { conversation in
            conversation.send(sent)
            conversation.server.beginShutdown("the end")
            #expect(conversation.isClosed)
            #expect(conversation.violation == nil)
        }
    }

    @Test func endAnswersWithItsStatus() async throws {
        try await HTTP1Conversation.run(answersAtOnce: false) { conversation in
            conversation.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n")
            conversation.server.endCalls(Status(.unavailable, "the server is shutting down"))
            let answer = conversation.received()
            #expect(answer.hasPrefix("HTTP/1.1 503 Service Unavailable\r\n"))
            #expect(answer.hasSuffix("\r\n\(Self.close)\r\nthe server is shutting down\n"))
            #expect(conversation.isClosed)
            #expect(!conversation.service.exchanges[0].isCancelled)
            #expect(conversation.server.callCount == 0)
        }
        try await HTTP1Conversation.run { conversation in
            conversation.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nh")
            conversation.server.endCalls(Status(.unavailable, "the server is shutting down"))
            #expect(conversation.received() == "")
            #expect(conversation.isClosed)
        }
    }

    @Test func lostConnectionCancelsTheRequestAndLetsTheEngineGo() async throws {
        try await HTTP1Conversation.run(answersAtOnce: false) { conversation in
            conversation.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2")
            weak let engine = conversation.server
            conversation.end()
            #expect(conversation.service.exchanges[0].isCancelled)
            #expect(conversation.received() == "")
            #expect(engine == nil)
        }
    }
}
