extension Status {
    /// What a caller is told of an error that a handler threw, and what only the log is told.
    ///
    /// Errors are silent outward: whatever is not a `Status` may hold table names, paths or somebody else's data.
    package static func ofFailure(_ error: any Error, callID: String) -> (status: Status, cause: String?) {
        switch error {
        case let status as Status:
            // A handler that throws OK has a bug; saying OK without an answer would hide it from the caller.
            if status.code == .ok { return (.internalError(callID: callID), "the handler threw OK") }
            return (status, nil)
        case is CancellationError:
            return (Status(.cancelled, "the call was cancelled"), nil)
        default:
            return (.internalError(callID: callID), String(describing: error))
        }
    }

    private static func internalError(callID: String) -> Status {
        Status(.internal, "internal error; the call's id is \(callID)")
    }
}
