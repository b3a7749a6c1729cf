import CUV
import Glibc

/// Told what happens on a connection, on its loop.
package protocol TCPConnectionHandler: AnyObject {
    /// Bytes arrived. They lie in the loop's shared buffer and are good only until this returns.
    func connectionDidRead(_ bytes: UnsafeRawBufferPointer)
    /// What had been queued is written: `pendingWriteBytes` fell to 0. Not called for what could be written at once.
    func connectionDidDrain()
    /// The connection is gone; nothing else is called after this. Called once, and never from within a call of the
    /// connection's own methods. `nil`: either side closed it in order.
    func connectionDidClose(_ error: KernelError?)
}

/// A TCP connection that lives on one loop. It keeps itself and its handler alive until it has closed.
package final class TCPConnection: LoopHandle {
    private var handler: (any TCPConnectionHandler)?
    private var closeError: KernelError?
    private var state = State.open
    private var wantsReading = false
    private var lingerTimer: LoopTimer?
    private var onClose: (() -> Void)?
    private var isCounted = true
    /// Bytes that were given to `write` and that the system has not taken yet. There is no limit here: who writes minds it.
    package private(set) var pendingWriteBytes = 0
    private var givenBytes: UInt64 = 0
    /// Bytes of those given to `write` that the system has taken: while some are pending, and this stays as it is, the
    /// other end takes none.
    package var takenBytes: UInt64 { givenBytes - UInt64(uv_stream_get_write_queue_size(stream)) }
    /// What the other end's address is, as text.
    package private(set) var peerAddress = ""
    /// What this end's address is, as text.
    package private(set) var localAddress = ""

    private enum State {
        case open
        /// `close` was called: queued bytes are written, then the sending side is shut.
        case draining
        /// The sending side is shut; reads and drops until the peer's end, so that no reset destroys what we sent.
        case lingering
        case closed
    }

    /// The longest that `close` waits for queued bytes to be written.
    package static let drainLimit = Duration.seconds(5)
    /// The longest that `close` waits for the peer's end after that.
    package static let lingerLimit = Duration.seconds(1)

    private var stream: UnsafeMutablePointer<uv_stream_t> { raw.assumingMemoryBound(to: uv_stream_t.self) }
    private var tcp: UnsafeMutablePointer<uv_tcp_t> { raw.assumingMemoryBound(to: uv_tcp_t.self) }

    /// A handle without a socket. The loop's count of connections is the caller's to raise; the connection lowers it.
    private init(unconnectedOn loop: EventLoop) throws(KernelError) {
        super.init(loop: loop, type: uv_tcp_t.self)
        let result = uv_tcp_init(loop.uv, tcp)
        guard result == 0 else {
            initialisationFailed()
            throw .system(operation: "uv_tcp_init", code: result)
        }
        didInitialise()
    }

    /// Takes over a connected socket; closes it on failure too. On the loop only.
    /// - Parameter onClose: called once, after the handler was told.
    convenience init(descriptor: Int32, loop: EventLoop, onClose: @escaping () -> Void) throws(KernelError) {
        do throws(KernelError) {
            try self.init(unconnectedOn: loop)
        } catch {
            Glibc.close(descriptor)
            loop.connectionCount.wrappingSubtract(1, ordering: .relaxed)
            throw error
        }
        self.onClose = onClose
        let result = uv_tcp_open(tcp, descriptor)
        guard result == 0 else {
            Glibc.close(descriptor)
            state = .closed
            self.onClose = nil
            closeHandle()
            throw .system(operation: "uv_tcp_open", code: result)
        }
        didConnect()
    }

    private func didConnect() {
        uv_tcp_nodelay(tcp, 1)
        // A peer that vanished without a word is noticed within minutes even on a connection that nobody pings.
        uv_tcp_keepalive(tcp, 1, 60)
        peerAddress = address(uv_tcp_getpeername)
        localAddress = address(uv_tcp_getsockname)
    }

    private func address(
        _ read: (UnsafePointer<uv_tcp_t>?, UnsafeMutablePointer<sockaddr>?, UnsafeMutablePointer<Int32>?) -> Int32
    ) -> String {
        var storage = sockaddr_storage()
        var length = Int32(MemoryLayout<sockaddr_storage>.size)
        let result = withUnsafeMutableBytes(of: &storage) {
            read(tcp, $0.baseAddress!.assumingMemoryBound(to: sockaddr.self), &length)
        }
        return result == 0 ? SocketAddress(storage: storage).description : "?"
    }

    // MARK: Reading

    /// Gives the connection its handler and begins to read. Once.
    package func start(_ handler: any TCPConnectionHandler) {
        loop.preconditionCurrent()
        precondition(self.handler == nil, "a connection has one handler")
        guard state == .open else {
            // It broke before it had a handler.
            if isClosing { self.handler = handler }
            return
        }
        self.handler = handler
        resumeReading()
    }

    /// Stops reading, so that the peer feels back pressure.
    package func pauseReading() {
        loop.preconditionCurrent()
        wantsReading = false
        if state == .open { uv_read_stop(stream) }
    }

    /// Reads again after `pauseReading`; on a connection that reads or is closed it does nothing.
    package func resumeReading() {
        loop.preconditionCurrent()
        guard state == .open, !wantsReading else { return }
        wantsReading = true
        startReading()
    }

    private func startReading() {
        let result = uv_read_start(
            stream,
            { handle, _, buffer in
                let loop = EventLoop.owner(handle!.pointee.loop)
                buffer!.pointee.base = loop.readBuffer.baseAddress!.assumingMemoryBound(to: CChar.self)
                buffer!.pointee.len = loop.readBuffer.count
            },
            { stream, count, buffer in
                let connection = LoopHandle.owner(stream!.pointee.data, as: TCPConnection.self)
                connection.loop.burst { connection.didRead(count, buffer!.pointee.base) }
            })
        if result != 0 { fail(.system(operation: "read", code: result)) }
    }

    private func didRead(_ count: Int, _ base: UnsafeMutablePointer<CChar>?) {
        if count > 0 {
            if state == .open { handler?.connectionDidRead(UnsafeRawBufferPointer(start: base, count: count)) }
        } else if count < 0 {
            if count == Int(UV_EOF.rawValue) {
                // The peer's end: nobody is left to read what is still queued by us, unless we are closing in order.
                if state == .draining { wantsReading = false } else { fail(nil) }
            } else {
                fail(.system(operation: "read", code: Int32(count)))
            }
        }
    }

    // MARK: Writing

    private struct WriteHeader {
        var request: uv_write_t
        var count: Int
    }
    private static let headerSize = (MemoryLayout<WriteHeader>.size + 15) & ~15

    /// Sends bytes in order. The system is offered them at once; what it does not take is copied and sent later.
    /// After `close` or an error they are dropped.
    package func write(_ bytes: UnsafeRawBufferPointer) {
        loop.preconditionCurrent()
        guard state == .open, let base = bytes.baseAddress, bytes.count > 0 else { return }
        givenBytes += UInt64(bytes.count)
        var written = 0
        if pendingWriteBytes == 0 {
            var buffer = uv_buf_t(
                base: UnsafeMutableRawPointer(mutating: base).assumingMemoryBound(to: CChar.self), len: bytes.count)
            let result = uv_try_write(stream, &buffer, 1)
            if result >= 0 {
                written = Int(result)
            } else if result != UV_EAGAIN.rawValue {
                fail(.system(operation: "write", code: result))
                return
            }
        }
        if written < bytes.count { queueWrite(UnsafeRawBufferPointer(rebasing: bytes[written...])) }
    }

    private func queueWrite(_ bytes: UnsafeRawBufferPointer) {
        let block = UnsafeMutableRawPointer.allocate(byteCount: Self.headerSize + bytes.count, alignment: 16)
        let header = block.bindMemory(to: WriteHeader.self, capacity: 1)
        header.initialize(to: WriteHeader(request: uv_write_t(), count: bytes.count))
        (block + Self.headerSize).copyMemory(from: bytes.baseAddress!, byteCount: bytes.count)
        let request = block.assumingMemoryBound(to: uv_write_t.self)
        var buffer = uv_buf_t(
            base: (block + Self.headerSize).assumingMemoryBound(to: CChar.self), len: bytes.count)
        let result = uv_write(request, stream, &buffer, 1) { request, status in
            let connection = LoopHandle.owner(request!.pointee.handle.pointee.data, as: TCPConnection.self)
            let block = UnsafeMutableRawPointer(request!)
            let count = block.assumingMemoryBound(to: WriteHeader.self).pointee.count
            block.deallocate()
            connection.loop.burst { connection.didWrite(count, status) }
        }
        guard result == 0 else {
            block.deallocate()
            fail(.system(operation: "write", code: result))
            return
        }
        pendingWriteBytes += bytes.count
    }

    private func didWrite(_ count: Int, _ status: Int32) {
        pendingWriteBytes -= count
        if status < 0 {
            // Cancelled by our own closing, or broken.
            if status != UV_ECANCELED.rawValue { fail(.system(operation: "write", code: status)) }
            return
        }
        guard pendingWriteBytes == 0 else { return }
        switch state {
        case .open: handler?.connectionDidDrain()
        case .draining: linger()
        case .lingering, .closed: break
        }
    }

    // MARK: Closing

    /// Closes in order: writes what is queued (for `drainLimit` at most), shuts the sending side and waits
    /// (`lingerLimit`) for the peer's end, so that what was sent last arrives. The handler hears only of the close.
    package func close() {
        loop.preconditionCurrent()
        guard state == .open else { return }
        state = .draining
        if pendingWriteBytes == 0 {
            linger()
        } else {
            lingerTimer = loop.schedule(after: Self.drainLimit) { [weak self] in self?.fail(.timedOut) }
        }
    }

    /// Closes at once and drops what is queued.
    package func abort() {
        loop.preconditionCurrent()
        fail(nil)
    }

    private func linger() {
        state = .lingering
        lingerTimer?.cancel()
        var descriptor: uv_os_fd_t = -1
        guard uv_fileno(handle, &descriptor) == 0, Glibc.shutdown(descriptor, Int32(SHUT_WR)) == 0 else {
            fail(nil)
            return
        }
        lingerTimer = loop.schedule(after: Self.lingerLimit) { [weak self] in self?.fail(nil) }
        if !wantsReading { startReading() }
    }

    private func fail(_ error: KernelError?) {
        guard state != .closed else { return }
        state = .closed
        closeError = error
        lingerTimer?.cancel()
        lingerTimer = nil
        closeHandle()
    }

    override func loopWillStop() { fail(.stopped) }

    override func handleDidClose() {
        loop.connectionCount.wrappingSubtract(1, ordering: .relaxed)
        let handler = self.handler
        self.handler = nil
        handler?.connectionDidClose(closeError)
        let onClose = self.onClose
        self.onClose = nil
        onClose?()
    }

    // MARK: Connecting

    private final class Connecting {
        var continuation: CheckedContinuation<Void, any Error>?
        var timer: LoopTimer?

        func finish(_ error: KernelError?) {
            timer?.cancel()
            guard let continuation else { return }
            self.continuation = nil
            if let error { continuation.resume(throwing: error) } else { continuation.resume() }
        }
    }

    /// Connects to a host name or address, trying its addresses in turn. On the loop only; the connection belongs to it.
    /// Reading begins with `start`.
    /// - Parameter timeout: for each address.
    package static func connect(
        _ loop: EventLoop, host: String, port: Int, timeout: Duration = .seconds(10)
    ) async throws(KernelError) -> TCPConnection {
        loop.preconditionCurrent()
        let addresses: [SocketAddress]
        do throws(KernelError) {
            addresses = [try SocketAddress(host: host, port: port)]
        } catch {
            addresses = try await HostLookUp.addresses(of: host, port: port, loop: loop)
        }
        var failure = KernelError.invalidAddress(host)
        for address in addresses {
            do throws(KernelError) {
                return try await connect(loop, address: address, timeout: timeout)
            } catch {
                failure = error
            }
        }
        throw failure
    }

    private static func connect(
        _ loop: EventLoop, address: SocketAddress, timeout: Duration
    ) async throws(KernelError) -> TCPConnection {
        loop.connectionCount.wrappingAdd(1, ordering: .relaxed)
        let connection: TCPConnection
        do throws(KernelError) {
            connection = try TCPConnection(unconnectedOn: loop)
        } catch {
            loop.connectionCount.wrappingSubtract(1, ordering: .relaxed)
            throw error
        }
        do {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                connection.beginConnecting(to: address, timeout: timeout, continuation)
            }
        } catch let error as KernelError {
            connection.fail(error)
            throw error
        } catch {
            connection.fail(nil)
            throw .stopped
        }
        connection.didConnect()
        return connection
    }

    private func beginConnecting(
        to address: SocketAddress, timeout: Duration, _ continuation: CheckedContinuation<Void, any Error>
    ) {
        let connecting = Connecting()
        connecting.continuation = continuation
        let request = UnsafeMutablePointer<uv_connect_t>.allocate(capacity: 1)
        request.initialize(to: uv_connect_t())
        request.pointee.data = Unmanaged.passRetained(connecting).toOpaque()
        let result = address.withSocketAddress { pointer, _ in
            uv_tcp_connect(request, tcp, pointer) { request, status in
                let connecting = Unmanaged<Connecting>.fromOpaque(request!.pointee.data).takeRetainedValue()
                let loop = EventLoop.owner(request!.pointee.handle.pointee.loop)
                request!.deallocate()
                loop.burst {
                    connecting.finish(status == 0 ? nil : .system(operation: "connect", code: status))
                }
            }
        }
        guard result == 0 else {
            Unmanaged<Connecting>.fromOpaque(request.pointee.data).release()
            request.deallocate()
            connecting.finish(.system(operation: "connect", code: result))
            return
        }
        connecting.timer = loop.schedule(after: timeout) { [weak self] in
            connecting.finish(.timedOut)
            self?.fail(.timedOut)
        }
    }
}
