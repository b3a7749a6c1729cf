/// The statements of pgbench: for each kind of call the least that it needs, as plain rows under row-level security.
/// They alone are what the server is compared with.
enum Reference {
    /// How the statements of one call travel.
    enum Shape: Sendable {
        /// All in one pipeline.
        case piped
        /// One round trip a statement.
        case plain
    }

    /// A script of pgbench that enters the tenant and carries out the statements in one transaction. Its variables are
    /// parameters, so each client prepares every statement once, at its first transaction.
    static func script(_ shape: Shape, prelude: String = choice, _ statements: [String]) -> String {
        let body = ["begin;", enter] + statements.map { oneLine($0) + ";" } + ["commit;"]
        let lines = shape == .piped ? ["\\startpipeline"] + body + ["\\endpipeline"] : body
        return prelude + lines.joined(separator: "\n") + "\n"
    }

    private static let enter = "select set_config('lm2.tenant', :tenant, true);"

    /// In its first transaction each client chooses the assessment that it works on, one of its own.
    static let choice = """
        \\if :chosen = 0
        begin;
        \(enter)
        \(oneLine(
            """
            select assessment_id assessment from lm2.assessment
            where tenant_id = :tenant order by assessment_id limit 1 offset :client_id
            """)) \\gset
        commit;
        \\set chosen 1
        \\endif

        """

    private static func oneLine(_ sql: String) -> String { sql.split(separator: "\n").joined(separator: " ") }

    /// One assessment whole: its header, and its 75 clauses in order.
    static let read =
        [
            """
            select service_id, standard_id, standard_version, period_from, period_to, state, version, started_at
            from lm2.assessment where tenant_id = :tenant and assessment_id = :assessment
            """,
            """
            select clause_number, rating, version, rated_at, rated_by, not_applicable_reason, narrative, evidence_count,
                facts, assessor_verdict, assessor_comment
            from lm2.assessment_clause where tenant_id = :tenant and assessment_id = :assessment
            order by clause_number
            """,
        ]

    /// Chooses a clause and a number for the revision, which has to be new.
    static let ratePrelude = choice + "\\set c random(0, 74)\n\\set r random(1000, 2000000000)\n"

    /// One rating with its entry in the audit log.
    static func loggedRate(account: String, narrative: String) -> [String] {
        rate(account: account, narrative: narrative) + [
            """
            insert into lm2.audit_pending (tenant_id, entry_id, body, salt, account_id, subject)
            values (:tenant, gen_random_uuid(), decode(repeat('ab', 380), 'hex'), decode(repeat('cd', 16), 'hex'),
                '\(account)', 'assessment/01890a5d-ac96-774b-bcce-b302099a8057/clause/a.1')
            """
        ]
    }

    /// One rating: the row if its version is right, and its revision.
    static func rate(account: String, narrative: String) -> [String] {
        [
            """
            update lm2.assessment_clause set rating = 2, narrative = '\(narrative)', version = version + 1,
                change = change + 1, rated_at = now(), rated_by = '\(account)'
            where tenant_id = :tenant and assessment_id = :assessment and clause_number = :c and version >= 0
                and not frozen
            returning version
            """,
            """
            insert into lm2.rating_revision (tenant_id, assessment_id, clause_number, version, rating,
                not_applicable_reason, narrative, rated_at, rated_by)
            values (:tenant, :assessment, :c, :r, 2, '', '\(narrative)', now(), '\(account)')
            """,
        ]
    }

    /// The comparison, straight from the rows that say it: a line for each service and criterion.
    static func compare(date: String) -> [String] {
        [
            """
            select s.service_id, min(s.name), a.assessment_id, min(a.state),
                width_bucket(c.clause_number, array[5,11,14,17,21,25,32,37,47,54,60,65,69]) criterion,
                count(*) filter (where c.rating = 0), count(*) filter (where c.rating = 1),
                count(*) filter (where c.rating = 2 and e.newest is null),
                count(*) filter (where c.rating = 2 and e.newest is not null), count(*) filter (where c.rating = 3),
                min(case when c.rating = 1 then 0 when c.rating = 0 then 1 when c.rating = 3 then 4
                    when e.newest is null then 2 else 3 end * 100 + c.clause_number) worst,
                max(e.newest), sum(x.open), sum(x.overdue)
            from lm2.service s
            join lm2.assessment a on a.tenant_id = s.tenant_id and a.service_id = s.service_id
                and a.period_from <= '\(date)' and a.period_to >= '\(date)'
            join lm2.assessment_clause c on c.tenant_id = a.tenant_id and c.assessment_id = a.assessment_id
            left join (
                select l.assessment_id, l.clause_number, max(e.dated_on) newest
                from lm2.evidence_link l
                join lm2.evidence e on e.tenant_id = l.tenant_id and e.evidence_id = l.evidence_id
                where l.tenant_id = :tenant and e.state = 2 and e.sealed_at is not null
                    and e.dated_on <= '\(date)' and e.valid_until >= '\(date)'
                group by l.assessment_id, l.clause_number
            ) e on e.assessment_id = c.assessment_id and e.clause_number = c.clause_number
            left join (
                select assessment_id, clause_number, count(*) open, count(*) filter (where due_on < '\(date)') overdue
                from lm2.record where tenant_id = :tenant and is_open group by assessment_id, clause_number
            ) x on x.assessment_id = c.assessment_id and x.clause_number = c.clause_number
            where s.tenant_id = :tenant
            group by s.service_id, a.assessment_id, criterion
            order by min(s.name), s.service_id, criterion
            """
        ]
    }
}
