import CUV
import Glibc
import Synchronization

/// Listens on an address; accepts on its own loop and hands each connection to the loop that has fewest.
///
/// (With `SO_REUSEPORT` and a listener a loop, few connections spread unevenly and a closing one resets its backlog.)
package final class TCPListener {
    private let descriptor: Int32
    private let loop: EventLoop
    private let targets: [EventLoop]
    private let limit: Int
    private let accepted: @Sendable (TCPConnection) -> Void
    private var watcher: DescriptorWatcher?
    private var retry: LoopTimer?
    private var refusals = 0
    private let live = LiveCount()

    /// The address that it is bound to, with the real port where 0 was asked for.
    package let address: SocketAddress

    private final class LiveCount: Sendable {
        let count = Atomic<Int>(0)
    }

    /// Connections taken in one callback at most, so that a flood of them doesn't hold up the others.
    private static let acceptsPerCallback = 64

    /// Binds and listens; on `loop` only.
    /// - Parameters:
    ///   - address: port 0 lets the system choose.
    ///   - targets: the loops that share the connections.
    ///   - limit: connections open at once; those beyond it are reset at once.
    ///   - accepted: called on the connection's loop; it calls `start` on it, or `abort`.
    package init(
        loop: EventLoop, address: SocketAddress, targets: [EventLoop], limit: Int, backlog: Int = 1_024,
        accepted: @escaping @Sendable (TCPConnection) -> Void
    ) throws(KernelError) {
        loop.preconditionCurrent()
        precondition(!targets.isEmpty && limit > 0, "a listener needs loops and room for connections")
        self.loop = loop
        self.targets = targets
        self.limit = limit
        self.accepted = accepted
        descriptor = socket(
            address.family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue),
            0)
        guard descriptor >= 0 else { throw .last("socket") }
        do throws(KernelError) {
            self.address = try Self.bind(descriptor, to: address, backlog: backlog)
        } catch {
            Glibc.close(descriptor)
            throw error
        }
        do throws(KernelError) {
            watcher = try DescriptorWatcher(loop: loop, descriptor: descriptor) { [unowned self] _, _ in accept() }
        } catch {
            Glibc.close(descriptor)
            throw error
        }
        watcher?.start(readable: true, writable: false)
    }

    private static func bind(
        _ descriptor: Int32, to address: SocketAddress, backlog: Int
    ) throws(KernelError) -> SocketAddress {
        var yes: Int32 = 1
        let size = socklen_t(MemoryLayout<Int32>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, size)
        // "::" listens for IPv6 only: who wants both says both, and neither hides the other.
        if address.family == AF_INET6 { setsockopt(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, &yes, size) }
        guard address.withSocketAddress({ Glibc.bind(descriptor, $0, $1) }) == 0 else {
            throw .last("bind to \(address)")
        }
        guard listen(descriptor, Int32(backlog)) == 0 else { throw .last("listen on \(address)") }
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let result = withUnsafeMutableBytes(of: &storage) {
            getsockname(descriptor, $0.baseAddress!.assumingMemoryBound(to: sockaddr.self), &length)
        }
        guard result == 0 else { throw .last("getsockname") }
        return SocketAddress(storage: storage)
    }

    /// Dropped on its loop it closes; off its loop it must have been closed.
    deinit { if watcher != nil { close() } }

    /// Connections of this listener that are open now. From any thread.
    package var connectionCount: Int { live.count.load(ordering: .relaxed) }

    /// Connections that were reset because of the limit.
    package var refusedConnections: Int {
        loop.preconditionCurrent()
        return refusals
    }

    /// Stops accepting for good; open connections are not touched. On its loop only.
    package func close() {
        loop.preconditionCurrent()
        guard let watcher else { return }
        retry?.cancel()
        watcher.close()
        self.watcher = nil
        Glibc.close(descriptor)
    }

    private func accept() {
        for _ in 0..<Self.acceptsPerCallback {
            let socket = accept4(
                descriptor, nil, nil, Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue))
            if socket >= 0 {
                take(socket)
                continue
            }
            switch errno {
            case EAGAIN: return
            case EMFILE, ENFILE, ENOBUFS, ENOMEM:
                pause()
                return
            default: continue  // That one connection is gone already.
            }
        }
    }

    /// Out of descriptors: the connection stays in the backlog, and asking again at once would only spin.
    private func pause() {
        watcher?.stop()
        retry = loop.schedule(after: .milliseconds(100)) { [unowned self] in
            watcher?.start(readable: true, writable: false)
        }
    }

    private func take(_ socket: Int32) {
        guard live.count.load(ordering: .relaxed) < limit else {
            refusals += 1
            var now = linger(l_onoff: 1, l_linger: 0)
            setsockopt(socket, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
            Glibc.close(socket)
            return
        }
        var target = targets[0]
        var fewest = Int.max
        for candidate in targets {
            let count = candidate.connectionCount.load(ordering: .relaxed)
            if count < fewest {
                fewest = count
                target = candidate
            }
        }
        live.count.wrappingAdd(1, ordering: .relaxed)
        target.connectionCount.wrappingAdd(1, ordering: .relaxed)
        let live = self.live
        let accepted = self.accepted
        let isTaken = target.tryExecute { [target] in
            let leave: () -> Void = { live.count.wrappingSubtract(1, ordering: .relaxed) }
            do throws(KernelError) {
                accepted(try TCPConnection(descriptor: socket, loop: target, onClose: leave))
            } catch {
                leave()
            }
        }
        if !isTaken {
            live.count.wrappingSubtract(1, ordering: .relaxed)
            target.connectionCount.wrappingSubtract(1, ordering: .relaxed)
            Glibc.close(socket)
        }
    }
}
