/// Is told what goes wrong on connections outside of calls: for logs and counters. Called on loops, so it must not block.
package protocol ConnectionObserver: Sendable {
    /// No TLS session came about. `address` is the client's, `reason` for the log.
    func handshakeFailed(address: String, reason: String)
    /// The client broke the protocol, or the session broke, and the connection was closed.
    func protocolViolated(address: String, reason: String)
}
