import Conformance
import Messages
import RPC

extension Permissions {
    /// The registers that say what the service is and what it answers for: a contributor keeps none of these.
    package static let reservedRegisters: Set<Register> = [
        .profileEntry, .registry, .location, .appointment, .criticalRule, .decision, .nilReturn,
    ]

    /// Whether a role keeps the records of a register, where it may call the methods that write.
    package static func keeps(_ role: Conformance.Role, _ register: Register) -> Bool {
        switch role {
        case .qualityManager: true
        case .contributor: !reservedRegisters.contains(register)
        case .administrator: [.profileEntry, .registry, .location, .staff].contains(register)
        default: false
        }
    }

    /// Refuses a role that does not keep the records of the body's register. That it exists is no secret.
    static func check(_ role: Conformance.Role, mayKeep record: Record?) throws {
        try check(role, mayKeep: record?.body?.register ?? "")
    }

    static func check(_ role: Conformance.Role, mayKeep name: String) throws {
        guard let register = Register(name: name), !keeps(role, register) else { return }
        throw Status(.permissionDenied, "the records of \(name) are not kept by the role \(role.name)")
    }
}
