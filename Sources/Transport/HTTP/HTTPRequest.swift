/// A request of HTTP: its head, and the body once it has come.
package struct HTTPRequest: Sendable, Equatable {
    /// As sent: methods are told apart by case.
    package var method: String
    /// Path and query as sent, or `*`.
    package var target: String
    /// The fields of the head, without those of the trailer.
    package var headers: HTTPHeaders
    /// The whole body; empty while only the head has come.
    package var body: [UInt8]

    /// Makes a request.
    package init(method: String, target: String, headers: HTTPHeaders = HTTPHeaders(), body: [UInt8] = []) {
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
    }
}
