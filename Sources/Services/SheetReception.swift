import Conformance
import Messages
import RPC
import Storage

/// Receives a sheet of records: a header, then the file in chunks.
struct SheetReception {
    let scope: TenantScope
    let offload: Offload

    /// The largest file, in bytes.
    private static let largest = 32 << 20

    /// Receives the file and takes its rows in.
    func receive(_ messages: RequestMessages<ImportRecordsRequest>) async throws -> ImportRecordsResponse {
        guard case .header(let header)? = try await messages.next()?.part else {
            throw Refusal.invalid(field: "header", "an import begins with its header")
        }
        guard let register = Register(name: header.register) else {
            throw Refusal.invalid(field: "header.register", "there is no register of that name")
        }
        try Permissions.check(scope.caller.role, mayKeep: register.name)
        var file: [UInt8] = []
        while let message = try await messages.next() {
            guard case .chunk(let bytes)? = message.part else {
                throw Refusal.invalid(field: "part", "expected a chunk of the file")
            }
            guard file.count + bytes.count <= Self.largest else {
                throw Refusal.exhausted("the file is larger than \(Self.largest) bytes, the most that is taken")
            }
            file += bytes
        }
        let content = file
        let sheet = try await offload { RecordSheet(csv: content, register: register) }
        let offload = offload
        let key = WriteKey(method: Methods.RecordsService.importRecords.path, key: "", request: header)
        return try await scope.importRecords(header, sheet, as: key) { try await offload($0) }
    }
}
