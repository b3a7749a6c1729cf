/// Why the engine itself refuses a request. The connection ends with it, since what follows can't be told from the request.
struct HTTP1Refusal: Error, Equatable {
    /// The code of the answer.
    var status: Int
    /// One sentence, for the client's developer and for our log. It repeats nothing of what the client sent.
    var text: String

    init(_ status: Int, _ text: String) {
        self.status = status
        self.text = text
    }

    /// The request is not HTTP/1.1.
    static func malformed(_ text: String) -> HTTP1Refusal { HTTP1Refusal(400, text) }
}
