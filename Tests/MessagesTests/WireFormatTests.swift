import Messages
import Testing

@Suite("What is read and written is protobuf")
struct WireFormatTests {
    @Test("The reference's random messages of every type are read with their values and written as the same bytes")
    func readsReference() throws {
        let seen = Set(Reference.samples.map { $0.type.fullName })
        #expect(seen == Set(MessageTable.all.map { $0.fullName }))
        for sample in Reference.samples {
            try check(sample.type, sample)
        }
    }

    private func check<Message: ProtobufMessage>(_ type: Message.Type, _ sample: Reference.Sample) throws {
        let message = try Message(serialized: sample.bytes)
        #expect(show(message) == sample.values)
        let written = message.serialized()
        #expect(written == sample.bytes, "\(Message.fullName)")
        #expect(try Message(serialized: written) == message)
    }

    @Test("Messages made here are read by the reference with their values")
    func writesForReference() throws {
        let messages: [any ProtobufMessage] = [
            assessment(clauses: 75), UploadEvidenceRequest(), UploadEvidenceRequest(part: .chunk([])),
            UploadEvidenceRequest(part: .chunk([0, 1, 255])),
            UploadEvidenceRequest(part: .header(UploadHeader(fileName: "plan.pdf", clauseIDs: ["a.1", "", "n.5"]))),
            UploadEvidenceRequest(part: .seal(UploadSeal(sha256: [UInt8](repeating: 7, count: 32)))),
            ComparisonCell(evidenceAgeDays: 0), ComparisonCell(evidenceAgeDays: nil), Action(costPence: .max),
            ListServicesRequest(page: PageRequest()), ListServicesRequest(page: nil),
            HealthCheckResponse(status: .notServing), RateClauseRequest(rating: .unrecognized(-7)),
            Timestamp(microseconds: -1),
        ]
        let found = try Reference.values(of: messages)
        #expect(found == messages.map { show($0) })
    }

    @Test("A default is not written, an optional field's is")
    func presence() {
        #expect(RateClauseRequest(rating: .unspecified, expectedVersion: 0).serialized() == [])
        #expect(ComparisonCell(evidenceAgeDays: 0).serialized() == [0x50, 0])
        #expect(ListServicesRequest(page: PageRequest()).serialized() == [0x0a, 0])
        #expect(Tenant(demonstration: true).serialized() == [0x18, 1])
    }

    @Test("Texts and bytes of every length stand in their field, and nothing beyond")
    func lengths() throws {
        for length in Array(0...300) + [16_383, 16_384, 70_000] {
            let content = (0..<length).map { UInt8(33 + ($0 * 7 + length) % 90) }
            let text = String(decoding: content, as: UTF8.self)
            func field(_ key: UInt8) -> [UInt8] {
                var size: [UInt8] = []
                var rest = length
                while rest >= 0x80 {
                    size.append(UInt8(rest & 0x7f) | 0x80)
                    rest >>= 7
                }
                return [key] + size + [UInt8(rest)] + content
            }
            let tenant = Tenant(tenantID: "7", name: text, demonstration: true)
            let expected = [0x0a, 1, UInt8(ascii: "7")] + (length == 0 ? [] : field(0x12)) + [0x18, 1]
            #expect(tenant.serialized() == expected, "\(length)")
            #expect(try Tenant(serialized: expected) == tenant, "\(length)")
            #expect(UploadEvidenceRequest(part: .chunk(content)).serialized() == field(0x12), "\(length)")
        }
    }

    @Test("Unknown fields of each wire type are skipped")
    func unknownFields() throws {
        let known = GetTenantRequest().serialized() + Tenant(name: "North").serialized()
        let unknown: [[UInt8]] = [
            [0xa0, 0x06, 0x96, 0x01],  // field 100, a varint
            [0xa1, 0x06, 1, 2, 3, 4, 5, 6, 7, 8],  // 64 bits
            [0xa2, 0x06, 3, 0xff, 0, 0xfe],  // bytes, of which nothing is asked
            [0xa5, 0x06, 1, 2, 3, 4],  // 32 bits
        ]
        for field in unknown {
            #expect(try Tenant(serialized: field + known) == Tenant(name: "North"))
            #expect(try Tenant(serialized: known + field) == Tenant(name: "North"))
        }
    }

    @Test("Of a field sent twice the last counts; nested messages are merged, as protobuf wants")
    func repeatedFields() throws {
        let twice = Tenant(name: "first").serialized() + Tenant(name: "second").serialized()
        #expect(try Tenant(serialized: twice).name == "second")
        let merged =
            ListServicesRequest(page: PageRequest(size: 7)).serialized()
            + ListServicesRequest(page: PageRequest(token: "t")).serialized()
        #expect(try ListServicesRequest(serialized: merged).page == PageRequest(size: 7, token: "t"))
        let parts =
            UploadEvidenceRequest(part: .header(UploadHeader(title: "t"))).serialized()
            + UploadEvidenceRequest(part: .chunk([1])).serialized()
        #expect(try UploadEvidenceRequest(serialized: parts).part == .chunk([1]))
    }

    @Test("Every enum gives its values by number and by name")
    func enums() {
        func check<Value: ProtobufEnum>(_: Value.Type) {
            for value in Value.known {
                #expect(Value(rawValue: value.rawValue) == value)
                #expect(Value(name: value.name) == value)
            }
            #expect(Value(rawValue: 4_711).rawValue == 4_711)
            #expect(Value(name: "no such value") == nil)
        }
        check(Rating.self)
        check(Colour.self)
        check(AssessmentState.self)
        check(AssessorVerdict.self)
        check(ActionState.self)
        check(EvidenceState.self)
        check(Role.self)
        check(Force.self)
        check(UnitKind.self)
        check(LocationKind.self)
        check(HealthCheckResponse.ServingStatus.self)
        #expect(Rating.notApplicable.name == "not_applicable")
        #expect(HealthCheckResponse.ServingStatus.notServing.rawValue == 2)
    }

    @Test(
        "A timestamp is the microseconds that it was made of",
        arguments: [0, 1, -1, 999_999, 1_000_000, -1_000_000, -1_000_001, 1_767_225_600_123_456])
    func timestamps(_ microseconds: Int64) {
        let timestamp = Timestamp(microseconds: microseconds)
        #expect(timestamp.microseconds == microseconds)
        #expect((0..<1_000_000_000).contains(timestamp.nanos))
    }

    @Test("A timestamp beyond what microseconds can say is the nearest")
    func extremeTimestamps() {
        #expect(Timestamp(seconds: .max, nanos: 5).microseconds == .max)
        #expect(Timestamp(seconds: .min, nanos: -5).microseconds == .min)
        #expect(Timestamp(seconds: .max / 1_000_000, nanos: .max).microseconds == .max)
        #expect(Timestamp(seconds: -62_135_596_800, nanos: 1).microseconds == -62_135_596_800_000_000)
    }

    @Test("The method table has every method with its types and directions")
    func methods() throws {
        #expect(MethodTable.all.count == 74)
        #expect(Set(MethodTable.all.map(\.path)).count == MethodTable.all.count)
        let upload = try #require(MethodTable.method("lm2.v1.EvidenceService/UploadEvidence"))
        #expect(upload == Methods.EvidenceService.uploadEvidence.info)
        #expect(upload.clientStreaming && !upload.serverStreaming)
        #expect(Methods.EvidenceService.downloadEvidence.serverStreaming)
        let assess: Method<AssessClauseRequest, ClauseStanding> = Methods.AssessmentService.assessClause
        #expect(assess.path == "lm2.v1.AssessmentService/AssessClause" && assess.service == "lm2.v1.AssessmentService")
        #expect(assess.info.responseType == "lm2.v1.ClauseStanding")
        #expect(Methods.Health.check.path == "grpc.health.v1.Health/Check")
        #expect(MethodTable.method("lm2.v1.AssessmentService/Nothing") == nil)
    }
}

/// An assessment as large as LM2's.
func assessment(clauses: Int) -> Assessment {
    Assessment(
        assessmentID: "0190a8e0-7c1b-7d3a-9f00-00000000000a", serviceID: "0190a8e0-7c1b-7d3a-9f00-00000000000b",
        standardID: "LM2", standardVersion: "2024", periodFrom: "2026-01-01", periodTo: "2026-12-31", state: .draft,
        version: 3, startedAt: Timestamp(microseconds: 1_767_225_600_000_000),
        clauses: (0..<clauses).map { index in
            ClauseStanding(
                clauseID: "a.\(index)", rating: .met, narrative: "The rota names a lead for each list, and it is kept.",
                version: UInt32(index), ratedAt: Timestamp(microseconds: 1_767_225_600_000_000 + Int64(index)),
                ratedBy: "Quality manager", colour: .green, evidenceCount: 2, openActions: 1,
                assessorVerdict: .partlyMet, assessorComment: "Seen.",
                assessedAt: Timestamp(microseconds: 1_767_225_600_000_000), assessedBy: "Assessor")
        }, asAt: "2026-06-30")
}
