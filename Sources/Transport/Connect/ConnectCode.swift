import RPC

extension StatusCode {
    /// The code's name in Connect's errors: `invalid_argument`.
    var connectName: String {
        // Connect spells one of them with one l.
        self == .cancelled ? "canceled" : name.lowercased()
    }

    /// The status of HTTP that goes with the code, as Connect's protocol has it.
    var httpStatus: Int {
        switch self {
        case .ok: 200
        case .cancelled: 499
        case .unknown, .internal, .dataLoss: 500
        case .invalidArgument, .failedPrecondition, .outOfRange: 400
        case .deadlineExceeded: 504
        case .notFound: 404
        case .alreadyExists, .aborted: 409
        case .permissionDenied: 403
        case .resourceExhausted: 429
        case .unimplemented: 501
        case .unavailable: 503
        case .unauthenticated: 401
        }
    }
}
