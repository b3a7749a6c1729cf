/// Where to call and as whom: what `lm2 login` keeps.
package struct Profile: Sendable, Equatable {
    /// The server.
    package var server: ServerAddress
    /// The file with the certificates of the authority that the server's certificate is checked against.
    package var authorityPath: String
    /// The bearer token: a secret, never printed. Empty while nobody is signed in; such a profile is never kept.
    package var token: String

    /// A profile of known parts; nothing is checked.
    package init(server: ServerAddress, authorityPath: String, token: String) {
        self.server = server
        self.authorityPath = authorityPath
        self.token = token
    }

    /// Reads `name = value` lines; nil if one of the three is missing, or a line is none of them.
    package init?(text: String) {
        var values: [String: String] = [:]
        for line in text.split(separator: "\n") {
            guard let equals = line.firstIndex(of: "=") else { return nil }
            let name = line[..<equals].trimmed
            guard Self.names.contains(name), values[name] == nil else { return nil }
            values[name] = line[line.index(after: equals)...].trimmed
        }
        guard let server = values["server"].flatMap({ ServerAddress($0) }), let path = values["ca"],
            let token = values["token"], Self.isToken(token), !path.isEmpty
        else { return nil }
        self.init(server: server, authorityPath: path, token: token)
    }

    /// The lines that `init(text:)` reads.
    package var text: String {
        "server = \(server.text)\nca = \(authorityPath)\ntoken = \(token)\n"
    }

    /// Whether the text can be a token: it has to fit a header and a line.
    package static func isToken(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 4096 && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
    }

    /// Whether the text can name a profile, and so a file.
    package static func isName(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count) && !text.hasPrefix(".")
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }

    private static let names = ["server", "ca", "token"]
}

extension StringProtocol {
    /// Without white space at its ends.
    package var trimmed: String {
        let start = drop { $0.isWhitespace }
        guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(start[...last])
    }
}
