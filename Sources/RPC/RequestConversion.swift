/// Turns a request that came in another form, such as JSON, into protobuf's. It is asked for by the handler, once it knows
/// that the caller may call: reading what strangers send costs more than refusing it.
package struct RequestConversion: Sendable {
    private let convert: @Sendable ([UInt8]) throws -> [UInt8]

    /// Makes a conversion of a function that throws a `Status` for what can't be converted.
    package init(_ convert: @escaping @Sendable ([UInt8]) throws -> [UInt8]) {
        self.convert = convert
    }

    /// The message in protobuf's form.
    package func callAsFunction(_ request: [UInt8], _ offload: Offload) async throws -> [UInt8] {
        let convert = convert
        return try await offload(input: request.count) { try convert(request) }
    }
}
