/// The rules of criterion h: everything that happens is reported and recorded, and harm is graded.
extension ClauseJudge {
    /// h.1 The service reports at a rate that can be true.
    func h1() -> Conclusion {
        let exams = examinations
        let complete = isActivityComplete
        let span = span
        let all = all(Incident.self)
        let counted = all.filter { incident in span?.contains(incident.discoveredOn) ?? false }
        let firstUse = facts.firstUse(Incident.self)
        let inUseBefore = firstUse.flatMap { first in span.map { first < $0.lowerBound } } ?? false
        let silent = complete && exams >= number("rate_exam_min") && inUseBefore && counted.isEmpty
        let rate = number("report_rate")
        let enough =
            complete && exams >= 1
            && counted.count.saturating(times: 1000) >= exams.saturating(times: rate)
        let risks = openRisks
        let nearMisses = counted.filter { $0.level == .nearMiss }
        let harmed = counted.filter { incident in
            incident.referring(HarmAssessment.self).contains {
                ($0.physical ?? .none) >= .low || ($0.psychological ?? .none) >= .low
            }
        }
        return conclude(
            contradicted: [Condition(silent, first(all).map { [$0.place] } ?? [])],
            supported: [
                Condition(enough, counted.map(\.place)), Condition(!nearMisses.isEmpty),
                Condition(risks.count >= number("risk_min"), risks.map(\.place)),
            ],
            figures: [
                Figure("reports", counted.count), Figure("examinations", exams),
                Figure("near_misses", nearMisses.count), Figure("with_harm", harmed.count),
                Figure("open_risks", risks.count),
            ],
            "\(counted.count) reports on \(exams) examinations in a year (\(rate) in 1,000 needed"
                + (complete ? "" : "; activity is not complete")
                + "), \(nearMisses.count) of them near misses; \(risks.count) open risks (\(number("risk_min")) needed)"
        )
    }

    /// h.2 Clinical incidents of every expected type are reported, rather than found by others.
    func h2() -> Conclusion { reporting("clinical_types_expected", isClinical: true) }

    /// h.3 The same for what threatens health and safety.
    func h3() -> Conclusion { reporting("safety_types_expected", isClinical: false) }

    private func reporting(_ expected: String, isClinical: Bool) -> Conclusion {
        let incidents = incidents
        let known = IncidentType.allWords
        var silent: [String] = []
        let a = ItemList(
            words(expected).map { word in
                let ofType = incidents.filter { $0.type != nil && $0.type == known[word] }
                let silence = nilReturn(.incidentType, word)
                if ofType.isEmpty && !silence.holds {
                    silent.append(word)
                    return Item(.unknown, [])
                }
                return Item(.pass, [], events: ofType.map(\.place) + (silence.holds ? silence.records : []))
            })
        let ofKind = incidents.filter { $0.type?.isClinical == isClinical }
        let b = ItemList(ofKind.map { Item($0.route == .reported ? .pass : .fail, [$0.place]) })
        let breach = breaches(b)
        let against = Condition(b.n >= number("found_sample_min") && breach.holds, breach.records)
        var figures = [Figure("silent_types", text: silent.isEmpty ? nil : silent.joined(separator: ", "))]
        if !isClinical {
            for (word, party) in [("patient", AffectedParty.patient), ("staff", .staff), ("other", .other)] {
                figures.append(Figure("affecting_\(word)", ofKind.count { $0.affected.contains(party) }))
            }
        }
        return conclude(
            [a, b], contradicted: [against], supported: [meets(a), Condition(!breach.holds)], figures: figures,
            say(a, "expected types", "were reported or stated to have been none")
                + "; \(b.pass) of \(b.n) incidents were reported, \(b.fail) found by others")
    }

    /// h.4 Incidents are recorded soon, and no location is silent.
    func h4() -> Conclusion {
        let incidents = incidents
        let list = recordingItems(incidents)
        let window = number("window_days")
        let locations = open(Location.self).filter { $0.happenedOn <= day - window }
        let speaking = Set(incidents.compactMap { $0.location?.place })
        var silent = 0
        var records = locations.map(\.place)
        for location in locations where !speaking.contains(location.place) {
            let silence = nilReturn(.location, location.row.id)
            if silence.holds { records += silence.records } else { silent += 1 }
        }
        let heard = Condition(
            !locations.isEmpty && 100 * silent <= number("silent_location_share") * locations.count, records)
        let lag = incidents.map(\.recordingLag).max()
        let lagFromOccurrence = incidents.compactMap { incident in
            incident.occurredOn.map { incident.row.firstRecordedOn - $0 }
        }.max()
        return conclude(
            [list], contradicted: [breaches(list)], supported: [meets(list, or: .incident), heard],
            figures: [
                Figure("longest_lag_days", lag), Figure("longest_lag_from_occurrence_days", lagFromOccurrence),
                Figure("silent_locations", silent), Figure("locations", locations.count),
            ],
            say(list, "incidents", "were recorded within \(number("record_days")) days")
                + "; \(silent) of \(locations.count) locations are silent")
    }

    /// Whether incidents were recorded within `record_days` of their discovery.
    func recordingItems(_ incidents: [Incident]) -> ItemList {
        let days = number("record_days")
        return ItemList(incidents.map { Item($0.recordingLag <= days ? .pass : .fail, [$0.place]) })
    }

    /// h.5 The degree of damage is assessed by a procedure.
    func h5() -> Conclusion {
        let procedure = document(.harmGradingProcedure)
        let incidents = incidents
        let days = number("grading_days")
        let isGrading = { (assessment: HarmAssessment) in
            assessment.physical != nil || assessment.psychological != nil
        }
        let firstUse = firstUse(HarmAssessment.self) { $0.incident != nil && isGrading($0) }
        var oldest: Int?
        let list = ItemList(
            incidents.filter { $0.level == .incident || $0.level == .error }.map { incident in
                let graded = incident.referring(HarmAssessment.self).filter(isGrading)
                if graded.isEmpty { oldest = max(oldest ?? 0, day - incident.discoveredOn) }
                return due(incident.discoveredOn, days: days, events(graded), firstUse: firstUse)
                    .item([incident.place])
            })
        let others = Condition(list.isEmpty && !incidents.isEmpty, incidents.map(\.place))
        return conclude(
            [list], contradicted: [procedure.bad, breaches(list)],
            supported: [procedure.good, meets(list, or: .incident).or(others)],
            figures: figures(procedure) + [Figure("oldest_ungraded_days", oldest)],
            say(procedure) + "; " + say(list, "incidents and errors", "were graded"))
    }
}
