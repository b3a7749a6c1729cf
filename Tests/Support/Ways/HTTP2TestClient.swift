import CNGHTTP2
import Glibc
import Kernel
import Transport

/// HTTP/2 by libnghttp2, many requests at once on one connection.
final class HTTP2TestClient: HTTPTestClient {
    private let connection: LoopBound<Connection>

    private init(_ connection: Connection, _ loop: EventLoop) {
        self.connection = LoopBound(connection, loop: loop)
    }

    static func connect(port: Int) async throws -> HTTP2TestClient {
        let context = try TLSContext.client(
            ClientTLSConfiguration(
                caFile: TestCertificates.shared.ca, applicationProtocols: [HTTP2Protocol.name]))
        let loop = TestStore.loops.loops[1]
        return try await loop.run {
            let connection = Connection()
            try await connection.open(loop, port, context)
            return HTTP2TestClient(connection, loop)
        }
    }

    func post(_ path: String, _ fields: [(String, String)], _ body: [UInt8]) async throws -> HTTPTestAnswer {
        try await connection.loop.run { [connection] in
            try await connection.value.request(
                [(":method", "POST"), (":scheme", "https"), (":authority", "localhost"), (":path", path)] + fields, body
            )
        }
    }

    /// A request that is under way.
    private final class Exchange {
        var rest: ArraySlice<UInt8>
        var answer = HTTPTestAnswer()
        var isDone = false
        var failure: String?
        var waiter: CheckedContinuation<Void, Never>?

        init(_ body: [UInt8]) {
            rest = body[...]
        }

        func finish(_ failure: String?) {
            isDone = true
            self.failure = failure
            waiter?.resume()
            waiter = nil
        }
    }

    /// The connection. It belongs to its loop.
    private final class Connection {
        private var tls: TLSTestConnection?
        private var session: OpaquePointer?
        private var exchanges: [Int32: Exchange] = [:]

        func open(_ loop: EventLoop, _ port: Int, _ context: TLSContext) async throws {
            tls = try await TLSTestConnection(
                loop, port: port, context,
                didRead: { [self] bytes in
                    nghttp2_session_mem_recv(
                        session, bytes.assumingMemoryBound(to: UInt8.self).baseAddress, bytes.count)
                    flush()
                },
                didClose: { [self] in
                    for exchange in exchanges.values { exchange.finish("the connection closed") }
                    exchanges = [:]
                    tls = nil
                })
            guard tls?.applicationProtocol == HTTP2Protocol.name else { throw HTTPTestFailure(text: "no HTTP/2") }
            nghttp2_session_client_new(&session, Self.callbacks, Unmanaged.passUnretained(self).toOpaque())
            nghttp2_submit_settings(session, 0, nil, 0)
            // Large answers must not wait for this client.
            nghttp2_session_set_local_window_size(session, 0, 0, 1 << 24)
            flush()
        }

        deinit { nghttp2_session_del(session) }

        private func flush() {
            var bytes: UnsafePointer<UInt8>?
            while true {
                let count = nghttp2_session_mem_send(session, &bytes)
                if count <= 0 { return }
                tls?.send(UnsafeRawBufferPointer(start: bytes, count: count))
            }
        }

        func request(_ fields: [(String, String)], _ body: [UInt8]) async throws -> HTTPTestAnswer {
            let exchange = Exchange(body)
            var strings: [UnsafeMutablePointer<CChar>] = []
            func copy(_ text: String) -> UnsafeMutablePointer<UInt8> {
                let copy = strdup(text).unsafelyUnwrapped
                strings.append(copy)
                return UnsafeMutableRawPointer(copy).assumingMemoryBound(to: UInt8.self)
            }
            let values = fields.map { name, value in
                nghttp2_nv(
                    name: copy(name), value: copy(value), namelen: name.utf8.count, valuelen: value.utf8.count, flags: 0
                )
            }
            var source = nghttp2_data_provider(
                source: nghttp2_data_source(ptr: Unmanaged.passUnretained(exchange).toOpaque()),
                read_callback: { _, _, place, most, flags, source, _ in
                    guard let place, let pointer = source?.pointee.ptr else { return 0 }
                    let exchange = Unmanaged<Exchange>.fromOpaque(pointer).takeUnretainedValue()
                    let piece = exchange.rest.prefix(most)
                    for (index, byte) in piece.enumerated() { place[index] = byte }
                    exchange.rest = exchange.rest.dropFirst(piece.count)
                    if exchange.rest.isEmpty { flags?.pointee |= NGHTTP2_DATA_FLAG_EOF.rawValue }
                    return piece.count
                })
            let id = nghttp2_submit_request(session, nil, values, values.count, &source, nil)
            for string in strings { free(string) }
            guard id > 0, tls != nil else { throw HTTPTestFailure(text: "no stream") }
            exchanges[id] = exchange
            flush()
            if !exchange.isDone { await withCheckedContinuation { exchange.waiter = $0 } }
            if let failure = exchange.failure { throw HTTPTestFailure(text: failure) }
            return exchange.answer
        }

        nonisolated(unsafe) private static let callbacks: OpaquePointer? = {
            var callbacks: OpaquePointer?
            nghttp2_session_callbacks_new(&callbacks)
            func exchange(_ context: UnsafeMutableRawPointer?, _ id: Int32) -> Exchange? {
                context.flatMap { Unmanaged<Connection>.fromOpaque($0).takeUnretainedValue().exchanges[id] }
            }
            nghttp2_session_callbacks_set_on_header_callback(callbacks) {
                _, frame, name, nameCount, value, valueCount, _, context in
                guard let frame, let exchange = Connection.exchange(context, frame.pointee.hd.stream_id) else {
                    return 0
                }
                let name = String(decoding: UnsafeBufferPointer(start: name, count: nameCount), as: UTF8.self)
                let value = String(decoding: UnsafeBufferPointer(start: value, count: valueCount), as: UTF8.self)
                if name == ":status" { exchange.answer.status = Int(value) ?? 0 }
                exchange.answer.fields.append((name, value))
                return 0
            }
            nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks) { _, _, id, data, count, context in
                Connection.exchange(context, id)?.answer.body.append(
                    contentsOf: UnsafeBufferPointer(start: data, count: count))
                return 0
            }
            nghttp2_session_callbacks_set_on_stream_close_callback(callbacks) { _, id, code, context in
                guard let exchange = Connection.exchange(context, id), let context else { return 0 }
                Unmanaged<Connection>.fromOpaque(context).takeUnretainedValue().exchanges[id] = nil
                // NO_ERROR may reset a request whose answer is complete.
                exchange.finish(code == 0 && exchange.answer.status != 0 ? nil : "stream error \(code)")
                return 0
            }
            return callbacks
        }()

        private static func exchange(_ context: UnsafeMutableRawPointer?, _ id: Int32) -> Exchange? {
            context.flatMap { Unmanaged<Connection>.fromOpaque($0).takeUnretainedValue().exchanges[id] }
        }
    }
}
