import Messages
import RPC

/// What is shown when somebody else was first.
enum Conflict {
    /// Makes a call; when it is ABORTED, adds the current state, which the server sends along, to what is said.
    ///
    /// - Parameters:
    ///   - type: the message that says how things stand.
    ///   - fields: how that is shown.
    static func shown<State: ProtobufMessage, Answer>(
        _ type: State.Type, _ fields: (State) -> [Report.Field],
        _ call: () async throws(ClientFailure) -> Answer
    ) async throws(ClientFailure) -> Answer {
        do {
            return try await call()
        } catch {
            throw explained(error, type, fields)
        }
    }

    /// The failure with the current state in it, if it is a conflict that brought one.
    static func explained<State: ProtobufMessage>(
        _ failure: ClientFailure, _ type: State.Type, _ fields: (State) -> [Report.Field]
    ) -> ClientFailure {
        guard failure.code == .conflict else { return failure }
        var failure = failure
        let detail = failure.status?.details.first { $0.type == State.fullName }
        if let detail, let state = try? State(serialized: detail.value) {
            let page = Page(width: nil, hasColours: false)
            let lines = Report(fields: fields(state)).text(.table, page: page).split(separator: "\n")
            failure.lines += ["Nothing was changed. This is how it stands now:"] + lines.map { "  " + $0 }
        } else {
            failure.lines.append("Nothing was changed.")
        }
        failure.lines.append("Look at it, then run the command again.")
        return failure
    }
}
