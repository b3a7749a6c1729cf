/// A duty that an incident has started, with its limit and how it stands (the rules, section 3).
package struct DutyClock: Sendable, Equatable {
    /// The incident's id.
    package let incident: String
    /// The duty, in the words of the rules; `candour` for that of candour.
    package let duty: String
    /// The last day on which it is in time.
    package let due: CivilDate
    /// How it stands.
    package let state: ClockState
    /// The record that met it or decided against it.
    package let record: String?
    /// The day of that record.
    package let doneOn: CivilDate?
    /// Why it is not to be done; nil unless somebody decided so.
    package let reason: String?
    /// The code of significant exposures that the numbers suggest. A person decides.
    package let suggestedCode: String?
}

extension Evaluation {
    /// The duties of a service's incidents as at a date, the earliest due first, and the nation of its profile.
    ///
    /// Those of incidents in W, as the clauses count them, and older ones that are still to be done.
    package static func clocks(
        _ set: RecordSet, at day: CivilDate, mode: VisibilityMode = .recorded
    ) -> (nation: String?, clocks: [DutyClock]) {
        let context = EvaluationContext(set, at: day, mode: mode)
        return withExtendedLifetime(context) { (context.judge("i.8").profile(.nation)?.word, context.dutyClocks()) }
    }
}

extension EvaluationContext {
    func dutyClocks() -> [DutyClock] {
        let (notices, devices, candour) = (judge("i.8"), judge("i.9"), judge("j.4"))
        let firstDeviceNotice = devices.firstDeviceNotice
        var clocks: [DutyClock] = []
        for incident in notices.all(Incident.self) {
            let isInWindow = notices.isInWindow(incident.happenedOn)
            func add(_ running: RunningClock, _ duty: String, code: String? = nil) {
                guard isInWindow || running.state == .due || running.state == .overdue else { return }
                clocks.append(clock(running, duty, code))
            }
            for running in notices.notificationClocks(incident) {
                add(running, running.clock.rawValue, code: code(running, notices))
            }
            for (duty, running) in devices.deviceClocks(incident, firstUse: firstDeviceNotice) {
                add(running, duty.word)
            }
            if let running = candour.candourClock(incident) { add(running, Clock.candour.rawValue) }
        }
        return clocks.sorted { ($0.due, $0.incident, $0.duty) < ($1.due, $1.incident, $1.duty) }
    }

    private func code(_ running: RunningClock, _ judge: ClauseJudge) -> String? {
        guard running.clock == .exposureNotice || running.clock == .exposureReport,
            case .meets(let code) = judge.suggestion(running.incident)
        else { return nil }
        return code
    }

    private func clock(_ running: RunningClock, _ duty: String, _ code: String?) -> DutyClock {
        let event = running.item.events.first.map { snapshot.row($0) }
        let reason = event.flatMap { Decision($0) }?.reason.map { snapshot.set.text($0) }
        return DutyClock(
            incident: running.incident.row.id, duty: duty, due: running.due, state: running.state, record: event?.id,
            doneOn: event?.happenedOn, reason: running.state == .decidedNotTo ? reason : nil, suggestedCode: code)
    }
}
