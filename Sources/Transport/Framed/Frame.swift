import RPC

/// One frame of the native protocol, `lm2.wire.v1.Frame` of `proto/lm2/wire/v1/frame.proto`.
package struct Frame: Equatable, Sendable {
    /// The call that it belongs to; 0 for the connection itself.
    package var call: UInt32
    /// What it does.
    package var kind: Kind

    /// Makes a frame.
    package init(call: UInt32, _ kind: Kind) {
        self.call = call
        self.kind = kind
    }

    /// What a frame does.
    package enum Kind: Equatable, Sendable {
        /// Client: begins a call.
        case open(OpenFrame)
        /// Either: one whole message, and whether it is the client's last.
        case message([UInt8], halfClose: Bool)
        /// Client: no message follows.
        case halfClose
        /// Client: the answer is wanted no more.
        case cancel
        /// Server: ends the call; on call 0 the connection.
        case end(EndFrame)
        /// Either: the other may send this many more bytes of messages.
        case credit(UInt32)
        /// Either: to be answered with a pong of the same payload.
        case ping(UInt64)
        /// Either: answers a ping.
        case pong(UInt64)
        /// Server: begins no call after `lastCall` on this connection.
        case shutdown(lastCall: UInt32, text: String)
    }
}

/// What begins a call.
package struct OpenFrame: Equatable, Sendable {
    /// The full method: `lm2.v1.StandardService/GetStandard`.
    package var method: String
    /// What is sent along.
    package var metadata: Metadata
    /// How long the caller waits, in microseconds; 0 for ever.
    package var timeout: UInt64
    /// The first message, if it is sent along.
    package var message: [UInt8]?
    /// Whether no other message follows.
    package var halfClose: Bool

    /// Makes an opening.
    package init(
        method: String, metadata: Metadata = Metadata(), timeout: UInt64 = 0, message: [UInt8]? = nil,
        halfClose: Bool = false
    ) {
        self.method = method
        self.metadata = metadata
        self.timeout = timeout
        self.message = message
        self.halfClose = halfClose
    }
}

/// What ends a call.
package struct EndFrame: Equatable, Sendable {
    /// gRPC's status code as it came; it may be one that this build does not know.
    package var code: UInt32
    /// What went wrong, for a person.
    package var text: String
    /// Typed details.
    package var details: [StatusDetail]
    /// Trailing metadata.
    package var metadata: Metadata
    /// The last message, if it is sent along.
    package var message: [UInt8]?

    /// Makes an end.
    package init(
        code: UInt32, text: String = "", details: [StatusDetail] = [], metadata: Metadata = Metadata(),
        message: [UInt8]? = nil
    ) {
        self.code = code
        self.text = text
        self.details = details
        self.metadata = metadata
        self.message = message
    }

    /// Makes an end of a status.
    package init(_ status: Status) {
        self.init(code: status.code.rawValue, text: status.message, details: status.details)
    }

    /// The status that it tells; nil for OK. An unknown code counts as UNKNOWN.
    package var status: Status? {
        if code == StatusCode.ok.rawValue { return nil }
        return Status(StatusCode(rawValue: code) ?? .unknown, text, details: details)
    }
    /// The same, cut down where it would not fit into a frame beside nothing else: a person reads no more anyway.
    package func bounded() -> EndFrame {
        var end = self
        if end.text.utf8.count > Self.longestText {
            end.text = String(end.text.unicodeScalars.prefix(Self.longestText / 4).map(Character.init))
        }
        var size = 0
        end.details = end.details.prefix { detail in
            size += detail.type.utf8.count + detail.value.count + 16
            return size <= Self.largestDetails
        }
        return end
    }

    private static let longestText = 4096
    private static let largestDetails = 49_152
}
