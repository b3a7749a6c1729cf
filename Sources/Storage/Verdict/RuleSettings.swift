import Conformance
import Messages
import Postgres

extension TenantScope {
    private static let overrides = Statement(
        "rule_override.list",
        """
        select o.key, o.clause, o.number, o.words, o.from_day, o.to_day, o.recorded_at, o.reason, a.name
        from lm2.rule_override o
        join lm2.account a on a.tenant_id = o.tenant_id and a.account_id = o.recorded_by
        where o.tenant_id = $1 order by o.recorded_at, o.override_id
        """)

    // The lock on the row puts a trust's overrides in one order, as a service's revisions are.
    private static let clock = Statement(
        "rule_override.clock",
        """
        insert into lm2.rule_clock as c (tenant_id, last_recorded_at, change) values ($1, $2, 1)
        on conflict (tenant_id) do update set
            last_recorded_at = greatest($2, c.last_recorded_at + interval '1 microsecond'), change = c.change + 1
        returning last_recorded_at, change
        """)

    private static let insert = Statement(
        "rule_override.insert",
        """
        insert into lm2.rule_override
            (tenant_id, override_id, key, clause, number, words, from_day, to_day, reason, recorded_at, recorded_by)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        """)

    /// The most overrides that a trust may record: each is read along with every verdict.
    private static let most: Int64 = 2_000

    /// The query of what the trust has set instead of defaults, in the order of recording.
    var overridesQuery: Query { Query(Self.overrides, [tenant]) }

    /// Lists the settings of the rules, and what the trust has set instead.
    package func listRuleSettings() async throws -> ListRuleSettingsResponse {
        let rows = try await read(overridesQuery)
        return ListRuleSettingsResponse(
            settings: Conformance.RuleSetting.all.sorted { $0.key < $1.key }.map { Messages.RuleSetting($0) },
            overrides: (0..<rows.count).map { index in
                let row = rows.row(index)
                return Messages.RuleOverride(
                    key: row.text(0), clauseID: row.isNull(1) ? "" : row.text(1),
                    number: row.isNull(2) ? nil : row.int8(2), words: row.isNull(3) ? [] : row.textArray(3),
                    from: CivilDate(dayNumber: row.date(4)).description,
                    to: row.isNull(5) ? "" : CivilDate(dayNumber: row.date(5)).description,
                    recordedAt: Timestamp(microseconds: row.timestamp(6)), recordedBy: row.text(8),
                    reason: row.text(7))
            })
    }

    /// Sets a setting for the trust from a day on.
    package func overrideRuleSetting(
        _ request: OverrideRuleSettingRequest, as write: WriteKey
    ) async throws -> Messages.RuleOverride {
        let key = try Self.checkedKey(of: request)
        guard let from = CivilDate(request.from) else { throw Refusal.invalid(field: "from", "is no day") }
        let to = CivilDate(request.to)
        // What was judged for a day must be judged alike when it is asked again.
        guard from >= today else {
            throw Refusal.invalid(field: "from", "is before today, \(today): a setting can\u{2019}t change the past")
        }
        if let to, to < from { throw Refusal.invalid(field: "to", "is before from") }
        let id = Identifier.make(now: now)
        return try await once(write) { transaction in
            transaction.changes("rule_setting/\(key)", from: nil)
            let clock = try await transaction.run(Query(Self.clock, [tenant, .timestamp(now)])).row(0)
            guard clock.int8(1) <= Self.most else {
                throw Refusal.precondition("the trust has set settings \(Self.most) times, which is the most")
            }
            let recordedAt = clock.timestamp(0)
            _ = try await transaction.run(
                Query(
                    Self.insert,
                    [
                        tenant, id.value, .text(request.key),
                        request.clauseID.isEmpty ? .null : .text(request.clauseID),
                        request.number.map { .int8($0) } ?? .null,
                        request.number == nil ? .textArray(request.words) : .null,
                        .date(from.dayNumber), to.map { .date($0.dayNumber) } ?? .null, .text(request.reason),
                        .timestamp(recordedAt), caller.account.value,
                    ]))
            return Messages.RuleOverride(
                key: request.key, clauseID: request.clauseID, number: request.number, words: request.words,
                from: from.description, to: to?.description ?? "", recordedAt: Timestamp(microseconds: recordedAt),
                recordedBy: caller.name, reason: request.reason)
        }
    }

    /// The key by which the rules know the override, if the setting takes the value.
    private static func checkedKey(of request: OverrideRuleSettingRequest) throws -> String {
        guard let setting = Conformance.RuleSetting.named(request.key) else {
            throw Refusal.invalid(field: "key", "there is no setting of that name")
        }
        guard request.clauseID.isEmpty || Evaluation.clauses.contains(request.clauseID) else {
            throw Refusal.invalid(field: "clause_id", "there is no clause of that name")
        }
        let value: Conformance.RuleSetting.Value =
            request.number.map { .number(Int($0)) } ?? .words(request.words)
        if request.number != nil && !request.words.isEmpty {
            throw Refusal.invalid(field: "words", "a setting is a number or a list, not both")
        }
        guard setting.accepts(value) else {
            throw Refusal.invalid(
                field: request.number == nil ? "words" : "number", "is no value of a setting of \(setting.kindName)")
        }
        guard !PatientIdentifier.isFound(in: request.reason) else {
            throw Refusal.invalid(
                field: "reason", "holds what looks like an NHS number; records never hold patient identifiers")
        }
        return request.clauseID.isEmpty ? request.key : "\(request.key)@\(request.clauseID)"
    }
}

extension Conformance.RuleOverride {
    /// Reads a row of the list of overrides.
    init(_ row: Row) {
        self.init(
            key: row.isNull(1) ? row.text(0) : "\(row.text(0))@\(row.text(1))",
            value: row.isNull(2) ? .words(row.textArray(3)) : .number(Int(row.int8(2))),
            from: CivilDate(dayNumber: row.date(4)), to: row.isNull(5) ? nil : CivilDate(dayNumber: row.date(5)),
            recordedAt: row.timestamp(6))
    }
}

extension Messages.RuleSetting {
    fileprivate init(_ setting: Conformance.RuleSetting) {
        self.init(
            key: setting.key, kind: setting.kindName,
            byClause: setting.byClause.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" },
            source: setting.source)
        switch setting.fallback {
        case .number(let number): self.number = Int64(number)
        case .words(let words): self.words = words
        }
    }
}

extension Conformance.RuleSetting {
    /// The kind in the protocol's words.
    fileprivate var kindName: String {
        switch kind {
        case .days: "days"
        case .workingDays: "working_days"
        case .percent: "percent"
        case .count: "count"
        case .microsieverts: "microsieverts"
        case .tenths: "tenths"
        case .grade: "grade"
        case .dates: "dates"
        case .list: "list"
        }
    }
}
