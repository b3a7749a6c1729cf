/// The streams of one connection. A class, for what belongs to a struct in another class is checked for overlapping accesses
/// each time.
final class HTTP2StreamTable {
    private var streams: ContiguousArray<HTTP2Stream?> = []
    private var free: ContiguousArray<Int> = []
    /// Bytes of all streams' bodies that wait to be sent.
    var pending = 0
    /// Bytes of all streams' requests that are held.
    var held = 0

    /// The first of the streams that hold something.
    var oldestHolder: HTTP2Stream? {
        streams.lazy.compactMap { $0 }.filter { $0.held > 0 }.min { $0.id < $1.id }
    }

    /// How many there are.
    var count: Int { streams.count - free.count }

    /// All that are there now.
    var all: [HTTP2Stream] { streams.compactMap { $0 } }

    /// Whether one of them waits for its client.
    var anyWaits: Bool { pending > 0 || streams.contains { $0?.waitsForClient ?? false } }

    func add(_ id: Int32) -> HTTP2Stream {
        if let slot = free.popLast() {
            let stream = HTTP2Stream(id: id, slot: slot)
            streams[slot] = stream
            return stream
        }
        let stream = HTTP2Stream(id: id, slot: streams.count)
        streams.append(stream)
        return stream
    }

    /// Forgets a stream, and what it had to send.
    func remove(_ stream: HTTP2Stream) {
        guard streams[stream.slot] === stream else { return }
        streams[stream.slot] = nil
        free.append(stream.slot)
        pending -= stream.body.count
        held -= stream.held
        stream.held = 0
        stream.body.removeAll()
    }
}
