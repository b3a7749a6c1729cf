import Kernel
import Transport

/// A client that sends whatever it is told to, with or without TLS, and records the frames that it is sent.
final class RawClient: TCPConnectionHandler, @unchecked Sendable {
    /// Nil when the connection has closed.
    let frames = Recorder<Frame?>()
    private let loop: EventLoop
    private let connection: TCPConnection
    private let tls: TLSEngine?
    private let output = ByteQueue()
    private let assembler = FrameAssembler(maximumFrame: 10_000_000)
    private let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 16)
    private let isReady = Gate()

    /// On the loop. Without a context it speaks no TLS.
    init(_ connection: TCPConnection, _ context: TLSContext?) async throws {
        self.connection = connection
        loop = connection.loop
        if let context { tls = try TLSEngine(context, output: output, serverName: "localhost") } else { tls = nil }
        connection.start(self)
        if let tls {
            try tls.start()
            writeOut()
            await isReady.wait()
        }
    }

    deinit { scratch.deallocate() }

    /// Sends the bytes, encrypted if it speaks TLS.
    func send(_ bytes: [UInt8]) {
        loop.execute { [self] in
            bytes.withUnsafeBytes { bytes in
                guard let tls else { return connection.write(bytes) }
                do {
                    try tls.send(bytes)
                } catch {
                    preconditionFailure("\(error)")
                }
                writeOut()
            }
        }
    }

    func send(_ frames: Frame...) { send(frames.flatMap(encoded)) }

    /// Reads no more.
    func stopReading() { loop.execute { self.connection.pauseReading() } }

    /// Closes without a word.
    func abort() { loop.execute { self.connection.abort() } }

    private func writeOut() {
        connection.write(output.bytes)
        output.clear(keeping: 0)
    }

    func connectionDidRead(_ bytes: UnsafeRawBufferPointer) {
        guard let tls else { return }
        do {
            _ = try tls.receive(bytes, scratch: scratch, established: isReady.open) { plaintext in
                do {
                    try assembler.receive(plaintext) { bytes throws(ProtocolFault) in
                        frames.record(try FrameDecoder.decode(bytes))
                        return true
                    }
                } catch {
                    preconditionFailure("\(error)")
                }
                return true
            }
        } catch {
            connection.abort()
        }
        writeOut()
    }

    func connectionDidDrain() {}

    func connectionDidClose(_ error: KernelError?) {
        isReady.open()
        frames.record(nil)
    }
}
