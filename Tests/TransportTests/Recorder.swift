import RPC
import Synchronization
import Transport

/// What was told, in order; a test waits for the next.
final class Recorder<Event: Sendable>: Sendable {
    private let state = Mutex((events: [Event](), waiters: [CheckedContinuation<Event, Never>]()))

    func record(_ event: Event) {
        let waiter = state.withLock { state -> CheckedContinuation<Event, Never>? in
            guard state.waiters.isEmpty else { return state.waiters.removeFirst() }
            state.events.append(event)
            return nil
        }
        waiter?.resume(returning: event)
    }

    func next() async -> Event {
        await withCheckedContinuation { continuation in
            let event = state.withLock { state -> Event? in
                guard state.events.isEmpty else { return state.events.removeFirst() }
                state.waiters.append(continuation)
                return nil
            }
            if let event { continuation.resume(returning: event) }
        }
    }
}

/// Records the calls' ends.
final class RecordingCallObserver: CallObserver {
    struct End: Sendable {
        var method: String
        var callID: String
        var status: Status?
        var cause: String?
        var requestBytes: Int
        var responseBytes: Int
    }
    let ends = Recorder<End>()

    func callEnded(
        _ context: CallContext, status: Status?, cause: String?, duration: Duration, requestBytes: Int,
        responseBytes: Int
    ) {
        ends.record(
            End(
                method: context.method, callID: context.callID, status: status, cause: cause,
                requestBytes: requestBytes, responseBytes: responseBytes))
    }
}

/// Records what went wrong on connections.
final class RecordingConnectionObserver: ConnectionObserver {
    let reasons = Recorder<String>()

    func handshakeFailed(address: String, reason: String) { reasons.record("handshake: \(reason)") }
    func protocolViolated(address: String, reason: String) { reasons.record("protocol: \(reason)") }
}
