import Glibc

/// `h2load`, nghttp2's load generator, which is written in C and costs the machine little: what loads servers of HTTP/2.
struct H2Load: Sendable {
    /// What is asked again and again.
    struct Request: Sendable {
        /// The port on this machine.
        var port: Int
        /// The path, with its slash.
        var path: String
        /// Names and values, `name: value`.
        var headers: [String] = []
        /// The file that is posted; nil for GET.
        var bodyFile: String?
        /// The bytes of each answer's body: an answer of another size is a failure, which gRPC would call 200 as well.
        var answerSize: Int
    }

    /// What a load gave.
    struct Outcome: Sendable {
        /// Answers a second.
        let rate: Double
        /// The server's processor time of an answer, in microseconds.
        let processor: Double
    }

    /// Connections, and requests in flight on each.
    static let connections = 16
    static let streams = 8
    /// One suite for all sides, so that none has an easier one.
    private static let suite = "TLS_AES_128_GCM_SHA256"

    /// How the load is told of in the method of a figure.
    static let method = "h2load -c\(connections) -m\(streams) -t1 over TLS (\(suite))"

    /// The arguments that make a call of gRPC, whose answer has so many bytes, as one's own.
    static func call(
        port: Int, _ method: String, token: String, bodyFile: String, answerSize: Int
    ) -> Request {
        Request(
            port: port, path: "/\(method)",
            headers: ["content-type: application/grpc", "te: trailers", "authorization: Bearer \(token)"],
            bodyFile: bodyFile, answerSize: answerSize + 5)
    }

    /// Loads a server, whose process is given, for the seconds. Blocks.
    static func run(_ request: Request, seconds: Int, server: pid_t) throws -> Outcome {
        var words = [
            "h2load", "-c\(connections)", "-m\(streams)", "-t1", "-D\(seconds)", "--tls13-ciphers=\(suite)",
        ]
        for header in request.headers { words += ["-H", header] }
        if let bodyFile = request.bodyFile { words += ["-d", bodyFile] }
        words.append("https://127.0.0.1:\(request.port)\(request.path)")
        let before = try ProcessUsage.of(server).processor
        let report = Report(try Subprocess.run(words))
        let processor = try ProcessUsage.of(server).processor - before
        guard let done = report.number(of: "succeeded"), done > 0, let rate = report.rate, let bytes = report.bodyBytes,
            report.number(of: "failed") == 0, report.number(of: "errored") == 0
        else { throw BenchError("h2load failed at \(request.path): \(report.text)") }
        // What is on its way at the end counts as bytes, but not as an answer.
        let most = (done + Double(connections * streams)) * Double(request.answerSize)
        guard bytes >= done * Double(request.answerSize), bytes <= most else {
            throw BenchError(
                "\(request.path) was answered with \(Int(bytes / done)) bytes in place of \(request.answerSize)")
        }
        return Outcome(rate: rate, processor: processor * 1e6 / done)
    }

    /// What `h2load` prints.
    private struct Report {
        let text: String

        init(_ text: String) { self.text = text }

        /// The number before a word: `512 succeeded`.
        func number(of word: String) -> Double? {
            let words = text.split { $0 == " " || $0 == "," || $0 == "\n" }
            guard let place = words.firstIndex(of: Substring(word)), place > 0 else { return nil }
            return Double(words[place - 1])
        }

        /// Of `finished in 2.00s, 53000.12 req/s, 128.43MB/s`.
        var rate: Double? { number(of: "req/s") }

        /// Of `traffic: … total, … headers (space savings …), 126.12MB (132250112) data`.
        var bodyBytes: Double? {
            guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix("traffic:") }),
                let number = line.split(separator: "(").last
            else { return nil }
            return Double(number.prefix { $0.isNumber })
        }
    }
}
