import Transport

/// The TLS of both listening addresses, from the files that the configuration names. They can be read anew while the
/// server runs, for new connections; those that are open go on with what they began with.
struct ListeningTLS: Sendable {
    /// Of the address for people, who are not asked for certificates.
    let people: ServerTLS
    /// Of the address for machines, which have to show one; nil if there is none.
    let machines: ServerTLS?
    /// What works, but not for everybody: sentences for the log.
    let warnings: [String]
    private let configuration: Configuration

    /// Reads the files. Throws what is wrong with one of them.
    init(_ configuration: Configuration) throws {
        self.configuration = configuration
        let contexts = try Self.read(configuration)
        people = ServerTLS(contexts.people)
        machines = contexts.machines.map { ServerTLS($0) }
        warnings = contexts.machines?.warnings ?? []
    }

    /// Reads the files anew, and gives warnings. Throws what is wrong with one of them; then everything stays as it was:
    /// half of a renewed set would be a certificate without its key. Blocks.
    func reload() throws -> [String] {
        let fresh = try Self.read(configuration, continuing: self)
        people.replace(with: fresh.people)
        if let context = fresh.machines { machines?.replace(with: context) }
        return fresh.machines?.warnings ?? []
    }

    private static func read(
        _ configuration: Configuration, continuing former: ListeningTLS? = nil
    ) throws -> (people: TLSContext, machines: TLSContext?) {
        try SecretFile.check("tls-key", configuration.tlsKey)
        func context(
            _ clients: ServerTLSConfiguration.ClientCertificates, _ former: ServerTLS?
        ) throws -> TLSContext {
            try TLSContext.server(
                ServerTLSConfiguration(
                    certificateChainFile: configuration.tlsCertificate, privateKeyFile: configuration.tlsKey,
                    clientCertificates: clients),
                continuing: former?.current)
        }
        let people = try context(.notAsked, former?.people)
        guard configuration.listenMachines != nil else { return (people, nil) }
        let crlFile = configuration.clientCRL.isEmpty ? nil : configuration.clientCRL
        return (
            people, try context(.required(caFile: configuration.clientCA, crlFile: crlFile), former?.machines)
        )
    }
}
