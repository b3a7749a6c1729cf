import CZlib

/// Why bytes can't be inflated.
package enum GzipError: Error, Equatable {
    /// They are not one whole gzip stream.
    case malformed
    /// They hold more than the limit.
    case tooLarge
}

/// gzip, as gRPC and HTTP use it: RFC 1952.
package enum Gzip {
    /// Fast rather than small: it is done for each answer.
    private static let level: Int32 = 1

    /// The most bytes that one byte can stand for: 258 in two bits.
    private static let mostExpansion = 1_032

    /// How many bytes a stream says that it holds (RFC 1952, 2.3.1: the last four bytes, of which `inflate` takes no more);
    /// nil if it can't be gzip, or can't hold so many because something is missing or follows.
    package static func claimedSize(_ bytes: [UInt8]) -> Int? {
        // A header has ten bytes at least, and what follows the data eight.
        guard bytes.count >= 18, bytes[0] == 0x1F, bytes[1] == 0x8B else { return nil }
        let size = bytes[(bytes.count - 4)...].reversed().reduce(0) { $0 << 8 | Int($1) }
        return size <= bytes.count * mostExpansion ? size : nil
    }

    /// Inflates one whole stream to at most `limit` bytes. What follows the stream is refused, and so is one that holds
    /// another number of bytes than it says: so no work is done for one that is too large.
    package static func inflate(_ bytes: [UInt8], limit: Int) throws(GzipError) -> [UInt8] {
        guard let size = claimedSize(bytes) else { throw .malformed }
        guard size <= limit else { throw .tooLarge }
        var stream = z_stream()
        guard lm2_inflateInit(&stream) == Z_OK else { preconditionFailure("no memory to inflate in") }
        defer { inflateEnd(&stream) }
        var isWhole = false
        // One more, since zlib wants room where nothing is to come.
        let result = [UInt8](unsafeUninitializedCapacity: size + 1) { room, count in
            bytes.withUnsafeBufferPointer { input in
                // zlib doesn't write to its input; its type only lacks the const.
                stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
                stream.avail_in = UInt32(input.count)
                stream.next_out = room.baseAddress
                stream.avail_out = UInt32(size + 1)
                let status = CZlib.inflate(&stream, Z_FINISH)
                count = size + 1 - Int(stream.avail_out)
                isWhole = status == Z_STREAM_END && stream.avail_in == 0 && count == size
            }
        }
        guard isWhole else { throw .malformed }
        return result
    }

    /// Compresses.
    package static func deflate(_ bytes: [UInt8]) -> [UInt8] {
        var stream = z_stream()
        guard lm2_deflateInit(&stream, level) == Z_OK else { preconditionFailure("no memory to compress in") }
        defer { deflateEnd(&stream) }
        let bound = Int(deflateBound(&stream, UInt(bytes.count)))
        return [UInt8](unsafeUninitializedCapacity: bound) { room, count in
            bytes.withUnsafeBufferPointer { input in
                stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
                stream.avail_in = UInt32(input.count)
                stream.next_out = room.baseAddress
                stream.avail_out = UInt32(room.count)
                let status = CZlib.deflate(&stream, Z_FINISH)
                precondition(status == Z_STREAM_END, "the bound is enough for all")
            }
            count = room.count - Int(stream.avail_out)
        }
    }
}
