import COpenSSL

/// Bytes that nobody can foretell, from libcrypto's generator, which the kernel seeds.
///
/// A generator that fails would make guessable secrets, so its failure ends the process.
package struct SecureRandom: RandomNumberGenerator, Sendable {
    /// The generator; every one is the same.
    package init() {}

    /// Random bytes.
    package static func bytes(_ count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, written in
            if count > 0 { fill(UnsafeMutableRawBufferPointer(start: buffer.baseAddress, count: count)) }
            written = count
        }
    }

    /// A random number.
    package func next() -> UInt64 {
        var number: UInt64 = 0
        withUnsafeMutableBytes(of: &number) { SecureRandom.fill($0) }
        return number
    }

    private static func fill(_ buffer: UnsafeMutableRawBufferPointer) {
        let done = RAND_bytes(buffer.baseAddress?.assumingMemoryBound(to: UInt8.self), Int32(buffer.count))
        precondition(done == 1, "libcrypto's random generator failed")
    }
}
