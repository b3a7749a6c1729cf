import Kernel
import Transport

/// A client's TCP connection, with TLS or without, that sends whatever it is told to and hands on what comes. It belongs to
/// its loop.
package final class TLSTestConnection: TCPConnectionHandler {
    private let connection: TCPConnection
    private let tls: TLSEngine?
    private let output = ByteQueue()
    private let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 16)
    private var waiter: CheckedContinuation<Void, Never>?
    private var isReady = false
    private let didRead: (UnsafeRawBufferPointer) -> Void
    private let didClose: () -> Void

    /// Connects to a port of the loopback. Without a context it speaks no TLS.
    package init(
        _ loop: EventLoop, port: Int, _ context: TLSContext?, didRead: @escaping (UnsafeRawBufferPointer) -> Void,
        didClose: @escaping () -> Void
    ) async throws {
        connection = try await TCPConnection.connect(loop, host: "127.0.0.1", port: port)
        self.didRead = didRead
        self.didClose = didClose
        if let context { tls = try TLSEngine(context, output: output, serverName: "localhost") } else { tls = nil }
        connection.start(self)
        guard let tls else { return }
        try tls.start()
        writeOut()
        await withCheckedContinuation { continuation in
            if isReady { continuation.resume() } else { waiter = continuation }
        }
    }

    deinit { scratch.deallocate() }

    /// What was agreed by ALPN.
    package var applicationProtocol: String? { tls?.applicationProtocol }

    /// Sends the bytes, encrypted if it speaks TLS.
    package func send(_ bytes: UnsafeRawBufferPointer) {
        guard let tls else { return connection.write(bytes) }
        do { try tls.send(bytes) } catch { preconditionFailure("\(error)") }
        writeOut()
    }

    /// Reads no more.
    package func stopReading() { connection.pauseReading() }

    /// Closes without a word.
    package func abort() { connection.abort() }

    private func writeOut() {
        connection.write(output.bytes)
        output.clear(keeping: 0)
    }

    package func connectionDidRead(_ bytes: UnsafeRawBufferPointer) {
        guard let tls else { return didRead(bytes) }
        do {
            _ = try tls.receive(bytes, scratch: scratch, established: becomeReady) { plaintext in
                didRead(plaintext)
                return true
            }
        } catch {
            connection.abort()
        }
        writeOut()
    }

    private func becomeReady() {
        isReady = true
        waiter?.resume()
        waiter = nil
    }

    package func connectionDidDrain() {}

    package func connectionDidClose(_ error: KernelError?) {
        becomeReady()
        didClose()
    }
}
