import Messages
import Postgres
import RPC
import Services
import Storage
import TestSupport
import Testing

/// Questions that are all there already.
private actor Questions: RequestStream {
    private var rest: ArraySlice<[UInt8]>

    init(_ messages: [[UInt8]]) { rest = messages[...] }

    func next() async throws(Status) -> [UInt8]? { rest.popFirst() }
}

/// Keeps the answers.
private actor Answers: ResponseStream {
    private(set) var messages: [[UInt8]] = []

    func send(_ message: [UInt8]) async throws(Status) { messages.append(message) }
}

struct ReflectionTests {
    typealias Request = ServerReflectionRequest
    typealias Response = ServerReflectionResponse

    static let names = ["grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection"]

    private static func router(offersReflection: Bool = true) -> Router {
        let nowhere = DatabaseConfiguration(host: "/nowhere", port: 1, database: "none", user: "nobody")
        return AllServices.router(
            ServiceEnvironment(
                store: Store(Database(configuration: nowhere, loops: TestStore.loops)),
                offersReflection: offersReflection)
        ) {
            $0.add(service: "t.Extra", method: "Echo", .unary { _, request in request })
        }
    }

    /// Asks questions on one stream, and gives the bytes of the answers.
    private static func answers(_ questions: [[UInt8]], by name: String = names[0]) async throws -> [[UInt8]] {
        let path = "\(name)/ServerReflectionInfo"
        guard case .bidirectional(let handler) = router().handler(for: path) else {
            throw Status(.unimplemented, "\(path) has not streams both ways")
        }
        let context = CallContext(
            callID: "test", method: path, peer: Peer(address: "in memory"), now: 0, offload: .inline)
        let answers = Answers()
        try await handler(context, Questions(questions), answers)
        return await answers.messages
    }

    private static func ask(_ questions: Request.MessageRequest?...) async throws -> [Response.MessageResponse?] {
        let requests = questions.map { Request(host: "somewhere", messageRequest: $0) }
        let responses = try await answers(requests.map { $0.serialized() }).map { try Response(serialized: $0) }
        #expect(responses.map(\.originalRequest) == requests, "the questions were not given back")
        #expect(responses.allSatisfy { $0.validHost == "somewhere" })
        return responses.map(\.messageResponse)
    }

    private static func ask(_ question: Request.MessageRequest?) async throws -> Response.MessageResponse? {
        let answers = try await ask(question, .listServices(""))
        #expect(answers.count == 2, "the stream did not go on")
        return answers[0]
    }

    /// A file and all that it imports, directly or not.
    private static func closure(_ name: String) throws -> Set<String> {
        let file = try #require(DescriptorFiles.named(name))
        return try file.dependencies.reduce(into: [name]) { $0.formUnion(try closure($1)) }
    }

    private static func serialized(_ names: Set<String>) throws -> Set<[UInt8]> {
        Set(try names.map { try #require(DescriptorFiles.named($0)).serialized })
    }

    @Test("It lists exactly the services that the router has, by either name, and both describe themselves")
    func list() async throws {
        let router = Self.router()
        guard case .listServicesResponse(let list) = try await Self.ask(.listServices("*")) else {
            Issue.record("no list")
            return
        }
        #expect(list.service.map(\.name) == router.services)
        #expect(Set(Self.names).isSubset(of: router.services) && router.services.contains("t.Extra"))
        // Every service of the product is declared by a file.
        for service in router.services where service != "t.Extra" {
            #expect(DescriptorFiles.declaring(symbol: service) != nil, "\(service)")
        }
        let question = [Request(messageRequest: .listServices("")).serialized()]
        let byFirst = try await Self.answers(question, by: Self.names[0])
        #expect(byFirst == (try await Self.answers(question, by: Self.names[1])))
    }

    @Test(
        "A file comes with all that it imports, the file itself first, whatever names it",
        arguments: [
            (Request.MessageRequest.fileByFilename("lm2/v1/comparison.proto"), "lm2/v1/comparison.proto"),
            (.fileByFilename("google/protobuf/timestamp.proto"), "google/protobuf/timestamp.proto"),
            (.fileContainingSymbol("lm2.v1.RecordsService"), "lm2/v1/record.proto"),
            (.fileContainingSymbol("lm2.v1.RecordsService.CreateRecord"), "lm2/v1/record.proto"),
            (.fileContainingSymbol("lm2.v1.Record.body"), "lm2/v1/record.proto"),
            (.fileContainingSymbol("lm2.v1.RATING_MET"), "lm2/v1/assessment.proto"),
            (.fileContainingSymbol("grpc.health.v1.HealthCheckResponse.ServingStatus"), "grpc/health/v1/health.proto"),
            (.fileContainingSymbol("grpc.reflection.v1.ServerReflection"), "grpc/reflection/v1/reflection.proto"),
            (
                .fileContainingSymbol("grpc.reflection.v1alpha.ServerReflectionRequest"),
                "grpc/reflection/v1alpha/reflection.proto"
            ),
            (
                .fileContainingExtension(
                    ExtensionRequest(containingType: "google.protobuf.FieldOptions", extensionNumber: 50001)),
                "lm2/v1/options.proto"
            ),
        ])
    func files(question: Request.MessageRequest, name: String) async throws {
        guard case .fileDescriptorResponse(let files) = try await Self.ask(question) else {
            Issue.record("no file")
            return
        }
        let closure = try Self.closure(name)
        #expect(files.fileDescriptorProto.first == DescriptorFiles.named(name)?.serialized)
        #expect(Set(files.fileDescriptorProto) == (try Self.serialized(closure)))
        #expect(files.fileDescriptorProto.count == closure.count, "a file came twice")
    }

    @Test("What a stream has been given it is not given again as an import, but is when it asks for it")
    func onceOnly() async throws {
        let first = "lm2/v1/comparison.proto"
        let second = "lm2/v1/record.proto"
        let answers = try await Self.ask(.fileByFilename(first), .fileByFilename(second), .fileByFilename(second))
        let files = answers.map { answer -> [[UInt8]] in
            guard case .fileDescriptorResponse(let files) = answer else { return [] }
            return files.fileDescriptorProto
        }
        let before = try Self.closure(first)
        let whole = try Self.closure(second)
        #expect(!before.contains(second) && !whole.isDisjoint(with: before))
        #expect(Set(files[1]) == (try Self.serialized(whole.subtracting(before))))
        #expect(files[2] == [try #require(DescriptorFiles.named(second)).serialized])
        // Another stream begins with nothing.
        guard case .fileDescriptorResponse(let other) = try await Self.ask(.fileByFilename(second)) else { return }
        #expect(other.fileDescriptorProto.count == whole.count)
    }

    @Test("The numbers of a message's extensions: none is a list as well")
    func extensionNumbers() async throws {
        for (type, numbers) in [("google.protobuf.FieldOptions", [50001]), ("lm2.v1.Record", [])] as [(String, [Int32])]
        {
            let answer = try await Self.ask(.allExtensionNumbersOfType(type))
            #expect(
                answer
                    == .allExtensionNumbersResponse(
                        ExtensionNumberResponse(baseTypeName: type, extensionNumber: numbers)))
        }
    }

    @Test(
        "What there is not is an error with gRPC's code, and the stream goes on",
        arguments: [
            (Request.MessageRequest.fileByFilename("lm2/v1/nothing.proto"), StatusCode.notFound),
            (.fileByFilename(""), .notFound), (.fileContainingSymbol("lm2.v1.Nothing"), .notFound),
            (.fileContainingSymbol(".lm2.v1.Record"), .notFound), (.fileContainingSymbol("t.Extra"), .notFound),
            (
                .fileContainingExtension(ExtensionRequest(containingType: "lm2.v1.Record", extensionNumber: 1)),
                .notFound
            ),
            (.allExtensionNumbersOfType("lm2.v1.RecordsService"), .notFound), (nil, .invalidArgument),
        ] as [(Request.MessageRequest?, StatusCode)])
    func errors(question: Request.MessageRequest?, code: StatusCode) async throws {
        guard case .errorResponse(let error) = try await Self.ask(question) else {
            Issue.record("no error")
            return
        }
        #expect(error.errorCode == Int32(code.rawValue))
        #expect(!error.errorMessage.isEmpty)
    }

    @Test("What is no question, or has a name that is too long, ends the stream")
    func malformed() async throws {
        for message in [
            [0xFF], Request(messageRequest: .fileByFilename(String(repeating: "x", count: 201))).serialized(),
        ] {
            let error = await #expect(throws: Status.self) { try await Self.answers([message]) }
            #expect(error?.code == .invalidArgument)
        }
    }

    @Test("Switched off, it is as unknown as any other service")
    func switchedOff() {
        let router = Self.router(offersReflection: false)
        for name in Self.names {
            let path = "\(name)/ServerReflectionInfo"
            #expect(router.handler(for: path) == nil)
            #expect(router.unimplemented(path) == Status(.unimplemented, "there is no service \(name)"))
        }
        #expect(router.services == Self.router().services.filter { !$0.hasPrefix("grpc.reflection.") })
    }
}
