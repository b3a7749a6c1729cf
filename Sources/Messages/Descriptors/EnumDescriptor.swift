/// An enum.
struct EnumDescriptor: Sendable {
    /// One of its names. Two may have the same number.
    struct Value: Sendable {
        let number: Int32
        /// As it is written in JSON: `"RATING_MET"`.
        let name: DescriptorPool.Name
    }

    /// Such as `lm2.v1.Rating`.
    let fullName: String
    /// The places of its values in the pool, as they are declared.
    let values: Range<Int>
}
