/// Turns a request that came in another form, such as JSON, into protobuf's. It is asked for by the handler, once it knows
/// that the caller may call: reading what strangers send costs more than refusing it.
package struct RequestConversion: Sendable {
    private let convert: @Sendable ([UInt8]) throws -> [UInt8]

    /// What is converted at once; more takes too long for an event loop. In bytes.
    private static let largestOnLoop = 65_536

    /// Makes a conversion of a function that throws a `Status` for what can't be converted.
    package init(_ convert: @escaping @Sendable ([UInt8]) throws -> [UInt8]) {
        self.convert = convert
    }

    /// The message in protobuf's form.
    package func callAsFunction(_ request: [UInt8], _ offload: Offload) async throws -> [UInt8] {
        if request.count <= Self.largestOnLoop { return try convert(request) }
        let convert = convert
        return try await offload { try convert(request) }
    }
}
