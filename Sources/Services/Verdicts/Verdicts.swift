import Conformance
import Messages
import RPC
import Storage

/// Judges services from their records, and keeps what it found while the records and settings stay the same.
struct Verdicts: Sendable {
    /// What is judged: a service as at a day.
    private struct Question: Hashable {
        let tenant: Identifier
        let service: Identifier
        let day: CivilDate
        let mode: VisibilityMode
    }

    /// A service's verdicts.
    struct Answer: Sendable {
        /// The whole answer, serialised.
        let bytes: [UInt8]
        /// The verdicts, in the order of `Evaluation.clauses`.
        let verdicts: [Conformance.SystemVerdict]
        /// The verdicts in words, in the same order.
        let sentences: [String]
        /// What they say of each criterion of the standard.
        let criteria: [Messages.CriterionVerdict]
    }

    private let answers = StampedCache<Question, Answer>(largestSize: 64 << 20)
    private let dues = StampedCache<Question, [Conformance.DueItem]>(largestSize: 16 << 20)

    /// The farthest that a list of what is due looks ahead, in days.
    static let farthestDue = 366

    /// The verdicts of a service.
    func answer(
        for service: StampedService, at day: CivilDate, _ mode: VisibilityMode, _ scope: TenantScope, _ offload: Offload
    ) async throws -> Answer {
        let question = Question(tenant: scope.caller.tenant, service: service.id, day: day, mode: mode)
        if let kept = answers.value(for: question, stamp: service.stamp) { return kept }
        let records = try await scope.readRecords(of: service)
        let answer = try await offload {
            let set = try records.set()
            let judgements = Evaluation.judge(set, at: day, mode: mode)
            let message = JudgeServiceResponse(service.id, at: day, mode, records: set.count, judgements)
            let standard = Evaluation.standard
            let criteria = standard.criteria.map { criterion in
                Messages.CriterionVerdict(
                    CriterionVerdict(of: criterion, in: standard) { judgements[$0].verdict }, of: criterion)
            }
            return Answer(
                bytes: message.serialized(), verdicts: judgements.map(\.verdict),
                sentences: judgements.map(\.sentence), criteria: criteria)
        }
        let size = answer.bytes.count + answer.sentences.reduce(0) { $0 + $1.utf8.count + 16 } + 2_048
        answers.keep(answer, for: question, stamp: service.stamp, size: size)
        return answer
    }

    /// What is overdue in a service, or due within a year.
    func due(
        in service: StampedService, at day: CivilDate, _ scope: TenantScope, _ offload: Offload
    ) async throws -> [Conformance.DueItem] {
        let question = Question(tenant: scope.caller.tenant, service: service.id, day: day, mode: .recorded)
        if let kept = dues.value(for: question, stamp: service.stamp) { return kept }
        let records = try await scope.readRecords(of: service)
        let items = try await offload { Evaluation.due(try records.set(), at: day, within: Self.farthestDue) }
        dues.keep(items, for: question, stamp: service.stamp, size: items.reduce(64) { $0 + $1.what.utf8.count + 160 })
        return items
    }

    /// The duties that the incidents of a service have started.
    func clocks(
        of service: StampedService, at day: CivilDate, _ mode: VisibilityMode, _ scope: TenantScope, _ offload: Offload
    ) async throws -> (nation: String?, clocks: [Conformance.DutyClock]) {
        let records = try await scope.readRecords(of: service)
        return try await offload { Evaluation.clocks(try records.set(), at: day, mode: mode) }
    }
}
