import Conformance
import Messages
import RPC
import Storage

extension Endpoints {
    /// ComparisonService.
    mutating func addComparison(_ verdicts: Verdicts) {
        addComputed(Methods.ComparisonService.compare) { request, context, scope in
            var answer = try await scope.compare(request)
            let day = CivilDate(answer.date) ?? scope.today
            let services = try await scope.stampedServices(most: .max)
            let found = Dictionary(uniqueKeysWithValues: services.map { ($0.id.description, $0) })
            answer.rulesVersion = UInt32(Evaluation.rulesVersion)
            for index in answer.rows.indices {
                // A service that was made between the two reads has a row the next time.
                guard let service = found[answer.rows[index].serviceID] else { continue }
                let judged = try await verdicts.answer(for: service, at: day, .recorded, scope, context.offload)
                answer.rows[index].verdicts = judged.criteria
            }
            return answer.serialized()
        }
    }
}

extension Messages.CriterionVerdict {
    /// The message of what records say of a criterion.
    init(_ found: Conformance.CriterionVerdict, of criterion: Conformance.Criterion) {
        self.init(
            criterionID: criterion.id, verdict: SystemVerdict(found.verdict), clauseID: found.clause?.id ?? "",
            contradicted: UInt32(found.count(of: .contradicted)), insufficient: UInt32(found.count(of: .insufficient)),
            supported: UInt32(found.count(of: .supported)), notApplicable: UInt32(found.count(of: .notApplicable)),
            sufficientPercent: UInt32(found.sufficientPercent))
    }
}
