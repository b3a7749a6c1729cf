/// The descriptors of the protocol's files, and which file declares what: what gRPC's reflection tells.
package enum DescriptorFiles {
    /// All files, those that a file imports before it.
    package static let all: [DescriptorFile] = {
        var files: [DescriptorFile] = []
        do throws(WireReader.Malformed) {
            try EmbeddedDescriptors.forEachFile(in: EmbeddedDescriptors.bytes) { bytes throws(WireReader.Malformed) in
                files.append(try DescriptorFile(bytes))
            }
        } catch {
            preconditionFailure("the embedded descriptors are malformed")
        }
        return files
    }()

    /// The file of that path, such as `lm2/v1/assessment.proto`.
    package static func named(_ name: String) -> DescriptorFile? {
        all.first { $0.name == name }
    }

    /// The file that declares what has that full name: a message, a field or oneof, an enum or a value of it, a service,
    /// a method (`lm2.v1.AssessmentService.RateClause`) or an extension.
    package static func declaring(symbol: String) -> DescriptorFile? {
        symbols[symbol].map { all[$0] }
    }

    /// The file that declares the extension of that number to the message of that full name.
    package static func declaringExtension(of type: String, number: Int32) -> DescriptorFile? {
        all.first { file in file.extensions.contains { $0.type == type && $0.number == number } }
    }

    /// The numbers of the extensions to the message of that full name, in their order; nil if there is no such message.
    package static func extensionNumbers(of type: String) -> [Int32]? {
        guard DescriptorPool.embedded.message(named: type) != nil else { return nil }
        return all.flatMap(\.extensions).filter { $0.type == type }.map(\.number).sorted()
    }

    /// Each symbol with the place of its file.
    private static let symbols: [String: Int] = {
        var places: [String: Int] = [:]
        for (index, file) in all.enumerated() {
            for symbol in file.symbols { places[symbol] = index }
        }
        return places
    }()
}
