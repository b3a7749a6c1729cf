/// A message's type.
struct MessageDescriptor: Sendable {
    /// Messages with a form of their own in JSON.
    enum WellKnown: Sendable {
        case timestamp
        case duration
    }

    /// Such as `lm2.v1.Assessment`.
    let fullName: String
    /// The places of its fields in the pool, in the order of their numbers.
    let fields: Range<Int>
    /// How many oneofs it has.
    let oneofCount: Int
    /// Whether it has a form of its own in JSON.
    let wellKnown: WellKnown?
}
