import Conformance
import Crypto
import Messages
import Postgres

/// An upload under way: a row that nobody sees until it is sealed.
package struct EvidenceUpload: Sendable {
    let id: Identifier
    let header: UploadHeader
    let method: String
    let target: ClauseTarget?
    /// Whether an upload was sealed under the same key before: nothing is stored then, and the content is only compared.
    package let isRepeat: Bool

    /// The write as it is known by its key: the header and the content's digest together.
    func write(_ sha256: [UInt8]) -> WriteKey {
        WriteKey(method: method, key: header.idempotencyKey, header: header, contentDigest: sha256)
    }
}

extension WriteKey {
    /// Makes the key of an upload.
    fileprivate init(method: String, key: String, header: UploadHeader, contentDigest: [UInt8]) {
        self.method = method
        self.key = key
        requestDigest = key.isEmpty ? [] : SHA256.digest(header.serialized() + contentDigest)
    }
}

extension TenantScope {
    private static let knownKey = Statement(
        "remembered_answer.known",
        """
        select true from lm2.remembered_answer
        where tenant_id = $1 and account_id = $2 and method = $3 and key = $4 and recorded_at > $5
        """)

    private static let serviceToShow = Statement(
        "evidence.service", "select true from lm2.service where tenant_id = $1 and service_id = $2")

    // What an upload stores before its seal need not be durable by itself: the seal's commit makes all of it so.
    private static let relaxed = Statement("relaxed", "select set_config('synchronous_commit', 'off', true)")

    private static let begin = Statement(
        "evidence.begin",
        """
        insert into lm2.evidence
            (tenant_id, evidence_id, service_id, file_name, media_type, title, dated_on, valid_until, uploaded_by)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """)

    /// Begins an upload, once everything that its header says has been found good.
    package func beginUpload(_ header: UploadHeader, method: String) async throws -> EvidenceUpload {
        let period = try checkedPeriod(of: header)
        guard let service = Identifier(header.serviceID), caller.mayReach(service) else {
            throw Refusal.notFound("service")
        }
        let id = Identifier.make(now: now)
        if try await isKnown(header.idempotencyKey, of: method) {
            return EvidenceUpload(id: id, header: header, method: method, target: nil, isRepeat: true)
        }
        let target = try await linked(by: header, service)
        guard try await read(Query(Self.serviceToShow, [tenant, service.value])).count == 1 else {
            throw Refusal.notFound("service")
        }
        let row = [
            tenant, id.value, service.value, .text(header.fileName),
            .text(header.mediaType.isEmpty ? "application/octet-stream" : header.mediaType), .text(header.title),
            .date(period.datedOn.dayNumber), .date(period.validUntil.dayNumber), caller.account.value,
        ]
        _ = try await group([Query(Self.relaxed, []), Query(Self.begin, row)], on: .write)
        return EvidenceUpload(id: id, header: header, method: method, target: target, isRepeat: false)
    }

    private func isKnown(_ key: String, of method: String) async throws(StorageError) -> Bool {
        guard !key.isEmpty else { return false }
        let oldest = PostgresValue.timestamp(now - WriteKey.lifetime)
        return try await read(
            Query(Self.knownKey, [tenant, caller.account.value, .text(method), .text(key), oldest])
        ).count == 1
    }

    private func checkedPeriod(of header: UploadHeader) throws(Refusal) -> EvidencePeriod {
        if let fault = PlainLine.fault(ofFileName: header.fileName) {
            throw .invalid(field: "header.file_name", fault)
        }
        if let fault = PlainLine.fault(header.title) { throw .invalid(field: "header.title", fault) }
        if !header.mediaType.isEmpty, let fault = PlainLine.fault(ofMediaType: header.mediaType) {
            throw .invalid(field: "header.media_type", fault)
        }
        do {
            return try EvidencePeriod(
                datedOn: CivilDate(header.datedOn), validUntil: CivilDate(header.validUntil), today: today)
        } catch {
            switch error {
            case .datedInFuture:
                throw .invalid(field: "header.dated_on", "\(header.datedOn) is later than today, \(today)")
            case .endsBeforeItBegins:
                throw .invalid(field: "header.valid_until", "\(header.validUntil) is before the date of the evidence")
            }
        }
    }

    private func linked(by header: UploadHeader, _ service: Identifier) async throws -> ClauseTarget? {
        guard !header.assessmentID.isEmpty || !header.clauseIDs.isEmpty else { return nil }
        guard !header.assessmentID.isEmpty else {
            throw Refusal.invalid(field: "header.assessment_id", "clauses are of an assessment: say which")
        }
        guard !header.clauseIDs.isEmpty else {
            throw Refusal.invalid(field: "header.clause_ids", "evidence is linked to clauses: say which")
        }
        let target = try await target(
            assessmentID: header.assessmentID, clauseIDs: header.clauseIDs, field: "header.clause_ids")
        guard target.service == service else {
            throw Refusal.precondition("the assessment is of another service than the evidence")
        }
        _ = try await standard(
            of: target.assessment, requiring: \.allowsRating, otherwise: "evidence can be linked to a draft only")
        return target
    }

    private static let insertPiece = Statement(
        "evidence.insert_piece",
        """
        insert into lm2.evidence_chunk (tenant_id, evidence_id, number, bytes)
        select $1, $2, $3, $4 from lm2.evidence where tenant_id = $1 and evidence_id = $2 and sealed_at is null
        """)

    /// Stores a piece of the content, from 0: `EvidenceContent.pieceSize` bytes, but for the last. It is large, so it does
    /// not go where small writes would wait behind it.
    package func writePiece(_ number: Int, _ bytes: [UInt8], of upload: EvidenceUpload) async throws {
        let inserted = try await group(
            [
                Query(Self.relaxed, []),
                Query(Self.insertPiece, [tenant, upload.id.value, .int4(Int32(number)), .bytes(bytes)]),
            ], on: .slow)[1]
        guard inserted.affectedRows == 1 else { throw Self.swept }
    }

    private static let seal = Statement(
        "evidence.seal",
        """
        update lm2.evidence set sealed_at = $3, size = $4, sha256 = $5
        where tenant_id = $1 and evidence_id = $2 and sealed_at is null
        """)

    /// Makes the item visible, durable and linked, all at once; or gives the first answer to the same upload.
    ///
    /// - Parameter sha256: The digest of the content, which the client computed alike.
    package func sealUpload(_ upload: EvidenceUpload, size: Int, sha256: [UInt8]) async throws -> Evidence {
        let write = upload.write(sha256)
        if upload.isRepeat {
            if let first: Evidence = try await remembered(write) { return first }
            throw Refusal.precondition("the first answer to this upload was just forgotten; upload it again")
        }
        let answer: Evidence = try await once(write) { transaction in
            transaction.changes("evidence/\(upload.id)", from: nil)
            if let target = upload.target {
                try Self.checkOpen(try await transaction.run(target.lock(self)), target)
            }
            var queries = [
                Query(
                    Self.seal,
                    [tenant, upload.id.value, .timestamp(now), .int8(Int64(size)), .bytes(sha256)])
            ]
            if let target = upload.target { queries += [linkQuery(target, to: upload.id), target.refresh(self)] }
            let results = try await transaction.run(queries + [itemQuery(upload.id)])
            guard results[0].affectedRows == 1 else { throw Self.swept }
            if upload.target != nil { try Self.checkRoom(results[2]) }
            return try item(results[results.count - 1])
        }
        // Somebody sealed the same upload a moment before: that is the answer, and these bytes are one copy too many.
        if answer.evidenceID != upload.id.description { await discardUpload(upload) }
        return answer
    }

    // The row is locked first: a seal whose outcome is not known yet is waited for, and what it sealed stays.
    private static let discard = Statement(
        "evidence.discard",
        """
        with gone as (
            select tenant_id, evidence_id from lm2.evidence
            where tenant_id = $1 and evidence_id = $2 and sealed_at is null for update
        ), pieces as (
            delete from lm2.evidence_chunk c using gone
            where c.tenant_id = $1 and c.tenant_id = gone.tenant_id and c.evidence_id = gone.evidence_id
        )
        delete from lm2.evidence e using gone
        where e.tenant_id = $1 and e.tenant_id = gone.tenant_id and e.evidence_id = gone.evidence_id
        """)

    /// Removes an upload that came to nothing. What can't be removed now the sweep removes later.
    package func discardUpload(_ upload: EvidenceUpload) async {
        guard !upload.isRepeat else { return }
        _ = try? await group([Query(Self.relaxed, []), Query(Self.discard, [tenant, upload.id.value])], on: .slow)
    }

    private static let swept = Refusal.precondition("the upload was idle for too long and was removed; begin again")
}
