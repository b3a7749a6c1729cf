/// An answer of HTTP. The engine adds what belongs to the connection: `content-length`, `date`, `connection`.
package struct HTTPResponse: Sendable, Equatable {
    /// The code, from 200 to 599.
    package var status: Int
    /// The fields, without those that the engine adds.
    package var headers: HTTPHeaders
    /// The whole body. It is not sent, but counted, where the request's method was HEAD.
    package var body: [UInt8]

    /// Makes an answer.
    package init(status: Int, headers: HTTPHeaders = HTTPHeaders(), body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// An answer that says one sentence as plain text; no cache keeps it.
    package init(status: Int, text: String) {
        self.init(
            status: status,
            headers: [
                "content-type": "text/plain; charset=utf-8", "cache-control": "no-store",
                "x-content-type-options": "nosniff",
            ], body: Array("\(text)\n".utf8))
    }
}
