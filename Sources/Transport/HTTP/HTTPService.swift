import RPC

/// What a request's head alone decides.
package enum HTTPAdmission: Sendable, Equatable {
    /// The body may come, of at most so many bytes; more is answered with `HTTPService.tooLarge`.
    case body(limit: Int)
    /// The request is answered now; nobody wants its body.
    case refuse(HTTPResponse)
}

/// A request that is being answered. It belongs to the connection's loop.
package protocol HTTPExchange: AnyObject {
    /// The client is gone: nobody waits for the answer, and none may be given.
    func cancel()
    /// Answer now with this status, since the server ends.
    func end(_ status: Status)
}

/// Answers whole HTTP requests, whatever the version. It belongs to the connection's loop.
package protocol HTTPService: AnyObject {
    /// Requests that are being answered, and those whose client is gone and whose handlers still run.
    var callCount: Int { get }
    /// Whether a request's body may come. Asked once for each request, with no body.
    func admit(_ head: HTTPRequest) -> HTTPAdmission
    /// What says that a body is larger than `admit` allowed.
    func tooLarge(_ head: HTTPRequest, limit: Int) -> HTTPResponse
    /// Begins to answer a request that was admitted. `answer` is called once, on the loop, and not after `cancel`; it may
    /// be called before this returns.
    func begin(_ request: HTTPRequest, answer: @escaping (HTTPResponse) -> Void) -> any HTTPExchange
}
