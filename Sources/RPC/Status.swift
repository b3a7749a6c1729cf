/// How a call ended, with a sentence for a person and typed details for a program. Thrown by handlers and by clients.
package struct Status: Error, Sendable, Equatable {
    /// The kind of end.
    package var code: StatusCode
    /// What went wrong, in a sentence. It is shown to the caller: no secret, no other tenant's data.
    package var message: String
    /// Typed details, such as `google.rpc.BadRequest`.
    package var details: [StatusDetail]

    /// Makes a status.
    package init(_ code: StatusCode, _ message: String, details: [StatusDetail] = []) {
        self.code = code
        self.message = message
        self.details = details
    }
}

extension Status: CustomStringConvertible {
    package var description: String { "\(code.name): \(message)" }
}
