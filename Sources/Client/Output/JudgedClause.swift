import Conformance
import Messages

/// A verdict on a clause with its reasons, whoever computed it: the server, or this program.
package struct JudgedClause: Sendable {
    /// The clause, as `k.5`.
    let id: String
    let verdict: Conformance.SystemVerdict
    /// The verdict in words.
    let sentence: String
    /// What it rests on, and the settings that were used: numbers, words or lists of them.
    let figures: [(name: String, value: JSONValue)]
    let settings: [(name: String, value: JSONValue)]
    /// The ids of the records that decided; the server sends a few hundred at the most.
    let deciding: [String]
    /// How many decided.
    let decidingCount: Int
    /// When the rule gives this verdict, and where its numbers come from.
    let rule: String
    let source: String

    /// What this program found.
    init(_ judgement: Conformance.Judgement) {
        id = judgement.clause
        verdict = judgement.verdict
        sentence = judgement.sentence
        figures = judgement.figures.map { figure in
            switch figure.value {
            case .number(let number): (figure.name, .integer(number))
            case .text(let text): (figure.name, .string(text))
            case .absent: (figure.name, .null)
            }
        }
        settings = judgement.settings.map { setting in
            switch setting.value {
            case .number(let number): (setting.key, .integer(number))
            case .words(let words): (setting.key, .array(words.map { .string($0) }))
            }
        }
        deciding = judgement.deciding
        decidingCount = judgement.deciding.count
        let found = ClauseRule.of(judgement.clause)
        rule = found?.text(of: judgement.verdict) ?? ""
        source = found?.source ?? ""
    }

    /// What the server found. Throws if the verdict is none that this program knows.
    package init(_ judgement: Messages.Judgement) throws(ClientFailure) {
        id = judgement.clauseID
        switch judgement.verdict {
        case .notApplicable: verdict = .notApplicable
        case .contradicted: verdict = .contradicted
        case .insufficient: verdict = .insufficient
        case .supported: verdict = .supported
        case .unspecified, .unrecognized:
            throw ClientFailure(
                .refused, "the server's verdict on \(judgement.clauseID.printableLine) is none that this lm2 knows")
        }
        sentence = judgement.sentence
        figures = judgement.figures.map { figure in
            (figure.name, figure.number.map { .integer(Int($0)) } ?? figure.text.map { .string($0) } ?? .null)
        }
        settings = judgement.settings.map { setting in
            (setting.key, setting.number.map { .integer(Int($0)) } ?? .array(setting.words.map { .string($0) }))
        }
        deciding = judgement.decidingRecordIDs
        decidingCount = Int(judgement.decidingRecords)
        rule = judgement.rule
        source = judgement.source
    }

    /// The criterion's letter.
    var criterion: String { String(id.prefix { $0 != "." }) }

    /// The sentence without the verdict, which stands beside it.
    var reason: String { Self.reason(of: sentence) }

    /// A sentence without the verdict at its beginning.
    static func reason(of sentence: String) -> String {
        guard let colon = sentence.firstRange(of: ": ") else { return sentence }
        return String(sentence[colon.upperBound...])
    }

    /// The clause in the form of the rules, section 7; with the rule and how many records decided if asked.
    func json(withRule: Bool) -> JSONValue {
        func object(_ values: [(name: String, value: JSONValue)]) -> JSONValue {
            .object(values.map { .init($0.name, $0.value) })
        }
        var members: [JSONValue.Member] = [
            .init("verdict", .string(verdict.rawValue)), .init("deciding", .array(deciding.map { .string($0) })),
            .init("figures", object(figures)), .init("settings", object(settings)),
            .init("sentence", .string(sentence)),
        ]
        if withRule {
            members += [
                .init("rule", .string(rule)), .init("source", .string(source)),
                .init("deciding_count", .number(UInt64(decidingCount))),
            ]
        }
        return .object(members)
    }
}

extension Conformance.SystemVerdict {
    /// The verdict in words.
    var words: String { String(rawValue.map { $0 == "_" ? " " : $0 }) }

    /// What its colour means.
    var tint: Tint {
        switch self {
        case .supported: .good
        case .contradicted: .bad
        case .insufficient: .middling
        case .notApplicable: .faint
        }
    }
}

extension ClauseRule {
    /// The rule's words for a verdict.
    fileprivate func text(of verdict: Conformance.SystemVerdict) -> String {
        switch verdict {
        case .notApplicable: notApplicable
        case .contradicted: contradicted
        case .insufficient: insufficient
        case .supported: supported
        }
    }
}
