import Messages
import RPC
import Storage

extension Status {
    /// What a caller is told of an error of the domain or of storage; nil for one that is no answer, which becomes INTERNAL.
    /// This is the one place where such errors become statuses.
    init?(answering error: any Error) {
        switch error {
        case let status as Status: self = status
        case let refusal as Refusal: self.init(refusal)
        case let error as StorageError:
            guard let status = Status(ofStorage: error) else { return nil }
            self = status
        case let error as MessageError: self.init(error)
        case let failure as SignInFailure: self.init(failure)
        default: return nil
        }
    }

    /// INVALID_ARGUMENT with its violations, as text and as a typed detail.
    init(violations: [FieldViolation]) {
        let text = violations.prefix(3).map { "\($0.field): \($0.description)" }.joined(separator: "; ")
        let more = violations.count > 3 ? "; and \(violations.count - 3) more" : ""
        self.init(
            .invalidArgument, text + more,
            details: [StatusDetail(BadRequest(fieldViolations: violations))])
    }

    /// RESOURCE_EXHAUSTED with the time after which the call may be tried again; `wait` is in microseconds.
    init(tooManyCallsOf whom: String, _ limit: TokenBucket.Limit, wait: Int64) {
        let milliseconds = UInt32(clamping: (wait + 999) / 1000)
        self.init(
            .resourceExhausted,
            "too many calls of this \(whom): \(limit.perSecond) a second are allowed, and \(limit.burst) at once",
            details: [StatusDetail(RetryInfo(milliseconds: milliseconds))])
    }

    private init(_ refusal: Refusal) {
        switch refusal {
        case .notFound(let thing): self.init(.notFound, "there is no such \(thing)")
        case .precondition(let text): self.init(.failedPrecondition, text)
        case .stale(let text, let current): self.init(.aborted, text, details: [StatusDetail(current)])
        case .invalid(let field, let text): self.init(violations: [FieldViolation(field: field, description: text)])
        case .violations(let violations): self.init(violations: violations)
        case .forbidden(let text): self.init(.permissionDenied, text)
        case .exhausted(let text): self.init(.resourceExhausted, text)
        }
    }

    private init?(ofStorage error: StorageError) {
        switch error {
        case .credentialRefused: self = Authenticator.refusal
        case .unavailable:
            self.init(.unavailable, "the database does not answer; nothing was changed, try again soon")
        case .commitUnknown:
            self.init(
                .unavailable,
                "the connection to the database was lost during the commit; repeat the call with the same idempotency key"
            )
        case .overloaded: self.init(.resourceExhausted, "too many calls wait for the database; try again soon")
        case .timeout: self.init(.deadlineExceeded, "the database took too long; nothing was changed")
        case .deadlock: self.init(.aborted, "two writes were in each other's way; nothing was changed, try again")
        case .engagementRefused: self.init(.notFound, "there is no such engagement")
        case .emailTaken: self.init(.alreadyExists, "somebody of the organisation has that e-mail address already")
        case .certificateTaken: self.init(.alreadyExists, "the certificate is registered already")
        case .nameTaken: self.init(.alreadyExists, "the name is taken")
        case .keyTaken, .fault: return nil
        }
    }

    private init(_ failure: SignInFailure) {
        switch failure {
        case .refused:
            self.init(
                .unauthenticated,
                "the organisation, e-mail address and password do not go together; an administrator can start a reset")
        case .oldPasswordRefused:
            self.init(violations: [FieldViolation(field: "old_password", description: "is not the password so far")])
        case .tokenRefused:
            self.init(
                .unauthenticated,
                "the one-time token is not good: it was used or has expired, or is mistyped; ask for a new one")
        case .wait(let microseconds):
            let milliseconds = UInt32(clamping: (microseconds + 999) / 1000)
            self.init(
                .resourceExhausted,
                "too many attempts have failed; try again in \((milliseconds + 999) / 1000) s",
                details: [StatusDetail(RetryInfo(milliseconds: milliseconds))])
        }
    }

    private init(_ error: MessageError) {
        if let field = error.field {
            self.init(violations: [FieldViolation(field: field, description: error.description)])
        } else {
            self.init(.invalidArgument, error.description)
        }
    }
}

extension StatusDetail {
    /// A protobuf message as a detail.
    init(_ message: any ProtobufMessage) {
        self.init(type: Swift.type(of: message).fullName, value: message.serialized())
    }
}
