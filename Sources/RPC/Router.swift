/// Which handler answers which method.
package struct Router: Sendable {
    private var handlers: [String: Handler] = [:]
    private var names: Set<String> = []

    /// Makes a router without methods.
    package init() {}

    /// Adds a method: `add(service: "lm2.v1.StandardService", method: "GetStandard", …)`. Traps if it is there already.
    package mutating func add(service: String, method: String, _ handler: Handler) {
        let previous = handlers.updateValue(handler, forKey: "\(service)/\(method)")
        precondition(previous == nil, "\(service)/\(method) has a handler already")
        names.insert(service)
    }

    /// The handler of the full method, `lm2.v1.StandardService/GetStandard`; nil if there is none: see `unimplemented`.
    package func handler(for method: String) -> Handler? { handlers[method] }

    /// The full names of the services, sorted.
    package var services: [String] { names.sorted() }

    /// The full methods, sorted.
    package var methods: [String] { handlers.keys.sorted() }

    /// The answer to a method that has no handler, saying whether its service is known.
    package func unimplemented(_ method: String) -> Status {
        guard let slash = method.firstIndex(of: "/") else {
            return Status(.unimplemented, "the method is not of the form package.Service/Method")
        }
        let service = String(method[..<slash])
        return names.contains(service)
            ? Status(.unimplemented, "\(service) has no method \(method[method.index(after: slash)...].prefix(100))")
            : Status(.unimplemented, "there is no service \(service.prefix(100))")
    }
}
