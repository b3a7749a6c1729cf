import Messages

/// Why a request is not carried out, for reasons that are the request's or the state's. It changes nothing.
package enum Refusal: Error, Sendable {
    /// There is no such thing, or the caller may not know of it: both read the same. Names the kind of thing.
    case notFound(String)
    /// The state does not allow it. The sentence says which and what would.
    case precondition(String)
    /// Someone else was first: the current state goes with it.
    case stale(String, current: any ProtobufMessage)
    /// A field is wrong.
    case invalid(field: String, String)
    /// Several fields are wrong.
    case violations([FieldViolation])
    /// The caller may know of the thing, and may not do this to it.
    case forbidden(String)
    /// A limit was reached.
    case exhausted(String)
}
