import FuzzSupport
import Messages

// Reads messages of every type. The first byte chooses the type, the second the memory that reading may take.

private func run(_ input: UnsafeBufferPointer<UInt8>) {
    guard input.count >= 2 else { return }
    let type = MessageTable.all[Int(input[0]) % MessageTable.all.count]
    check(type, Array(input[2...]), limit: Int(input[1]) * 64)
}

private func check<Message: ProtobufMessage>(_: Message.Type, _ bytes: [UInt8], limit: Int) {
    // 0 stands for the limit that goes by the size.
    let read = limit == 0 ? try? Message(serialized: bytes) : try? Message(serialized: bytes, memoryLimit: limit)
    guard let message = read else { return }
    precondition(message.violations().count <= 100, "more violations than an answer has room for")
    let again = try? Message(serialized: message.serialized(), memoryLimit: .max)
    precondition(again == message, "a message does not survive being written and read")
}

private func seeds() -> [[UInt8]] {
    let id = "0198c5a1-7d2e-7b3c-9f10-2a4b6c8d0e1f"
    let messages: [any ProtobufMessage] = [
        StartAssessmentRequest(
            idempotencyKey: id, serviceID: id, standardID: "LM2", standardVersion: "1", periodFrom: "2026-01-01",
            periodTo: "2026-12-31"),
        RateClauseRequest(
            idempotencyKey: id, assessmentID: id, clauseID: "a.1", rating: .met, narrative: "é", expectedVersion: 300),
        RaiseActionRequest(assessmentID: id, clauseID: "n.5", title: "t", dueOn: "2026-02-29", costPence: .max),
        UploadEvidenceRequest(part: .header(UploadHeader(idempotencyKey: id, clauseIDs: ["a.1", "b.2"]))),
        UploadEvidenceRequest(part: .chunk([0, 255])),
        UploadEvidenceRequest(part: .seal(UploadSeal(sha256: [UInt8](repeating: 7, count: 32)))),
        ListActionsRequest(page: PageRequest(size: 50, token: "AAAA"), overdueOnly: true),
        Assessment(startedAt: Timestamp(seconds: -1, nanos: 1), clauses: [ClauseStanding(), ClauseStanding()]),
    ]
    return messages.compactMap { message in
        MessageTable.all.firstIndex { $0 == type(of: message) }.map { [UInt8($0), 0] + message.serialized() }
    }
}

@_cdecl("LLVMFuzzerInitialize")
package func initialize(_ count: UnsafeMutablePointer<CInt>, _ arguments: Arguments) -> CInt {
    plant(seeds(), count, arguments)
}

@_cdecl("LLVMFuzzerTestOneInput")
package func test(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    run(UnsafeBufferPointer(start: start, count: count))
    return 0
}
