/// What bounds a server's connections and calls. Everything from outside has a limit; `check` holds them against each other.
package struct TransportLimits: Sendable, Equatable {
    /// Bytes of one message.
    package var messageSize = FramedProtocol.defaultMessageLimit
    /// Bytes of one call's metadata, names and values.
    package var metadataSize = 16_384
    /// Calls under way at once on one connection.
    package var callsPerConnection = 64
    /// Bytes of one call's messages that wait for its handler.
    package var memoryPerRequest = 5_242_880
    /// Connections open at once, on all addresses together; more are reset at once.
    package var connections = 10_000
    /// How long a client may take for the TLS handshake.
    package var handshakeTimeout = Duration.seconds(10)
    /// How long the head of a request of HTTP/1.1 may take from its first byte.
    package var headTimeout = Duration.seconds(10)
    /// How long a connection may have no call under way and no frame come in.
    package var idleTimeout = Duration.seconds(300)
    /// How long a call may wait for its client's next message, or for the client to take the next answer.
    package var stallTimeout = Duration.seconds(60)
    /// Bytes written to a connection that the client has not taken yet, above which nothing more is read from it.
    package var pendingOutput = 1_048_576
    /// Pings at once on a connection of the native protocol; ten more every second.
    package var pings = 100
    /// Frames of HTTP/2 that move nothing (PING, SETTINGS, RST_STREAM, PRIORITY, empty DATA) at once on a connection, and
    /// streams that the server has to reset; a tenth of that more every second.
    package var controlFrames = 1_000

    /// The defaults.
    package init() {}

    /// What is wrong with the limits, a sentence each; none if they are fine.
    package func check() -> [String] {
        var problems: [String] = []
        func within(_ name: String, _ value: Int, _ range: ClosedRange<Int>) {
            if !range.contains(value) {
                problems.append("\(name) is \(value); it has to be from \(range.lowerBound) to \(range.upperBound)")
            }
        }
        within("message-size", messageSize, 1_024...268_435_456)
        within("metadata-size", metadataSize, 1_024...FramedProtocol.frameAllowance / 2)
        within("calls-per-connection", callsPerConnection, 1...10_000)
        within("connections", connections, 1...1_000_000)
        within("pending-output", pendingOutput, 65_536...268_435_456)
        within("pings", pings, 1...100_000)
        within("control-frames", controlFrames, 10...1_000_000)
        let needed = messageSize + FlowControl.initialWindow
        if memoryPerRequest < needed {
            problems.append(
                "memory-per-request is \(memoryPerRequest); it has to be at least \(needed): message-size and the "
                    + "\(FlowControl.initialWindow) bytes that a client may send before it is granted more")
        }
        for (name, value) in [
            ("handshake-timeout", handshakeTimeout), ("head-timeout", headTimeout), ("idle-timeout", idleTimeout),
            ("stall-timeout", stallTimeout),
        ] where value < .milliseconds(1) || value > .seconds(86_400) {
            problems.append("\(name) has to be from 1 millisecond to 1 day")
        }
        if handshakeTimeout > idleTimeout {
            problems.append(
                "handshake-timeout is longer than idle-timeout: a client that says nothing would be kept longer than one that has"
            )
        }
        return problems
    }
}
