import Conformance
import Messages
import Postgres

/// Everything that is kept of a person, as JSON objects, a page of one kind at a time.
package struct PersonExport: Sendable {
    private let scope: TenantScope
    private let account: Identifier

    fileprivate init(_ scope: TenantScope, _ account: Identifier) {
        self.scope = scope
        self.account = account
    }

    /// How many objects are read at once.
    private static let pageSize: Int64 = 200

    /// Gives every piece, to the body, one after another. Numbers of ratings, states and so on are those of the protocol.
    package func give(_ body: (ExportPersonResponse) async throws -> Void) async throws {
        for section in Self.sections { try await pieces(of: section, body) }
        try await recordRevisions(body)
        try await auditEntries(body)
    }

    private func pieces(
        of section: Section, _ body: (ExportPersonResponse) async throws -> Void
    ) async throws {
        var offset: Int64 = 0
        while true {
            let rows = try await scope.read(
                Query(section.statement, [scope.tenant, account.value, .int8(Self.pageSize), .int8(offset)]), on: .slow)
            for index in 0..<rows.count {
                try await body(ExportPersonResponse(kind: section.kind, json: rows.row(index).text(0)))
            }
            guard rows.count == Int(Self.pageSize) else { return }
            offset += Self.pageSize
        }
    }

    private static let revisions = Statement(
        "export.record_revision",
        """
        select record_id, service_id, register, revision, recorded_at, body, coalesce(reason, '')
        from lm2.record_revision where tenant_id = $1 and recorded_by = $2
        order by record_id, revision limit $3 offset $4
        """)

    /// What the person has recorded. The persons whom it names are left out: they may be others.
    private func recordRevisions(_ body: (ExportPersonResponse) async throws -> Void) async throws {
        var offset: Int64 = 0
        while true {
            let rows = try await scope.read(
                Query(Self.revisions, [scope.tenant, account.value, .int8(Self.pageSize), .int8(offset)]), on: .slow)
            for index in 0..<rows.count {
                try await body(ExportPersonResponse(kind: "record_revision", json: try Self.json(rows.row(index))))
            }
            guard rows.count == Int(Self.pageSize) else { return }
            offset += Self.pageSize
        }
    }

    private static func json(_ row: Row) throws -> String {
        var fields: [String] = []
        if let register = Register(name: row.text(2)), !row.isNull(5) {
            let content = try row.withBytes(5) { try RecordBody(register, serialized: $0) }
            for (field, value) in zip(register.fields, content.values) where !field.namesPersons {
                guard let value else { continue }
                fields.append("\"\(field.name)\":\(quoted(FieldText.text(of: value)))")
            }
        }
        return "{\"record_id\":\"\(Identifier(row.uuid(0)))\",\"service_id\":\"\(Identifier(row.uuid(1)))\","
            + "\"register\":\"\(row.text(2))\",\"revision\":\(row.int4(3)),"
            + "\"recorded_at_microseconds\":\(row.timestamp(4)),\"withdrawn\":\(row.isNull(5)),"
            + "\"reason\":\(quoted(row.text(6))),\"fields\":{\(fields.joined(separator: ","))}}"
    }

    private static let pendingEntries = Statement(
        "export.audit_pending",
        "select body from lm2.audit_pending where tenant_id = $1 and account_id = $2 order by entry_id")

    private static let sealedEntries = Statement(
        "export.audit_entry",
        """
        select body, leaf_index from lm2.audit_entry
        where tenant_id = $1 and account_id = $2 and leaf_index > $3 order by leaf_index limit $4
        """)

    /// The pending ones first: one that is sealed meanwhile is then left out once, and not missed.
    private func auditEntries(_ body: (ExportPersonResponse) async throws -> Void) async throws {
        var seen: Set<String> = []
        let pending = try await scope.read(Query(Self.pendingEntries, [scope.tenant, account.value]), on: .slow)
        for index in 0..<pending.count {
            let entry = try AuditEntry(serialized: pending.row(index).bytes(0))
            seen.insert(entry.entryID)
            try await body(ExportPersonResponse(kind: "audit_entry", json: Self.json(entry)))
        }
        var last: Int64 = -1
        while true {
            let rows = try await scope.read(
                Query(Self.sealedEntries, [scope.tenant, account.value, .int8(last), .int8(Self.pageSize)]), on: .slow)
            for index in 0..<rows.count {
                let entry = try AuditEntry(serialized: rows.row(index).bytes(0))
                last = rows.row(index).int8(1)
                guard !seen.contains(entry.entryID) else { continue }
                try await body(ExportPersonResponse(kind: "audit_entry", json: Self.json(entry)))
            }
            guard rows.count == Int(Self.pageSize) else { return }
        }
    }

    private static func json(_ entry: AuditEntry) -> String {
        let texts = [
            ("entry_id", entry.entryID), ("method", entry.method), ("subject", entry.subject),
            ("address", entry.address), ("credential_id", entry.credentialID), ("engagement_id", entry.engagementID),
            ("call_id", entry.callID),
        ].map { "\"\($0)\":\(quoted($1))" }
        return "{\"recorded_at_microseconds\":\(entry.recordedAt),\"role\":\(entry.role),"
            + texts.joined(separator: ",") + "}"
    }

    /// A JSON string (RFC 8259, 7).
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    /// One kind of thing: a statement that gives JSON objects of a tenant and account, so many, from a place on.
    private struct Section {
        let kind: String
        let statement: Statement

        /// - Parameter members: pairs of name and expression.
        init(_ kind: String, _ members: String, from tables: String, where condition: String, by order: String) {
            self.kind = kind
            statement = Statement(
                "export.\(kind)",
                """
                select json_build_object(\(members))::text from \(tables)
                where x.tenant_id = $1 and \(condition) order by \(order) limit $3 offset $4
                """)
        }
    }

    private static let sections = [
        Section(
            "account",
            """
            'account_id', x.account_id, 'name', x.name, 'email', x.email, 'role', x.role, 'service_ids', x.service_ids,
            'created_at', x.created_at, 'disabled_at', x.disabled_at, 'erased_at', x.erased_at,
            'password_changed_at', (select p.changed_at from lm2.password p
                where p.tenant_id = x.tenant_id and p.account_id = x.account_id)
            """,
            from: "lm2.account x", where: "x.account_id = $2", by: "x.account_id"),
        Section(
            "session",
            """
            'session_id', x.credential_id, 'name', x.name, 'began_at', x.created_at, 'ends_at', x.ends_at,
            'last_used_at', x.last_used_at, 'last_used_from', x.last_used_from, 'revoked_at', x.revoked_at
            """,
            from: "lm2.credential x", where: "x.account_id = $2 and x.kind = 3", by: "x.created_at, x.credential_id"),
        Section(
            "key",
            """
            'key_id', x.credential_id, 'kind', x.kind, 'name', x.name, 'scopes', x.scopes, 'created_at', x.created_at,
            'expires_at', nullif(x.expires_at, 'infinity'), 'last_used_at', x.last_used_at,
            'last_used_from', x.last_used_from, 'revoked_at', x.revoked_at
            """,
            from: "lm2.credential x", where: "x.account_id = $2 and x.kind <> 3", by: "x.created_at, x.credential_id"),
        Section(
            "one_time_token", "'purpose', x.purpose, 'created_at', x.created_at, 'used_at', x.used_at",
            from: "lm2.one_time_token x", where: "x.account_id = $2", by: "x.created_at, x.token_id"),
        Section(
            "assessment", "'assessment_id', x.assessment_id, 'submitted_at', x.submitted_at",
            from: "lm2.assessment x", where: "x.submitted_by = $2", by: "x.assessment_id"),
        Section(
            "rating",
            """
            'assessment_id', x.assessment_id, 'clause_number', x.clause_number, 'version', x.version, 'rating', x.rating,
            'narrative', x.narrative, 'not_applicable_reason', x.not_applicable_reason, 'rated_at', x.rated_at
            """,
            from: "lm2.rating_revision x", where: "x.rated_by = $2",
            by: "x.assessment_id, x.clause_number, x.version"),
        Section(
            "verdict",
            """
            'assessment_id', x.assessment_id, 'clause_number', x.clause_number, 'version', x.version,
            'verdict', x.verdict, 'comment', x.comment, 'assessed_at', x.assessed_at
            """,
            from: "lm2.assessor_revision x", where: "x.assessed_by = $2",
            by: "x.assessment_id, x.clause_number, x.version"),
        Section(
            "evidence",
            """
            'evidence_id', x.evidence_id, 'title', x.title, 'file_name', x.file_name, 'size', x.size,
            'uploaded_at', x.sealed_at
            """,
            from: "lm2.evidence x", where: "x.uploaded_by = $2", by: "x.evidence_id"),
        Section(
            "evidence_review",
            """
            'evidence_id', x.evidence_id, 'state', x.state, 'comment', x.review_comment, 'reviewed_at', x.reviewed_at
            """,
            from: "lm2.evidence x", where: "x.reviewed_by = $2", by: "x.evidence_id"),
        Section(
            "evidence_link",
            """
            'evidence_id', x.evidence_id, 'assessment_id', x.assessment_id, 'clause_number', x.clause_number,
            'linked_at', x.linked_at
            """,
            from: "lm2.evidence_link x", where: "x.linked_by = $2",
            by: "x.evidence_id, x.assessment_id, x.clause_number"),
        Section(
            "action",
            """
            'action_id', x.record_id, 'assessment_id', x.assessment_id, 'clause_number', x.clause_number,
            'due_on', x.due_on, 'open', x.is_open
            """,
            from: "lm2.record x", where: "x.owner_id = $2", by: "x.record_id"),
        Section(
            "engagement",
            """
            'engagement_id', x.engagement_id, 'granted', x.granted_by = $2, 'granted_at', x.granted_at,
            'revoked', coalesce(x.revoked_by = $2, false), 'revoked_at', x.revoked_at
            """,
            from: "lm2.engagement x", where: "(x.granted_by = $2 or x.revoked_by = $2)", by: "x.engagement_id"),
        Section(
            "engagement_assessor",
            """
            'engagement_id', x.engagement_id, 'conflict', x.conflict, 'conflict_declared_at', x.conflict_declared_at
            """,
            from: "lm2.engagement_assessor x", where: "x.assessor_id = $2", by: "x.engagement_id"),
    ]
}

extension TenantScope {
    /// Everything that is kept of a person: anybody of the tenant, or only the caller. Refuses a person who is missing.
    package func exportPerson(_ request: ExportPersonRequest) async throws -> PersonExport {
        guard let id = Identifier(request.accountID), mayKnow(account: id) else { throw Refusal.notFound("person") }
        _ = try PersonRow.person(try await read(personQuery(id)))
        return PersonExport(self, id)
    }
}

extension Field {
    /// Whether it holds names of persons.
    fileprivate var namesPersons: Bool {
        switch kind {
        case .person, .persons: true
        default: false
        }
    }
}
