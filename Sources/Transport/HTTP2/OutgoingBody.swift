/// What a stream has still to send of its answer's body: messages with gRPC's prefix, or bytes without.
struct OutgoingBody {
    /// What goes before the bytes of a piece.
    enum Prefix {
        case none
        /// gRPC's five bytes: whether the message is compressed, and its length.
        case message(isCompressed: Bool)

        var count: Int {
            switch self {
            case .none: 0
            case .message: 5
            }
        }
    }

    private struct Piece {
        let bytes: [UInt8]
        let prefix: Prefix

        var count: Int { prefix.count + bytes.count }
    }

    /// Bytes that are left, prefixes included.
    private(set) var count = 0
    /// The piece that goes next; nil if there is none. Most bodies have only one, which therefore has a place of its own.
    private var next: Piece?
    /// How much of it has gone.
    private var offset = 0
    /// Pieces after it, and how many of those have gone.
    private var others: [Piece] = []
    private var gone = 0

    /// Adds bytes at the end.
    mutating func append(_ bytes: [UInt8], prefix: Prefix) {
        let piece = Piece(bytes: bytes, prefix: prefix)
        count += piece.count
        if next == nil { next = piece } else { others.append(piece) }
    }

    /// Forgets what is left.
    mutating func removeAll() { self = OutgoingBody() }

    /// Moves so many bytes, which have to be there, to the output.
    mutating func move(_ wanted: Int, to output: ByteQueue) {
        precondition(wanted <= count, "more is moved than is there")
        count -= wanted
        var wanted = wanted
        while wanted > 0 {
            guard let piece = next else { preconditionFailure("the pieces have fewer bytes than were counted") }
            let taken = min(wanted, piece.count - offset)
            Self.copy(piece, from: offset, taken, to: output)
            wanted -= taken
            offset += taken
            guard offset == piece.count else { break }
            offset = 0
            next = takeOther()
        }
    }

    private mutating func takeOther() -> Piece? {
        guard gone < others.count else { return nil }
        let piece = others[gone]
        gone += 1
        if gone == others.count {
            others.removeAll(keepingCapacity: true)
            gone = 0
        } else if gone >= 64 {
            others.removeFirst(gone)
            gone = 0
        }
        return piece
    }

    private static func copy(_ piece: Piece, from start: Int, _ count: Int, to output: ByteQueue) {
        var (start, count) = (start, count)
        if case .message(let isCompressed) = piece.prefix {
            let prefixCount = piece.prefix.count
            let taken = min(count, max(0, prefixCount - start))
            if taken > 0 {
                // The flag and four bytes of length, the most significant first, and three that are not sent.
                let prefix = UInt64(isCompressed ? 1 : 0) << 56 | UInt64(UInt32(piece.bytes.count)) << 24
                withUnsafeBytes(of: prefix.bigEndian) {
                    output.append(UnsafeRawBufferPointer(rebasing: $0[start..<start + taken]))
                }
            }
            count -= taken
            start = max(0, start - prefixCount)
        }
        guard count > 0 else { return }
        piece.bytes.withUnsafeBytes { output.append(UnsafeRawBufferPointer(rebasing: $0[start..<start + count])) }
    }
}
