import Conformance
import Messages
import RPC
import Storage

/// Receives sheets of records: for each a header, then the file in chunks.
struct SheetReception {
    let scope: TenantScope
    let offload: Offload

    /// The largest import, in bytes: all files together.
    private static let largest = 32 << 20
    /// The most files of one import.
    private static let mostFiles = 100

    /// Receives the files and takes their rows in.
    func receive(_ messages: RequestMessages<ImportRecordsRequest>) async throws -> ImportRecordsResponse {
        guard case .header(let header)? = try await messages.next()?.part else {
            throw Refusal.invalid(field: "header", "an import begins with its header")
        }
        var sheets: [RecordSheet] = []
        var size = 0
        var register: Register? = try self.register(of: header)
        while let current = register {
            let (file, next) = try await file(messages, size: &size)
            sheets.append(try await offload { RecordSheet(csv: file, register: current) })
            register = try next.map { try self.register(of: $0) }
            guard sheets.count < Self.mostFiles || register == nil else {
                throw Refusal.invalid(field: "header", "there are more than \(Self.mostFiles) files")
            }
        }
        let offload = offload
        let key = WriteKey(method: Methods.RecordsService.importRecords.path, key: "", request: header)
        return try await scope.importRecords(header, sheets, as: key) { try await offload($0) }
    }

    private func register(of header: ImportHeader) throws -> Register {
        guard let register = Register(name: header.register) else {
            throw Refusal.invalid(field: "header.register", "there is no register of that name")
        }
        try Permissions.check(scope.caller.role, mayKeep: register.name)
        return register
    }

    /// A file, and the header of the next one if there is one.
    private func file(
        _ messages: RequestMessages<ImportRecordsRequest>, size: inout Int
    ) async throws -> ([UInt8], ImportHeader?) {
        var file: [UInt8] = []
        while let message = try await messages.next() {
            switch message.part {
            case .chunk(let bytes):
                size += bytes.count
                guard size <= Self.largest else {
                    throw Refusal.exhausted("the import is larger than \(Self.largest) bytes, the most that is taken")
                }
                file += bytes
            case .header(let header): return (file, header)
            case nil: throw Refusal.invalid(field: "part", "expected a header or a chunk of a file")
            }
        }
        return (file, nil)
    }
}
