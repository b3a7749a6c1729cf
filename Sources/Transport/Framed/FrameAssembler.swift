/// Cuts a stream of bytes into frames. Whole frames are handed on where they lie; only a frame that is cut short is kept.
package struct FrameAssembler {
    /// The longest frame that is taken, in bytes without its length.
    package let maximumFrame: Int
    private let partial = ByteQueue()

    /// Makes an assembler for frames up to the given length.
    package init(maximumFrame: Int) { self.maximumFrame = maximumFrame }

    /// Bytes of a frame that is not whole yet.
    package var pending: Int { partial.count }

    /// Takes bytes and calls `frame` with each frame that they complete, without its length; while it returns true.
    package func receive(
        _ bytes: UnsafeRawBufferPointer, _ frame: (UnsafeRawBufferPointer) throws(ProtocolFault) -> Bool
    ) throws(ProtocolFault) {
        var rest = bytes[...]
        while !partial.isEmpty {
            // First the length, then as much as it says: what follows this frame is not copied.
            var missing = 4 - partial.count
            if missing <= 0 { missing = 4 + (try length(partial.bytes[...])) - partial.count }
            let part = rest.prefix(missing)
            partial.append(UnsafeRawBufferPointer(rebasing: part))
            rest = rest.dropFirst(part.count)
            if part.count < missing { return }
            if partial.count == 4, try length(partial.bytes[...]) > 0 { continue }
            let goesOn = try frame(UnsafeRawBufferPointer(rebasing: partial.bytes[4...]))
            partial.clear(keeping: Self.kept)
            if !goesOn { return }
        }
        while rest.count >= 4 {
            let end = 4 + (try length(rest))
            if rest.count < end { break }
            guard try frame(UnsafeRawBufferPointer(rebasing: rest.dropFirst(4).prefix(end - 4))) else { return }
            rest = rest.dropFirst(end)
        }
        partial.append(UnsafeRawBufferPointer(rebasing: rest))
    }

    /// Gives back the memory that is kept for frames that come in pieces. An idle connection calls it.
    package func releaseMemory() {
        if partial.isEmpty { partial.clear(keeping: 0) }
    }

    /// Uploads come in frames of up to this size, piece by piece: not worth allocating anew for each.
    private static let kept = 1_179_648

    private func length(_ bytes: UnsafeRawBufferPointer.SubSequence) throws(ProtocolFault) -> Int {
        let start = bytes.startIndex
        var length = 0
        for offset in 0..<4 { length = length << 8 | Int(bytes[start + offset]) }
        guard length <= maximumFrame else {
            throw ProtocolFault(
                "a frame of \(length) bytes was announced; the longest that is taken has \(maximumFrame)",
                code: .resourceExhausted)
        }
        return length
    }
}
