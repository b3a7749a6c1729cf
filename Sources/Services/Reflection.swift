import Messages
import RPC

/// One client's questions about the protocol, on one stream, and their answers.
///
/// What it remembers is which files the stream has been given, so it is bounded by the number of files that there are.
struct Reflection {
    /// The names by which clients know the service. The messages of both are the same on the wire.
    static let services = [Methods.ServerReflection.fullName, "grpc.reflection.v1alpha.ServerReflection"]
    /// The full names of its method.
    static let methods = services.map { "\($0)/\(Methods.ServerReflection.serverReflectionInfo.name)" }

    /// The full names of the server's services, sorted.
    private let serviceNames: [String]
    private var given: Set<String> = []

    /// Begins a stream's conversation.
    init(serviceNames: [String]) {
        self.serviceNames = serviceNames
    }

    /// The answer to a question.
    mutating func answer(_ request: ServerReflectionRequest) -> ServerReflectionResponse {
        ServerReflectionResponse(
            validHost: request.host, originalRequest: request, messageResponse: content(request.messageRequest))
    }

    private mutating func content(
        _ question: ServerReflectionRequest.MessageRequest?
    ) -> ServerReflectionResponse.MessageResponse {
        switch question {
        case .fileByFilename(let name):
            return files(from: DescriptorFiles.named(name), "there is no file \(name)")
        case .fileContainingSymbol(let symbol):
            return files(from: DescriptorFiles.declaring(symbol: symbol), "no file declares \(symbol)")
        case .fileContainingExtension(let wanted):
            return files(
                from: DescriptorFiles.declaringExtension(of: wanted.containingType, number: wanted.extensionNumber),
                "no file declares the extension \(wanted.extensionNumber) of \(wanted.containingType)")
        case .allExtensionNumbersOfType(let type):
            guard let numbers = DescriptorFiles.extensionNumbers(of: type) else {
                return failure(.notFound, "there is no message \(type)")
            }
            return .allExtensionNumbersResponse(ExtensionNumberResponse(baseTypeName: type, extensionNumber: numbers))
        case .listServices:
            return .listServicesResponse(ListServiceResponse(service: serviceNames.map { ServiceResponse(name: $0) }))
        case nil:
            return failure(.invalidArgument, "the request asks nothing that this server knows")
        }
    }

    /// The file, whether it was given before or not, and of those that it imports the ones that were not.
    private mutating func files(
        from first: DescriptorFile?, _ otherwise: String
    ) -> ServerReflectionResponse.MessageResponse {
        guard let first else { return failure(.notFound, otherwise) }
        var found = [first]
        given.insert(first.name)
        var next = 0
        while next < found.count {
            for name in found[next].dependencies where given.insert(name).inserted {
                if let file = DescriptorFiles.named(name) { found.append(file) }
            }
            next += 1
        }
        return .fileDescriptorResponse(FileDescriptorResponse(fileDescriptorProto: found.map(\.serialized)))
    }

    private func failure(_ code: StatusCode, _ text: String) -> ServerReflectionResponse.MessageResponse {
        .errorResponse(ErrorResponse(errorCode: Int32(code.rawValue), errorMessage: text))
    }
}
