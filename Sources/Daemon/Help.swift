import Conformance

/// What `lm2d --help` prints.
enum Help {
    /// The whole help, made from the table of settings.
    static var text: String {
        """
        lm2d – compliance assessment over TLS, kept in PostgreSQL

        usage:
          lm2d serve [settings]           serves until SIGTERM or SIGINT, then finishes the calls under way;
                                          SIGHUP has it read certificates, keys and lists anew for new connections
          lm2d check-config [settings]    says what holds, and what is wrong, and serves nothing
          lm2d migrate [settings]         brings the database up to date, as migration-user
          lm2d tenant create --name NAME [--sign-in-name NAME] [--kind KIND] [--demonstration] [settings]
                                          creates a tenant, and prints its id; its people name the sign-in name (default:
                                          the id) when they sign in
                                          KIND: \(TenantKind.allCases.map(\.name).joined(separator: ", "))
          lm2d person create --tenant ID --name NAME --email MAIL --role ROLE [--service ID]… [settings]
                                          creates a person's account, such as a tenant's first administrator, and prints a
                                          one-time token, good for seven days, with which they set a password:
                                          lm2 user set-password
          lm2d credential create --tenant ID --name NAME --role ROLE [--service ID]… [--certificate FILE] [settings]
                                          creates an account, and prints its token once; with --certificate it is known
                                          by that client certificate instead, and its id is printed
                                          ROLE: \(roles)
          lm2d credential revoke --tenant ID --account ID [settings]
                                          revokes every credential of an account
          lm2d permissions                prints who may do what, as docs/PERMISSIONS.md has it
          lm2d clauses                    prints how each clause is judged, as docs/CLAUSES.md has it
          lm2d registers                  prints what the registers hold, as docs/REGISTERS.md has it
          lm2d demo --output DIRECTORY [settings]
                                          loads the demonstration trust, and writes a token a role into the directory

        example:
          lm2d serve --config /etc/lm2/lm2d.conf --log-level warning

        A setting is given in three ways. The first that is there holds:
          1. the flag              --name VALUE
          2. the environment       LM2_NAME=VALUE     (hyphens become underscores: LM2_TLS_KEY)
          3. the file              name = VALUE       (named by --config FILE or LM2_CONFIG; # begins a comment)
        A name that is not in this list is refused.

        settings:
        \(settings)

        exit codes: 0 done, 1 failed, 2 wrong usage or configuration
        """
    }

    private static var roles: String {
        let names = Role.allCases.map(\.name)
        return names.prefix(5).joined(separator: ", ") + ",\n" + String(repeating: " ", count: 38)
            + names.dropFirst(5).joined(separator: ", ")
    }

    private static var settings: String {
        Setting.all.map { setting in
            let head = "  --\(setting.name) \(setting.placeholder)"
            let padding = String(repeating: " ", count: max(2, 34 - head.count))
            return head + padding + setting.help
        }.joined(separator: "\n")
    }
}
