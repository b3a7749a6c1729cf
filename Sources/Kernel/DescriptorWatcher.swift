import CUV

/// Watches a descriptor that somebody else owns (libpq's socket): tells when it can be read or written.
/// Close the watcher before its descriptor is closed: `close` takes effect at once, its callback never comes again.
package final class DescriptorWatcher: LoopHandle {
    private var body: ((_ readable: Bool, _ writable: Bool) -> Void)?
    private var watched: Int32 = 0
    private var poll: UnsafeMutablePointer<uv_poll_t> { raw.assumingMemoryBound(to: uv_poll_t.self) }

    /// On the loop only. `body` is called on it, level-triggered, and also on errors (as readable and writable).
    package init(
        loop: EventLoop, descriptor: Int32, _ body: @escaping (_ readable: Bool, _ writable: Bool) -> Void
    ) throws(KernelError) {
        self.body = body
        super.init(loop: loop, type: uv_poll_t.self)
        let result = uv_poll_init(loop.uv, poll, descriptor)
        guard result == 0 else {
            initialisationFailed()
            throw .system(operation: "uv_poll_init", code: result)
        }
        didInitialise()
    }

    /// Watches for exactly this from now on. No system call when it is what is watched already.
    package func start(readable: Bool, writable: Bool) {
        loop.preconditionCurrent()
        guard !isClosing else { return }
        let wanted = (readable ? Int32(UV_READABLE.rawValue) : 0) | (writable ? Int32(UV_WRITABLE.rawValue) : 0)
        guard wanted != watched else { return }
        watched = wanted
        if wanted == 0 {
            uv_poll_stop(poll)
            return
        }
        uv_poll_start(poll, wanted) { handle, status, events in
            let watcher = LoopHandle.owner(handle!.pointee.data, as: DescriptorWatcher.self)
            let failed = status < 0
            watcher.loop.burst {
                watcher.body?(
                    failed || events & Int32(UV_READABLE.rawValue) != 0,
                    failed || events & Int32(UV_WRITABLE.rawValue) != 0)
            }
        }
    }

    /// Watches for nothing until it is started again.
    package func stop() { start(readable: false, writable: false) }

    /// For good.
    package func close() {
        loop.preconditionCurrent()
        guard !isClosing else { return }
        uv_poll_stop(poll)
        body = nil
        closeHandle()
    }

    override func loopWillStop() { close() }
}
