/// Cuts a stream of bytes into gRPC's messages: each a byte that says whether it is compressed, four of length, and so many more.
struct GRPCDeframer {
    /// What can be wrong with the bytes.
    enum Fault: Error, Equatable {
        /// A message that is larger than the limit; its length.
        case tooLarge(Int)
        /// The first byte is neither 0 nor 1.
        case flag(UInt8)
    }

    private let limit: Int
    private var prefix: (UInt8, UInt8, UInt8, UInt8, UInt8) = (0, 0, 0, 0, 0)
    private var prefixCount = 0
    private var message: [UInt8] = []
    private var length = 0

    /// What is set aside for a message before it has come: a length alone must not take memory.
    private static let reserved = 65_536

    init(limit: Int) {
        self.limit = limit
    }

    /// Whether bytes of a message have come whose rest has not.
    var isWithinMessage: Bool { prefixCount > 0 }

    /// Bytes of that message that have come.
    var heldBytes: Int { message.count }

    /// Takes bytes until `deliver` returns false, and gives how many.
    mutating func receive(
        _ bytes: UnsafeRawBufferPointer, deliver: (EncodedMessage) -> Bool
    ) throws(Fault) -> Int {
        var position = 0
        while position < bytes.count {
            if prefixCount == 0, let whole = Self.whole(UnsafeRawBufferPointer(rebasing: bytes[position...])) {
                // Most messages are small and come in one piece.
                guard whole.count - 5 <= limit else { throw .tooLarge(whole.count - 5) }
                let complete = EncodedMessage(bytes: [UInt8](whole[5...]), isCompressed: whole[0] == 1)
                position += whole.count
                if !deliver(complete) { break }
                continue
            }
            if prefixCount < 5 {
                withUnsafeMutableBytes(of: &prefix) { $0[prefixCount] = bytes[position] }
                prefixCount += 1
                position += 1
                guard prefixCount == 5 else { continue }
                try begin()
            }
            let taken = min(length - message.count, bytes.count - position)
            message.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[position..<position + taken]))
            position += taken
            guard message.count == length else { break }
            let complete = EncodedMessage(bytes: message, isCompressed: prefix.0 == 1)
            message = []
            prefixCount = 0
            if !deliver(complete) { break }
        }
        return position
    }

    /// The message with which the bytes begin, and its prefix, if all of it is there and its flag is one.
    private static func whole(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        guard bytes.count >= 5, bytes[0] <= 1 else { return nil }
        let length = Int(UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: 1, as: UInt32.self)))
        guard length <= bytes.count - 5 else { return nil }
        return UnsafeRawBufferPointer(rebasing: bytes[..<(5 + length)])
    }

    private mutating func begin() throws(Fault) {
        length = withUnsafeBytes(of: prefix) { bytes in bytes[1...4].reduce(0) { $0 << 8 | Int($1) } }
        guard prefix.0 <= 1 else { throw .flag(prefix.0) }
        guard length <= limit else { throw .tooLarge(length) }
        message.reserveCapacity(min(length, Self.reserved))
    }
}
