/// How a call ended: gRPC's status codes, with gRPC's numbers.
package enum StatusCode: UInt32, Sendable, CaseIterable {
    /// The call did what was asked.
    case ok = 0
    /// The caller wanted the answer no more.
    case cancelled = 1
    /// The cause is not known, or its code is not one of these.
    case unknown = 2
    /// The request is wrong whatever the state of the system.
    case invalidArgument = 3
    /// Time ran out; the effect may have happened.
    case deadlineExceeded = 4
    /// There is no such thing, or the caller may not know that there is.
    case notFound = 5
    /// What was to be made is there already.
    case alreadyExists = 6
    /// The caller is known, and may not do this.
    case permissionDenied = 7
    /// A limit was reached.
    case resourceExhausted = 8
    /// The state of the system does not allow it; repeating does not help.
    case failedPrecondition = 9
    /// A conflict with another caller; reading again and repeating helps.
    case aborted = 10
    /// Past the end of what there is.
    case outOfRange = 11
    /// No such service or method.
    case unimplemented = 12
    /// The server is at fault.
    case `internal` = 13
    /// The server can't answer now; repeating later helps.
    case unavailable = 14
    /// Stored data is lost or damaged.
    case dataLoss = 15
    /// The caller is not known.
    case unauthenticated = 16

    /// The name in capitals that gRPC's documents, logs and command lines use.
    package var name: String {
        switch self {
        case .ok: "OK"
        case .cancelled: "CANCELLED"
        case .unknown: "UNKNOWN"
        case .invalidArgument: "INVALID_ARGUMENT"
        case .deadlineExceeded: "DEADLINE_EXCEEDED"
        case .notFound: "NOT_FOUND"
        case .alreadyExists: "ALREADY_EXISTS"
        case .permissionDenied: "PERMISSION_DENIED"
        case .resourceExhausted: "RESOURCE_EXHAUSTED"
        case .failedPrecondition: "FAILED_PRECONDITION"
        case .aborted: "ABORTED"
        case .outOfRange: "OUT_OF_RANGE"
        case .unimplemented: "UNIMPLEMENTED"
        case .internal: "INTERNAL"
        case .unavailable: "UNAVAILABLE"
        case .dataLoss: "DATA_LOSS"
        case .unauthenticated: "UNAUTHENTICATED"
        }
    }
}
