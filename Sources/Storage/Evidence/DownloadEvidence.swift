import Messages
import Postgres

/// The content of an item, which is read piece by piece: between two pieces nothing is held in the database, however
/// long the receiver takes. A sealed item never changes.
package struct EvidenceContent: Sendable {
    private let scope: TenantScope
    private let id: Identifier
    /// How many pieces there are.
    package let pieceCount: Int

    /// The bytes of each piece but the last, which may be shorter.
    package static let pieceSize = 256 << 10

    fileprivate init(scope: TenantScope, id: Identifier, size: UInt64) {
        self.scope = scope
        self.id = id
        pieceCount = (Int(size) + Self.pieceSize - 1) / Self.pieceSize
    }

    private static let piece = Statement(
        "evidence.piece",
        "select bytes from lm2.evidence_chunk where tenant_id = $1 and evidence_id = $2 and number = $3")

    /// Reads a piece, from 0. It is large, so it does not go where small reads would wait behind it.
    package func piece(_ number: Int) async throws -> [UInt8] {
        // The log has the download already: the item was read first.
        let rows = try await scope.group(
            [Query(Self.piece, [scope.tenant, id.value, .int4(Int32(number))])], on: .slow)[0]
        guard rows.count == 1 else { throw StorageError.fault("piece \(number) of evidence \(id) is missing") }
        return rows.row(0).bytes(0)
    }
}

extension TenantScope {
    /// Finds an item and the way to its content.
    package func downloadEvidence(
        _ request: DownloadEvidenceRequest
    ) async throws -> (evidence: Evidence, content: EvidenceContent) {
        guard let id = Identifier(request.evidenceID) else { throw Refusal.notFound("item of evidence") }
        let evidence = try item(try await read(itemQuery(id), about: "evidence/\(id)"))
        return (evidence, EvidenceContent(scope: self, id: id, size: evidence.size))
    }
}
