/// Bytes on their way: appended at the end, taken whole or from the front. Grows as needed and gives memory back when asked.
///
/// It has one owner, on one event loop.
package final class ByteQueue {
    private var storage: UnsafeMutableRawPointer?
    private var capacity = 0
    private var start = 0
    private var end = 0

    /// Makes an empty buffer that holds no memory yet.
    package init() {}

    deinit { storage?.deallocate() }

    /// How many bytes wait.
    package var count: Int { end - start }

    /// Whether none waits.
    package var isEmpty: Bool { end == start }

    /// The bytes that wait; good until the buffer is next changed.
    package var bytes: UnsafeRawBufferPointer {
        guard let storage, end > start else { return UnsafeRawBufferPointer(start: nil, count: 0) }
        return UnsafeRawBufferPointer(start: storage + start, count: end - start)
    }

    /// Makes room for `count` more bytes and gives the place where they go; `commit` says how many were put there.
    package func reserve(_ count: Int) -> UnsafeMutableRawPointer {
        if capacity - end < count { grow(count) }
        return storage.unsafelyUnwrapped + end
    }

    /// Counts bytes that were put where `reserve` said.
    package func commit(_ count: Int) {
        precondition(count >= 0 && count <= capacity - end)
        end += count
    }

    /// Adds the bytes.
    package func append(_ bytes: UnsafeRawBufferPointer) {
        guard let base = bytes.baseAddress, bytes.count > 0 else { return }
        reserve(bytes.count).copyMemory(from: base, byteCount: bytes.count)
        end += bytes.count
    }

    /// Takes bytes away from the front.
    package func consume(_ count: Int) {
        precondition(count >= 0 && count <= end - start)
        start += count
        if start == end {
            start = 0
            end = 0
        }
    }

    /// Takes all bytes away, and gives the memory back if it is more than `keeping` bytes.
    package func clear(keeping: Int) {
        start = 0
        end = 0
        if capacity > keeping {
            storage?.deallocate()
            storage = nil
            capacity = 0
        }
    }

    private func grow(_ count: Int) {
        let waiting = end - start
        if start > 0, capacity - waiting >= count, start >= waiting {
            // The front is free and as large as what waits: moving is cheaper than growing.
            storage.unsafelyUnwrapped.copyMemory(from: storage.unsafelyUnwrapped + start, byteCount: waiting)
        } else {
            let larger = max(4096, capacity * 2, waiting + count)
            let grown = UnsafeMutableRawPointer.allocate(byteCount: larger, alignment: 16)
            if let storage {
                grown.copyMemory(from: storage + start, byteCount: waiting)
                storage.deallocate()
            }
            storage = grown
            capacity = larger
        }
        start = 0
        end = waiting
    }
}
