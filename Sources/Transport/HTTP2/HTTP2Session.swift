import CNGHTTP2

/// One HTTP/2 session of a server, by libnghttp2: it reads frames, keeps the protocol's rules, and writes frames. The one
/// owner of the C session; nothing else calls libnghttp2 but `HTTP2Callbacks`, which tell the engine what came.
///
/// The session must outlive each call into it, so an engine that wants to close while it is told something notes that, and
/// closes afterwards.
final class HTTP2Session {
    /// What a session promises its client.
    struct Settings {
        /// Streams open at once.
        var concurrentStreams: Int
        /// Bytes of a request's body that may come before some are taken.
        var streamWindow: Int32
        /// The same for all streams together; given back as bytes come.
        var connectionWindow: Int32
        /// Bytes of a head's names and values.
        var headSize: Int
    }

    private let pointer: OpaquePointer

    init(_ settings: Settings, engine: HTTP2ServerEngine) {
        var options: OpaquePointer?
        nghttp2_option_new(&options)
        defer { nghttp2_option_del(options) }
        nghttp2_option_set_no_auto_window_update(options, 1)
        // Closed streams are remembered for priorities only, which this server does not follow.
        nghttp2_option_set_no_closed_streams(options, 1)
        // The engine counts resets by itself (`TransportLimits.controlFrames`). libnghttp2 would end the connection with
        // INTERNAL_ERROR, also for a client that merely cancels 34 calls a second for long.
        nghttp2_option_set_stream_reset_rate_limit(options, 1 << 32, 1 << 32)
        var session: OpaquePointer?
        let context = Unmanaged.passUnretained(engine).toOpaque()
        guard nghttp2_session_server_new2(&session, HTTP2Callbacks.pointer, context, options) == 0, let session else {
            preconditionFailure("no memory for an HTTP/2 session")
        }
        pointer = session
        submit(settings)
    }

    deinit { nghttp2_session_del(pointer) }

    private func submit(_ settings: Settings) {
        let entries = [
            (NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, settings.concurrentStreams),
            (NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, Int(settings.streamWindow)),
            (NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, settings.headSize),
            (NGHTTP2_SETTINGS_NO_RFC7540_PRIORITIES, 1),
        ].map { nghttp2_settings_entry(settings_id: Int32($0.rawValue), value: UInt32($1)) }
        check(nghttp2_submit_settings(pointer, UInt8(NGHTTP2_FLAG_NONE.rawValue), entries, entries.count))
        check(
            nghttp2_session_set_local_window_size(
                pointer, UInt8(NGHTTP2_FLAG_NONE.rawValue), 0, settings.connectionWindow))
    }

    /// Running out of memory is the one way in which these fail that is not a bug.
    private func check(_ result: Int32) {
        precondition(result == 0, "libnghttp2: \(String(cString: nghttp2_strerror(result)))")
    }

    // MARK: Bytes

    /// Takes bytes as they came. Gives why the session can't go on, if it can't.
    func receive(_ bytes: UnsafeRawBufferPointer) -> (code: nghttp2_error_code, reason: String)? {
        let taken = nghttp2_session_mem_recv(
            pointer, bytes.assumingMemoryBound(to: UInt8.self).baseAddress, bytes.count)
        if taken >= 0 { return nil }
        let floods = [NGHTTP2_ERR_FLOODED, NGHTTP2_ERR_TOO_MANY_CONTINUATIONS]
        let isFlood = floods.contains { $0.rawValue == Int32(taken) }
        return (
            isFlood ? NGHTTP2_ENHANCE_YOUR_CALM : NGHTTP2_PROTOCOL_ERROR,
            String(cString: nghttp2_strerror(Int32(taken)))
        )
    }

    /// Whether something may wait to be sent.
    var wantsToWrite: Bool { nghttp2_session_want_write(pointer) != 0 }

    /// Writes what waits to be sent until the output has so many bytes, and at most two frames more, one of a body and what
    /// follows it; false if nothing more waits. Frames of bodies are written one after the other within one call of
    /// libnghttp2: `moveBody` has to stop it.
    func produce(to output: ByteQueue, until enough: Int) -> Bool {
        while output.count < enough {
            var bytes: UnsafePointer<UInt8>?
            let count = nghttp2_session_mem_send(pointer, &bytes)
            guard count > 0 else { return output.count >= enough }
            output.append(UnsafeRawBufferPointer(start: bytes, count: count))
        }
        return true
    }

    /// Whether everything is over: nothing is to be read and nothing to be written.
    var isOver: Bool { nghttp2_session_want_read(pointer) == 0 && nghttp2_session_want_write(pointer) == 0 }

    // MARK: Streams

    /// Refuses a stream whose head begins: the client may try again elsewhere, for nothing was done.
    func refuse(_ id: Int32) {
        _ = nghttp2_submit_rst_stream(
            pointer, UInt8(NGHTTP2_FLAG_NONE.rawValue), id, NGHTTP2_REFUSED_STREAM.rawValue)
    }

    /// Begins an answer.
    func answer(_ stream: HTTP2Stream, _ fields: UnsafePointer<nghttp2_nv>, _ count: Int, hasBody: Bool) {
        guard hasBody else {
            _ = nghttp2_submit_response(pointer, stream.id, fields, count, nil)
            return
        }
        var source = nghttp2_data_provider(
            source: nghttp2_data_source(ptr: Unmanaged.passUnretained(stream).toOpaque()),
            read_callback: HTTP2Callbacks.read)
        _ = nghttp2_submit_response(pointer, stream.id, fields, count, &source)
    }

    /// Goes on with a body that was waiting for more.
    func resume(_ stream: HTTP2Stream) {
        stream.isDeferred = false
        _ = nghttp2_session_resume_data(pointer, stream.id)
    }

    /// Says what follows the body, whose end is being written.
    func submitTrailer(_ stream: HTTP2Stream, _ trailer: HTTP2Fields) {
        _ = trailer.withValues { nghttp2_submit_trailer(pointer, stream.id, $0, $1) }
    }

    /// Lets a client send so much more of a stream's body.
    func consumed(_ count: Int, of stream: HTTP2Stream) {
        _ = nghttp2_session_consume_stream(pointer, stream.id, count)
    }

    /// Lets a client send so much more of all streams together.
    func consumed(_ count: Int) { _ = nghttp2_session_consume_connection(pointer, count) }

    /// Ends a stream on both sides.
    func reset(_ stream: HTTP2Stream, _ code: nghttp2_error_code) {
        _ = nghttp2_submit_rst_stream(pointer, UInt8(NGHTTP2_FLAG_NONE.rawValue), stream.id, code.rawValue)
    }

    // MARK: The connection

    /// Tells the client that the connection will end soon, without refusing anything yet.
    func announceShutdown() { _ = nghttp2_submit_shutdown_notice(pointer) }

    /// Takes no further stream; those that have begun go on.
    func refuseFurtherStreams() {
        _ = nghttp2_submit_goaway(
            pointer, UInt8(NGHTTP2_FLAG_NONE.rawValue), nghttp2_session_get_last_proc_stream_id(pointer),
            NGHTTP2_NO_ERROR.rawValue, nil, 0)
    }

    /// Ends everything with an error code, and with a text for whoever debugs the client.
    func terminate(_ code: nghttp2_error_code, _ text: String) {
        let text = Array(text.utf8)
        _ = nghttp2_submit_goaway(
            pointer, UInt8(NGHTTP2_FLAG_NONE.rawValue), nghttp2_session_get_last_proc_stream_id(pointer), code.rawValue,
            text, text.count)
    }
}
