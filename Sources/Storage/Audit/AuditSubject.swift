import Crypto
import Messages
import Postgres

/// What an entry of the audit log is about, with what it was before and has become.
struct AuditSubject: Sendable {
    /// Such as `assessment/<id>/clause/a.1`.
    let name: String
    /// What it was before; nil for something new, and for a read.
    let before: [UInt8]?
    /// What it has become; nil for a read, and where it is gone.
    var after: [UInt8]?

    init(_ name: String, before: [UInt8]? = nil, after: [UInt8]? = nil) {
        self.name = name
        self.before = before
        self.after = after
    }
}

/// An entry of the audit log that is about to be inserted, in the transaction that it tells of.
struct AuditDraft {
    let id: Identifier
    /// 16 random bytes, of which the digests are made too: without them nobody can try out what the content was.
    let salt: [UInt8]
    /// The serialised lm2.v1.AuditEntry: the leaf of the tree.
    let body: [UInt8]
    let subject: String
    let account: Identifier?

    /// - Parameter tenant: the tenant of the account.
    init(
        _ subject: AuditSubject, account: Identifier?, of tenant: Identifier?, role: Int16, credential: Identifier?,
        engagement: Identifier? = nil, origin: CallOrigin, now: Int64
    ) {
        id = Identifier.make(now: now)
        salt = SecureRandom.bytes(16)
        self.subject = subject.name
        self.account = account
        body = AuditEntry(
            entryID: id.description, recordedAt: now, accountID: account?.description ?? "",
            accountTenantID: tenant?.description ?? "", role: UInt32(role),
            credentialID: credential?.description ?? "", engagementID: engagement?.description ?? "",
            address: origin.address, method: origin.method, subject: subject.name, callID: origin.callID,
            afterDigest: Self.digest(subject.after, salt), beforeDigest: Self.digest(subject.before, salt)
        ).serialized()
    }

    static func digest(_ content: [UInt8]?, _ salt: [UInt8]) -> [UInt8] {
        content.map { SHA256.digest(salt + $0) } ?? []
    }

    private static let insert = Statement(
        "audit.insert",
        """
        insert into lm2.audit_pending (tenant_id, entry_id, body, salt, account_id, subject)
        values ($1, $2, $3, $4, $5, $6)
        """)

    /// The query that inserts it into the log of a tenant, which is the one that was entered.
    func query(into tenant: Identifier) -> Query {
        Query(
            Self.insert, [tenant.value, id.value, .bytes(body), .bytes(salt), account.value, .text(subject)])
    }
}

extension TenantScope {
    /// The entry of this call.
    func auditDraft(_ subject: AuditSubject) -> AuditDraft {
        AuditDraft(
            subject, account: caller.account, of: caller.credential.tenant, role: caller.role.rawValue,
            credential: caller.credential.id, engagement: caller.engagement?.id, origin: origin, now: now)
    }

    /// The query that logs this call.
    func auditQuery(_ subject: AuditSubject) -> Query { auditDraft(subject).query(into: caller.tenant) }
}
