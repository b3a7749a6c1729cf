import CUV
import Glibc

/// An IPv4 or IPv6 address with a port.
package struct SocketAddress: Sendable, CustomStringConvertible {
    var storage: sockaddr_storage

    init(storage: sockaddr_storage) { self.storage = storage }

    /// `host` is a numeric address ("127.0.0.1", "::1"), never a name: names need a look-up.
    package init(host: String, port: Int) throws(KernelError) {
        guard (0...65_535).contains(port) else { throw .invalidAddress("\(host):\(port)") }
        storage = sockaddr_storage()
        let result = withUnsafeMutableBytes(of: &storage) { bytes -> Int32 in
            guard let base = bytes.baseAddress else { return -EINVAL }
            let four = uv_ip4_addr(host, Int32(port), base.assumingMemoryBound(to: sockaddr_in.self))
            if four == 0 { return 0 }
            return uv_ip6_addr(host, Int32(port), base.assumingMemoryBound(to: sockaddr_in6.self))
        }
        guard result == 0 else { throw .invalidAddress(host) }
    }

    init(copying address: UnsafePointer<sockaddr>) {
        storage = sockaddr_storage()
        let size =
            Int32(address.pointee.sa_family) == AF_INET6
            ? MemoryLayout<sockaddr_in6>.size : MemoryLayout<sockaddr_in>.size
        withUnsafeMutableBytes(of: &storage) {
            $0.copyMemory(from: UnsafeRawBufferPointer(start: UnsafeRawPointer(address), count: size))
        }
    }

    var family: Int32 { Int32(storage.ss_family) }

    var length: socklen_t {
        socklen_t(family == AF_INET6 ? MemoryLayout<sockaddr_in6>.size : MemoryLayout<sockaddr_in>.size)
    }

    /// The port in host order.
    package var port: Int {
        withUnsafeBytes(of: storage) { bytes in
            // Both families keep the port in the same place.
            Int(UInt16(bigEndian: bytes.load(fromByteOffset: 2, as: UInt16.self)))
        }
    }

    /// The address without the port.
    package var host: String {
        withUnsafeBytes(of: storage) { bytes in
            guard let base = bytes.baseAddress else { return "" }
            var text = [CChar](repeating: 0, count: 64)
            let result =
                family == AF_INET6
                ? uv_ip6_name(base.assumingMemoryBound(to: sockaddr_in6.self), &text, text.count)
                : uv_ip4_name(base.assumingMemoryBound(to: sockaddr_in.self), &text, text.count)
            guard result == 0 else { return "?" }
            return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
    }

    /// "127.0.0.1:8443" or "[::1]:8443".
    package var description: String { family == AF_INET6 ? "[\(host)]:\(port)" : "\(host):\(port)" }

    func withSocketAddress<R>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> R) -> R {
        withUnsafeBytes(of: storage) { bytes in
            body(bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self), length)
        }
    }
}
