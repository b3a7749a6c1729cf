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
        _ kinds: [String] = ["research", "medico_legal"], origin: String = "service", from: String = "2024-01-01",
        published: String? = "2024-01-01", withdrawn: String? = nil
    ) {
        for kind in kinds {
            let number = kind == "research" ? 1 : 2
            document("D\(number)", kind: "\(kind)_policy", origin: origin)
            version("V\(number)", of: "D\(number)", from: from, published: published, withdrawn: withdrawn)
        }
    }

    fileprivate mutating func examined(_ id: String, _ on: String, _ number: Int = 1, kind: String = "research") {
        add(
            "special_examination", id,
            ["kind": .text(kind), "performed_on": .text(on), "number": .number(number)])
    }

    /// A statement that there was no examination of a kind.
    fileprivate mutating func none(_ kind: String = "research", from: String = "2024-07-01", to: String = "2025-03-22")
    {
        nilReturn("N\(kind.prefix(1))", "special_examination", kind, from: from, to: to)
    }
}

extension CriterionFTable {
    static let f3: [ClauseCase] = [
        ClauseCase("f.3", "no examination", [(day, .insufficient)], deciding: []) {
            $0.does()
            $0.policies()
        },
        ClauseCase("f.3", "no policy", [(day, .insufficient)], deciding: ["X1"]) {
            $0.does()
            $0.examined("X1", "2025-03-01")
        },
        ClauseCase("f.3", "under a policy", [(day, .supported)], deciding: ["V1", "X1"], says: "3 of 3") {
            $0.does()
            $0.policies()
            $0.examined("X1", "2025-03-01", 3)
        },
        ClauseCase("f.3", "under a parent's policy", [(day, .supported)], deciding: ["V1", "X1"]) {
            $0.does()
            $0.policies(origin: "parent")
            $0.examined("X1", "2025-03-01")
        },
        ClauseCase("f.3", "under an external policy", [(day, .insufficient)], deciding: ["X1"]) {
            $0.does()
            $0.policies(origin: "external")
            $0.examined("X1", "2025-03-01")
        },
        ClauseCase("f.3", "under the policy of the other kind", [(day, .insufficient)], deciding: ["X1"]) {
            $0.does()
            $0.policies(["medico_legal"])
            $0.examined("X1", "2025-03-01")
        },
        ClauseCase("f.3", "on the day before it is in force", [(day, .insufficient)], deciding: ["X1"]) {
            $0.does()
            $0.policies(from: "2025-03-01", published: "2025-03-01")
            $0.examined("X1", "2025-02-28")
        },
        ClauseCase("f.3", "on the day on which it is in force", [(day, .supported)], deciding: ["V1", "X1"]) {
            $0.does()
            $0.policies(from: "2025-03-01", published: "2025-03-01")
            $0.examined("X1", "2025-03-01")
        },
        ClauseCase("f.3", "on the day before it is published", [(day, .contradicted)], deciding: ["V1", "X1"]) {
            $0.does()
            $0.policies(from: "2024-01-01", published: "2025-03-01")
            $0.examined("X1", "2025-02-28")
        },
        ClauseCase("f.3", "on the day on which it is published", [(day, .supported)]) {
            $0.does()
            $0.policies(from: "2024-01-01", published: "2025-03-01")
            $0.examined("X1", "2025-03-01")
        },
        ClauseCase("f.3", "in force on the day, never published", [(day, .contradicted)], deciding: ["V1", "X1"]) {
            $0.does()
            $0.policies(["research"], from: "2025-03-01", published: nil)
            $0.examined("X1", "2025-03-01")
        },
        ClauseCase("f.3", "never published", [(day, .contradicted)]) {
            $0.does()
            $0.policies(published: nil)
            $0.examined("X1", "2025-03-01")
        },
        ClauseCase("f.3", "on its last day", [(day, .supported)]) {
            $0.does()
            $0.policies(withdrawn: "2025-03-01")
            $0.examined("X1", "2025-02-28")
        },
        ClauseCase("f.3", "on the day on which it is withdrawn", [(day, .contradicted)], deciding: ["V1", "X1"]) {
            $0.does()
            $0.policies(withdrawn: "2025-03-01")
            $0.examined("X1", "2025-03-01")
        },
        ClauseCase("f.3", "as the new version is in force", [(day, .supported)], deciding: ["W1", "X1"]) {
            $0.does()
            $0.policies(["research"])
            $0.version("W1", of: "D1", 2, from: "2025-03-01", published: "2025-03-01")
            $0.examined("X1", "2025-03-01")
        },
        ClauseCase("f.3", "as the unpublished new version is in force", [(day, .contradicted)]) {
            $0.does()
            $0.policies(["research"])
            $0.version("W1", of: "D1", 2, from: "2025-03-01")
            $0.examined("X1", "2025-03-01")
        },
        ClauseCase("f.3", "before it was authorised", [(day, .insufficient)]) {
            $0.does()
            $0.document("D1", kind: "research_policy")
            $0.version("V1", of: "D1", from: "2025-01-01", authorised: "2025-02-10", published: "2025-01-01")
            $0.examined("X1", "2025-02-09")
        },
        ClauseCase("f.3", "as it was authorised", [(day, .supported)]) {
            $0.does()
            $0.document("D1", kind: "research_policy")
            $0.version("V1", of: "D1", from: "2025-01-01", authorised: "2025-02-10", published: "2025-01-01")
            $0.examined("X1", "2025-02-10")
        },
        ClauseCase("f.3", "never authorised", [(day, .insufficient)]) {
            $0.does()
            $0.document("D1", kind: "research_policy")
            $0.version("V1", of: "D1", from: "2025-01-01", without: "authorised", published: "2025-01-01")
            $0.examined("X1", "2025-02-10")
        },
        ClauseCase("f.3", "a policy overdue for review is one all the same", [(day, .supported)]) {
            $0.does()
            $0.policies(from: "2020-01-01", published: "2020-01-01")
            $0.examined("X1", "2025-03-01")
        },
        ClauseCase(
            "f.3", "the examination leaves the window", [(day, .contradicted), (next, .insufficient)], deciding: []
        ) {
            $0.does()
            $0.policies(published: nil)
            $0.examined("X1", "2024-07-01")
        },
        ClauseCase("f.3", "a kind that the service does not do", [(day, .insufficient)], deciding: []) {
            $0.does()
            $0.policies(published: nil)
            $0.examined("X1", "2025-03-01", kind: "medico_legal")
        },
        ClauseCase("f.3", "one of the two kinds", [(day, .supported)], deciding: ["V1", "X1"]) {
            $0.does(medicoLegal: "yes")
            $0.policies()
            $0.examined("X1", "2025-03-01")
        },
        ClauseCase("f.3", "both kinds", [(day, .contradicted)], deciding: ["V2", "X2"], says: "4 of 6") {
            $0.does(medicoLegal: "yes")
            $0.policies(["research"])
            $0.policies(["medico_legal"], withdrawn: "2025-01-01")
            $0.examined("X1", "2025-03-01", 4)
            $0.examined("X2", "2025-03-02", 2, kind: "medico_legal")
        },
    ]

    static let f3Gate: [ClauseCase] = ClauseCase.gateRows(
        "f.3", eitherKind
    ) {
        $0.policies()
        $0.examined("X1", "2025-03-01")
        $0.examined("X2", "2025-03-01", kind: "medico_legal")
    }

    /// One unknown leaves it open, even when the other is yes.
    static let eitherKind: [(says: [String: String], verdict: SystemVerdict)] = [
        ([:], .insufficient),
        (["medico_legal": "no"], .insufficient), (["medico_legal": "yes"], .insufficient),
        (["research": "no"], .insufficient), (["research": "yes"], .insufficient),
        (["medico_legal": "no", "research": "no"], .notApplicable),
        (["medico_legal": "no", "research": "yes"], .supported),
        (["medico_legal": "yes", "research": "no"], .supported),
        (["medico_legal": "yes", "research": "yes"], .supported),
    ]

    static let f3Shares: [ClauseCase] =
        [
            (1, 10, SystemVerdict.supported), (1, 9, .insufficient), (25, 100, .insufficient),
            (26, 100, .contradicted), (10, 100, .supported), (11, 100, .insufficient),
        ].map { bare, total, verdict in
            ClauseCase("f.3", "\(bare) of \(total) examinations before the policy is published", [(day, verdict)]) {
                $0.does()
                $0.policies(published: "2025-03-01")
                $0.examined("X1", "2025-02-01", bare)
                $0.examined("X2", "2025-03-01", total - bare)
            }
        }
        + [(1, 10, SystemVerdict.supported), (2, 10, .insufficient)].map { bare, total, verdict in
            ClauseCase("f.3", "\(bare) of \(total) examinations before any policy", [(day, verdict)]) {
                $0.does()
                $0.policies(from: "2025-03-01", published: "2025-03-01")
                $0.examined("X1", "2025-02-01", bare)
                $0.examined("X2", "2025-03-01", total - bare)
            }
        }

    static let f3Silence: [ClauseCase] = [
        ClauseCase(
            "f.3", "none, and said so",
            [("2025-06-29", .insufficient), (day, .supported), (next, .insufficient)], deciding: []
        ) {
            $0.does()
            $0.none()
        },
        ClauseCase("f.3", "none, by the record that says so", [(day, .supported)], deciding: ["Nr"]) {
            $0.does()
            $0.none()
        },
        ClauseCase("f.3", "a day too few at the beginning", [(day, .insufficient)]) {
            $0.does()
            $0.none(from: "2024-07-02")
        },
        ClauseCase("f.3", "a day too few at the end", [(day, .insufficient)]) {
            $0.does()
            $0.none(to: "2025-03-21")
        },
        ClauseCase("f.3", "none of the other kind", [(day, .insufficient)]) {
            $0.does()
            $0.none("medico_legal")
        },
        ClauseCase("f.3", "none of one of two kinds", [(day, .insufficient)]) {
            $0.does(medicoLegal: "yes")
            $0.none()
        },
        ClauseCase("f.3", "none of both kinds", [(day, .supported)], deciding: ["Nm", "Nr"]) {
            $0.does(medicoLegal: "yes")
            $0.none("medico_legal")
            $0.none()
        },
        ClauseCase("f.3", "none said, one found", [(day, .insufficient)], deciding: ["X1"]) {
            $0.does()
            $0.none()
            $0.examined("X1", "2025-06-01")
        },
    ]
}
