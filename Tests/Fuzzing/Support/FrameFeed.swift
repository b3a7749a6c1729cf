package import Transport

/// The frames of a connection, of which each is checked to be the same once it is written and read again.
package struct FrameFeed {
    /// Short, so that a length that is too long is soon found.
    package static let maximumFrame = 4_096
    private let assembler = FrameAssembler(maximumFrame: maximumFrame)

    /// Makes the feed of a new connection.
    package init() {}

    /// Calls `take` with each frame that the bytes complete, as long as it returns true; false once the peer is at fault.
    package func receive(_ bytes: [UInt8], _ take: (Frame) -> Bool) -> Bool {
        var goesOn = true
        bytes.withUnsafeBytes { bytes in
            do throws(ProtocolFault) {
                try assembler.receive(bytes) { bytes throws(ProtocolFault) in
                    let frame = try FrameDecoder.decode(bytes)
                    Self.check(frame)
                    goesOn = take(frame)
                    return goesOn
                }
            } catch {
                goesOn = false
            }
        }
        precondition(assembler.pending <= 4 + Self.maximumFrame, "more is kept than one frame")
        return goesOn
    }

    private static func check(_ frame: Frame) {
        let bytes = encoded(frame)
        let again = bytes.withUnsafeBytes { bytes in
            try? FrameDecoder.decode(UnsafeRawBufferPointer(rebasing: bytes[4...]))
        }
        precondition(again == frame, "a frame does not survive being written and read")
    }
}

/// The frame with its length.
package func encoded(_ frame: Frame) -> [UInt8] {
    let queue = ByteQueue()
    FrameEncoder.append(frame, to: queue)
    return Array(queue.bytes)
}
