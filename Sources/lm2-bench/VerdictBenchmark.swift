import Conformance
import Kernel
import Messages

extension Benchmarks {
    /// How many services the matrix compares, and how many records each of them has.
    private static let services = 50
    private static let recordsEach = 10_000
    /// How often each thing is asked.
    private static let turns = 60

    /// Importing records, judging a service from them, and comparing fifty such services.
    func measureVerdicts() async throws -> [Measurement] {
        let trust = try await Fixture.prepare(
            installation, loop: loop, record: "bench-records", serviceCount: Self.services)
        let manager = try await BenchCaller.connect(
            installation, context: trust.context, token: trust.manager, loop: loop)
        let today = try await manager.call(Methods.ComparisonService.compare, CompareRequest()).date
        guard let end = CivilDate(today) else { throw BenchError("the server's date is \(today)") }
        let seconds = try await fill(trust, manager, end: end - 1)
        var results: [Measurement] = []
        if let seconds {
            results.append(
                Measurement(
                    name: "import of a service of 10,000 records", value: seconds.median, unit: "s",
                    method:
                        "CSV, a sheet for each of its registers, every row checked; median of \(seconds.count) services"
                ))
        }
        let service = trust.services[0]
        let judge = JudgeServiceRequest(serviceID: service)
        let answer = try await manager.call(Methods.VerdictService.judgeService, judge)
        guard answer.records >= Self.recordsEach else {
            throw BenchError("the service has \(answer.records) records: delete .lm2/bench-records and measure again")
        }
        let warm = try await times(Self.turns) { _ in
            _ = try await manager.call(Methods.VerdictService.judgeService, judge)
        }
        var changed: [Double] = []
        for turn in 0..<Self.turns {
            _ = try await manager.call(
                Methods.RecordsService.createRecord,
                CreateRecordRequest(
                    serviceID: service,
                    record: Record(
                        body: .training(
                            TrainingRecord(
                                person: "P\(turn)", topic: .incidentReporting, completedOn: (end - 1).description)))))
            changed += try await times(1) { _ in
                _ = try await manager.call(Methods.VerdictService.judgeService, judge)
            }
        }
        let matrix = CompareRequest(date: today)
        let first = try await times(1) { _ in
            _ = try await manager.call(Methods.ComparisonService.compare, matrix)
        }
        let warmMatrix = try await times(Self.turns) { _ in
            _ = try await manager.call(Methods.ComparisonService.compare, matrix)
        }
        let of = "one service of \(answer.records) records, all 75 clauses with reasons, one call at a time over TLS"
        let ofMatrix = "\(Self.services) services of \(Self.recordsEach) records, one call at a time over TLS"
        return results + [
            Measurement(name: "verdicts: warm, p50", value: warm.median, unit: "ms", target: .atMost(20), method: of),
            Measurement(
                name: "verdicts: after a change, p50", value: changed.median, unit: "ms", target: .atMost(80),
                method: of),
            Measurement(
                name: "matrix: warm, p50", value: warmMatrix.median, unit: "ms", target: .atMost(300), method: ofMatrix),
            Measurement(name: "matrix: first time", value: first[0], unit: "ms", method: ofMatrix),
            Measurement(
                name: "verdicts: resident",
                value: Double(try ProcessUsage.of(installation.server).resident) / 1_048_576, unit: "MiB",
                method: "VmRSS afterwards: what was judged is kept, up to some 80 MiB"),
        ]
    }

    /// The times of calls, in milliseconds.
    private func times(_ count: Int, _ call: (Int) async throws -> Void) async throws -> [Double] {
        var times: [Double] = []
        for turn in 0..<count {
            let start = MonotonicInstant.now
            try await call(turn)
            times.append(Double(MonotonicInstant.now.nanoseconds - start.nanoseconds) / 1e6)
        }
        return times
    }

    /// Fills the services that have no records yet; gives the seconds that each took, nil if all were full.
    private func fill(_ trust: Fixture, _ manager: BenchCaller, end: CivilDate) async throws -> [Double]? {
        let set = try Interchange(Array(BusyService.json(records: Self.recordsEach, end: end).utf8)).set
        let sheets = BusyService.sheets(of: set)
        var seconds: [Double] = []
        for service in trust.services {
            // Actions are there from the fixture's assessments.
            let known = try await manager.call(
                Methods.RecordsService.listRecords,
                ListRecordsRequest(serviceID: service, register: "receipt", page: PageRequest(size: 1)))
            guard known.records.isEmpty else { continue }
            if seconds.isEmpty { print("importing \(set.count) records into each service \u{2026}") }
            let start = MonotonicInstant.now
            for (register, sheet) in sheets { try await manager.importSheet(register.name, into: service, sheet) }
            seconds.append(Double(MonotonicInstant.now.nanoseconds - start.nanoseconds) / 1e9)
        }
        return seconds.isEmpty ? nil : seconds
    }
}

extension BusyService {
    /// The records as sheets, in the order in which they can be imported.
    static func sheets(of set: RecordSet) -> [(register: Register, sheet: [UInt8])] {
        var bodies: [Register: [(key: String, body: RecordBody)]] = [:]
        for id in set.recordIDs {
            if let body = set.latest(of: id) { bodies[body.register, default: []].append((id, body)) }
        }
        return Register.inOrderOfReference.compactMap { register in
            bodies[register].map { (register, RecordSheet.write(register, $0)) }
        }
    }
}
