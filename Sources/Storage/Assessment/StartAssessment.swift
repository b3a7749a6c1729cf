import Conformance
import Messages
import Postgres

extension TenantScope {
    /// The longest period of an assessment: four years of a cycle, and one to spare.
    private static let longestPeriod = 1830

    private static let serviceToAssess = Statement(
        "assessment.service", "select true from lm2.service where tenant_id = $1 and service_id = $2 for share")

    private static let insertAssessment = Statement(
        "assessment.insert",
        """
        insert into lm2.assessment
            (tenant_id, assessment_id, service_id, standard_id, standard_version, period_from, period_to, started_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        """)

    private static let insertClauses = Statement(
        "assessment.insert_clauses",
        """
        insert into lm2.assessment_clause (tenant_id, assessment_id, clause_number)
        select $1, $2, number from generate_series(0, $3::int4 - 1) number
        """)

    /// Starts an assessment, with every clause not started.
    package func startAssessment(
        _ request: StartAssessmentRequest, as write: WriteKey
    ) async throws -> Messages.Assessment {
        guard let standard = Conformance.Standard.find(request.standardID, version: request.standardVersion) else {
            throw Refusal.notFound("version of a standard")
        }
        guard let from = CivilDate(request.periodFrom), let to = CivilDate(request.periodTo) else {
            throw Refusal.invalid(field: "period_from", "a period has two dates")
        }
        guard from <= to else {
            throw Refusal.invalid(field: "period_to", "the period ends on \(to), before it begins on \(from)")
        }
        guard to - from <= Self.longestPeriod else {
            throw Refusal.invalid(
                field: "period_to", "the period has \(to - from) days; the most is \(Self.longestPeriod)")
        }
        guard let service = Identifier(request.serviceID), caller.mayReach(service) else {
            throw Refusal.notFound("service")
        }
        let id = Identifier.make(now: now)
        return try await once(write) { transaction in
            transaction.changes("assessment/\(id)", from: nil)
            let found = try await transaction.run(Query(Self.serviceToAssess, [tenant, service.value]))
            guard found.count == 1 else { throw Refusal.notFound("service") }
            _ = try await transaction.run([
                Query(
                    Self.insertAssessment,
                    [
                        tenant, id.value, service.value, .text(standard.id), .text(standard.version),
                        .date(from.dayNumber), .date(to.dayNumber), .timestamp(now),
                    ]),
                Query(Self.insertClauses, [tenant, id.value, .int4(Int32(standard.clauses.count))]),
            ])
            return Messages.Assessment(
                assessmentID: id.description, serviceID: service.description, standardID: standard.id,
                standardVersion: standard.version, periodFrom: from.description, periodTo: to.description,
                state: .draft, version: 1, startedAt: Timestamp(microseconds: now),
                clauses: standard.clauses.map { ClauseStanding(clauseID: $0.id) }, asAt: today.description)
        }
    }
}
