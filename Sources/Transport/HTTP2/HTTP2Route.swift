import RPC

/// What a path of a gRPC call leads to. A class, since it is handed on for every call.
final class HTTP2Route {
    /// The path as it came: `/lm2.v1.StandardService/GetStandard`.
    let path: String
    /// The full method that it names, whether or not there is one.
    let method: String
    /// What answers it; nil if there is nothing.
    let handler: Handler?

    /// A route that leads nowhere.
    init() {
        path = ""
        method = ""
        handler = nil
    }

    /// Finds where a path leads.
    init(_ path: String, in router: Router) {
        self.path = path
        // By bytes: finding characters costs more.
        method = String(Substring(path.utf8.dropFirst()))
        handler = path.utf8.first == UInt8(ascii: "/") ? router.handler(for: method)?.own : nil
    }
}
