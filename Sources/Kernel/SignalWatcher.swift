import CUV
import Glibc

/// Calls back on its loop when the process gets one of some signals, instead of what the signal does by itself.
package final class SignalWatcher {
    private var handles: [SignalHandle] = []

    /// On the loop only. `body` is given the signal's number.
    package init(loop: EventLoop, signals: [Int32], _ body: @escaping (Int32) -> Void) throws(KernelError) {
        for signal in signals { handles.append(try SignalHandle(loop: loop, signal: signal, body)) }
    }

    /// For SIGTERM, SIGINT and SIGHUP.
    package convenience init(loop: EventLoop, _ body: @escaping (Int32) -> Void) throws(KernelError) {
        try self.init(loop: loop, signals: [SIGTERM, SIGINT, SIGHUP], body)
    }

    /// From now on the signals do again what they do by themselves. On the loop only.
    package func close() { for handle in handles { handle.close() } }
}

private final class SignalHandle: LoopHandle {
    private var body: ((Int32) -> Void)?

    init(loop: EventLoop, signal: Int32, _ body: @escaping (Int32) -> Void) throws(KernelError) {
        self.body = body
        super.init(loop: loop, type: uv_signal_t.self)
        let pointer = raw.assumingMemoryBound(to: uv_signal_t.self)
        let result = uv_signal_init(loop.uv, pointer)
        guard result == 0 else {
            initialisationFailed()
            throw .system(operation: "uv_signal_init", code: result)
        }
        didInitialise()
        let started = uv_signal_start(
            pointer,
            { handle, signal in
                let watcher = LoopHandle.owner(handle!.pointee.data, as: SignalHandle.self)
                watcher.loop.burst { watcher.body?(signal) }
            }, signal)
        guard started == 0 else {
            closeHandle()
            throw .system(operation: "uv_signal_start", code: started)
        }
    }

    func close() {
        body = nil
        closeHandle()
    }

    override func loopWillStop() { close() }
}
