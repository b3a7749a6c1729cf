import CMessages
import Glibc

/// Memory that is handed out piece by piece and freed at once: what protobuf-c builds in while a message is read.
///
/// It has a limit, for the C form of a message can be far larger than its bytes: empty nested messages take 44 times
/// their size, unknown fields 19 times. Beyond the limit an allocation fails, and with it the reading of the message.
struct Arena: ~Copyable {
    /// What the C callbacks reach through their context pointer.
    private struct State {
        var next: UnsafeMutableRawPointer?
        var left = 0
        var chunks: UnsafeMutableRawPointer?
        var chunkSize: Int
        var budget: Int
        var isExhausted = false
    }

    static let alignment = 16
    private static let largestChunk = 256 << 10

    private let state: UnsafeMutablePointer<State>

    /// - Parameters:
    ///   - room: what is handed out first, aligned; it has to outlive the arena.
    ///   - expected: a guess at the bytes that will be needed, which sizes the first chunk.
    ///   - limit: the most bytes that it takes from the heap.
    init(in room: UnsafeMutableRawBufferPointer, expected: Int, limit: Int) {
        let first = max(1 << 10, min(expected, Arena.largestChunk))
        // By malloc, as all of it: Swift asks for an alignment, which takes the C library a slower way.
        guard let memory = malloc(MemoryLayout<State>.size) else { preconditionFailure("out of memory") }
        state = memory.assumingMemoryBound(to: State.self)
        state.initialize(
            to: State(next: room.baseAddress, left: room.count, chunkSize: first, budget: limit))
    }

    deinit {
        var chunk = state.pointee.chunks
        while let current = chunk {
            chunk = current.load(as: UnsafeMutableRawPointer?.self)
            free(current)
        }
        free(state)
    }

    /// Whether an allocation has failed.
    var isExhausted: Bool { state.pointee.isExhausted }

    /// The arena as protobuf-c wants it. Good only as long as the arena lives.
    func allocator() -> ProtobufCAllocator {
        ProtobufCAllocator(
            alloc: { context, size in
                Arena.allocate(context.unsafelyUnwrapped.assumingMemoryBound(to: State.self), size)
            },
            free: { _, _ in },
            allocator_data: state)
    }

    @inline(__always)
    private static func allocate(_ state: UnsafeMutablePointer<State>, _ size: Int) -> UnsafeMutableRawPointer? {
        // A size beyond this cannot be met and would overflow the rounding.
        guard size >= 0, size <= Int.max / 2 else {
            state.pointee.isExhausted = true
            return nil
        }
        let rounded = max(alignment, (size + alignment - 1) & ~(alignment - 1))
        if rounded > state.pointee.left, !grow(state, rounded) { return nil }
        let piece = state.pointee.next.unsafelyUnwrapped
        state.pointee.next = piece + rounded
        state.pointee.left -= rounded
        return piece
    }

    /// Takes another chunk that has room for a piece. A chunk begins with the address of the chunk before it.
    @inline(never)
    private static func grow(_ state: UnsafeMutablePointer<State>, _ piece: Int) -> Bool {
        let size = min(max(state.pointee.chunkSize, piece + alignment), state.pointee.budget)
        guard size >= piece + alignment, let chunk = malloc(size) else {
            state.pointee.isExhausted = true
            return false
        }
        chunk.storeBytes(of: state.pointee.chunks, as: UnsafeMutableRawPointer?.self)
        state.pointee.chunks = chunk
        state.pointee.budget -= size
        state.pointee.next = chunk + alignment
        state.pointee.left = size - alignment
        state.pointee.chunkSize = min(state.pointee.chunkSize * 2, largestChunk)
        return true
    }
}
