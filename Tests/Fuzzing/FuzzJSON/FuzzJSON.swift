import FuzzSupport
import Messages

// Reads messages of every type from JSON, and writes them. The first byte chooses the type; the rest is taken both for JSON and
// for the wire form.

private func run(_ input: UnsafeBufferPointer<UInt8>) {
    guard let first = input.first else { return }
    let type = MessageTable.all[Int(first) % MessageTable.all.count].fullName
    let bytes = Array(input.dropFirst())
    if let serialized = try? ProtobufJSON.serialized(json: bytes, as: type) {
        precondition(serialized.count <= 5 * bytes.count, "a message is far longer than its JSON")
        check(serialized, type, isWritten: true)
    }
    check(bytes, type, isWritten: false)
}

/// What is written as JSON is read as the same message, whose fields are in order.
private func check(_ serialized: [UInt8], _ type: String, isWritten: Bool) {
    guard let json = try? ProtobufJSON.json(serialized, of: type) else {
        precondition(!isWritten, "what was read can't be written")
        return
    }
    guard let again = try? ProtobufJSON.serialized(json: json, as: type) else {
        preconditionFailure("what was written can't be read")
    }
    precondition(!isWritten || again == serialized, "a message does not survive being written and read")
    precondition((try? ProtobufJSON.json(again, of: type)) == json, "a message does not survive being read and written")
}

private func seeds() -> [[UInt8]] {
    let id = "0198c5a1-7d2e-7b3c-9f10-2a4b6c8d0e1f"
    let messages: [any ProtobufMessage] = [
        RateClauseRequest(
            idempotencyKey: id, assessmentID: id, clauseID: "a.1", rating: .met, narrative: "é\n\"\\",
            expectedVersion: 300),
        RaiseActionRequest(assessmentID: id, clauseID: "n.5", title: "t", dueOn: "2026-02-29", costPence: .max),
        UploadEvidenceRequest(part: .header(UploadHeader(idempotencyKey: id, clauseIDs: ["a.1", "b.2"]))),
        UploadEvidenceRequest(part: .chunk([0, 255])),
        ListActionsRequest(page: PageRequest(size: 50, token: "AAAA"), overdueOnly: true),
        Assessment(startedAt: Timestamp(seconds: -1, nanos: 1), clauses: [ClauseStanding(), ClauseStanding()]),
        RetryInfo(milliseconds: 1500),
    ]
    return messages.flatMap { message -> [[UInt8]] in
        let type = Swift.type(of: message)
        guard let place = MessageTable.all.firstIndex(where: { $0 == type }) else { return [] }
        let wire = message.serialized()
        let json = (try? ProtobufJSON.json(wire, of: type.fullName)) ?? []
        return [[UInt8(place)] + wire, [UInt8(place)] + json]
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
