import Glibc

/// How the tests of services call the product's methods. `LM2_TEST_WAY` chooses; deploy/test runs them by every way.
package enum CallWay: String, CaseIterable, Sendable {
    /// The handlers themselves.
    case memory
    /// A server, by the native protocol.
    case native
    /// A server, by gRPC.
    case grpc
    /// A server, by Connect with JSON, over HTTP/2.
    case connectJSON = "connect-json"
    /// A server, by Connect with protobuf, over HTTP/1.1.
    case connectProto = "connect-proto"

    /// The one that was chosen.
    package static let chosen: CallWay = {
        guard let text = getenv("LM2_TEST_WAY") else { return .memory }
        guard let way = CallWay(rawValue: String(cString: text)) else {
            preconditionFailure("LM2_TEST_WAY is none of \(CallWay.allCases.map(\.rawValue))")
        }
        return way
    }()
}
