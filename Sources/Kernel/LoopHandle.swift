import CUV

/// The owner of one uv handle.
///
/// libuv refers to a handle's memory until its close callback has run, so an open handle keeps its owner alive, and
/// the memory is freed in that callback and nowhere else. `EventLoop.stop` closes the handles that are left.
package class LoopHandle {
    /// The loop that the handle lives on.
    package let loop: EventLoop
    let raw: UnsafeMutableRawPointer
    private(set) final var isClosing = false

    final var handle: UnsafeMutablePointer<uv_handle_t> { raw.assumingMemoryBound(to: uv_handle_t.self) }

    /// Takes over zeroed memory for the handle; the subclass initialises it and calls `didInitialise` when libuv took it.
    init<Handle>(loop: EventLoop, type: Handle.Type) {
        loop.preconditionCurrent()
        self.loop = loop
        raw = UnsafeMutableRawPointer.allocate(
            byteCount: MemoryLayout<Handle>.size, alignment: MemoryLayout<Handle>.alignment)
        raw.initializeMemory(as: UInt8.self, repeating: 0, count: MemoryLayout<Handle>.size)
    }

    /// From here on libuv knows the handle: it keeps its owner until it is closed.
    final func didInitialise() {
        handle.pointee.data = Unmanaged.passRetained(self).toOpaque()
    }

    /// Frees the memory of a handle that libuv refused to initialise.
    final func initialisationFailed() {
        isClosing = true
        raw.deallocate()
    }

    /// Begins to close; `handleDidClose` follows in a later turn of the loop.
    final func closeHandle() {
        loop.preconditionCurrent()
        guard !isClosing else { return }
        isClosing = true
        uv_close(handle) { handle in
            guard let handle, let data = handle.pointee.data else { return }
            let owner = Unmanaged<LoopHandle>.fromOpaque(data).takeRetainedValue()
            owner.raw.deallocate()
            owner.loop.burst { owner.handleDidClose() }
        }
    }

    /// The memory is gone; nothing calls back any more.
    func handleDidClose() {}

    /// The loop ends: close at once.
    func loopWillStop() { closeHandle() }

    static func owner<Owner: LoopHandle>(_ data: UnsafeMutableRawPointer?, as type: Owner.Type) -> Owner {
        unsafeDowncast(Unmanaged<LoopHandle>.fromOpaque(data!).takeUnretainedValue(), to: type)
    }
}
