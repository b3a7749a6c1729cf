import Conformance
import Messages
import RPC
import Transport

/// Records on their way from the server to a file: as they come, so that a service of any size goes through.
struct RecordExport {
    /// What went into the file.
    struct Counts {
        var records: UInt64 = 0
        var revisions: UInt64 = 0
        var overrides: UInt64 = 0
        var bytes: UInt64 = 0
    }

    private let invocation: Invocation
    private let session: Session
    private let path: String?
    private let force: Bool
    private let name: String

    /// - Parameters:
    ///   - name: what the progress is called.
    ///   - path: where it is written; what `--output` says if it is nil.
    init(_ invocation: Invocation, name: String, path: String? = nil) throws(ClientFailure) {
        self.invocation = invocation
        session = try invocation.signedIn()
        let path = path ?? invocation.arguments.option("output")
        self.path = path == "-" ? nil : path
        force = invocation.arguments.isSet("force")
        self.name = name
    }

    /// Writes the interchange form of the rules, section 7, with what the trust has set.
    func interchange(of service: String, history: Bool) async throws(ClientFailure) -> (DownloadFile, Counts) {
        let settings = try await session.call(Methods.VerdictService.listRuleSettings, ListRuleSettingsRequest())
        let overrides = try settings.overrides.map { (override) throws(ClientFailure) in
            try Conformance.RuleOverride(override)
        }
        let request = ExportRecordsRequest(serviceID: service, history: history).serialized()
        return try await download(Methods.RecordsService.exportRecords.path, request) { call, write in
            var writer = InterchangeWriter()
            for override in overrides { writer.override(override) }
            var counts = Counts(overrides: UInt64(overrides.count))
            var pending = PendingRecord()
            while let bytes = try await call.next() {
                for revision in try Session.read(ExportRecordsResponse.self, bytes).revisions {
                    counts.revisions += 1
                    let view = try RecordView(revision)
                    if view.meta.recordID != pending.id {
                        try pending.write(to: &writer)
                        pending = PendingRecord(id: view.meta.recordID)
                        counts.records += 1
                    }
                    pending.revisions.append(view)
                }
                counts.bytes += try await write(writer.take())
            }
            try pending.write(to: &writer)
            writer.finish()
            counts.bytes += try await write(writer.take())
            return counts
        }
    }

    /// Writes a register as the server's CSV sheet.
    func sheet(of service: String, register: Register) async throws(ClientFailure) -> (DownloadFile, Counts) {
        let request = ExportSheetRequest(serviceID: service, register: register.name).serialized()
        return try await download(Methods.RecordsService.exportSheet.path, request) { call, write in
            var counts = Counts()
            while let bytes = try await call.next() {
                counts.bytes += try await write(try Session.read(ExportSheetResponse.self, bytes).chunk)
            }
            return counts
        }
    }

    /// Writes a sheet for each register that has records into a folder that is there.
    static func sheets(
        of service: String, into folder: String, _ invocation: Invocation
    ) async throws(ClientFailure) -> Report {
        let session = try invocation.signedIn()
        var rows: [[Cell]] = []
        for register in Register.allCases {
            let some = try await session.call(
                Methods.RecordsService.listRecords,
                ListRecordsRequest(serviceID: service, register: register.name, page: PageRequest(size: 1)))
            guard !some.records.isEmpty else { continue }
            let export = try RecordExport(invocation, name: register.name, path: "\(folder)/\(register.name).csv")
            let (file, counts) = try await export.sheet(of: service, register: register)
            rows.append([.text(file.path), .size(counts.bytes)])
        }
        return Report(
            title: [rows.isEmpty ? "The service has no records" : "\(rows.count) registers"],
            tables: [Table("sheets", [.init("file", "File"), .init("bytes", "Size", right: true)], rows: rows)])
    }

    /// Makes the call, and has what comes written: to standard output in one attempt, to a file anew with each.
    private func download(
        _ method: String, _ request: [UInt8],
        _ receive: (ClientCall, _ write: ([UInt8]) async throws -> UInt64) async throws -> Counts
    ) async throws(ClientFailure) -> (DownloadFile, Counts) {
        let (path, force, invocation) = (path, force, invocation)
        let output = path == nil ? DownloadFile() : nil
        return try await session.attempt(limit: session.streamLimit) { client, metadata, remaining in
            let file = try await invocation.blocking { () throws(ClientFailure) in
                let file = if let output { output } else { try DownloadFile(path: path ?? "", overwrites: force) }
                try file.begin()
                return file
            }
            let bar = ProgressBar(console: invocation.console, name: name)
            defer { bar.clear() }
            let call = try await client.open(method, request: request, metadata: metadata, timeout: remaining)
            var done: UInt64 = 0
            do {
                let counts = try await receive(call) { bytes in
                    try await invocation.blocking { () throws(ClientFailure) in try file.write(bytes) }
                    done += UInt64(bytes.count)
                    if !file.isStandardOutput { bar.update(done: done, total: nil) }
                    return UInt64(bytes.count)
                }
                try await invocation.blocking { () throws(ClientFailure) in try file.keep() }
                return (file, counts)
            } catch {
                call.cancel()
                throw error
            }
        }
    }

    /// A record whose revisions are still coming.
    private struct PendingRecord {
        var id = ""
        var revisions: [RecordView] = []

        func write(to writer: inout InterchangeWriter) throws(ClientFailure) {
            guard let first = revisions.first else { return }
            writer.record(
                id: id, register: try Register(named: first.meta.register),
                revisions: revisions.map { ($0.meta.recordedAt?.microseconds ?? 0, $0.body) })
        }
    }
}

extension Conformance.RuleOverride {
    /// What the trust has set, as the rules know it.
    init(_ override: Messages.RuleOverride) throws(ClientFailure) {
        guard let from = Conformance.CivilDate(override.from) else {
            throw ClientFailure(.refused, "the server's answer can't be read: an override without a first day")
        }
        self.init(
            key: override.clauseID.isEmpty ? override.key : "\(override.key)@\(override.clauseID)",
            value: override.number.map { .number(Int($0)) } ?? .words(override.words),
            from: from, to: Conformance.CivilDate(override.to), recordedAt: override.recordedAt?.microseconds ?? 0)
    }
}
