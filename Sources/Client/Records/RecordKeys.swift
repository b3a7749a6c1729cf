import Conformance
import Messages

/// From the keys by which people name records to the ids that the protocol wants.
extension Session {
    /// The body with ids in place of keys. A service's records are looked through only if there is a key in it.
    func resolved(_ body: RecordBody, in service: String, doing: String) async throws(ClientFailure) -> RecordBody {
        var named: Set<String> = []
        _ = body.mapReferences { name in
            if !Identifier.isUUID(name) { named.insert(name) }
            return name
        }
        guard !named.isEmpty else { return body }
        var registers: Set<Register> = []
        for (field, id) in body.references where named.contains(id) {
            if case .reference(let targets) = field.kind { registers.formUnion(targets) }
            if case .references(let targets) = field.kind { registers.formUnion(targets) }
        }
        // What a nil return says of a location is a text that means one.
        if registers.isEmpty || body.register == .nilReturn { registers.insert(.location) }
        let wanted = registers.count > Self.mostRegisters ? [""] : registers.map(\.name).sorted()
        var ids: [String: String] = [:]
        for register in wanted {
            let found = try await all(Methods.RecordsService.listRecords) { page in
                ListRecordsRequest(serviceID: service, register: register, page: page)
            } items: {
                ($0.records, $0.nextPageToken)
            }
            for record in found {
                if let meta = record.meta, named.contains(meta.key) { ids[meta.key] = meta.recordID }
            }
        }
        let missing = named.filter { ids[$0] == nil }.sorted()
        try FieldAssignments.refuse(
            missing.map { name in
                let field = body.references.first { $0.id == name }?.field.name ?? "qualifier"
                return "\(field): no record of the service has the key \u{2018}\(name.printableLine)\u{2019}"
            }, body.register, doing)
        return body.mapReferences { ids[$0] ?? $0 }
    }

    /// Where a field may refer to more registers than this, all records are looked through at once.
    private static let mostRegisters = 3
}
