import Kernel

/// What the connections of one loop share, so that an idle one holds no buffer.
final class LoopBuffers {
    /// Where plaintext is decrypted to; a handler of bytes has it for the time of a call.
    let plaintext = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 64)
    /// What TLS sessions write; empty between any two calls of them.
    let ciphertext = ByteQueue()
    private var spare: [ByteQueue] = []

    deinit { plaintext.deallocate() }

    /// What is kept of a queue that has grown.
    private static let kept = 65_536
    private static let ciphertextKept = 262_144

    /// A queue for a connection that has something to send.
    func takeQueue() -> ByteQueue { spare.popLast() ?? ByteQueue() }

    /// Takes a queue back for the next connection.
    func giveBack(_ queue: ByteQueue) {
        queue.clear(keeping: Self.kept)
        if spare.count < 16 { spare.append(queue) }
    }

    /// Writes what a TLS session left to its connection; after every call of a session.
    func write(to connection: TCPConnection) {
        if ciphertext.isEmpty { return }
        connection.write(ciphertext.bytes)
        ciphertext.clear(keeping: Self.ciphertextKept)
    }
}
