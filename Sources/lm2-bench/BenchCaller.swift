import Crypto
import Kernel
import Messages
import RPC
import Transport

/// One connection to the server, as one caller.
final class BenchCaller: Sendable {
    let client: FramedClient
    private let metadata: Metadata

    private init(_ client: FramedClient, _ token: String) {
        self.client = client
        metadata = ["authorization": "Bearer \(token)"]
    }

    /// Connects.
    static func connect(
        _ installation: Installation, port: Int? = nil, context: TLSContext, token: String, loop: EventLoop
    ) async throws -> BenchCaller {
        BenchCaller(
            try await FramedClient.connect(
                host: "127.0.0.1", port: port ?? installation.port, context: context, loop: loop), token)
    }

    /// Makes a call, bytes in and bytes out.
    func call(_ method: String, _ request: [UInt8]) async throws(Status) -> [UInt8] {
        try await client.unary(method, request, metadata: metadata)
    }

    /// Makes a call.
    func call<Request, Response>(
        _ method: Method<Request, Response>, _ request: Request
    ) async throws -> Response {
        try Response(serialized: try await call(method.path, request.serialized()))
    }

    /// Opens a call of streams.
    func open(_ method: String, request: [UInt8]? = nil) async throws(Status) -> ClientCall {
        try await client.open(method, request: request, metadata: metadata)
    }

    /// Imports a sheet of records; one bad row is a fault of the bench.
    func importSheet(_ register: String, into service: String, _ sheet: [UInt8]) async throws {
        let call = try await open(Methods.RecordsService.importRecords.path)
        let header = ImportHeader(serviceID: service, register: register)
        try await call.send(ImportRecordsRequest(part: .header(header)).serialized())
        for start in stride(from: 0, to: sheet.count, by: 262_144) {
            let chunk = Array(sheet[start..<min(start + 262_144, sheet.count)])
            try await call.send(ImportRecordsRequest(part: .chunk(chunk)).serialized())
        }
        call.finishSending()
        let answer = try ImportRecordsResponse(serialized: try await call.answer())
        guard answer.refused == 0 else { throw BenchError("\(register): \(answer.problems.prefix(3))") }
    }

    /// Uploads bytes in chunks of 256 KiB.
    func upload(_ header: UploadHeader, size: Int, chunk: [UInt8]) async throws -> Evidence {
        let call = try await open(Methods.EvidenceService.uploadEvidence.path)
        try await call.send(UploadEvidenceRequest(part: .header(header)).serialized())
        var digest = SHA256()
        var rest = size
        let message = UploadEvidenceRequest(part: .chunk(chunk)).serialized()
        while rest > 0 {
            let isWhole = rest >= chunk.count
            let piece = isWhole ? chunk : Array(chunk.prefix(rest))
            digest.update(piece)
            try await call.send(isWhole ? message : UploadEvidenceRequest(part: .chunk(piece)).serialized())
            rest -= piece.count
        }
        try await call.send(UploadEvidenceRequest(part: .seal(UploadSeal(sha256: digest.finalize()))).serialized())
        call.finishSending()
        return try Evidence(serialized: try await call.answer())
    }
}
