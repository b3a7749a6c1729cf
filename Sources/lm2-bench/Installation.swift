import Glibc

/// The installation of `deploy/run` in the current directory.
struct Installation: Sendable {
    let directory: String
    let port: Int
    let server: Int32
    let socket: String
    let databasePort: String
    let programs: String
    /// What `deploy/run` puts into a server's environment: `NAME=value` each.
    let environment: [String]

    var authority: String { "\(directory)/.lm2/certificates/ca.pem" }
    var configuration: String { "\(directory)/.lm2/lm2d.conf" }

    /// Reads what `deploy/run` has recorded.
    static func read() throws -> Installation {
        guard let here = getcwd(nil, 0) else { throw BenchError("there is no current directory") }
        defer { free(here) }
        let directory = String(cString: here)
        let ports = try values("\(directory)/.lm2/ports")
        let server = try values("\(directory)/.lm2/server")
        let cluster = try values("\(directory)/.lm2/cluster")
        guard let port = ports["people"].flatMap({ Int($0) }), let pid = server["pid"].flatMap({ Int32($0) }),
            let socket = cluster["socket"], let databasePort = cluster["port"]
        else { throw BenchError("no server is recorded in \(directory)/.lm2; start one with deploy/run --detach") }
        return Installation(
            directory: directory, port: port, server: pid, socket: socket, databasePort: databasePort,
            programs: "\(directory)/.build/release", environment: try environment("\(directory)/deploy/lm2d.env"))
    }

    private static func environment(_ path: String) throws -> [String] {
        guard let text = TextFile.read(path) else { throw BenchError("\(path) can't be read") }
        return text.split(separator: "\n").filter { !$0.hasPrefix("#") && $0.contains("=") }.map(String.init)
    }

    private static func values(_ path: String) throws -> [String: String] {
        guard let text = TextFile.read(path) else {
            throw BenchError("\(path) can't be read; start a server with deploy/run --detach")
        }
        var result: [String: String] = [:]
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: "=", maxSplits: 1)
            if parts.count == 2 { result[String(parts[0])] = String(parts[1]) }
        }
        return result
    }
}
