import Kernel
import RPC

/// What the calls of one engine or service of a connection have in common: it makes their contexts, and tells of their ends.
///
/// It holds what all connections share by references of its own. To count references to the shared objects for each call
/// would have all loops wait for each other's caches, which took some two per cent of a short call.
final class CallContexts {
    private let loop: EventLoop
    private let clock: any Clock
    private let observer: (any CallObserver)?
    private let offload: Offload
    private let pause: Pause
    private var ids = CallIDGenerator()

    init(_ environment: ServerEnvironment, loop: EventLoop) {
        self.loop = loop
        clock = environment.clock
        observer = environment.callObserver
        offload = environment.offload.own
        pause = Pause(loop: loop)
    }

    /// Makes the context of a call that begins at `begun`, in nanoseconds on the monotonic clock; `timeout` is in
    /// nanoseconds, nil for none.
    func make(
        _ method: String, _ metadata: Metadata, timeout: UInt64?, peer: Peer, begun: UInt64,
        mayBeCompressed: Bool = false, conversion: RequestConversion? = nil
    ) -> CallContext {
        CallContext(
            callID: ids.next(), method: method, metadata: metadata, peer: peer,
            deadline: timeout.map { Deadline(nanoseconds: Self.sum(begun, $0)) },
            now: clock.now().microseconds, offload: offload,
            pause: pause, requestCompression: mayBeCompressed ? RequestCompression() : nil,
            requestConversion: conversion)
    }

    /// A call has ended, with what its client was told.
    func tellEnd(of call: ServerCall, _ status: Status?, cause: String?) {
        observer?.callEnded(
            call.context, status: status, cause: cause,
            duration: .nanoseconds(Int64(clamping: loop.now.nanoseconds - call.begun)),
            requestBytes: call.requestBytes, responseBytes: call.responseBytes)
    }

    /// Saturates: whoever waits for 500 years waits for ever.
    private static func sum(_ now: UInt64, _ timeout: UInt64) -> UInt64 {
        let (sum, carried) = now.addingReportingOverflow(timeout)
        return carried ? .max : sum
    }
}
