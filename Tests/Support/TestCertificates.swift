import Glibc

/// Certificates for tests, made once for the process by the openssl command in a directory that is removed at exit.
package final class TestCertificates: Sendable {
    /// Where the files are.
    package let directory: String

    /// The one set that all tests of the process share.
    package static let shared = TestCertificates()

    /// The CA that signed the server's and the client's certificate.
    package var ca: String { "\(directory)/ca.pem" }
    /// A CA that signed only `strangerCertificate`.
    package var otherCA: String { "\(directory)/other-ca.pem" }
    /// For `localhost`, `lm2.test` and 127.0.0.1.
    package var serverCertificate: String { "\(directory)/server.pem" }
    /// The key of `serverCertificate`.
    package var serverKey: String { "\(directory)/server.key" }
    /// Common name `pump-7`, alternative name `urn:lm2:test:pump-7`.
    package var clientCertificate: String { "\(directory)/client.pem" }
    /// The key of `clientCertificate`.
    package var clientKey: String { "\(directory)/client.key" }
    /// A client's, but signed by `otherCA`.
    package var strangerCertificate: String { "\(directory)/stranger.pem" }
    /// The key of `strangerCertificate`.
    package var strangerKey: String { "\(directory)/stranger.key" }

    private init() {
        var template = Array("\(Self.temporaryDirectory)/lm2-certificates-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { preconditionFailure("no temporary directory: errno \(errno)") }
        directory = String(cString: made)
        Self.removeAtExit(directory)
        makeAuthority("ca", "Test CA")
        makeAuthority("other-ca", "Other test CA")
        make("server", "lm2.test", "DNS:localhost,DNS:lm2.test,IP:127.0.0.1", by: "ca")
        make("client", "pump-7", "URI:urn:lm2:test:pump-7", by: "ca")
        make("stranger", "stranger", "URI:urn:lm2:test:stranger", by: "other-ca")
    }

    private static var temporaryDirectory: String {
        getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    }

    private func makeAuthority(_ name: String, _ commonName: String) {
        openssl(
            newCertificate(name, commonName) + [
                "-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign,cRLSign",
            ])
    }

    private func make(_ name: String, _ commonName: String, _ alternativeNames: String, by authority: String) {
        openssl(
            newCertificate(name, commonName) + [
                "-CA", "\(directory)/\(authority).pem", "-CAkey", "\(directory)/\(authority).key",
                "-addext", "basicConstraints=critical,CA:FALSE", "-addext", "subjectAltName=\(alternativeNames)",
            ])
    }

    private func newCertificate(_ name: String, _ commonName: String) -> [String] {
        [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
            "/CN=\(commonName)", "-keyout", "\(directory)/\(name).key", "-out", "\(directory)/\(name).pem",
        ]
    }

    private func openssl(_ arguments: [String]) {
        var words: [UnsafeMutablePointer<CChar>?] = (["openssl"] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        // It prints dots while it makes keys.
        posix_spawn_file_actions_addopen(&actions, 2, "\(directory)/openssl.log", O_WRONLY | O_CREAT | O_APPEND, 0o600)
        var process = pid_t()
        let started = posix_spawnp(&process, "openssl", &actions, nil, &words, environ)
        precondition(started == 0, "the openssl command can't be started: \(started)")
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 && errno == EINTR {}
        precondition(status == 0, "openssl \(arguments.joined(separator: " ")) failed; see \(directory)/openssl.log")
    }

    nonisolated(unsafe) private static var toRemove = ""

    private static func removeAtExit(_ directory: String) {
        toRemove = directory
        atexit {
            let path = TestCertificates.toRemove
            guard let entries = opendir(path) else { return }
            while let entry = readdir(entries) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) { name in
                    name.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                // The directory holds files only; "." and ".." refuse by themselves.
                unlink("\(path)/\(name)")
            }
            closedir(entries)
            rmdir(path)
        }
    }
}
