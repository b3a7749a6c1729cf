import RPC

/// What the other end did against the protocol. It costs the connection: the other end is told the text on call 0, if it is a client.
package struct ProtocolFault: Error, Equatable, Sendable {
    /// RESOURCE_EXHAUSTED where a limit was passed, otherwise INVALID_ARGUMENT.
    package var code: StatusCode
    /// What was wrong, in a sentence.
    package var text: String

    /// Makes a fault.
    package init(_ text: String, code: StatusCode = .invalidArgument) {
        self.code = code
        self.text = text
    }
}
