import Messages
import Storage

extension Endpoints {
    /// AuditService.
    mutating func addAudit() {
        typealias Service = Methods.AuditService
        add(Service.listEntries) { try await $1.listEntries($0) }
        add(Service.getSignedHead) { try await $1.getSignedHead($0) }
        add(Service.proveInclusion) { try await $1.proveInclusion($0) }
        add(Service.proveConsistency) { try await $1.proveConsistency($0) }
        addDownload(Service.exportLog) { _, responses, scope in
            try await scope.exportLog { try await responses.send(ExportLogResponse(item: $0)) }
        }
    }
}
