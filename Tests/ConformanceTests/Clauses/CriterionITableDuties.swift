import Conformance

private let day = "2025-06-30"

extension Scenario {
    /// An incident on 2025-06-01 with one exposure of a patient.
    fileprivate mutating func exposure(_ fields: [String: Value]) {
        incident("I1", "2025-06-01", type: "overexposure")
        let patient: [String: Value] = ["incident": "I1", "noted_on": "2025-06-01", "person_group": "patient"]
        add("exposure", "X1", patient.merging(fields) { $1 })
    }

    fileprivate mutating func notified(_ id: String, _ duty: String, _ on: String, of incident: String = "I1") {
        add(
            "notification", id,
            ["incident": .text(incident), "duty": .text(duty), "sent_on": .text(on), "body": "Inspectorate"])
    }

    fileprivate mutating func notNotified(_ id: String, _ duty: String, _ on: String, of incident: String = "I1") {
        add(
            "decision", id,
            [
                "kind": "not_notified", "subjects": [incident], "duty": .text(duty), "decided_on": .text(on),
                "reason": "Discussed.",
            ])
    }
}

private let meets: [String: Scenario.Value] = ["kind": "unintended", "intended_usv": 300, "received_usv": 3000]
private let less: [String: Scenario.Value] = ["kind": "unintended", "intended_usv": 300, "received_usv": 2999]

extension CriterionITable {
    private static func duty(
        _ name: String, _ verdicts: [(String, SystemVerdict)], exposure: [String: Scenario.Value] = meets,
        deciding: [String]? = nil, says: String? = nil, _ build: @escaping @Sendable (inout Scenario) -> Void
    ) -> ClauseCase {
        ClauseCase("i.8", name, verdicts, deciding: deciding, says: says) {
            $0.stated("nation", "england")
            $0.exposure(exposure)
            build(&$0)
        }
    }

    static let i8: [ClauseCase] =
        ClauseCase.silences("i.8", "notifiable_incident") { $0.stated("nation", "wales") } + [
            duty(
                "nothing sent",
                [
                    ("2025-06-01", .insufficient), ("2025-06-15", .insufficient),
                    ("2025-06-16", .contradicted),
                ], deciding: ["I1"], says: "0 of 1 duties to notify"
            ) { _ in },
            duty(
                "notified on the last day",
                [("2025-06-15", .supported), ("2025-08-24", .supported), ("2025-08-25", .contradicted)]
            ) { $0.notified("E1", "exposure_notice", "2025-06-15") },
            duty("notified a day late", [("2025-06-16", .contradicted), ("2026-05-31", .contradicted)]) {
                $0.notified("E1", "exposure_notice", "2025-06-16")
                $0.notified("E2", "exposure_report", "2025-06-16")
            },
            duty("a year ago", [("2026-05-31", .contradicted), ("2026-06-01", .insufficient)], deciding: []) { _ in },
            duty("reported on the last day", [("2025-08-25", .supported)], deciding: ["I1", "E1", "E2"]) {
                $0.notified("E1", "exposure_notice", "2025-06-02")
                $0.notified("E2", "exposure_report", "2025-08-24")
            },
            duty("reported a day late", [("2025-08-24", .supported), ("2025-08-25", .contradicted)]) {
                $0.notified("E1", "exposure_notice", "2025-06-02")
                $0.notified("E2", "exposure_report", "2025-08-25")
            },
            duty("decided not to give notice: no report either", [("2025-08-25", .supported)]) {
                $0.notNotified("C1", "exposure_notice", "2025-06-15")
            },
            duty("decided late", [("2025-06-16", .contradicted)], deciding: ["I1", "C1"]) {
                $0.notNotified("C1", "exposure_notice", "2025-06-16")
            },
            duty("decided not to report", [("2025-08-25", .supported)]) {
                $0.notified("E1", "exposure_notice", "2025-06-02")
                $0.notNotified("C1", "exposure_report", "2025-08-24")
            },
            duty(
                "no code: nothing sent",
                [
                    ("2025-06-15", .insufficient), ("2025-06-16", .insufficient),
                    ("2025-12-31", .insufficient),
                ], exposure: less, deciding: ["I1"]
            ) { _ in },
            duty(
                "no code: decided whenever", [("2025-12-30", .insufficient), ("2025-12-31", .supported)],
                exposure: less
            ) { $0.notNotified("C1", "exposure_notice", "2025-12-31") },
            duty("no code: notified whenever", [("2025-12-31", .supported)], exposure: less) {
                $0.notified("E1", "exposure_notice", "2025-12-31")
            },
            duty(
                "staff exposed", [("2025-12-31", .insufficient)],
                exposure: meets.merging(["person_group": "staff"]) { $1 }, deciding: []
            ) { _ in },
            duty(
                "a carer exposed", [("2025-06-16", .contradicted)],
                exposure: meets.merging(["person_group": "carer"]) { $1 }
            ) { _ in },
            duty("one of two exposures meets", [("2025-06-16", .contradicted)], exposure: less) {
                $0.add(
                    "exposure", "X2",
                    meets.merging(
                        ["incident": "I1", "noted_on": "2025-06-01", "person_group": "patient"]) { $1 })
            },
            duty("another incident's notice", [("2025-06-16", .contradicted)]) {
                $0.incident("I2", "2025-06-01")
                $0.notified("E1", "exposure_notice", "2025-06-02", of: "I2")
            },
            ClauseCase("i.8", "nation unknown", [("2025-06-15", .insufficient), ("2025-06-16", .insufficient)]) {
                $0.exposure(meets)
                $0.notified("E1", "exposure_notice", "2025-06-02")
                $0.notified("E2", "exposure_report", "2025-06-02")
            },
            ClauseCase("i.8", "nation unknown, a death untold", [("2025-06-03", .contradicted)]) {
                $0.incident("I1", "2025-06-01", ["workplace_outcome": "death"])
            },
            ClauseCase("i.8", "nation unknown, a nil return", [(day, .insufficient)]) {
                $0.silence("notifiable_incident")
            },
        ]

    /// Notice was given at once, and no report: as at 2025-08-25 that is overdue if the exposure meets a code.
    private static func suggestion(
        _ name: String, meets: Bool, nation: String = "england", kind: String = "unintended", age: String? = nil,
        intended: Int? = nil, received: Int? = nil
    ) -> ClauseCase {
        ClauseCase(
            "i.8", "\(nation), \(kind), \(name)",
            [("2025-08-24", .supported), ("2025-08-25", meets ? .contradicted : .supported)]
        ) {
            $0.stated("nation", nation)
            var fields: [String: Scenario.Value] = ["kind": .text(kind)]
            if let age { fields["age_band"] = .text(age) }
            if let intended { fields["intended_usv"] = .number(intended) }
            if let received { fields["received_usv"] = .number(received) }
            $0.exposure(fields)
            $0.notified("E1", "exposure_notice", "2025-06-02")
        }
    }

    private static func accidental(
        _ nation: String, _ age: String?, _ received: Int?, meets: Bool
    ) -> ClauseCase {
        suggestion(
            "\(age ?? "no age"), \(received.map(String.init) ?? "no dose")", meets: meets, nation: nation,
            kind: "accidental", age: age, received: received)
    }

    private static func unintended(
        _ age: String?, _ intended: Int?, _ received: Int?, meets: Bool, nation: String = "england"
    ) -> ClauseCase {
        let doses = [intended, received].map { $0.map(String.init) ?? "untold" }.joined(separator: " to ")
        return suggestion(
            "\(age ?? "no age"), \(doses)", meets: meets, nation: nation, age: age, intended: intended,
            received: received)
    }

    static let i8Suggestions: [ClauseCase] = [
        accidental("england", "adult", 2999, meets: false), accidental("england", "adult", 3000, meets: true),
        accidental("england", "child", 999, meets: false), accidental("england", "child", 1000, meets: true),
        accidental("england", nil, 9000, meets: false), accidental("england", "adult", nil, meets: false),
        accidental("scotland", "adult", 1, meets: true), accidental("wales", nil, nil, meets: true),
        accidental("northern_ireland", "child", nil, meets: true),
        unintended("adult", 0, 2999, meets: false), unintended("adult", 0, 3000, meets: true),
        unintended("adult", 299, 2999, meets: false), unintended("adult", 299, 3000, meets: true),
        unintended("child", 299, 999, meets: false), unintended("child", 299, 1000, meets: true),
        unintended(nil, 299, 9000, meets: false), unintended("adult", nil, 9000, meets: false),
        unintended("adult", 299, nil, meets: false),
        unintended(nil, 300, 2999, meets: false), unintended(nil, 300, 3000, meets: true),
        unintended("child", 300, 2999, meets: false), unintended("child", 301, 3009, meets: false),
        unintended("child", 301, 3010, meets: true),
        unintended(nil, 2499, 24_989, meets: false), unintended(nil, 2499, 24_990, meets: true),
        unintended(nil, 2500, 24_999, meets: false), unintended(nil, 2500, 25_000, meets: true),
        unintended(nil, 9999, 24_999, meets: false), unintended(nil, 9999, 25_000, meets: true),
        unintended(nil, 10_000, 24_999, meets: false), unintended(nil, 10_000, 25_000, meets: true),
        unintended(nil, 10_001, 25_002, meets: false), unintended(nil, 10_001, 25_003, meets: true),
        unintended("adult", 299, 2999, meets: false, nation: "scotland"),
        unintended("adult", 299, 3000, meets: true, nation: "scotland"),
        unintended(nil, 10_000, 25_000, meets: true, nation: "wales"),
    ]

    private static func workplace(
        _ name: String, _ verdicts: [(String, SystemVerdict)], outcome: String?,
        _ more: [String: Scenario.Value] = [:], _ build: @escaping @Sendable (inout Scenario) -> Void = { _ in }
    ) -> ClauseCase {
        ClauseCase("i.8", "\(outcome ?? "no outcome"), \(name)", verdicts) {
            $0.stated("nation", "england")
            var fields = more
            if let outcome { fields["workplace_outcome"] = .text(outcome) }
            $0.incident("I1", "2025-06-02", fields)
            build(&$0)
        }
    }

    private static func untold(_ unknown: Int, of number: Int, _ verdict: SystemVerdict) -> ClauseCase {
        ClauseCase("i.8", "\(unknown) of \(number) undecided", [("2025-12-31", verdict)]) {
            $0.stated("nation", "england")
            for index in 1...number {
                guard index > unknown else {
                    $0.incident("I\(index)", "2025-06-01", ["affected": ["staff"]])
                    continue
                }
                $0.incident("I\(index)", "2025-06-01", ["workplace_outcome": "over_seven_days"])
                $0.notified("E\(index)", "workplace_report", "2025-06-02", of: "I\(index)")
            }
        }
    }

    static let i8Workplace: [ClauseCase] = [
        workplace("nothing sent", [("2025-06-03", .insufficient), ("2025-06-04", .contradicted)], outcome: "death"),
        workplace(
            "notified, not reported",
            [("2025-06-03", .supported), ("2025-06-12", .supported), ("2025-06-13", .contradicted)],
            outcome: "specified_injury"
        ) { $0.notified("E1", "workplace_notice", "2025-06-03") },
        workplace("notified late", [("2025-06-04", .contradicted)], outcome: "specified_injury") {
            $0.notified("E1", "workplace_notice", "2025-06-04")
            $0.notified("E2", "workplace_report", "2025-06-04")
        },
        workplace("both in time", [("2025-06-13", .supported)], outcome: "death") {
            $0.notified("E1", "workplace_notice", "2025-06-03")
            $0.notified("E2", "workplace_report", "2025-06-12")
        },
        workplace("decided not to", [("2025-06-13", .supported)], outcome: "specified_injury") {
            $0.notNotified("C1", "workplace_notice", "2025-06-03")
            $0.notNotified("C2", "workplace_report", "2025-06-12")
        },
        workplace(
            "counted from when it occurred", [("2025-06-02", .contradicted)], outcome: "death",
            ["occurred_at": "2025-05-31T12:00:00Z"]),
        workplace(
            "occurred late in the evening", [("2025-06-02", .insufficient), ("2025-06-03", .contradicted)],
            outcome: "death", ["occurred_at": "2025-05-31T23:30:00Z"]),
        workplace(
            "nothing sent", [("2025-06-17", .insufficient), ("2025-06-18", .contradicted)], outcome: "over_seven_days"),
        workplace("reported on the last day", [("2025-06-18", .supported)], outcome: "over_seven_days") {
            $0.notified("E1", "workplace_report", "2025-06-17")
        },
        workplace("reported late", [("2025-06-18", .contradicted)], outcome: "over_seven_days") {
            $0.notified("E1", "workplace_report", "2025-06-18")
        },
        workplace("staff", [("2025-12-31", .insufficient)], outcome: "none", ["affected": ["staff"]]),
        workplace(
            "staff", [("2025-07-02", .supported), ("2025-07-03", .insufficient)], outcome: nil, ["affected": ["staff"]]
        ) {
            $0.incident("I2", "2025-06-01", ["workplace_outcome": "over_seven_days"])
            $0.notified("E2", "workplace_report", "2025-06-02", of: "I2")
        },
        workplace(
            "patients", [("2025-07-03", .supported)], outcome: nil, ["affected": ["patient"]]
        ) {
            $0.incident("I2", "2025-06-01", ["workplace_outcome": "over_seven_days"])
            $0.notified("E2", "workplace_report", "2025-06-02", of: "I2")
        },
        untold(1, of: 20, .supported), untold(1, of: 19, .insufficient),
        ClauseCase("i.8", "1 of 100 overdue", [("2025-12-31", .contradicted)], deciding: ["I1"]) {
            $0.stated("nation", "england")
            for index in 1...100 {
                $0.incident("I\(index)", "2025-06-01", ["workplace_outcome": "over_seven_days"])
                if index > 1 { $0.notified("E\(index)", "workplace_report", "2025-06-02", of: "I\(index)") }
            }
        },
    ]

    /// A device failed on a day; the duties are in use unless said otherwise.
    private static func device(
        _ name: String, _ verdicts: [(String, SystemVerdict)], on failed: String = "2025-06-01", used: Bool = true,
        deciding: [String]? = nil, says: String? = nil,
        _ build: @escaping @Sendable (inout Scenario) -> Void = { _ in }
    ) -> ClauseCase {
        ClauseCase("i.9", name, verdicts, deciding: deciding, says: says) {
            if used {
                $0.incident("I0", "2024-01-10", type: "equipment_failure")
                $0.notified("E0", "manufacturer", "2024-01-11", of: "I0")
            }
            $0.incident("I1", failed, type: "equipment_failure")
            build(&$0)
        }
    }

    static let i9: [ClauseCase] =
        ClauseCase.silences("i.9", "equipment_incident") + [
            device(
                "nothing sent, from a Sunday", [("2025-06-06", .insufficient), ("2025-06-07", .contradicted)],
                deciding: ["I1"], says: "0 of 2 notices of device incidents"),
            device(
                "nothing sent, from a Monday", [("2025-06-09", .insufficient), ("2025-06-10", .contradicted)],
                on: "2025-06-02"),
            device(
                "nothing sent, from a Friday", [("2025-06-13", .insufficient), ("2025-06-14", .contradicted)],
                on: "2025-06-06"),
            device("a bank holiday", [("2025-06-09", .insufficient), ("2025-06-10", .contradicted)]) {
                $0.set("bank_holidays", ["2025-06-03", "2025-06-07"])
            },
            device("both on the last day", [("2025-06-06", .supported)], deciding: ["I1", "E1", "E2"]) {
                $0.notified("E1", "manufacturer", "2025-06-06")
                $0.notified("E2", "device_regulator", "2025-06-06")
            },
            device("both late", [("2025-06-09", .supported)]) {
                $0.notified("E1", "manufacturer", "2025-06-09")
                $0.notified("E2", "device_regulator", "2025-06-09")
            },
            device("one of two", [("2025-06-06", .supported), ("2025-06-07", .contradicted)]) {
                $0.notified("E1", "manufacturer", "2025-06-02")
            },
            device("decided not to tell the regulator", [("2025-06-07", .supported)], deciding: ["I1", "E1", "C1"]) {
                $0.notified("E1", "manufacturer", "2025-06-02")
                $0.notNotified("C1", "device_regulator", "2025-06-03")
            },
            device("never sent by anybody", [("2025-06-07", .insufficient), (day, .insufficient)], used: false),
            device(
                "one duty is the other's use", [("2025-06-12", .supported), ("2025-06-13", .contradicted)],
                used: false
            ) { $0.notified("E1", "manufacturer", "2025-06-05") },
            device("a year ago", [("2026-05-31", .contradicted), ("2026-06-01", .insufficient)], deciding: []),
            ClauseCase("i.9", "any incident with equipment", [("2025-06-07", .contradicted)]) {
                $0.site("L1")
                $0.add("equipment", "Q1", ["name": "Scanner", "location": "L1", "from": "2020-01-01"])
                $0.incident("I0", "2024-01-10", type: "equipment_failure")
                $0.notified("E0", "device_regulator", "2024-01-11", of: "I0")
                $0.incident("I1", "2025-06-01", type: "fall", ["equipment": "Q1"])
            },
            ClauseCase("i.9", "none with equipment", [(day, .insufficient)], deciding: []) {
                $0.incident("I1", "2025-06-01", type: "fall", ["equipment": "unknown"])
            },
            devices(1, of: 2, .insufficient), devices(1, of: 1, .contradicted), devices(2, of: 3, .contradicted),
            devices(1, of: 5, .supported), devices(1, of: 4, .insufficient), devices(4, of: 19, .insufficient),
            devices(14, of: 27, .contradicted),
        ]

    /// So many incidents, and so many of their regulator's notifications left out.
    private static func devices(_ left: Int, of number: Int, _ verdict: SystemVerdict) -> ClauseCase {
        ClauseCase("i.9", "\(left) of \(2 * number) not sent", [(day, verdict)]) {
            for index in 1...number {
                $0.incident("I\(index)", "2025-06-01", type: "equipment_failure")
                $0.notified("E\(index)", "manufacturer", "2025-06-02", of: "I\(index)")
                if index > left { $0.notified("F\(index)", "device_regulator", "2025-06-02", of: "I\(index)") }
            }
        }
    }
}
