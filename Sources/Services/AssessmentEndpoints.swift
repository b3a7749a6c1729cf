import Messages
import Storage

extension Endpoints {
    /// AssessmentService.
    mutating func addAssessment() {
        typealias Service = Methods.AssessmentService
        addWrite(Service.startAssessment, key: \.idempotencyKey) { try await $1.startAssessment($0, as: $2) }
        addSerialized(Service.getAssessment) { try await $1.getSerializedAssessment($0) }
        add(Service.listAssessments) { try await $1.listAssessments($0) }
        addWrite(Service.rateClause, key: \.idempotencyKey) { try await $1.rateClause($0, as: $2) }
        add(Service.listRatings) { try await $1.listRatings($0) }
        addWrite(Service.submitAssessment, key: \.idempotencyKey) { try await $1.submitAssessment($0, as: $2) }
        addWrite(Service.assessClause, key: \.idempotencyKey) { try await $1.assessClause($0, as: $2) }
    }
}
