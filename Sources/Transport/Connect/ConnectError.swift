import Messages
import RPC

/// How Connect tells errors: JSON, whatever the request's format, beside a status of HTTP.
enum ConnectError {
    /// The answer of a call that failed.
    static func response(_ status: Status) -> HTTPResponse {
        var response = HTTPResponse(status: status.code.httpStatus, body: body(status))
        response.headers = ["content-type": "application/json"]
        response.headers.add("cache-control", "no-store")
        response.headers.add("x-content-type-options", "nosniff")
        return response
    }

    private static func body(_ status: Status) -> [UInt8] {
        var json = "{\"code\":\"\(status.code.connectName)\",\"message\":\(quoted(status.message))"
        if !status.details.isEmpty {
            let details = status.details.map { detail in
                let value = String(decoding: Base64Text.encode(detail.value), as: UTF8.self)
                return "{\"type\":\(quoted(detail.type)),\"value\":\"\(value)\"\(debug(detail))}"
            }
            json += ",\"details\":[\(details.joined(separator: ","))]"
        }
        return Array("\(json)}\n".utf8)
    }

    /// The detail once more for people, as JSON.
    private static func debug(_ detail: StatusDetail) -> String {
        guard let json = try? ProtobufJSON.json(detail.value, of: detail.type) else { return "" }
        return ",\"debug\":\(String(decoding: json, as: UTF8.self))"
    }

    private static func quoted(_ text: String) -> String {
        var json = "\""
        for character in text.unicodeScalars {
            switch character {
            case "\"": json += "\\\""
            case "\\": json += "\\\\"
            case "\n": json += "\\n"
            case "\t": json += "\\t"
            case "\0"..<" ":
                let digits = String(character.value, radix: 16)
                json += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: json.unicodeScalars.append(character)
            }
        }
        return json + "\""
    }
}
