/// The rules of criterion f: medico-legal and research examinations have published policies, and are vetted.
extension ClauseJudge {
    /// f.1 There is a published policy for medico-legal examinations.
    func f1() -> Conclusion {
        if let answer = gateAll(.medicoLegal) { return answer }
        let policy = document(.medicoLegalPolicy, published: true)
        return conclude(
            contradicted: [policy.bad], supported: [policy.good], figures: figures(policy), say(policy))
    }

    /// f.2 There is a published policy for research examinations, and studies are approved.
    func f2() -> Conclusion {
        if let answer = gateAll(.research) { return answer }
        let policy = document(.researchPolicy, published: true)
        let list = ItemList(
            open(ResearchStudy.self).map { study in
                if study.approvalReference != nil { return Item(.pass, [study.place]) }
                let done = study.referring(SpecialExamination.self).filter { isInWindow($0.happenedOn) }
                return Item(done.isEmpty ? .unknown : .fail, [study.place], events: done.map(\.place))
            })
        return conclude(
            [list], contradicted: [policy.bad, breaches(list)], supported: [policy.good, meetsOrIsEmpty(list)],
            figures: figures(policy), say(policy) + "; " + say(list, "studies", "have an approval"))
    }

    /// The kinds of special examination that the profile says yes to.
    private var specialKinds: [(kind: SpecialKind, policy: DocumentKind, vetting: AuditTopic)] {
        var kinds: [(kind: SpecialKind, policy: DocumentKind, vetting: AuditTopic)] = []
        if profile(.medicoLegal) == .yes { kinds.append((.medicoLegal, .medicoLegalPolicy, .vettingMedicoLegal)) }
        if profile(.research) == .yes { kinds.append((.research, .researchPolicy, .vettingResearch)) }
        return kinds
    }

    /// f.3 Special examinations were done under a published policy in force.
    ///
    /// An examination counts as often as its number says: the list is weighed, not written out.
    func f3() -> Conclusion {
        if let answer = gateAny(.medicoLegal, .research) { return answer }
        let kinds = specialKinds
        var weights: [(weight: Int, item: Item)] = []
        var figures: [Figure] = []
        for (kind, policy, _) in kinds {
            let versions = facts.documents.filter {
                $0.record.kind == policy && ($0.record.origin == .service || $0.record.origin == .parent)
            }.flatMap(\.versions)
            var count = 0
            for examination in inWindow(SpecialExamination.self) where examination.kind == kind {
                let date = examination.happenedOn
                let weight = examination.number ?? 0
                count = count.saturating(adding: weight)
                let good = versions.filter { version in
                    version.isInForce(at: date) && (version.record.publishedOn.map { $0 <= date } ?? false)
                }
                let former = versions.filter { $0.inForceFrom.map { $0 <= date } ?? false }
                let anchors = [examination.place]
                if !good.isEmpty {
                    weights.append((weight, Item(.pass, anchors, events: good.map(\.record.place))))
                } else if !former.isEmpty {
                    weights.append((weight, Item(.fail, anchors, events: former.map(\.record.place))))
                } else {
                    weights.append((weight, Item(.unknown, anchors)))
                }
            }
            figures.append(Figure(kind.word, count))
        }
        func total(_ state: ItemState) -> Int {
            weights.reduce(0) { $1.item.state == state ? $0.saturating(adding: $1.weight) : $0 }
        }
        let (pass, fail) = (total(.pass), total(.fail))
        let n = pass.saturating(adding: fail).saturating(adding: total(.unknown))
        let records = ItemList(weights.map(\.item))
        let breach = Condition(
            fail >= 1 && fail.saturating(times: 100) > n.saturating(times: number("breach_share")),
            records.records(.fail))
        let met = Condition(
            n >= number("sample_min") && n >= 1
                && pass.saturating(times: 100) >= n.saturating(times: number("met_share")), records.records(.pass))
        func silence() -> Condition {
            let returns = kinds.map { nilReturn(.specialExamination, $0.kind.word) }
            return Condition(returns.allSatisfy(\.holds), returns.flatMap(\.records))
        }
        var conclusion = conclude(
            [records], contradicted: [breach],
            supported: [met.or(weights.isEmpty ? silence() : Condition(false))],
            "\(pass) of \(n) special examinations were done under a published policy in force")
        conclusion.figures =
            [
                Figure("n", n), Figure("pass", pass), Figure("fail", fail), Figure("unknown", total(.unknown)),
                Figure("pending", 0),
            ] + figures
        return conclusion
    }

    /// f.4 Requests for special examinations are vetted, as an audit of enough of them shows.
    func f4() -> Conclusion {
        if let answer = gateAny(.medicoLegal, .research) { return answer }
        var against: [Condition] = []
        var support: [Condition] = []
        var figures: [Figure] = []
        var words: [String] = []
        for (kind, policyKind, topic) in specialKinds {
            let policy = document(policyKind)
            let days = number("vetting_days")
            let audit = last(
                all(Audit.self).filter {
                    $0.topic == topic && $0.sample != nil && $0.compliant != nil && day <= $0.happenedOn + days
                })
            let examinations = all(SpecialExamination.self).filter { $0.kind == kind }
            let window = number("window_days")
            let least = number("vetting_sample_min")
            var needed = least
            if let audit, !examinations.isEmpty {
                let done = audit.happenedOn
                let count = examinations.filter { done - window < $0.happenedOn && $0.happenedOn <= done }
                    .reduce(0) { $0.saturating(adding: $1.number ?? 0) }
                needed = min(least, max(1, count))
            }
            let sample = audit?.sample ?? 0
            let compliant = audit?.compliant ?? 0
            let holds = audit != nil && sample >= needed
            let records = audit.map { [$0.place] } ?? []
            let share = compliant.saturating(times: 100)
            against.append(policy.bad)
            against.append(
                Condition(holds && share < sample.saturating(times: number("vetting_floor")), records))
            support.append(policy.good)
            let vetted = Condition(holds && share >= sample.saturating(times: number("vetting_share")), records)
            let none = examinations.contains { isInWindow($0.happenedOn) }
            let silence = none ? Condition(false) : nilReturn(.specialExamination, kind.word)
            support.append(
                Condition(
                    vetted.holds || silence.holds,
                    (vetted.holds ? vetted.records : []) + (silence.holds ? silence.records : [])))
            figures += [
                Figure("\(kind.word)_sample", audit?.sample), Figure("\(kind.word)_compliant", audit?.compliant),
                Figure("\(kind.word)_needed", needed),
                Figure("\(kind.word)_audit_age_days", audit.map { day - $0.happenedOn }),
            ]
            let name = kind.word.replacing("_", with: " ")
            words.append(
                audit == nil
                    ? "\(name): no audit of vetting within \(days) days"
                    : "\(name): \(compliant) of \(sample) requests vetted (\(needed) needed in the sample)")
        }
        return conclude(
            contradicted: against, supported: support, figures: figures, words.joined(separator: "; "))
    }
}
