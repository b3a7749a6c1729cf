import Kernel
import RPC

/// Makes the contexts of one connection's calls.
struct CallContexts {
    private let environment: ServerEnvironment
    private let pause: Pause
    private var ids = CallIDGenerator()

    init(_ environment: ServerEnvironment, loop: EventLoop) {
        self.environment = environment
        pause = Pause(loop: loop)
    }

    /// Makes the context of a call that begins at `begun`, in nanoseconds on the monotonic clock; `timeout` is in
    /// nanoseconds, nil for none.
    mutating func make(
        _ method: String, _ metadata: Metadata, timeout: UInt64?, peer: Peer, begun: UInt64,
        mayBeCompressed: Bool = false, conversion: RequestConversion? = nil
    ) -> CallContext {
        CallContext(
            callID: ids.next(), method: method, metadata: metadata, peer: peer,
            deadline: timeout.map { Deadline(nanoseconds: Self.sum(begun, $0)) },
            now: environment.clock.now().microseconds, offload: environment.offload,
            pause: pause, requestCompression: mayBeCompressed ? RequestCompression() : nil,
            requestConversion: conversion)
    }

    /// Saturates: whoever waits for 500 years waits for ever.
    private static func sum(_ now: UInt64, _ timeout: UInt64) -> UInt64 {
        let (sum, carried) = now.addingReportingOverflow(timeout)
        return carried ? .max : sum
    }
}
