import Kernel
import RPC
import Synchronization
import TestSupport
import Testing
import Transport

private struct Mishap: Error {
    let secret = "the password of the database"
}

/// Calls of every kind over TLS on the loopback.
@Suite(.timeLimit(.minutes(1)))
struct CallTests {
    private let router: Router = {
        var router = Router()
        router.add(service: "t.T", method: "Echo", .unary { _, request in request })
        router.add(
            service: "t.T", method: "Describe",
            .unary { context, _ in
                let parts = [
                    context.method, context.metadata["authorization"] ?? "-", "\(context.now)",
                    context.peer.certificate?.uris.first ?? "-", context.deadline == nil ? "-" : "deadline",
                ]
                return Array(parts.joined(separator: " ").utf8)
            })
        router.add(
            service: "t.T", method: "Sum",
            .clientStream { _, requests in
                var sum = 0
                while let request = try await requests.next() { sum += request.count }
                return Array("\(sum)".utf8)
            })
        router.add(
            service: "t.T", method: "Count",
            .serverStream { _, request, responses in
                for number in 0..<(Int(String(decoding: request, as: UTF8.self)) ?? 0) {
                    try await responses.send([UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 5000))
                }
            })
        router.add(
            service: "t.T", method: "Chat",
            .bidirectional { _, requests, responses in
                while let request = try await requests.next() { try await responses.send(request.reversed()) }
            })
        router.add(service: "t.T", method: "Fail", .unary { _, _ in throw Mishap() })
        router.add(
            service: "t.T", method: "Conflict",
            .unary { _, _ in
                throw Status(.aborted, "somebody else was first", details: [.init(type: "t.State", value: [1, 2])])
            })
        return router
    }()

    @Test func unaryCallsRunAtOnce() async throws {
        try await Loopback.run(router) { loopback in
            let client = try await loopback.client()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<300 {
                    group.addTask {
                        let request = [UInt8](repeating: UInt8(number & 255), count: number * 100)
                        let answer = try await client.unary("t.T/Echo", request)
                        #expect(answer == request)
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await client.unary("t.T/Echo", []) == [])
            try await client.ping()
            await client.close()
            await #expect(throws: Status.self) { try await client.unary("t.T/Echo", []) }
        }
    }

    /// A method that answers from memory, and how often each of its two ways was asked.
    private final class Prompt: Sendable {
        let now = Atomic<Int>(0)
        let later = Atomic<Int>(0)

        var handler: Handler {
            .prompt(
                now: { [self] _, request in
                    now.add(1, ordering: .relaxed)
                    switch request.first {
                    case 0: return nil
                    case 1: throw Status(.notFound, "there is nothing")
                    case 2: throw Mishap()
                    case 3: return [UInt8](repeating: 3, count: 70_000)
                    default: return request.reversed()
                    }
                },
                later: { [self] _, request in
                    later.add(1, ordering: .relaxed)
                    return request + [9]
                })
        }
    }

    @Test func whatIsInMemoryIsAnsweredWithoutWaiting() async throws {
        let prompt = Prompt()
        var router = Router()
        router.add(service: "t.T", method: "Prompt", prompt.handler)
        try await Loopback.run(router) { loopback in
            let client = try await loopback.client()
            #expect(try await client.unary("t.T/Prompt", [5, 6]) == [6, 5])
            #expect(try await client.unary("t.T/Prompt", []) == [])
            #expect(try await client.unary("t.T/Prompt", [3]).count == 70_000)
            #expect(prompt.now.load(ordering: .relaxed) == 3 && prompt.later.load(ordering: .relaxed) == 0)
            // What has to wait is answered by the other way, and is asked once.
            #expect(try await client.unary("t.T/Prompt", [0, 7]) == [0, 7, 9])
            #expect(prompt.now.load(ordering: .relaxed) == 4 && prompt.later.load(ordering: .relaxed) == 1)
            let refused = await #expect(throws: Status.self) { try await client.unary("t.T/Prompt", [1]) }
            #expect(refused == Status(.notFound, "there is nothing"))
            let failed = await #expect(throws: Status.self) { try await client.unary("t.T/Prompt", [2]) }
            #expect(failed?.code == .internal && failed?.message.contains("password") == false)
            let codes: [StatusCode?] = [nil, nil, nil, nil, .notFound, .internal]
            for code in codes {
                let end = await loopback.calls.ends.next()
                #expect(end.status?.code == code && end.method == "t.T/Prompt")
            }
        }
    }

    @Test func promptMethodWaitsForItsRequest() async throws {
        let prompt = Prompt()
        var router = Router()
        router.add(service: "t.T", method: "Prompt", prompt.handler)
        try await Loopback.run(router) { loopback in
            let client = try await loopback.client()
            // The request comes after the call: the message in a frame of its own, and its end in another.
            let call = try await client.open("t.T/Prompt")
            try await client.ping()
            try await call.send([5, 6])
            try await client.ping()
            call.finishSending()
            #expect(try await call.answer() == [5, 6, 9])
            #expect(prompt.now.load(ordering: .relaxed) == 0 && prompt.later.load(ordering: .relaxed) == 1)
        }
    }

    @Test func handlerIsToldOfItsCall() async throws {
        try await Loopback.run(router) { loopback in
            let client = try await loopback.client()
            let answer = try await client.unary(
                "t.T/Describe", [1, 2], metadata: ["Authorization": "Bearer x"], timeout: .seconds(30))
            #expect(
                String(decoding: answer, as: UTF8.self) == "t.T/Describe Bearer x 1700000000000000 - deadline")
            let end = await loopback.calls.ends.next()
            #expect(end.method == "t.T/Describe" && end.status == nil && end.callID.count == 12)
            #expect(end.requestBytes == 2 && end.responseBytes == answer.count)
        }
    }

    @Test func machineIsKnownByItsCertificate() async throws {
        let files = TestCertificates.shared
        try await Loopback.run(router) { loopback in
            let client = try await loopback.client(toMachines: true) {
                $0.certificateChainFile = files.clientCertificate
                $0.privateKeyFile = files.clientKey
            }
            let answer = try await client.unary("t.T/Describe", [])
            #expect(String(decoding: answer, as: UTF8.self).contains("urn:lm2:test:pump-7"))
            // TLS 1.3's client is done before the server has judged its certificate.
            let nobody = try await loopback.client(toMachines: true)
            let status = await #expect(throws: Status.self) { try await nobody.unary("t.T/Describe", []) }
            #expect(status?.code == .unavailable)
            #expect(await loopback.connections.reasons.next().contains("did not return a certificate"))
        }
    }

    @Test func streamsOfEveryKindFlow() async throws {
        try await Loopback.run(router) { loopback in
            let client = try await loopback.client()
            let sum = try await client.open("t.T/Sum")
            // Twelve windows' worth.
            for _ in 0..<30 { try await sum.send([UInt8](repeating: 1, count: 100_000)) }
            #expect(try await sum.answer() == Array("3000000".utf8))

            let count = try await client.open("t.T/Count", request: Array("1000".utf8))
            for number in 0..<1000 {
                #expect(try await count.next() == [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 5000))
            }
            #expect(try await count.next() == nil)
            #expect(try await count.next() == nil)

            let chat = try await client.open("t.T/Chat")
            for number in 0..<100 as Range<UInt8> {
                try await chat.send([number, 1])
                #expect(try await chat.next() == [1, number])
            }
            chat.finishSending()
            #expect(try await chat.next() == nil)
        }
    }

    @Test func messageLargerThanTheWindowGoesWhole() async throws {
        try await Loopback.run(router) { loopback in
            let client = try await loopback.client()
            let sum = try await client.open("t.T/Sum")
            for _ in 0..<3 { try await sum.send([UInt8](repeating: 1, count: 4_194_304)) }
            #expect(try await sum.answer() == Array("12582912".utf8))
        }
    }

    @Test(arguments: [
        ("t.T/None", "t.T has no method None"), ("x.X/Echo", "no service x.X"), ("nonsense", "package.Service/Method"),
    ])
    func unknownMethodIsUnimplemented(_ method: String, _ text: String) async throws {
        try await Loopback.run(router) { loopback in
            let client = try await loopback.client()
            let status = await #expect(throws: Status.self) { try await client.unary(method, []) }
            #expect(status?.code == .unimplemented)
            #expect(status?.message.contains(text) == true)
        }
    }

    @Test func errorsAreSilentOutwardAndTalkativeInTheLog() async throws {
        try await Loopback.run(router) { loopback in
            let client = try await loopback.client()
            let status = await #expect(throws: Status.self) { try await client.unary("t.T/Fail", []) }
            let end = await loopback.calls.ends.next()
            #expect(status == Status(.internal, "internal error; the call's id is \(end.callID)"))
            #expect(end.cause?.contains("the password") == true)
            let conflict = await #expect(throws: Status.self) { try await client.unary("t.T/Conflict", []) }
            #expect(
                conflict
                    == Status(
                        .aborted, "somebody else was first", details: [.init(type: "t.State", value: [1, 2])]))
        }
    }

    @Test func oneMessageMeansOne() async throws {
        try await Loopback.run(router) { loopback in
            let client = try await loopback.client()
            let none = try await client.open("t.T/Echo")
            let tooFew = await #expect(throws: Status.self) { try await none.answer() }
            #expect(tooFew?.code == .invalidArgument)
            let two = try await client.open("t.T/Echo")
            try await two.send([1])
            try await two.send([2])
            let tooMany = await #expect(throws: Status.self) { try await two.answer() }
            #expect(tooMany?.code == .invalidArgument)
            let one = try await client.open("t.T/Echo")
            try await one.send([1])
            #expect(try await one.answer() == [1])
        }
    }

    @Test func oversizedMessageCostsTheCallOnly() async throws {
        try await Loopback.run(router) { loopback in
            let client = try await loopback.client()
            let large = [UInt8](repeating: 0, count: 4_194_305)
            let status = await #expect(throws: Status.self) { try await client.unary("t.T/Echo", large) }
            #expect(status?.code == .resourceExhausted)
            #expect(try await client.unary("t.T/Echo", [1]) == [1])
        }
    }

    @Test func wrongNamesAndAuthoritiesAreRefused() async throws {
        let files = TestCertificates.shared
        try await Loopback.run(router) { loopback in
            for (text, change) in [
                ("certificate verify failed", { @Sendable tls in tls.caFile = files.otherCA }),
                ("hostname mismatch", { @Sendable tls in tls.serverName = "example.org" }),
                ("no application protocol", { @Sendable tls in tls.applicationProtocols = ["h9"] }),
            ] as [(String, @Sendable (inout ClientTLSConfiguration) -> Void)] {
                let status = await #expect(throws: Status.self) {
                    try await loopback.client(.init(), toMachines: false, change)
                }
                #expect(status?.code == .unavailable)
                #expect(status?.message.contains(text) == true, "\(status?.message ?? "")")
            }
        }
    }
}
