/// How much of requests a client may send.
extension HTTP2ServerEngine {
    /// The bytes of requests that wait for their rest, of all streams together, beyond which only the oldest stream is
    /// given more room: so every request can end, and a connection can't hold a message of the largest size for each call.
    private static let heldLimit = 4_194_304

    /// Says how much of a stream's request is kept for now.
    func holds(_ count: Int, of stream: HTTP2Stream) {
        guard !stream.isClosed, count != stream.held else { return }
        let isLess = count < stream.held
        streams.held += count - stream.held
        stream.held = count
        guard isLess, isWithholding else { return }
        if count == 0 { giveRoom(stream) }
        giveWithheldRoom()
    }

    /// Lets a client send so much more of a request: at once, unless too much is held.
    func consumed(_ count: Int, of stream: HTTP2Stream) {
        guard !stream.isClosed else { return }
        stream.owed += count
        if streams.held <= Self.heldLimit || stream.held == 0 || streams.oldestHolder === stream {
            giveRoom(stream)
        } else {
            isWithholding = true
        }
    }

    private func giveRoom(_ stream: HTTP2Stream) {
        guard let session, stream.owed > 0 else { return }
        session.consumed(stream.owed, of: stream)
        stream.owed = 0
        host?.flushSoon()
    }

    /// Less is held: streams that waited for that go on. Their time begins anew, for it was not they who were slow.
    func giveWithheldRoom() {
        guard isWithholding, session != nil else { return }
        let isEnough = streams.held <= Self.heldLimit
        if isEnough { isWithholding = false }
        let waiting = isEnough ? streams.all : [streams.oldestHolder].compactMap { $0 }
        for stream in waiting where stream.owed > 0 {
            stream.begun = loop.burstBegan.nanoseconds
            stream.lastProgress = stream.begun
            giveRoom(stream)
        }
    }
}
