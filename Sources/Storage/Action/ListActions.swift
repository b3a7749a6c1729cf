import Messages
import Postgres

extension TenantScope {
    private static let actions = Statement(
        "action.list",
        """
        select \(ActionRow.columns) from \(ActionRow.tables)
        where \(ActionRow.visible) and ($4::uuid is null or x.service_id = $4)
            and ($5::uuid is null or x.assessment_id = $5)
            and ($6::date is null or (x.is_open and x.due_on < $6))
            and ($7::date is null or (x.due_on, x.record_id) > ($7, $8::uuid))
        order by x.due_on, x.record_id limit $9
        """)

    /// Lists the actions that the caller may see by due date, the earliest first, without their history.
    package func listActions(_ request: ListActionsRequest) async throws -> ListActionsResponse {
        let question = "actions \(request.serviceID) \(request.assessmentID) \(request.overdueOnly)"
        let token = try PageToken(request.page, of: question, parts: 2)
        let rows = try await read(
            Query(
                Self.actions,
                [
                    tenant, reach, onlyAssessment, Identifier(request.serviceID).value,
                    Identifier(request.assessmentID).value, request.overdueOnly ? .date(today.dayNumber) : .null,
                    try token.map { .date(Int32(clamping: try $0.number(0))) } ?? .null,
                    try token.map { try $0.identifier(1).value } ?? .null, request.page.limit,
                ]))
        let (actions, next) = try rows.page(
            of: request.page.size, question: question, item: { try ActionRow($0).action(on: today) },
            key: ActionRow.key)
        return ListActionsResponse(actions: actions, nextPageToken: next)
    }
}
