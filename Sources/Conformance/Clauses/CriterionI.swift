/// The rules of criterion i: incidents are investigated, graded, told to governance and the regulators, with advice.
extension ClauseJudge {
    /// i.1 There are procedures to report and to investigate.
    func i1() -> Conclusion {
        let both = [document(.incidentReportingProcedure), document(.incidentInvestigationProcedure)]
        return conclude(
            contradicted: both.map(\.bad), supported: both.map(\.good), figures: both.flatMap { figures($0) },
            both.map { say($0) }.joined(separator: "; "))
    }

    /// i.2 Overexposures are investigated, by a procedure, with their dose.
    func i2() -> Conclusion {
        if let answer = gateAll(.ionisingRadiation) { return answer }
        let procedure = document(.overexposureProcedure)
        let days = number("investigation_start_days")
        let firstUse = firstUse(Investigation.self) { $0.incident != nil }
        var codes: [String: Int] = [:]
        var withoutDose = 0
        let exposures = all(Exposure.self).filter { exposure in
            exposure.incident.map { isInWindow($0.discoveredOn) } ?? false
        }
        let list = ItemList(
            exposures.compactMap { exposure in
                guard let incident = exposure.incident else { return nil }
                if exposure.receivedUsv == nil { withoutDose += 1 }
                if case .meets(let code) = suggestion(exposure) { codes[code, default: 0] += 1 }
                let started = events(incident.referring(Investigation.self))
                let due = due(incident.discoveredOn, days: days, started, firstUse: firstUse)
                switch due {
                case .inTime(let event), .late(let event):
                    return Item(
                        exposure.receivedUsv == nil ? .unknown : .pass, [exposure.place], events: [event.place])
                default: return due.item([exposure.place])
                }
            })
        let said = codes.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", ")
        return conclude(
            [list], contradicted: [procedure.bad, breaches(list)],
            supported: [procedure.good, meets(list, or: .exposure)],
            figures: figures(procedure) + [
                Figure("without_received_dose", withoutDose),
                Figure("suggested_codes", text: said.isEmpty ? nil : said),
            ],
            say(procedure) + "; " + say(list, "exposures", "are investigated, with the dose received")
                + (said.isEmpty ? "" : "; suggested codes \(said)"))
    }

    /// i.3 The service has determined what is critical, and says so of what is.
    func i3() -> Conclusion {
        let rules = all(CriticalRule.self)
        let open = rules.filter { $0.isOpen(at: day) }
        let rule = last(open)
        var list = ItemList()
        if let rule {
            for incident in incidents {
                let assessment = incident.lastAssessment
                let isOfType = incident.type.map { rule.types.contains($0) } ?? false
                func reaches(_ grade: HarmGrade?, _ least: HarmGrade?) -> Bool {
                    if let grade, let least { grade >= least } else { false }
                }
                let isGrave =
                    reaches(assessment?.physical, rule.physicalFrom)
                    || reaches(assessment?.psychological, rule.psychologicalFrom)
                guard isOfType || isGrave else { continue }
                let state: ItemState =
                    switch incident.critical {
                    case .yes: .pass
                    case .no: .fail
                    case nil: .unknown
                    }
                list.append(Item(state, [incident.place]))
            }
        }
        return conclude(
            [list],
            contradicted: [Condition(!rules.isEmpty && open.isEmpty, rules.map(\.place)), breaches(list)],
            supported: [Condition(rule != nil, rule.map { [$0.place] } ?? []), meetsOrIsEmpty(list)],
            figures: [Figure("rule_from", text: rule?.happenedOn.description)],
            (rule.map { "what is critical is determined since \($0.happenedOn)" }
                ?? "what is critical is not determined") + "; "
                + say(list, "incidents that it fits", "are marked critical"))
    }

    /// The clinical incidents in W.
    private var clinicalIncidents: [Incident] { incidents.filter { $0.type?.isClinical == true } }

    /// i.4 Clinical incidents are recorded soon.
    func i4() -> Conclusion {
        let incidents = clinicalIncidents
        return conclude(
            recordingItems(incidents), or: .clinicalIncident,
            figures: [Figure("longest_lag_days", incidents.map(\.recordingLag).max())], "clinical incidents",
            "were recorded within \(number("record_days")) days")
    }

    /// i.5 Clinical incidents are told to clinical governance.
    func i5() -> Conclusion {
        let days = number("governance_days")
        let firstUse = firstUse(Notification.self) { $0.duty == .clinicalGovernance }
        let list = ItemList(
            clinicalIncidents.map { incident in
                let told = incident.referring(Notification.self).filter { $0.duty == .clinicalGovernance }
                return due(incident.discoveredOn, days: days, events(told), firstUse: firstUse).item([incident.place])
            })
        return conclude(list, or: .clinicalIncident, "clinical incidents", "were told to clinical governance")
    }

    /// i.6 Harm is graded, physical and psychological.
    func i6() -> Conclusion {
        let clinical = clinicalIncidents
        let days = number("grading_days")
        let firstUse = facts.firstUse(HarmAssessment.self)
        let list = ItemList(
            clinical.filter { $0.level == .incident || $0.level == .error }.map { incident in
                let graded = incident.referring(HarmAssessment.self).filter {
                    $0.physical != nil && $0.psychological != nil
                }
                return due(incident.discoveredOn, days: days, events(graded), firstUse: firstUse)
                    .item([incident.place])
            })
        let others = Condition(list.isEmpty && !clinical.isEmpty, clinical.map(\.place))
        let last = clinical.compactMap(\.lastAssessment)
        let figures = HarmGrade.allWords.sorted { $0.value < $1.value }.flatMap { word, grade in
            [
                Figure("physical_\(word)", last.count { $0.physical == grade }),
                Figure("psychological_\(word)", last.count { $0.psychological == grade }),
            ]
        }
        return conclude(
            [list], contradicted: [breaches(list)], supported: [meets(list, or: .clinicalIncident).or(others)],
            figures: figures, say(list, "clinical incidents and errors", "were graded for both kinds of harm"))
    }

    /// i.7 Advisers are asked, or somebody decided that none was needed.
    func i7() -> Conclusion {
        let days = number("advice_days")
        let firstUse = earlier(
            facts.firstUse(Advice.self), firstUse(Decision.self) { $0.kind == .adviserNotNeeded })
        var list = ItemList()
        var counts: [Adviser: Int] = [:]
        var (advised, waived) = (0, 0)
        for incident in incidents {
            let needed = incident.advisersNeeded
            guard !needed.isEmpty, let started = incident.referring(Investigation.self).map(\.happenedOn).min() else {
                continue
            }
            for adviser in needed {
                let advice = incident.referring(Advice.self).filter { $0.adviser == adviser }
                let decisions = incident.decisions(.adviserNotNeeded).filter { $0.adviser == adviser }
                counts[adviser, default: 0] += 1
                if !advice.isEmpty { advised += 1 } else if !decisions.isEmpty { waived += 1 }
                list.append(
                    due(started, days: days, events(advice) + events(decisions), firstUse: firstUse)
                        .item([incident.place]))
            }
        }
        let figures = Adviser.words.map { word in Figure(word, counts[Adviser.allWords[word] ?? .mpe] ?? 0) }
        return conclude(
            list, or: .adviserIncident,
            figures: figures + [Figure("advised", advised), Figure("decided_not_needed", waived)],
            "advisers that incidents need", "were asked or found not to be needed")
    }

    /// i.8 The regulators are told in time.
    func i8() -> Conclusion {
        var clocks: [RunningClock] = []
        var list = ItemList()
        let days = number("completion_days")
        for incident in incidents {
            let running = notificationClocks(incident)
            clocks += running
            for clock in running { list.append(clock.item) }
            if incident.affected.contains(.staff) && incident.workplaceOutcome == nil {
                list.append(Item(day <= incident.discoveredOn + days ? .pending : .unknown, [incident.place]))
            }
        }
        let perClock = Clock.allCases.filter { $0 != .candour && $0 != .device }.map { clock in
            Figure(clock.rawValue, clocks.count { $0.clock == clock })
        }
        let perState = ClockState.allCases.map { state in
            Figure(state.rawValue, clocks.count { $0.state == state })
        }
        let figures = perClock + perState + [Figure("longest_delay_days", clocks.map(\.delay).max())]
        return conclude(
            [list], contradicted: [breaches(list)], supported: [meets(list, or: .notifiableIncident)],
            needs: [.nation], figures: figures, say(list, "duties to notify", "were met in time or decided upon"))
    }

    /// i.9 The manufacturer and the device regulator are told.
    func i9() -> Conclusion {
        let firstUse = firstDeviceNotice
        let clocks = incidents.flatMap { deviceClocks($0, firstUse: firstUse) }
        func told(_ duty: Duty) -> Int {
            clocks.count { $0.duty == duty && ($0.clock.state == .metInTime || $0.clock.state == .metLate) }
        }
        return conclude(
            ItemList(clocks.map(\.clock.item)), or: .equipmentIncident,
            figures: [
                Figure("manufacturer_told", told(.manufacturer)), Figure("regulator_told", told(.deviceRegulator)),
                Figure("decided_not_to", clocks.count { $0.clock.state == .decidedNotTo }),
            ], "notices of device incidents", "were sent or decided upon")
    }

    /// i.10 Staff are offered support.
    func i10() -> Conclusion {
        let days = number("support_days")
        let firstUse = earlier(
            firstUse(SupportOffer.self) { $0.kind == .occupationalHealth && $0.incident != nil },
            firstDecision(.supportNotNeeded, on: .incident))
        let list = ItemList(
            incidents.filter { $0.affected.contains(.staff) }.map { incident in
                let offered = incident.referring(SupportOffer.self).filter { $0.kind == .occupationalHealth }
                let decided = incident.decisions(.supportNotNeeded)
                return due(
                    incident.discoveredOn, days: days, events(offered) + events(decided), firstUse: firstUse
                ).item([incident.place])
            })
        return conclude(
            list, or: .staffIncident, "incidents that affected staff", "led to an offer of occupational health")
    }
}
