import Conformance

private let day = "2025-06-30"
private let next = "2025-07-01"

extension Scenario {
    fileprivate mutating func does(medicoLegal: String = "no") {
        profile("medico_legal", is: medicoLegal, id: "PM")
        profile("research", is: "yes", id: "PR")
    }

    /// A research policy V1 and a medico-legal one V2, or one of them.
    fileprivate mutating func policies(
        _ kinds: [String] = ["research", "medico_legal"], from: String = "2024-01-01",
        published: String? = "2024-01-01", withdrawn: String? = nil
    ) {
        for kind in kinds {
            let number = kind == "research" ? 1 : 2
            document("D\(number)", kind: "\(kind)_policy")
            version("V\(number)", of: "D\(number)", from: from, published: published, withdrawn: withdrawn)
        }
    }

    fileprivate mutating func examined(_ id: String, _ on: String, _ number: Int = 1, kind: String = "research") {
        add(
            "special_examination", id,
            ["kind": .text(kind), "performed_on": .text(on), "number": .number(number)])
    }

    fileprivate mutating func audited(
        _ id: String, _ on: String, _ compliant: Int?, of sample: Int?, topic: String = "vetting_research"
    ) {
        var fields: [String: Value] = ["topic": .text(topic), "done_on": .text(on)]
        fields["sample"] = sample.map { .number($0) }
        fields["compliant"] = compliant.map { .number($0) }
        add("audit", id, fields)
    }

    /// A statement that there was no examination of a kind.
    fileprivate mutating func none(_ kind: String = "research") {
        nilReturn("N\(kind.prefix(1))", "special_examination", kind)
    }
}

extension CriterionFTable {
    static let f4: [ClauseCase] = [
        ClauseCase("f.4", "no audit", [(day, .insufficient)], deciding: []) {
            $0.does()
            $0.policies()
        },
        ClauseCase("f.4", "no policy", [(day, .insufficient)], deciding: []) {
            $0.does()
            $0.audited("A1", "2025-06-01", 20, of: 20)
        },
        ClauseCase(
            "f.4", "the policy was withdrawn", [("2025-06-29", .supported), (day, .contradicted)],
            deciding: ["V1"]
        ) {
            $0.does()
            $0.policies(withdrawn: day)
            $0.audited("A1", "2025-06-01", 20, of: 20)
        },
        ClauseCase("f.4", "the policy need not be published", [(day, .supported)], deciding: ["V1", "A1"]) {
            $0.does()
            $0.policies(published: nil)
            $0.audited("A1", "2025-06-01", 20, of: 20)
        },
        ClauseCase(
            "f.4", "the policy's three years, then the grace",
            [(day, .supported), (next, .insufficient), ("2025-07-30", .insufficient), ("2025-07-31", .contradicted)],
            deciding: ["V1"]
        ) {
            $0.does()
            $0.policies(from: "2022-06-30")
            $0.audited("A1", "2025-06-01", 20, of: 20)
        },
        ClauseCase(
            "f.4", "audited a year and a day ago",
            [("2025-06-29", .supported), (day, .supported), (next, .insufficient)], deciding: []
        ) {
            $0.does()
            $0.policies()
            $0.audited("A1", "2024-06-29", 20, of: 20)
        },
        ClauseCase(
            "f.4", "badly, a year and a day ago", [(day, .contradicted), (next, .insufficient)], deciding: []
        ) {
            $0.does()
            $0.policies()
            $0.audited("A1", "2024-06-29", 0, of: 20)
        },
        ClauseCase("f.4", "on the leap day", [("2025-03-01", .supported), ("2025-03-02", .insufficient)]) {
            $0.does()
            $0.policies()
            $0.audited("A1", "2024-02-29", 20, of: 20)
        },
        ClauseCase("f.4", "the tenant's limit", [("2025-03-03", .supported), ("2025-03-04", .insufficient)]) {
            $0.set("vetting_days", 31)
            $0.does()
            $0.policies()
            $0.audited("A1", "2025-01-31", 20, of: 20)
        },
        ClauseCase(
            "f.4", "the last audit counts", [("2025-05-31", .supported), (day, .contradicted)],
            deciding: ["A2"]
        ) {
            $0.does()
            $0.policies()
            $0.audited("A1", "2025-05-01", 20, of: 20)
            $0.audited("A2", "2025-06-01", 15, of: 20)
        },
        ClauseCase("f.4", "the greater id of a day counts", [(day, .supported)], deciding: ["V1", "A2"]) {
            $0.does()
            $0.policies()
            $0.audited("A1", "2025-05-01", 15, of: 20)
            $0.audited("A2", "2025-05-01", 20, of: 20)
        },
        ClauseCase("f.4", "an audit without numbers is passed over", [(day, .supported)], deciding: ["V1", "A1"]) {
            $0.does()
            $0.policies()
            $0.audited("A1", "2025-05-01", 20, of: 20)
            $0.audited("A2", "2025-06-01", nil, of: 20)
            $0.audited("A3", "2025-06-02", nil, of: nil)
        },
        ClauseCase("f.4", "an audit of something else", [(day, .insufficient)]) {
            $0.does()
            $0.policies()
            $0.audited("A1", "2025-05-01", 20, of: 20, topic: "other_topic")
            $0.audited("A2", "2025-05-01", 0, of: 20, topic: "vetting_medico_legal")
        },
        ClauseCase("f.4", "the last sample is too small", [(day, .insufficient)], deciding: []) {
            $0.does()
            $0.policies()
            $0.audited("A1", "2025-05-01", 20, of: 20)
            $0.audited("A2", "2025-06-01", 0, of: 19)
        },
    ]

    static let f4Gate: [ClauseCase] = ClauseCase.gateRows("f.4", eitherKind) {
        $0.policies()
        $0.audited("A1", "2025-05-01", 20, of: 20)
        $0.audited("A2", "2025-05-01", 20, of: 20, topic: "vetting_medico_legal")
    }

    /// Samples of research examinations where, on 2024-06-30, some had been done in 365 days.
    static let f4Needed: [ClauseCase] =
        [
            (12, 12, 12, SystemVerdict.supported), (12, 12, 11, .insufficient), (12, 12, 10, .insufficient),
            (12, 12, 9, .contradicted), (12, 11, 11, .insufficient), (12, 11, 0, .insufficient),
            (19, 19, 19, .supported), (20, 19, 19, .insufficient), (20, 20, 20, .supported), (21, 20, 20, .supported),
            (200, 20, 19, .supported), (200, 20, 18, .insufficient), (200, 20, 16, .insufficient),
            (200, 20, 15, .contradicted), (1, 1, 1, .supported), (1, 1, 0, .contradicted),
            (200, 100, 95, .supported), (200, 100, 94, .insufficient), (200, 100, 80, .insufficient),
            (200, 100, 79, .contradicted),
        ].map { done, sample, compliant, verdict in
            ClauseCase("f.4", "\(compliant) of \(sample) of \(done) vetted", [(next, verdict)]) {
                $0.does()
                $0.policies()
                $0.examined("X1", "2024-01-31", done)
                $0.audited("A1", "2024-06-30", compliant, of: sample)
            }
        }
        + [
            ("2023-07-01", SystemVerdict.supported), ("2023-07-02", .insufficient), ("2024-06-30", .insufficient),
            ("2024-07-01", .supported),
        ].map { date, verdict in
            ClauseCase("f.4", "a sample of one, 5 examinations on \(date)", [(next, verdict)]) {
                $0.does()
                $0.policies()
                $0.examined("X1", date, 5)
                $0.audited("A1", "2024-06-30", 1, of: 1)
            }
        }
        + [(19, SystemVerdict.insufficient), (20, .supported)].map { sample, verdict in
            ClauseCase("f.4", "\(sample) vetted, no examination recorded", [(next, verdict)]) {
                $0.does()
                $0.policies()
                $0.examined("X1", "2024-01-31", 1, kind: "medico_legal")
                $0.audited("A1", "2024-06-30", sample, of: sample)
            }
        }
        + [
            ClauseCase("f.4", "examinations of several days", [(next, .insufficient)]) {
                $0.does()
                $0.policies()
                $0.examined("X1", "2024-01-31", 7)
                $0.examined("X2", "2024-02-29", 6)
                $0.audited("A1", "2024-06-30", 12, of: 12)
            },
            ClauseCase("f.4", "a smaller sample that the tenant allows", [(next, .supported)]) {
                $0.set("vetting_sample_min", 5)
                $0.does()
                $0.policies()
                $0.examined("X1", "2024-01-31", 7)
                $0.audited("A1", "2024-06-30", 5, of: 5)
            },
        ]

    static let f4Kinds: [ClauseCase] = [
        ClauseCase("f.4", "none, and said so", [(day, .supported), (next, .insufficient)], deciding: []) {
            $0.does()
            $0.policies()
            $0.none()
        },
        ClauseCase("f.4", "none, by the record that says so", [(day, .supported)], deciding: ["V1", "Nr"]) {
            $0.does()
            $0.policies()
            $0.none()
        },
        ClauseCase("f.4", "none said, without policy", [(day, .insufficient)]) {
            $0.does()
            $0.none()
        },
        ClauseCase("f.4", "none said, one found", [(day, .insufficient), (next, .insufficient)]) {
            $0.does()
            $0.policies()
            $0.none()
            $0.examined("X1", "2024-07-01")
        },
        ClauseCase("f.4", "the one found is older", [(day, .supported)]) {
            $0.does()
            $0.policies()
            $0.none()
            $0.examined("X1", "2024-06-30")
        },
        ClauseCase("f.4", "none said, and vetted in part", [(day, .supported)], deciding: ["V1", "Nr"]) {
            $0.does()
            $0.policies()
            $0.none()
            $0.audited("A1", "2025-01-01", 18, of: 20)
        },
        ClauseCase("f.4", "none said, and vetted badly", [(day, .contradicted)], deciding: ["A1"]) {
            $0.does()
            $0.policies()
            $0.none()
            $0.audited("A1", "2025-01-01", 15, of: 20)
        },
        ClauseCase("f.4", "both kinds", [(day, .supported)], deciding: ["V1", "V2", "A1", "A2"]) {
            $0.does(medicoLegal: "yes")
            $0.policies()
            $0.audited("A1", "2025-01-01", 20, of: 20)
            $0.audited("A2", "2025-01-01", 20, of: 20, topic: "vetting_medico_legal")
        },
        ClauseCase("f.4", "one of two kinds", [(day, .insufficient)]) {
            $0.does(medicoLegal: "yes")
            $0.policies()
            $0.audited("A1", "2025-01-01", 20, of: 20)
        },
        ClauseCase("f.4", "one by audit, one by silence", [(day, .supported)]) {
            $0.does(medicoLegal: "yes")
            $0.policies()
            $0.audited("A1", "2025-01-01", 20, of: 20)
            $0.none("medico_legal")
        },
        ClauseCase("f.4", "one of two kinds badly", [(day, .contradicted)], deciding: ["A2"]) {
            $0.does(medicoLegal: "yes")
            $0.policies()
            $0.audited("A1", "2025-01-01", 20, of: 20)
            $0.audited("A2", "2025-01-01", 15, of: 20, topic: "vetting_medico_legal")
        },
        ClauseCase(
            "f.4", "one policy withdrawn, the other badly vetted", [(day, .contradicted)],
            deciding: ["V2", "A1"]
        ) {
            $0.does(medicoLegal: "yes")
            $0.policies(["research"])
            $0.policies(["medico_legal"], withdrawn: "2025-01-01")
            $0.audited("A1", "2025-01-01", 15, of: 20)
        },
        ClauseCase("f.4", "a kind that the service does not do is bad", [(day, .supported)], deciding: ["V1", "A1"]) {
            $0.does()
            $0.policies(["research"])
            $0.policies(["medico_legal"], withdrawn: "2025-01-01")
            $0.audited("A1", "2025-01-01", 20, of: 20)
            $0.audited("A2", "2025-01-01", 0, of: 20, topic: "vetting_medico_legal")
        },
    ]
}
