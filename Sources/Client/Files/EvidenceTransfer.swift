import Crypto
import Kernel
import Messages
import RPC
import Transport

/// Evidence on its way to the server and back.
enum EvidenceTransfer {
    /// How many bytes are sent in one message.
    static let chunkSize = 256 * 1024

    /// Sends a file: header, chunks, seal. Begun anew, with the same key, when the server could not take it.
    static func upload(
        _ file: UploadFile, header: UploadHeader, _ invocation: Invocation
    ) async throws(ClientFailure) -> Evidence {
        let session = try invocation.signedIn()
        let bar = ProgressBar(console: invocation.console, name: file.name)
        defer { bar.clear() }
        var isFirst = true
        let method = Methods.EvidenceService.uploadEvidence
        let answer = try await session.attempt(limit: session.streamLimit) { client, metadata, remaining in
            if !isFirst {
                bar.clear()
                try await invocation.blocking { () throws(ClientFailure) in try file.rewind() }
            }
            isFirst = false
            let call = try await client.open(method.path, metadata: metadata, timeout: remaining)
            do {
                try await send(.header(header), on: call)
                var digest = SHA256()
                var done: UInt64 = 0
                while true {
                    let chunk = try await invocation.blocking { () throws(ClientFailure) in try file.read(chunkSize) }
                    if chunk.isEmpty { break }
                    digest.update(chunk)
                    done += UInt64(chunk.count)
                    try await send(.chunk(chunk), on: call)
                    bar.update(done: done, total: file.size.map { max($0, done) })
                }
                try await send(.seal(UploadSeal(sha256: digest.finalize())), on: call)
                return try await call.answer()
            } catch {
                call.cancel()
                throw error
            }
        }
        return try Session.read(Evidence.self, answer)
    }

    private static func send(_ part: UploadEvidenceRequest.Part, on call: ClientCall) async throws(Status) {
        try await call.send(UploadEvidenceRequest(part: part).serialized())
    }

    /// Fetches a file and keeps it if its digest is the item's.
    ///
    /// - Parameter target: makes the file from the item; asked once an attempt, as soon as the item is known.
    /// - Returns: the item, and the file that it went to.
    static func download(
        _ id: String, _ invocation: Invocation,
        to target: @escaping @Sendable (Evidence) throws(ClientFailure) -> DownloadFile
    ) async throws(ClientFailure) -> (Evidence, DownloadFile) {
        let session = try invocation.signedIn()
        let method = Methods.EvidenceService.downloadEvidence
        let request = DownloadEvidenceRequest(evidenceID: id).serialized()
        return try await session.attempt(limit: session.streamLimit) { client, metadata, remaining in
            let call = try await client.open(
                method.path, request: request, metadata: metadata, timeout: remaining)
            do {
                return try await receive(call, invocation, to: target)
            } catch {
                call.cancel()
                throw error
            }
        }
    }

    private static func receive(
        _ call: ClientCall, _ invocation: Invocation,
        to target: @escaping @Sendable (Evidence) throws(ClientFailure) -> DownloadFile
    ) async throws -> (Evidence, DownloadFile) {
        guard let first = try await next(call), case .evidence(let item)? = first.part else {
            throw ClientFailure(.refused, "the server sent no item before its content")
        }
        let file = try await invocation.blocking { () throws(ClientFailure) in
            let file = try target(item)
            try file.begin()
            return file
        }
        let bar = ProgressBar(console: invocation.console, name: item.fileName)
        defer { bar.clear() }
        var digest = SHA256()
        var done: UInt64 = 0
        while let message = try await next(call) {
            guard case .chunk(let chunk)? = message.part else { continue }
            digest.update(chunk)
            done += UInt64(chunk.count)
            // More than was announced can't have the right digest: don't fill the disk with it.
            guard done <= item.size else { break }
            try await invocation.blocking { () throws(ClientFailure) in try file.write(chunk) }
            if !file.isStandardOutput { bar.update(done: done, total: item.size) }
        }
        guard done == item.size, digest.finalize() == item.sha256 else {
            throw ClientFailure(
                .refused, ["what came is not the item: its SHA-256 digest is another", "Nothing was kept. Try again."])
        }
        try await invocation.blocking { () throws(ClientFailure) in try file.keep() }
        return (item, file)
    }

    private static func next(_ call: ClientCall) async throws -> DownloadEvidenceResponse? {
        guard let bytes = try await call.next() else { return nil }
        return try Session.read(DownloadEvidenceResponse.self, bytes)
    }
}
