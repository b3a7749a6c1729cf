import Crypto
import Messages
import RPC
import Storage
import Synchronization

/// Receives one upload: a header, chunks, a seal, and then nothing.
///
/// While one piece is stored and hashed the next is received: there are never more than two pieces in memory, besides the
/// message that is being taken apart. How the client cuts its chunks doesn't matter: pieces are all of one size.
struct EvidenceReception {
    let scope: TenantScope
    let method: String
    /// The largest file, in bytes.
    let largest: Int
    let offload: Offload

    typealias Incoming = RequestMessages<UploadEvidenceRequest>

    /// Receives the upload and seals it. Whatever goes wrong on the way leaves nothing.
    func receive(_ messages: Incoming) async throws -> Evidence {
        guard case .header(let header)? = try await messages.next()?.part else {
            throw Self.outOfOrder("header", "an upload begins with its header")
        }
        let upload = try await scope.beginUpload(header, method: method)
        do {
            let content = try await content(of: upload, messages)
            guard content.size > 0 else { throw Self.outOfOrder("chunk", "the file is empty") }
            guard ConstantTime.equal(content.sha256, content.claimed) else {
                throw Refusal.invalid(
                    field: "seal.sha256",
                    content.claimed.count == content.sha256.count
                        ? "it is not the digest of what arrived, \(Hexadecimal.encode(content.sha256)); upload the file again"
                        : "a SHA-256 digest has \(content.sha256.count) bytes, not \(content.claimed.count)")
            }
            return try await scope.sealUpload(upload, size: content.size, sha256: content.sha256)
        } catch {
            await scope.discardUpload(upload)
            throw error
        }
    }

    private struct Content {
        var size: Int
        var sha256: [UInt8]
        var claimed: [UInt8]
    }

    private func content(of upload: EvidenceUpload, _ messages: Incoming) async throws -> Content {
        let digest = RunningDigest()
        var pieces = PieceCutter(size: EvidenceContent.pieceSize)
        var size = 0
        let claimed = try await withThrowingTaskGroup(of: Void.self) { group in
            while let message = try await messages.next() {
                switch message.part {
                case .chunk(let bytes):
                    size += bytes.count
                    guard size <= largest else {
                        throw Refusal.exhausted("the file is larger than \(largest) bytes, the most that is taken")
                    }
                    pieces.add(bytes)
                    while let (number, piece) = pieces.next() {
                        try await group.waitForAll()
                        keep(number, piece, of: upload, digest, in: &group)
                    }
                case .seal(let seal):
                    try await group.waitForAll()
                    if let (number, piece) = pieces.last() { keep(number, piece, of: upload, digest, in: &group) }
                    try await group.waitForAll()
                    guard try await messages.next() == nil else {
                        throw Self.outOfOrder("seal", "nothing follows the seal")
                    }
                    return seal.sha256
                case .header: throw Self.outOfOrder("header", "the header came before; expected a chunk or the seal")
                case nil: throw Self.outOfOrder("part", "the message holds nothing; expected a chunk or the seal")
                }
            }
            throw Self.outOfOrder("seal", "the stream ended before the seal")
        }
        return Content(size: size, sha256: digest.finalize(), claimed: claimed)
    }

    /// Stores a piece, and hashes it meanwhile, in tasks of the group.
    private func keep(
        _ number: Int, _ piece: [UInt8], of upload: EvidenceUpload, _ digest: RunningDigest,
        in group: inout ThrowingTaskGroup<Void, any Error>
    ) {
        if !upload.isRepeat {
            let scope = scope
            group.addTask { try await scope.writePiece(number, piece, of: upload) }
        }
        let offload = offload
        group.addTask { try await offload { digest.update(piece) } }
    }

    private static func outOfOrder(_ field: String, _ text: String) -> Refusal { .invalid(field: field, text) }
}

/// Cuts bytes that come in chunks of any size into pieces of one size.
struct PieceCutter {
    private let size: Int
    private var number = 0
    private var rest: [UInt8] = []
    private var chunk: [UInt8] = []
    private var taken = 0

    /// Makes a cutter into pieces of that many bytes.
    init(size: Int) {
        self.size = size
    }

    /// Takes the next bytes. All pieces of the bytes before have been taken out.
    mutating func add(_ bytes: [UInt8]) {
        precondition(taken == chunk.count, "a chunk was added before the last was cut up")
        chunk = bytes
        taken = 0
    }

    /// The next whole piece, with its number from 0; nil when more bytes are needed.
    mutating func next() -> (Int, [UInt8])? {
        // A chunk that is a piece already is passed on as it is.
        if rest.isEmpty, taken == 0, chunk.count == size {
            defer { chunk = [] }
            return (take(), chunk)
        }
        if rest.isEmpty, taken < chunk.count { rest.reserveCapacity(size) }
        let count = min(size - rest.count, chunk.count - taken)
        rest += chunk[taken..<taken + count]
        taken += count
        if taken == chunk.count {
            chunk = []
            taken = 0
        }
        guard rest.count == size else { return nil }
        defer { rest = [] }
        return (take(), rest)
    }

    /// The last piece, which may be shorter; nil if nothing is left.
    mutating func last() -> (Int, [UInt8])? {
        guard !rest.isEmpty else { return nil }
        defer { rest = [] }
        return (take(), rest)
    }

    private mutating func take() -> Int {
        defer { number += 1 }
        return number
    }
}

/// A digest that is continued by one task after the other, on whatever thread.
private final class RunningDigest: Sendable {
    private let digest = Mutex(SHA256())

    func update(_ bytes: [UInt8]) { digest.withLock { $0.update(bytes) } }

    func finalize() -> [UInt8] { digest.withLock { $0.finalize() } }
}
