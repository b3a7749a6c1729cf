import RPC

/// An answer of HTTP: its trailer counts as part of its fields.
struct HTTPTestAnswer: Sendable {
    var status = 0
    var fields: [(name: String, value: String)] = []
    var body: [UInt8] = []

    subscript(name: String) -> String? { fields.first { $0.name == name }?.value }
}

/// A client of HTTP for the tests, which knows no more of it than they need.
protocol HTTPTestClient: Sendable {
    /// Posts a body to a path.
    func post(_ path: String, _ fields: [(String, String)], _ body: [UInt8]) async throws -> HTTPTestAnswer
}

/// The client's connection broke, or the server ended a stream without an answer.
struct HTTPTestFailure: Error {
    let text: String
}
