import Messages
import RPC

/// Metadata as header fields of HTTP.
enum ConnectMetadata {
    /// Fields that say something of the connection, the body or the protocol, and nothing to a handler.
    private static let own: Set<String> = [
        "accept", "connection", "content-length", "content-type", "content-encoding", "date", "expect", "host",
        "keep-alive", "te", "trailer", "transfer-encoding", "upgrade", "user-agent",
    ]

    /// The metadata among a request's fields; nil if a binary value is not base64.
    static func read(_ headers: HTTPHeaders) -> Metadata? {
        var entries: [Metadata.Entry] = []
        for field in headers.fields
        where !own.contains(field.name) && !field.name.hasPrefix("accept-") && !field.name.hasPrefix("connect-") {
            guard field.name.hasSuffix("-bin") else {
                entries.append(Metadata.Entry(name: field.name, value: Array(field.value.utf8)))
                continue
            }
            for part in field.value.split(separator: ",", omittingEmptySubsequences: false) {
                guard let value = Base64Text.decode(Array(part.trimmed.utf8)) else { return nil }
                entries.append(Metadata.Entry(name: field.name, value: value))
            }
        }
        return Metadata(entries)
    }

    /// Adds what a handler sends along; trailing metadata have a prefix of their own.
    static func add(_ response: ResponseMetadata, to headers: inout HTTPHeaders) {
        for (metadata, prefix) in [(response.initial, ""), (response.trailing, "trailer-")] {
            for entry in metadata.entries {
                let value = entry.name.hasSuffix("-bin") ? Base64Text.encode(entry.value) : entry.value
                headers.add(prefix + entry.name, String(decoding: value, as: UTF8.self))
            }
        }
    }
}
