import CUV
import Glibc

/// Names to addresses, through the system's resolver on libuv's own threads. For clients: a server takes addresses.
enum HostLookUp {
    private final class Pending {
        let continuation: CheckedContinuation<[SocketAddress], any Error>
        init(_ continuation: CheckedContinuation<[SocketAddress], any Error>) { self.continuation = continuation }
    }

    static func addresses(of host: String, port: Int, loop: EventLoop) async throws(KernelError) -> [SocketAddress] {
        guard (1...65_535).contains(port), !host.utf8.contains(0) else { throw .invalidAddress(host) }
        do {
            return try await withCheckedThrowingContinuation { continuation in
                let request = UnsafeMutablePointer<uv_getaddrinfo_t>.allocate(capacity: 1)
                request.initialize(to: uv_getaddrinfo_t())
                request.pointee.data = Unmanaged.passRetained(Pending(continuation)).toOpaque()
                var hints = addrinfo()
                hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
                let result = uv_getaddrinfo(
                    loop.uv, request,
                    { request, status, list in
                        let pending = Unmanaged<Pending>.fromOpaque(request!.pointee.data).takeRetainedValue()
                        let loop = EventLoop.owner(request!.pointee.loop)
                        request!.deallocate()
                        loop.burst { HostLookUp.finish(pending.continuation, status, list) }
                        uv_freeaddrinfo(list)
                    }, host, String(port), &hints)
                if result != 0 {
                    Unmanaged<Pending>.fromOpaque(request.pointee.data).release()
                    request.deallocate()
                    continuation.resume(throwing: KernelError.system(operation: "look-up of \(host)", code: result))
                }
            }
        } catch let error as KernelError {
            throw error
        } catch {
            throw .stopped
        }
    }

    private static func finish(
        _ continuation: CheckedContinuation<[SocketAddress], any Error>, _ status: Int32,
        _ list: UnsafeMutablePointer<addrinfo>?
    ) {
        guard status == 0 else {
            continuation.resume(throwing: KernelError.system(operation: "look-up", code: status))
            return
        }
        var addresses: [SocketAddress] = []
        var next = list
        while let entry = next, addresses.count < 8 {
            if let address = entry.pointee.ai_addr { addresses.append(SocketAddress(copying: address)) }
            next = entry.pointee.ai_next
        }
        continuation.resume(returning: addresses)
    }
}
