import Conformance
import Messages

/// Who may do what: for each method the roles that may call it, and in which relation to what it is about. What has no
/// entry is denied, and a method that needs a credential and has no row stops the server from starting.
///
/// `docs/PERMISSIONS.md` is generated from it, and a test walks every cell.
package enum Permissions {
    /// What a method does, which is what the scopes of API keys tell apart.
    package enum Access: String, Sendable {
        case read, write
    }

    /// A method's row.
    package struct Row: Sendable {
        /// Whether it reads or writes.
        package let access: Access
        /// The roles that may call it, each in its relation.
        package let roles: [Conformance.Role: Relation]
    }

    /// The methods that need no credential: the standard's text is public, health is for those who watch the server,
    /// reflection tells what the protocol's files say, and who signs in has none yet.
    package static let anonymous = Set([
        Methods.StandardService.listStandards.path,
        Methods.StandardService.getStandard.path,
        Methods.Health.check.path,
        Methods.Health.watch.path,
        Methods.IdentityService.signIn.path,
        Methods.IdentityService.setPassword.path,
    ]).union(Reflection.methods)

    private typealias Roles = [Conformance.Role: Relation]

    private static func everyone(_ relation: Relation) -> Roles {
        Roles(uniqueKeysWithValues: Conformance.Role.allCases.map { ($0, relation) })
    }

    private static let administrator: Roles = [.administrator: .tenant]
    private static let manager: Roles = [.qualityManager: .tenant]
    private static let keepers: Roles = [.contributor: .ownServices, .qualityManager: .tenant]
    /// Of which registers each of them keeps the records, `keeps(_:_:)` says.
    private static let recorders: Roles = keepers.merging(administrator) { $1 }

    /// Who reads what a service keeps: its own people, those who look after the whole, and assessors within an engagement.
    private static let readers: Roles = insiders.merging(body) { $1 }
    private static let insiders: Roles = [
        .contributor: .ownServices, .serviceLead: .ownServices, .qualityManager: .tenant, .trustViewer: .tenant,
        .administrator: .tenant,
    ]
    private static let body: Roles = [
        .assessor: .engagement, .leadAssessor: .engagement, .decisionMaker: .engagement,
    ]
    private static let scorers: Roles = [.assessor: .engagement, .leadAssessor: .engagement]
    private static let engaged: Roles = [
        .administrator: .tenant, .qualityManager: .tenant, .serviceLead: .ownServices, .assessor: .ownAccount,
        .leadAssessor: .ownAccount, .decisionMaker: .ownAccount,
    ]

    /// A person's own account, and everybody's for an administrator.
    private static let accounts: Roles = everyone(.ownAccount).merging(administrator) { $1 }

    /// Every method that needs a credential.
    package static let table: [String: Row] = {
        var table: [String: Row] = [:]
        func read<Request, Response>(_ method: Method<Request, Response>, _ roles: Roles) {
            table[method.path] = Row(access: .read, roles: roles)
        }
        func write<Request, Response>(_ method: Method<Request, Response>, _ roles: Roles) {
            table[method.path] = Row(access: .write, roles: roles)
        }

        typealias Identity = Methods.IdentityService
        read(Identity.whoAmI, everyone(.ownAccount))
        write(Identity.signOut, everyone(.ownAccount))
        read(Identity.listSessions, accounts)
        write(Identity.revokeSession, accounts)
        write(Identity.changePassword, everyone(.ownAccount))

        typealias People = Methods.PeopleService
        write(People.invitePerson, administrator)
        read(People.getPerson, accounts)
        read(People.listPeople, administrator)
        write(People.changePerson, administrator)
        write(People.startPasswordReset, administrator)
        read(People.exportPerson, accounts)
        write(People.erasePerson, administrator)

        typealias Machines = Methods.MachineService
        write(Machines.createMachine, administrator)
        read(Machines.listMachines, administrator)
        write(Machines.createKey, administrator)
        write(Machines.registerCertificate, administrator)
        read(Machines.listKeys, administrator)
        write(Machines.revokeKey, administrator)

        typealias Engagements = Methods.EngagementService
        write(Engagements.grantEngagement, administrator)
        read(Engagements.listEngagements, engaged)
        write(Engagements.revokeEngagement, administrator)
        write(
            Engagements.declareConflict,
            [.assessor: .ownAccount, .leadAssessor: .ownAccount, .decisionMaker: .ownAccount])

        typealias Audit = Methods.AuditService
        let auditors: Roles = [.administrator: .tenant, .qualityManager: .tenant]
        read(Audit.listEntries, auditors)
        read(Audit.getSignedHead, auditors)
        read(Audit.proveInclusion, auditors)
        read(Audit.proveConsistency, auditors)
        read(Audit.exportLog, auditors)

        typealias Organisation = Methods.OrganisationService
        read(Organisation.getTenant, insiders.merging(everyone(.ownAccount)) { insider, _ in insider })
        write(Organisation.createUnit, administrator)
        read(Organisation.listUnits, insiders)
        write(Organisation.createService, administrator)
        read(Organisation.getService, readers)
        read(Organisation.listServices, readers)

        typealias Records = Methods.RecordsService
        write(Records.createRecord, recorders)
        write(Records.reviseRecord, recorders)
        write(Records.withdrawRecord, recorders)
        read(Records.getRecord, readers)
        read(Records.listRecords, readers)
        read(Records.listRevisions, readers)
        read(Records.exportRecords, readers)
        write(Records.importRecords, recorders)
        read(Records.exportSheet, readers)
        read(Records.describeRegisters, everyone(.ownAccount))

        typealias Verdicts = Methods.VerdictService
        read(Verdicts.judgeService, readers)
        read(Verdicts.listDisagreements, readers)
        read(Verdicts.listDue, insiders)
        read(Verdicts.listClocks, readers)
        read(Verdicts.listRuleSettings, readers)
        write(Verdicts.overrideRuleSetting, [.qualityManager: .tenant, .administrator: .tenant])

        typealias Assessments = Methods.AssessmentService
        write(Assessments.startAssessment, manager)
        read(Assessments.getAssessment, readers)
        read(Assessments.listAssessments, readers)
        write(Assessments.rateClause, manager)
        read(Assessments.listRatings, readers)
        write(Assessments.submitAssessment, [.qualityManager: .tenant, .serviceLead: .ownServices])
        write(Assessments.assessClause, scorers)

        typealias Evidence = Methods.EvidenceService
        write(Evidence.uploadEvidence, keepers)
        read(Evidence.downloadEvidence, readers)
        read(Evidence.getEvidence, readers)
        write(Evidence.reviewEvidence, manager)
        write(Evidence.linkEvidence, keepers)
        read(Evidence.listEvidence, readers)

        typealias Actions = Methods.ActionService
        write(Actions.raiseAction, manager)
        write(Actions.moveAction, keepers)
        read(Actions.getAction, readers)
        read(Actions.listActions, readers)

        read(
            Methods.ComparisonService.compare,
            [.qualityManager: .tenant, .trustViewer: .tenant, .administrator: .tenant])
        return table
    }()

    /// The area of a method that scopes name: the protocol's service in lower case without "Service", such as `evidence`.
    package static func area(of path: String) -> String {
        let service = path.split(separator: "/").first?.split(separator: ".").last ?? ""
        return (service.hasSuffix("Service") ? service.dropLast("Service".count) : service).lowercased()
    }

    /// Every area that scopes can name, besides `*`.
    package static let areas = Set(table.keys.map(area))

    /// Whether a text is a scope: `AREA:read` or `AREA:write`, the area being known, or `*`.
    package static func isScope(_ text: String) -> Bool {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        return parts.count == 2 && Access(rawValue: parts[1]) != nil && (parts[0] == "*" || areas.contains(parts[0]))
    }

    /// Whether a credential of these scopes may be used for a method: nil for all, else `AREA:ACCESS` with `*` for any area.
    package static func covers(_ scopes: [String]?, _ path: String, _ access: Access) -> Bool {
        guard let scopes else { return true }
        let area = area(of: path)
        return scopes.contains("\(area):\(access.rawValue)") || scopes.contains("*:\(access.rawValue)")
    }
}
