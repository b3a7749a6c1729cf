/// The verdicts of all 75 clauses, computed from records, settings and a date alone: no clock, no I/O.
package enum Evaluation {
    /// Changes whenever a verdict may change for the same records: kept answers carry it.
    package static let rulesVersion = 1

    /// The standard whose clauses the rules judge.
    package static var standard: Standard { Standard.all[0] }

    /// A clause with its rule.
    struct Rule: Sendable {
        let clause: String
        let judge: @Sendable (ClauseJudge) -> Conclusion

        init(_ clause: String, _ judge: @escaping @Sendable (ClauseJudge) -> Conclusion) {
            self.clause = clause
            self.judge = judge
        }
    }

    /// One rule a clause, in the standard's order.
    static let rules: [Rule] = [
        Rule("a.1") { $0.a1() }, Rule("a.2") { $0.a2() }, Rule("a.3") { $0.a3() }, Rule("a.4") { $0.a4() },
        Rule("a.5") { $0.a5() },
        Rule("b.1") { $0.b1() }, Rule("b.2") { $0.b2() }, Rule("b.3") { $0.b3() }, Rule("b.4") { $0.b4() },
        Rule("b.5") { $0.b5() }, Rule("b.6") { $0.b6() },
        Rule("c.1") { $0.c1() }, Rule("c.2") { $0.c2() }, Rule("c.3") { $0.c3() },
        Rule("d.1") { $0.d1() }, Rule("d.2") { $0.d2() }, Rule("d.3") { $0.d3() },
        Rule("e.1") { $0.e1() }, Rule("e.2") { $0.e2() }, Rule("e.3") { $0.e3() }, Rule("e.4") { $0.e4() },
        Rule("f.1") { $0.f1() }, Rule("f.2") { $0.f2() }, Rule("f.3") { $0.f3() }, Rule("f.4") { $0.f4() },
        Rule("g.1") { $0.g1() }, Rule("g.2") { $0.g2() }, Rule("g.3") { $0.g3() }, Rule("g.4") { $0.g4() },
        Rule("g.5") { $0.g5() }, Rule("g.6") { $0.g6() }, Rule("g.7") { $0.g7() },
        Rule("h.1") { $0.h1() }, Rule("h.2") { $0.h2() }, Rule("h.3") { $0.h3() }, Rule("h.4") { $0.h4() },
        Rule("h.5") { $0.h5() },
        Rule("i.1") { $0.i1() }, Rule("i.2") { $0.i2() }, Rule("i.3") { $0.i3() }, Rule("i.4") { $0.i4() },
        Rule("i.5") { $0.i5() }, Rule("i.6") { $0.i6() }, Rule("i.7") { $0.i7() }, Rule("i.8") { $0.i8() },
        Rule("i.9") { $0.i9() }, Rule("i.10") { $0.i10() },
        Rule("j.1") { $0.j1() }, Rule("j.2") { $0.j2() }, Rule("j.3") { $0.j3() }, Rule("j.4") { $0.j4() },
        Rule("j.5") { $0.j5() }, Rule("j.6") { $0.j6() }, Rule("j.7") { $0.j7() },
        Rule("k.1") { $0.k1() }, Rule("k.2") { $0.k2() }, Rule("k.3") { $0.k3() }, Rule("k.4") { $0.k4() },
        Rule("k.5") { $0.k5() }, Rule("k.6") { $0.k6() },
        Rule("l.1") { $0.l1() }, Rule("l.2") { $0.l2() }, Rule("l.3") { $0.l3() }, Rule("l.4") { $0.l4() },
        Rule("l.5") { $0.l5() },
        Rule("m.1") { $0.m1() }, Rule("m.2") { $0.m2() }, Rule("m.3") { $0.m3() }, Rule("m.4") { $0.m4() },
        Rule("n.1") { $0.n1() }, Rule("n.2") { $0.n2() }, Rule("n.3") { $0.n3() }, Rule("n.4") { $0.n4() },
        Rule("n.5") { $0.n5() }, Rule("n.6") { $0.n6() },
    ]

    /// The clauses that have a rule.
    package static var clauses: [String] { rules.map(\.clause) }

    /// The verdicts of a service as at a date, in the order of the clauses.
    ///
    /// - Parameters:
    ///   - clauses: only these; all if nil.
    package static func judge(
        _ set: RecordSet, at day: CivilDate, mode: VisibilityMode = .recorded, clauses: Set<String>? = nil
    ) -> [Judgement] {
        let context = EvaluationContext(set, at: day, mode: mode)
        return withExtendedLifetime(context) {
            rules.lazy.filter { clauses?.contains($0.clause) ?? true }.map { judgement($0, context) }
        }
    }

    private static func judgement(_ rule: Rule, _ context: EvaluationContext) -> Judgement {
        let judge = context.judge(rule.clause)
        let conclusion = rule.judge(judge)
        return Judgement(
            clause: rule.clause, verdict: conclusion.verdict, deciding: ids(conclusion.records, in: context.snapshot),
            figures: conclusion.figures,
            settings: judge.used.sorted { $0.key < $1.key }.map { (key: $0.key, value: $0.value) },
            sentence: sentence(conclusion))
    }

    /// Each id once, by the day on which it happened and by id (G18).
    private static func ids(_ places: [Int32], in snapshot: Snapshot) -> [String] {
        // One number for both, the day first: sorting pairs took a tenth of an evaluation.
        var keys = places.map { Int64(snapshot.happenedOn($0).dayNumber) << 32 | Int64($0) }
        keys.sort()
        var ids: [String] = []
        ids.reserveCapacity(keys.count)
        for (index, key) in keys.enumerated() where index == 0 || keys[index - 1] != key {
            ids.append(snapshot.set.ids[Int(key & 0xFFFF_FFFF)])
        }
        return ids
    }

    private static func sentence(_ conclusion: Conclusion) -> String {
        let verdict =
            switch conclusion.verdict {
            case .notApplicable: "Not applicable"
            case .contradicted: "Contradicted"
            case .insufficient: "Insufficient data"
            case .supported: "Supported"
            }
        return "\(verdict): \(conclusion.reason)." + words(of: conclusion.figures)
    }

    /// The figures beside the counts, as the rules ask a sentence to have them (G19): first those that are something.
    private static func words(of figures: [Figure]) -> String {
        var some = ""
        var none = ""
        for figure in figures where !figure.isCount {
            switch figure.value {
            case .number(0): add(figure.name, nil, to: &none)
            case .number(let number): add(figure.name, String(number), to: &some)
            case .text(let text): add(figure.name, text, to: &some)
            case .absent: break
            }
        }
        if none.isEmpty { return some.isEmpty ? "" : " Figures: \(some)." }
        return some.isEmpty ? " None: \(none)." : " Figures: \(some); none: \(none)."
    }

    private static func add(_ name: String, _ value: String?, to text: inout String) {
        if !text.isEmpty { text += ", " }
        for byte in name.utf8 { text.unicodeScalars.append(Unicode.Scalar(byte == 0x5F ? 0x20 : byte)) }
        if let value {
            text += " "
            text += value
        }
    }
}
