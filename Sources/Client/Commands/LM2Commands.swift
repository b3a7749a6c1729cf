/// Everything that `lm2` can do, as a table.
package enum LM2Commands {
    /// The table that parsing and help are made from.
    package static let tree = CommandTree(
        name: "lm2",
        summary: "Assesses imaging services against a quality standard, with evidence and corrective actions.",
        entries: [
            .command(AccountCommands.login),
            .command(AccountCommands.whoami),
            .command(AccountCommands.logout),
            .group(SessionCommands.group),
            .group(UserCommands.group),
            .group(MachineCommands.group),
            .group(KeyCommands.group),
            .group(StandardCommands.group),
            .group(UnitCommands.group),
            .group(ServiceCommands.group),
            .group(LocationCommands.group),
            .group(AssessmentCommands.group),
            .group(EvidenceCommands.group),
            .group(ActionCommands.group),
            .group(EngagementCommands.group),
            .command(CompareCommand.compare),
            .group(RecordCommands.group),
            .command(VerdictCommand.verdict),
            .command(EvaluateCommand.evaluate),
            .group(DisagreementCommands.group),
            .command(DueCommand.due),
            .group(ClockCommands.group),
            .group(SettingCommands.group),
            .group(AuditCommands.group),
        ],
        commonOptions: [
            CommandOption("profile", "NAME", summary: "Act as this profile; else $LM2_PROFILE, else default"),
            CommandOption(
                "engagement", "ID", summary: "As an assessor: act within this engagement; else $LM2_ENGAGEMENT"),
            CommandOption(
                "output", "FORMAT", kind: .choice(Report.Format.allCases.map(\.rawValue)),
                summary: "How to write the answer: table, json or csv"),
            CommandOption("json", summary: "The same as --output json"),
            CommandOption("only", "FIELD", summary: "Print only this field, by its name in JSON, a line each"),
            CommandOption(
                "timeout", "SECONDS", kind: .number(1...86_400),
                summary: "Give up after so long (30 s for a call, no limit for files)"),
            CommandOption("help", summary: "Say how to use it"),
        ],
        closing: [
            "To begin:\n"
                + "  lm2 login --server 127.0.0.1:8443 --ca ca.pem --organisation northmoor --email ada@example.org\n"
                + "  lm2 assessment start 'CT at St Elsewhere' --from 2026-01-01 --to 2026-12-31\n"
                + "  lm2 assessment rate 'CT at St Elsewhere' a.1 met\n"
                + "  lm2 compare",
            "Services, sites and groups are named by name or id; an assessment by its id, or by its service for the latest.",
            "Exit codes:\n"
                + ExitCode.allCases.map { code in
                    let number = String(code.rawValue)
                    return String(repeating: " ", count: 5 - number.count) + number + "  " + code.meaning
                }.joined(separator: "\n"),
            "CSV is as in RFC 4180. Text that begins with = + - @ or a tab gets an apostrophe before it, so that no "
                + "spreadsheet takes it for a formula. Colours are left out when the output is no terminal, or NO_COLOR is set.",
        ])

    /// Names a service in place of an assessment.
    static let serviceForAssessment = CommandOption(
        "service", "NAME", summary: "The latest assessment of this service, in place of ASSESSMENT")

    /// The word that names an assessment.
    static let assessment = Positional(
        "ASSESSMENT", replacedBy: serviceForAssessment,
        summary: "An assessment's id, or a service's name for its latest")

    /// The version that a write replaces.
    static let expectedVersion = CommandOption(
        "expected-version", "N", kind: .number(0...UInt64(UInt32.max)),
        summary: "Only if this is still the version; without it the current one is read first")
}
