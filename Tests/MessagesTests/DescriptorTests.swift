import Messages
import Testing

@Suite("The protocol's files are described")
struct DescriptorTests {
    @Test("Every file is there, and what it imports comes before it")
    func files() throws {
        var seen: Set<String> = []
        for file in DescriptorFiles.all {
            #expect(seen.isSuperset(of: file.dependencies), "\(file.name)")
            #expect(seen.insert(file.name).inserted)
            #expect(DescriptorFiles.named(file.name)?.serialized == file.serialized)
            // A FileDescriptorProto begins with its name.
            #expect(file.serialized.starts(with: [0x0A, UInt8(file.name.utf8.count)] + Array(file.name.utf8)))
        }
        let assessment = try #require(DescriptorFiles.named("lm2/v1/assessment.proto"))
        #expect(
            assessment.dependencies == [
                "google/protobuf/timestamp.proto", "lm2/v1/options.proto", "lm2/v1/common.proto",
            ])
        #expect(DescriptorFiles.named("lm2/v1/nothing.proto") == nil)
    }

    @Test("Every message and every method is declared by a file")
    func everySymbol() {
        for type in MessageTable.all {
            #expect(DescriptorFiles.declaring(symbol: type.fullName) != nil, "\(type.fullName)")
        }
        for method in MethodTable.all {
            let symbol = method.path.split(separator: "/").joined(separator: ".")
            #expect(DescriptorFiles.declaring(symbol: symbol) != nil, "\(symbol)")
        }
    }

    @Test(
        "Who declares what is found by its full name",
        arguments: [
            ("lm2.v1.AssessmentService", "lm2/v1/assessment.proto"),
            ("lm2.v1.AssessmentService.RateClause", "lm2/v1/assessment.proto"),
            ("lm2.v1.Assessment", "lm2/v1/assessment.proto"),
            ("lm2.v1.Assessment.started_at", "lm2/v1/assessment.proto"),
            ("lm2.v1.UploadEvidenceRequest.part", "lm2/v1/evidence.proto"),
            ("lm2.v1.Rating", "lm2/v1/assessment.proto"),
            ("lm2.v1.RATING_MET", "lm2/v1/assessment.proto"),
            ("lm2.v1.rules", "lm2/v1/options.proto"),
            ("google.rpc.BadRequest.FieldViolation", "google/rpc/error_details.proto"),
            ("google.rpc.BadRequest.FieldViolation.field", "google/rpc/error_details.proto"),
            ("grpc.health.v1.HealthCheckResponse.ServingStatus", "grpc/health/v1/health.proto"),
            ("grpc.health.v1.HealthCheckResponse.SERVING", "grpc/health/v1/health.proto"),
            ("google.protobuf.FieldDescriptorProto.Type", "google/protobuf/descriptor.proto"),
            ("lm2.v1", nil), ("lm2.v1.Rating.RATING_MET", nil), ("lm2.v1.AssessmentService/RateClause", nil),
            (".lm2.v1.Assessment", nil), ("", nil),
        ] as [(String, String?)])
    func declaring(_ symbol: String, _ file: String?) {
        #expect(DescriptorFiles.declaring(symbol: symbol)?.name == file)
    }

    @Test("Extensions are found by the message that they extend and their number")
    func extensions() throws {
        for type in ["google.protobuf.FieldOptions", "google.protobuf.MessageOptions"] {
            let numbers = try #require(DescriptorFiles.extensionNumbers(of: type))
            #expect(numbers.count == 1, "\(type)")
            for number in numbers {
                #expect(DescriptorFiles.declaringExtension(of: type, number: number)?.name == "lm2/v1/options.proto")
                #expect(DescriptorFiles.declaringExtension(of: "lm2.v1.Assessment", number: number) == nil)
            }
            #expect(DescriptorFiles.declaringExtension(of: type, number: 1) == nil)
        }
        #expect(DescriptorFiles.extensionNumbers(of: "lm2.v1.Assessment") == [])
        #expect(DescriptorFiles.extensionNumbers(of: "lm2.v1.Nothing") == nil)
    }
}
