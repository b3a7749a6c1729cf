import Client
import Glibc
import Messages
import RPC
import Testing

@Suite("Signing in, and what failures mean")
struct SessionTests {
    @Test(
        "servers are named as host and port",
        arguments: [
            ("127.0.0.1:8443", "127.0.0.1", 8443), ("lm2.example:1", "lm2.example", 1), ("[::1]:8443", "::1", 8443),
            ("host", nil, 0), ("host:", nil, 0), (":1", nil, 0), ("host:0", nil, 0), ("host:65536", nil, 0),
            ("::1:8443", nil, 0),
            ("https://host:1", nil, 0), ("a b:1", nil, 0),
        ])
    func addresses(text: String, host: String?, port: Int) {
        let address = ServerAddress(text)
        #expect(address?.host == host)
        if let address {
            #expect(address.port == port)
            #expect(address.text == text)
        }
    }

    @Test(
        "profiles have harmless names",
        arguments: [
            ("default", true), ("st-elsewhere_2.x", true), ("", false), (".hidden", false), ("a/b", false),
            ("..", false),
            ("a b", false), (String(repeating: "x", count: 65), false),
        ])
    func names(name: String, isGood: Bool) {
        #expect(Profile.isName(name) == isGood)
    }

    @Test("a profile is kept for its owner alone, and read back")
    func store() throws {
        let folder = try TemporaryFolder()
        let store = try ProfileStore(environment: ["XDG_CONFIG_HOME": folder.path + "/config"])
        let address = try #require(ServerAddress("[::1]:8443"))
        let profile = Profile(server: address, authorityPath: "/some where/ca.pem", token: "abc.def")
        try store.write(profile, as: "one")
        #expect(try store.read("one") == profile)
        #expect(mode(store.folder) == 0o700)
        #expect(mode(store.path("one")) == 0o600)
        // Written again it is replaced; the mode is ours also where the file had another.
        chmod(store.path("one"), 0o644)
        try store.write(profile, as: "one")
        #expect(mode(store.path("one")) == 0o600)
        #expect(try store.remove("one"))
        #expect(try !store.remove("one"))
    }

    @Test("a profile that others may read is refused, and so is a damaged one or none")
    func refusals() throws {
        let folder = try TemporaryFolder()
        let store = ProfileStore(folder: folder.path)
        #expect(failure { try store.read("none") }?.code == .notSignedIn)
        try folder.write("x", "server = h:1\nca = c\ntoken = t\n")
        #expect(throws: Never.self) { try store.read("x") }
        chmod(folder.path + "/x", 0o640)
        #expect(failure { try store.read("x") }?.code == .localFile)
        chmod(folder.path + "/x", 0o600)
        for text in [
            "", "server = h:1\nca = c\n", "server = h:1\nca = c\ntoken = t\ntoken = u\n",
            "server = h\nca = c\ntoken = t\n", "a b\n",
        ] {
            try folder.write("x", text)
            #expect(failure { try store.read("x") }?.code == .notSignedIn)
        }
    }

    @Test("profiles lie where the desktop's standard says")
    func places() throws {
        #expect(try ProfileStore(environment: ["HOME": "/h"]).folder == "/h/.config/lm2")
        #expect(try ProfileStore(environment: ["HOME": "/h", "XDG_CONFIG_HOME": "/x"]).folder == "/x/lm2")
        #expect(try ProfileStore(environment: ["HOME": "/h", "XDG_CONFIG_HOME": "x"]).folder == "/h/.config/lm2")
        #expect(failure { try ProfileStore(environment: [:]) }?.code == .localFile)
    }

    @Test(
        "each status has an exit code",
        arguments: [
            (.permissionDenied, 1), (.failedPrecondition, 1), (.invalidArgument, 1), (.internal, 1), (.notFound, 3),
            (.aborted, 4), (.unavailable, 5), (.deadlineExceeded, 5), (.unauthenticated, 6),
        ] as [(StatusCode, Int32)])
    func codes(status: StatusCode, exit: Int32) {
        #expect(ClientFailure(Status(status, "why")).code.rawValue == exit)
        #expect(ClientFailure(Status(status, "why")).lines.first == "why")
    }

    @Test("violations are listed by field")
    func violations() {
        let invalid = BadRequest(fieldViolations: [
            FieldViolation(field: "period_from", description: "is no date"),
            FieldViolation(field: "title", description: "has \u{1B}[31m in it"),
        ])
        let detail = StatusDetail(type: BadRequest.fullName, value: invalid.serialized())
        let failure = ClientFailure(Status(.invalidArgument, "2 fields are wrong", details: [detail]))
        #expect(failure.lines == ["2 fields are wrong", "  period_from: is no date", "  title: has [31m in it"])
        let again = ClientFailure(Status(.invalidArgument, "period_from: is no date", details: [detail]))
        #expect(again.lines == ["period_from: is no date", "  title: has [31m in it"])
    }

    @Test(
        "the wait before another attempt is said in words",
        arguments: [(1, "1 ms"), (999, "999 ms"), (1000, "1 second"), (1001, "2 seconds"), (61_000, "61 seconds")]
            as [(UInt32, String)])
    func wait(milliseconds: UInt32, text: String) {
        let detail = StatusDetail(
            type: RetryInfo.fullName, value: RetryInfo(milliseconds: milliseconds).serialized())
        let failure = ClientFailure(Status(.resourceExhausted, "too many calls", details: [detail]))
        #expect(failure.lines == ["too many calls", "Nothing was done. Try again in \(text)."])
        #expect(failure.code == .refused)
    }

    @Test(
        "names lead to ids",
        arguments: [
            ("CT", "1"), ("ct", nil), ("MR", "3"), ("mr", "3"), ("Ultrasund", nil), ("X-ray", nil),
        ])
    func choosing(name: String, id: String?) {
        let known = [("CT", "1"), ("Ct", "2"), ("MR", "3"), ("Ultrasound", "4"), ("X-ray", "5"), ("X-ray", "6")]
            .map { (name: $0.0, id: $0.1) }
        var failure: ClientFailure?
        do throws(ClientFailure) {
            #expect(try Identifier.choose(name, of: "service", among: known) == id)
        } catch {
            failure = error
        }
        #expect((failure == nil) == (id != nil))
        switch name {
        case "ct", "X-ray":
            #expect(failure?.code == .usage)
            #expect(failure?.lines.count == 3)
        case "Ultrasund":
            #expect(failure?.code == .notFound)
            #expect(failure?.lines.first?.contains("did you mean \u{2018}Ultrasound\u{2019}?") == true)
        default: break
        }
    }

    @Test("attempts are bounded, and spread")
    func retries() {
        let policy = RetryPolicy(waits: [.seconds(1), .seconds(2)])
        #expect(policy.wait(before: 2, spread: 0) == .seconds(1))
        #expect(policy.wait(before: 3, spread: 1) == .milliseconds(2500))
        #expect(policy.wait(before: 4, spread: 0) == nil)
    }

    @Test(
        "ids are told from names",
        arguments: [
            ("01890a5d-ac96-774b-bcce-b302099a8057", true), ("01890A5D-AC96-774B-BCCE-B302099A8057", true),
            ("01890a5d-ac96-774b-bcce-b302099a805", false), ("01890a5dxac96-774b-bcce-b302099a8057", false),
            ("CT", false),
        ])
    func identifiers(text: String, isID: Bool) {
        #expect(Identifier.isUUID(text) == isID)
    }

    private func mode(_ path: String) -> mode_t {
        var facts = stat()
        stat(path, &facts)
        return facts.st_mode & 0o777
    }

    private func failure<Value>(_ body: () throws -> Value) -> ClientFailure? {
        do {
            _ = try body()
            return nil
        } catch {
            return error as? ClientFailure
        }
    }
}
