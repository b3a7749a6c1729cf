import CNGHTTP2

/// What libnghttp2 calls: each finds its engine and stream, and hands on what came. They run within
/// `HTTP2Session.receive` and `HTTP2Session.produce`.
enum HTTP2Callbacks {
    /// The C structure, which each session copies. It is never changed once it is made.
    nonisolated(unsafe) static let pointer: OpaquePointer = {
        var callbacks: OpaquePointer?
        nghttp2_session_callbacks_new(&callbacks)
        guard let callbacks else { preconditionFailure("no memory for libnghttp2's callbacks") }
        setIncoming(callbacks)
        setOutgoing(callbacks)
        return callbacks
    }()

    /// The engine lives as long as its session, which is what calls: it need not be retained for each of a call's many
    /// callbacks, which would cost as much as some of them do.
    private static func engine<T>(_ context: UnsafeMutableRawPointer?, _ body: (HTTP2ServerEngine) -> T) -> T {
        Unmanaged<HTTP2ServerEngine>.fromOpaque(context.unsafelyUnwrapped)._withUnsafeGuaranteedRef(body)
    }

    private static func stream(_ session: OpaquePointer?, _ id: Int32) -> HTTP2Stream? {
        nghttp2_session_get_stream_user_data(session, id).map {
            Unmanaged<HTTP2Stream>.fromOpaque($0).takeUnretainedValue()
        }
    }

    private static let failure = NGHTTP2_ERR_CALLBACK_FAILURE.rawValue

    private static func setIncoming(_ callbacks: OpaquePointer) {
        nghttp2_session_callbacks_set_on_begin_frame_callback(callbacks) { session, header, context in
            guard let header = header?.pointee else { return 0 }
            let type = nghttp2_frame_type(UInt32(header.type))
            // Of what is ignored no other callback tells: of priorities, and of heads for streams that are gone. (Of types
            // that are not known even this one does not.)
            let isIgnored =
                type == NGHTTP2_PRIORITY
                || type == NGHTTP2_HEADERS && header.stream_id <= nghttp2_session_get_last_proc_stream_id(session)
                    && HTTP2Callbacks.stream(session, header.stream_id) == nil
            guard isIgnored else { return 0 }
            let mayGoOn = HTTP2Callbacks.engine(context) { $0.ignoredBegan(type, stream: header.stream_id) }
            return mayGoOn ? 0 : HTTP2Callbacks.failure
        }
        nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks) { session, frame, context in
            guard let frame else { return 0 }
            let id = frame.pointee.hd.stream_id
            return HTTP2Callbacks.engine(context) { engine in
                engine.headBegan()
                guard frame.pointee.headers.cat == NGHTTP2_HCAT_REQUEST else {
                    engine.trailerBegan(HTTP2Callbacks.stream(session, id))
                    return 0
                }
                guard let stream = engine.begin(id) else { return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE.rawValue }
                nghttp2_session_set_stream_user_data(session, id, Unmanaged.passUnretained(stream).toOpaque())
                return 0
            }
        }
        nghttp2_session_callbacks_set_on_header_callback(callbacks) {
            _, _, name, nameCount, value, valueCount, _, context in
            let isTaken = HTTP2Callbacks.engine(context) {
                $0.field(
                    UnsafeBufferPointer(start: name, count: nameCount),
                    UnsafeBufferPointer(start: value, count: valueCount))
            }
            return isTaken ? 0 : HTTP2Callbacks.failure
        }
        nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks) { session, frame, context in
            guard let frame else { return 0 }
            let header = frame.pointee.hd
            let type = nghttp2_frame_type(UInt32(header.type))
            let isLast = header.flags & UInt8(NGHTTP2_FLAG_END_STREAM.rawValue) != 0
            let isEmptyData = type == NGHTTP2_DATA && header.length == frame.pointee.data.padlen && !isLast
            let mayGoOn = HTTP2Callbacks.engine(context) { engine in
                if let stream = HTTP2Callbacks.stream(session, header.stream_id) {
                    if type == NGHTTP2_HEADERS { engine.headEnded(stream) }
                    if isLast, type == NGHTTP2_HEADERS || type == NGHTTP2_DATA { engine.requestEnded(stream) }
                }
                return engine.received(type, isEmptyData: isEmptyData)
            }
            return mayGoOn ? 0 : HTTP2Callbacks.failure
        }
        nghttp2_session_callbacks_set_on_invalid_frame_recv_callback(callbacks) { _, frame, error, context in
            HTTP2Callbacks.engine(context) {
                $0.received(
                    invalid: String(cString: nghttp2_strerror(error)), stream: frame?.pointee.hd.stream_id ?? 0)
            }
            return 0
        }
        nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks) {
            session, _, id, data, count, context in
            let bytes = UnsafeRawBufferPointer(start: data, count: count)
            HTTP2Callbacks.engine(context) { $0.data(bytes, of: HTTP2Callbacks.stream(session, id)) }
            return 0
        }
        nghttp2_session_callbacks_set_on_stream_close_callback(callbacks) { session, id, _, context in
            if let stream = HTTP2Callbacks.stream(session, id) {
                HTTP2Callbacks.engine(context) { $0.closed(stream) }
            }
            return 0
        }
    }

    private static func setOutgoing(_ callbacks: OpaquePointer) {
        nghttp2_session_callbacks_set_on_frame_send_callback(callbacks) { session, frame, context in
            guard let header = frame?.pointee.hd else { return 0 }
            let type = nghttp2_frame_type(UInt32(header.type))
            if type == NGHTTP2_RST_STREAM { HTTP2Callbacks.engine(context) { $0.didReset() } }
            let isLast = header.flags & UInt8(NGHTTP2_FLAG_END_STREAM.rawValue) != 0
            if isLast, type == NGHTTP2_HEADERS || type == NGHTTP2_DATA,
                let stream = HTTP2Callbacks.stream(session, header.stream_id)
            {
                HTTP2Callbacks.engine(context) { $0.answerEnded(stream) }
            }
            return 0
        }
        nghttp2_session_callbacks_set_send_data_callback(callbacks) { _, _, header, count, source, context in
            guard let source, let stream = source.pointee.ptr else { return HTTP2Callbacks.failure }
            return HTTP2Callbacks.engine(context) { engine in
                // A frame's header has nine bytes; this server does not pad.
                let isMoved = engine.moveBody(
                    of: Unmanaged<HTTP2Stream>.fromOpaque(stream).takeUnretainedValue(), count,
                    header: UnsafeRawBufferPointer(start: header, count: 9))
                return isMoved ? 0 : NGHTTP2_ERR_WOULDBLOCK.rawValue
            }
        }
    }

    /// How libnghttp2 learns how much of a stream's body there is.
    static let read: nghttp2_data_source_read_callback = { _, _, _, most, flags, source, context in
        guard let flags, let pointer = source?.pointee.ptr else { return Int(HTTP2Callbacks.failure) }
        let stream = Unmanaged<HTTP2Stream>.fromOpaque(pointer).takeUnretainedValue()
        let count = min(most, stream.body.count)
        if count == 0, !stream.isBodyComplete {
            stream.isDeferred = true
            return Int(NGHTTP2_ERR_DEFERRED.rawValue)
        }
        flags.pointee |= NGHTTP2_DATA_FLAG_NO_COPY.rawValue
        if stream.isBodyComplete, count == stream.body.count {
            flags.pointee |= NGHTTP2_DATA_FLAG_EOF.rawValue
            if HTTP2Callbacks.engine(context, { $0.submitTrailer(of: stream) }) {
                flags.pointee |= NGHTTP2_DATA_FLAG_NO_END_STREAM.rawValue
            }
        }
        return count
    }
}
