/// What a handler knows of its call besides its messages. A class, since it is handed on often and each of its many fields
/// would be retained each time.
///
/// `response` belongs to the call's loop; everything else never changes.
package final class CallContext: @unchecked Sendable {
    /// A short random id; in logs, and in the text of internal errors.
    package let callID: String
    /// The full method: `lm2.v1.StandardService/GetStandard`.
    package let method: String
    /// What the caller sent along, such as `authorization`.
    package let metadata: Metadata
    /// Who calls.
    package let peer: Peer
    /// When nobody waits any more; nil if the caller waits for ever.
    package let deadline: Deadline?
    /// Microseconds since 1970, UTC, read once when the call began.
    package let now: Int64
    /// Runs blocking or long work elsewhere: `try await context.offload { … }`.
    package let offload: Offload
    /// Waits for a time, without a thread: `try await context.pause(.seconds(1))`.
    package let pause: Pause
    /// What is sent beside the answer's messages.
    package var response = ResponseMetadata()
    /// How the request's messages came; nil where the caller did not say that it may compress them.
    package let requestCompression: RequestCompression?

    /// How the request becomes protobuf; nil where it came as that.
    package let requestConversion: RequestConversion?

    /// Whether the message that the handler was given last came compressed.
    package var requestWasCompressed: Bool { requestCompression?.wasCompressed ?? false }

    /// Makes a context.
    package init(
        callID: String, method: String, metadata: Metadata = Metadata(), peer: Peer, deadline: Deadline? = nil,
        now: Int64, offload: Offload, pause: Pause = .immediately,
        requestCompression: RequestCompression? = nil, requestConversion: RequestConversion? = nil
    ) {
        self.callID = callID
        self.method = method
        self.metadata = metadata
        self.peer = peer
        self.deadline = deadline
        self.now = now
        self.offload = offload
        self.pause = pause
        self.requestCompression = requestCompression
        self.requestConversion = requestConversion
    }
}
