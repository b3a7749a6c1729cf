import Conformance
import Crypto
import Glibc
import Kernel
import RPC
import Services
import Storage
import Transport

/// The operator's commands: what is done to the database without a caller.
enum OperatorCommands {
    /// `lm2d tenant create`.
    static func createTenant(_ line: inout CommandLineArguments) throws -> Int32 {
        let name = try line.one("name")
        let kindName = line.take("kind").first ?? TenantKind.parentOrganisation.name
        guard let kind = TenantKind(name: kindName) else {
            throw UsageError(
                sentence:
                    "there is no kind \(kindName); there are \(TenantKind.allCases.map(\.name).joined(separator: ", "))"
            )
        }
        let signInName = line.take("sign-in-name").first
        if let signInName, !SignInName.isGood(signInName) {
            throw UsageError(
                sentence: "--sign-in-name \(signInName): 3 to 63 lower-case letters, digits and hyphens are wanted")
        }
        let isDemonstration = line.switches.contains("demonstration")
        let now = SystemClock().now().microseconds
        let id = Identifier.make(now: now)
        try CommandStore.use(try Program.configuration(line, .database)) { store in
            try await SystemScope(store, tenant: id).createTenant(
                name: name, signInName: signInName ?? id.description, kind: kind, demonstration: isDemonstration,
                now: now)
        }
        print(id)
        return 0
    }

    /// `lm2d person create`.
    static func createPerson(_ line: inout CommandLineArguments) throws -> Int32 {
        let tenant = try identifier(&line, "tenant")
        let name = try line.one("name")
        let email = try line.one("email")
        let (role, services) = try assignment(&line)
        let token = BearerToken.make(for: tenant)
        _ = try CommandStore.use(try Program.configuration(line, .database)) { store in
            do {
                return try await SystemScope(store, tenant: tenant).invitePerson(
                    name: name, email: email, role: role, services: services, token: token.digest,
                    now: SystemClock().now().microseconds)
            } catch StorageError.emailTaken {
                throw UsageError(sentence: "somebody of the tenant has the e-mail address \(email) already")
            } catch Refusal.invalid(let field, let text) {
                throw UsageError(sentence: "\(field): \(text)")
            } catch Refusal.notFound(let thing) {
                throw UsageError(sentence: "there is no such \(thing)")
            }
        }
        print(token.text)
        return 0
    }

    /// The role of `--role`, with the services of `--service` for one that is confined to some.
    private static func assignment(
        _ line: inout CommandLineArguments
    ) throws -> (role: Role, services: [Identifier]) {
        let roleName = try line.one("role")
        guard let role = Role(name: roleName) else {
            throw UsageError(
                sentence: "there is no role \(roleName); there are \(Role.allCases.map(\.name).joined(separator: ", "))"
            )
        }
        let services = try line.take("service").map { text in
            guard let id = Identifier(text) else { throw UsageError(sentence: "--service \(text) is not an id") }
            return id
        }
        guard !role.isConfined || !services.isEmpty else {
            throw UsageError(sentence: "a \(role.name) is confined to services: name them with --service")
        }
        return (role, services)
    }

    /// `lm2d credential create`.
    static func createCredential(_ line: inout CommandLineArguments) throws -> Int32 {
        let tenant = try identifier(&line, "tenant")
        let name = try line.one("name")
        let (role, services) = try assignment(&line)
        let certificates = line.take("certificate")
        let token = BearerToken.make(for: tenant)
        let digest = try certificates.first.map { try certificateDigest($0, of: tenant) }
        let account = try CommandStore.use(try Program.configuration(line, .database)) { store in
            try await SystemScope(store, tenant: tenant).createAccount(
                name: name, role: role, services: role.isConfined ? services : nil,
                credential: digest == nil ? .token : .certificate, digest: digest ?? token.digest,
                isMachine: digest != nil, now: SystemClock().now().microseconds)
        }
        print(certificates.isEmpty ? token.text : account.description)
        return 0
    }

    /// `lm2d credential revoke`.
    static func revokeCredentials(_ line: inout CommandLineArguments) throws -> Int32 {
        let tenant = try identifier(&line, "tenant")
        let account = try identifier(&line, "account")
        let count = try CommandStore.use(try Program.configuration(line, .database)) { store in
            try await SystemScope(store, tenant: tenant).revokeCredentials(
                of: account, now: SystemClock().now().microseconds)
        }
        print("revoked \(count)")
        return 0
    }

    /// `lm2d demo`.
    static func demo(_ line: inout CommandLineArguments) throws -> Int32 {
        let directory = try line.one("output")
        let configuration = try Program.configuration(line, .database)
        guard mkdir(directory, 0o700) == 0 || errno == EEXIST else {
            throw UsageError(sentence: "\(directory) can't be made: \(String(cString: strerror(errno)))")
        }
        // The tenant is written last, so that a load that was cut short is done again under another tenant.
        if access("\(directory)/tenant", F_OK) == 0 {
            print("the demonstration is there already")
            return 0
        }
        let clock = SystemClock()
        let demonstration = try CommandStore.use(configuration) { store in
            try await Demonstration.load(into: store, now: clock.now().microseconds)
        }
        for (name, text) in demonstration.tokens {
            guard FileText.write(text + "\n", to: "\(directory)/\(name).token", mode: 0o600) else {
                throw UsageError(
                    sentence: "\(directory)/\(name).token can't be written: \(String(cString: strerror(errno)))")
            }
        }
        guard FileText.write("\(demonstration.tenant)\n", to: "\(directory)/tenant", mode: 0o644) else {
            throw UsageError(sentence: "\(directory)/tenant can't be written: \(String(cString: strerror(errno)))")
        }
        print("loaded \(demonstration.name)")
        return 0
    }

    private static func identifier(_ line: inout CommandLineArguments, _ flag: String) throws -> Identifier {
        let text = try line.one(flag)
        guard let id = Identifier(text) else { throw UsageError(sentence: "--\(flag) \(text) is not an id") }
        return id
    }

    /// The digest of a certificate file, which has to name the tenant as the URI `urn:lm2:tenant:ID`.
    private static func certificateDigest(_ file: String, of tenant: Identifier) throws -> [UInt8] {
        let certificate = try PeerCertificate(pemFile: file)
        guard certificate.uris.contains("urn:lm2:tenant:\(tenant)") else {
            throw UsageError(sentence: "\(file) does not name the tenant: it needs the URI urn:lm2:tenant:\(tenant)")
        }
        return certificate.sha256
    }
}
