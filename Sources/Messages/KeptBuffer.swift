import Glibc

/// The buffer that each thread keeps to write messages in, so that none is made and freed for each.
enum KeptBuffer {
    /// What is not kept is freed, in bytes: a thread that has written one large message need not hold its memory for ever.
    private static let most = 256 << 10
    private static let first = 4 << 10

    private static let key: pthread_key_t = {
        var key = pthread_key_t()
        let result = pthread_key_create(&key) { kept in
            guard let buffer = kept?.assumingMemoryBound(to: ByteBuffer.self) else { return }
            buffer.deinitialize(count: 1)
            buffer.deallocate()
        }
        precondition(result == 0, "no more keys of threads are left")
        return key
    }()

    private static var buffer: UnsafeMutablePointer<ByteBuffer> {
        if let kept = pthread_getspecific(key) { return kept.assumingMemoryBound(to: ByteBuffer.self) }
        let made = UnsafeMutablePointer<ByteBuffer>.allocate(capacity: 1)
        made.initialize(to: ByteBuffer(capacity: first))
        pthread_setspecific(key, made)
        return made
    }

    /// Has the body write, and gives what it wrote. The body must not come here again.
    static func written(_ body: (inout ByteBuffer) -> Void) -> [UInt8] {
        let buffer = buffer
        buffer.pointee.truncate(to: 0)
        body(&buffer.pointee)
        let bytes = buffer.pointee.array
        if buffer.pointee.capacity > most { buffer.pointee = ByteBuffer(capacity: first) }
        return bytes
    }
}
