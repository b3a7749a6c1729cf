import Conformance
import Messages
import RPC
import Storage

extension Endpoints {
    /// VerdictService.
    mutating func addVerdict(_ verdicts: Verdicts) {
        typealias Service = Methods.VerdictService
        addComputed(Service.judgeService) { request, context, scope in
            let mode = try Self.mode(request.mode)
            let service = try await scope.stampedService(request.serviceID)
            let clause = request.clauseID.lowercased()
            guard clause.isEmpty || Evaluation.clauses.contains(clause) else {
                throw Refusal.invalid(field: "clause_id", "there is no clause of that name")
            }
            let day = CivilDate(request.asAt) ?? scope.today
            let answer = try await verdicts.answer(for: service, at: day, mode, scope, context.offload)
            guard !clause.isEmpty else { return answer.bytes }
            var one = try JudgeServiceResponse(serialized: answer.bytes)
            one.judgements.removeAll { $0.clauseID != clause }
            return one.serialized()
        }
        addComputed(Service.listDisagreements) { request, context, scope in
            let mode = try Self.mode(request.mode)
            let service = try await scope.stampedService(request.serviceID)
            let day = CivilDate(request.asAt) ?? scope.today
            let answer = try await verdicts.answer(for: service, at: day, mode, scope, context.offload)
            let rated = try await scope.readRatings(of: service.id, at: day)
            let all = zip(Evaluation.clauses, zip(answer.verdicts, answer.sentences))
            let judged = Dictionary(uniqueKeysWithValues: all.map { ($0, $1) })
            let found: [Messages.Disagreement] = (rated?.clauses ?? []).compactMap { clause in
                guard let (verdict, sentence) = judged[clause.clause],
                    let found = Conformance.Disagreement(clause.colour, verdict, clause.assessorVerdict)
                else { return nil }
                return Messages.Disagreement(found, clause, verdict, sentence)
            }
            return ListDisagreementsResponse(
                asAt: day.description, assessmentID: rated?.assessment.description ?? "",
                rulesVersion: UInt32(Evaluation.rulesVersion),
                disagreements: found.filter { $0.gravity == .serious } + found.filter { $0.gravity != .serious }
            ).serialized()
        }
        addComputed(Service.listDue) { request, context, scope in
            try await Self.due(request, verdicts, context.offload, scope).serialized()
        }
        addComputed(Service.listClocks) { request, context, scope in
            let mode = try Self.mode(request.mode)
            let service = try await scope.stampedService(request.serviceID)
            let day = CivilDate(request.asAt) ?? scope.today
            let (nation, clocks) = try await verdicts.clocks(of: service, at: day, mode, scope, context.offload)
            return ListClocksResponse(
                asAt: day.description, nation: nation ?? "",
                clocks: clocks.prefix(Self.mostItems).map { Messages.DutyClock($0) }
            ).serialized()
        }
        add(Service.listRuleSettings) { try await $1.listRuleSettings() }
        addWrite(Service.overrideRuleSetting, key: \.idempotencyKey) { try await $1.overrideRuleSetting($0, as: $2) }
    }

    private static func mode(_ mode: VerdictMode) throws -> VisibilityMode {
        guard let visibility = mode.visibility else { throw Refusal.invalid(field: "mode", "is unknown") }
        return visibility
    }

    /// What is due in a service, or in all that the caller may reach, with evidence that expires.
    private static func due(
        _ request: ListDueRequest, _ verdicts: Verdicts, _ offload: Offload, _ scope: TenantScope
    ) async throws -> ListDueResponse {
        let day = CivilDate(request.asAt) ?? scope.today
        let days = request.days == 0 ? 30 : Int(request.days)
        let services =
            request.serviceID.isEmpty
            ? try await scope.stampedServices(most: mostServices) : [try await scope.stampedService(request.serviceID)]
        var items: [Messages.DueItem] = []
        for service in services {
            let due = try await verdicts.due(in: service, at: day, scope, offload)
            items += due.lazy.filter { $0.due <= day + days }.map { Messages.DueItem($0, of: service, on: day) }
        }
        let evidence = try await scope.expiringEvidence(
            of: request.serviceID.isEmpty ? nil : services[0].id, from: day, within: days, most: mostItems)
        let named = Dictionary(uniqueKeysWithValues: services.map { ($0.id, $0.name) })
        for item in evidence {
            guard let name = named[item.service] else { continue }
            items.append(
                Messages.DueItem(
                    serviceID: item.service.description, serviceName: name, dueOn: item.validUntil.description,
                    kind: .evidence, what: "renewal of the evidence \u{2018}\(item.title)\u{2019}",
                    recordID: item.evidence.description))
        }
        items.sort {
            ($0.dueOn, $0.serviceName, $0.clauseID, $0.what) < ($1.dueOn, $1.serviceName, $1.clauseID, $1.what)
        }
        return ListDueResponse(
            asAt: day.description, items: Array(items.prefix(mostItems)), total: UInt32(items.count))
    }

    /// The most items that one answer lists.
    private static let mostItems = 2_000
    /// The most services that one answer looks at.
    private static let mostServices = 200
}
