/// One method of the protocol, typed over what it takes and what it gives.
package struct Method<Request: ProtobufMessage, Response: ProtobufMessage>: Sendable {
    /// The service's full name, such as `lm2.v1.StandardService`.
    package let service: String
    /// The method's name, such as `GetStandard`.
    package let name: String
    /// Both, as a call names them: `lm2.v1.StandardService/GetStandard`.
    package let path: String
    /// Whether the caller sends a stream of requests.
    package let clientStreaming: Bool
    /// Whether the server sends a stream of responses.
    package let serverStreaming: Bool

    /// The same without types.
    package var info: MethodInfo {
        MethodInfo(
            service: service, name: name, path: path, requestType: Request.fullName, responseType: Response.fullName,
            clientStreaming: clientStreaming, serverStreaming: serverStreaming)
    }
}

/// One method of the protocol by its names alone.
package struct MethodInfo: Sendable, Hashable {
    /// The service's full name, such as `lm2.v1.StandardService`.
    package let service: String
    /// The method's name, such as `GetStandard`.
    package let name: String
    /// Both, as a call names them: `lm2.v1.StandardService/GetStandard`.
    package let path: String
    /// The full name of the request's message.
    package let requestType: String
    /// The full name of the response's message.
    package let responseType: String
    /// Whether the caller sends a stream of requests.
    package let clientStreaming: Bool
    /// Whether the server sends a stream of responses.
    package let serverStreaming: Bool
}
