import CPostgres
import Glibc
import Kernel
import Messages

extension Benchmarks {
    private static let size = 256 << 20
    private static let piece = 256 << 10

    /// A file of 256 MiB up and down, beside the same pieces into and out of a bytea column through libpq.
    func measureTransfer() async throws -> [Measurement] {
        let caller = try await connect(1)[0]
        let chunk = (0..<Self.piece).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) }
        var ups: [Double] = []
        var downs: [Double] = []
        var inserts: [Double] = []
        var selects: [Double] = []
        let before = try ProcessUsage.of(installation.server).resident
        let peakIsKnown = ProcessUsage.forgetPeak(of: installation.server)
        for _ in 0..<Self.rounds {
            let reference = try ByteaReference(installation)
            inserts.append(try megabytes { try reference.insert(chunk, count: Self.size / Self.piece) })
            selects.append(try megabytes { try reference.select(count: Self.size / Self.piece) })
            try reference.drop()
            let start = MonotonicInstant.now
            let evidence = try await caller.upload(
                UploadHeader(serviceID: fixture.services[0], fileName: "large.bin", title: "Large"), size: Self.size,
                chunk: chunk)
            ups.append(rate(since: start))
            let again = MonotonicInstant.now
            let received = try await download(evidence.evidenceID, from: caller)
            downs.append(rate(since: again))
            guard received == Self.size else { throw BenchError("got \(received) bytes of \(Self.size)") }
        }
        let most = try ProcessUsage.of(installation.server).peak
        let method = "256 MiB in pieces of 256 KiB, durable; libpq: one transaction, binary; medians of 3"
        return [
            Measurement(name: "upload", value: ups.median, unit: "MiB/s", method: method),
            Measurement(name: "upload: libpq", value: inserts.median, unit: "MiB/s", method: method),
            Measurement(
                name: "upload: to libpq", value: ups.median / inserts.median, unit: "×", target: .atLeast(0.75),
                method: method),
            Measurement(name: "download", value: downs.median, unit: "MiB/s", method: method),
            Measurement(name: "download: libpq", value: selects.median, unit: "MiB/s", method: method),
            Measurement(
                name: "download: to libpq", value: downs.median / selects.median, unit: "×", target: .atLeast(0.75),
                method: method),
        ] + (peakIsKnown ? memory(before, most) : memoryNotMeasured)
    }

    private func memory(_ before: Int, _ most: Int) -> [Measurement] {
        [
            Measurement(
                name: "transfer: growth", value: Double(most - before) / 1_048_576, unit: "MiB", target: .atMost(24),
                method: "peak of VmRSS during three transfers each way, less VmRSS before the first"),
            Measurement(
                name: "transfer: resident", value: Double(most) / 1_048_576, unit: "MiB", target: .atMost(48),
                method: "peak of VmRSS during the transfers"),
        ]
    }

    private var memoryNotMeasured: [Measurement] {
        let reason = "only root may have a server's peak of memory begin anew; run lm2-bench as root"
        return [("transfer: growth", 24.0), ("transfer: resident", 48)].map { name, most in
            Measurement(name: name, notMeasured: reason, unit: "MiB", .atMost(most))
        }
    }

    private func download(_ id: String, from caller: BenchCaller) async throws -> Int {
        let call = try await caller.open(
            Methods.EvidenceService.downloadEvidence.path,
            request: DownloadEvidenceRequest(evidenceID: id).serialized())
        var received = 0
        while let bytes = try await call.next() {
            if case .chunk(let chunk) = try DownloadEvidenceResponse(serialized: bytes).part { received += chunk.count }
        }
        return received
    }

    private func rate(since start: MonotonicInstant) -> Double {
        256e9 / Double(MonotonicInstant.now.nanoseconds - start.nanoseconds)
    }

    private func megabytes(_ work: () throws -> Void) throws -> Double {
        let start = MonotonicInstant.now
        try work()
        return rate(since: start)
    }
}

/// A table with a bytea column, used through libpq alone. Blocks.
private final class ByteaReference {
    private let connection: OpaquePointer

    /// As the role that migrates, which may make tables.
    init(_ installation: Installation) throws {
        let words =
            "host=\(installation.socket) port=\(installation.databasePort) dbname=lm2 user=lm2_migrator "
            + "options='-c client_min_messages=error'"
        guard let connection = PQconnectdb(words) else { throw BenchError("libpq has no memory") }
        self.connection = connection
        guard PQstatus(connection) == CONNECTION_OK else {
            throw BenchError(String(cString: PQerrorMessage(connection)))
        }
        try run("drop table if exists public.bench_chunk")
        try run("create table public.bench_chunk (number integer primary key, bytes bytea not null)")
        try run("alter table public.bench_chunk alter column bytes set storage external")
        let prepared = PQprepare(connection, "i", "insert into public.bench_chunk values ($1::int4, $2::bytea)", 0, nil)
        PQclear(prepared)
        PQclear(PQprepare(connection, "s", "select bytes from public.bench_chunk where number = $1::int4", 0, nil))
    }

    deinit { PQfinish(connection) }

    /// Inserts the piece so often, in one durable transaction.
    func insert(_ piece: [UInt8], count: Int) throws {
        try run("begin")
        try piece.withUnsafeBytes { bytes in
            for number in 0..<count {
                try execute("i", number, bytes, 0)
            }
        }
        try run("commit")
    }

    /// Selects every piece.
    func select(count: Int) throws {
        for number in 0..<count { try execute("s", number, nil, 1) }
    }

    /// Drops the table.
    func drop() throws { try run("drop table public.bench_chunk") }

    private func execute(_ name: String, _ number: Int, _ bytes: UnsafeRawBufferPointer?, _ format: Int32) throws {
        let key = withUnsafeBytes(of: Int32(number).bigEndian) { Array($0).map { CChar(bitPattern: $0) } }
        let result = key.withUnsafeBufferPointer { key in
            var values = [key.baseAddress, bytes?.bindMemory(to: CChar.self).baseAddress]
            var lengths = [Int32(4), Int32(bytes?.count ?? 0)]
            var formats: [Int32] = [1, 1]
            return PQexecPrepared(connection, name, bytes == nil ? 1 : 2, &values, &lengths, &formats, format)
        }
        defer { PQclear(result) }
        let status = PQresultStatus(result)
        guard status == PGRES_COMMAND_OK || (status == PGRES_TUPLES_OK && PQgetlength(result, 0, 0) > 0) else {
            throw BenchError(String(cString: PQerrorMessage(connection)))
        }
    }

    private func run(_ sql: String) throws {
        let result = PQexec(connection, sql)
        defer { PQclear(result) }
        guard PQresultStatus(result) == PGRES_COMMAND_OK else {
            throw BenchError(String(cString: PQerrorMessage(connection)))
        }
    }
}
