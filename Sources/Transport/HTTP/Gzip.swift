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
    /// What is compressed or inflated at once; more takes too long for an event loop. In bytes of input.
    package static let largestOnLoop = 65_536

    /// Fast rather than small: it is done for each answer.
    private static let level: Int32 = 1

    /// Inflates one whole stream to at most `limit` bytes. What follows the stream is refused.
    package static func inflate(_ bytes: [UInt8], limit: Int) throws(GzipError) -> [UInt8] {
        var stream = z_stream()
        guard lm2_inflateInit(&stream) == Z_OK else { preconditionFailure("no memory to inflate in") }
        defer { inflateEnd(&stream) }
        var result: [UInt8] = []
        var chunk = min(max(bytes.count * 4, 1024), limit + 1)
        let outcome = bytes.withUnsafeBufferPointer { input -> Int32 in
            // zlib doesn't write to its input; its type only lacks the const.
            stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
            stream.avail_in = UInt32(input.count)
            while true {
                let before = result.count
                let status = result.extend(by: chunk) { room in
                    stream.next_out = room.baseAddress
                    stream.avail_out = UInt32(room.count)
                    let status = CZlib.inflate(&stream, Z_NO_FLUSH)
                    return (status, room.count - Int(stream.avail_out))
                }
                if result.count > limit { return Z_BUF_ERROR }
                if status == Z_STREAM_END { return stream.avail_in == 0 ? Z_STREAM_END : Z_DATA_ERROR }
                // Without progress the stream is cut off.
                guard status == Z_OK, result.count > before || stream.avail_in > 0 else { return Z_DATA_ERROR }
                chunk = min(chunk * 2, limit + 1 - result.count)
            }
        }
        switch outcome {
        case Z_STREAM_END: return result
        case Z_BUF_ERROR: throw .tooLarge
        default: throw .malformed
        }
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

extension [UInt8] {
    /// Adds what the body writes into room for `count` more bytes, and gives what it gives beside its number of bytes.
    fileprivate mutating func extend<T>(
        by count: Int, _ body: (UnsafeMutableBufferPointer<UInt8>) -> (T, Int)
    ) -> T {
        let start = self.count
        append(contentsOf: repeatElement(0, count: count))
        let (value, written) = withUnsafeMutableBufferPointer { all in
            body(UnsafeMutableBufferPointer(rebasing: all[start...]))
        }
        removeLast(count - written)
        return value
    }
}
