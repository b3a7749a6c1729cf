/// The rules of criterion n: the service is audited by professional tools, with its users, and develops from it.
extension ClauseJudge {
    /// The audits in W.
    private var audits: [Audit] { inWindow(Audit.self) }

    /// n.1 The audits that were planned are done.
    func n1() -> Conclusion {
        let days = number("audit_grace_days")
        let firstUse = facts.firstUse(Audit.self)
        let list = ItemList(
            all(AuditPlanItem.self).compactMap { item in
                guard let due = item.dueOn, isInWindow(due) else { return nil }
                let done = item.referring(Audit.self)
                return self.due(due, days: days, events(done), firstUse: firstUse).item([item.place])
            })
        let audits = audits
        return conclude(
            list,
            figures: [
                Figure("audits", audits.count), Figure("re_audits", audits.count { $0.reauditOf != nil }),
            ], "planned audits", "were done")
    }

    /// n.2 Audits use the tools of professional bodies.
    func n2() -> Conclusion {
        let audits = audits
        let list = ItemList(
            audits.map { audit in
                switch audit.toolBody {
                case nil: Item(.unknown, [audit.place])
                case .localTool: Item(.fail, [audit.place])
                default: Item(.pass, [audit.place])
                }
            })
        let figures = ToolBody.words.map { word in Figure(word, audits.count { $0.toolBody?.word == word }) }
        return conclude(list, figures: figures, "audits", "used a professional body\u{2019}s tool")
    }

    /// n.3 Audits are made in consultation with staff and clinical users.
    func n3() -> Conclusion {
        let days = number("consultation_days")
        let firstUse = firstUse(Communication.self) { $0.kind == .consultation }
        var asked: [Audience: Int] = [:]
        var list = ItemList()
        for audit in audits {
            var about: [Communication] = audit.referring()
            if let item = audit.planItem { about += item.referring(Communication.self) }
            for party in [Audience.staff, .clinicalUsers] {
                let consulted = about.filter { $0.kind == .consultation && $0.audiences.contains(party) }
                if !consulted.isEmpty { asked[party, default: 0] += 1 }
                list.append(
                    due(audit.happenedOn, days: days, events(consulted), firstUse: firstUse).item([audit.place]))
            }
        }
        return conclude(
            list,
            figures: [
                Figure("staff_consulted", asked[.staff] ?? 0),
                Figure("clinical_users_consulted", asked[.clinicalUsers] ?? 0),
            ], "consultations on audits", "took place")
    }

    /// n.4 Results reach staff.
    func n4() -> Conclusion {
        concludeReach(audits.map { reach($0.row, .received, from: $0.happenedOn, [$0.place]) }, "audits")
    }

    /// n.5 Results reach others who use the service.
    func n5() -> Conclusion {
        let days = number("dissemination_days")
        let firstUse = firstUse(Communication.self) { $0.audiences.isExternal }
        var never = 0
        let list = ItemList(
            audits.map { audit in
                let told = audit.referring(Communication.self).filter {
                    $0.kind == .information && $0.audiences.isExternal
                }
                if told.isEmpty { never += 1 }
                return due(audit.happenedOn, days: days, events(told), firstUse: firstUse).item([audit.place])
            })
        return conclude(
            list, figures: [Figure("never_left_the_department", never)], "audits", "were told to users of the service")
    }

    /// n.6 Results inform the service's development.
    func n6() -> Conclusion {
        let days = number("development_days")
        let firstUse = firstDecision(.development, on: .audit)
        var without = 0
        let list = ItemList(
            audits.map { audit in
                let decided = audit.referring(Decision.self).filter { $0.kind == .development }
                if decided.isEmpty { without += 1 }
                return due(audit.happenedOn, days: days, events(decided), firstUse: firstUse).item([audit.place])
            })
        return conclude(
            list, figures: [Figure("without_decision", without)], "audits",
            "led to a decision on the service\u{2019}s development")
    }
}
