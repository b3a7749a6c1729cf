import Conformance
import TestSupport
import Testing

/// Every clause has a rule in words, a rule in code, a table of cases and an example.
@Suite struct ClauseDocumentTests {
    private static let clauses = Standard.lm2.clauses.map(\.id)

    @Test func everyClauseIsJudgedAndDescribed() {
        #expect(Evaluation.clauses == Self.clauses)
        #expect(ClauseRule.all.map(\.clause) == Self.clauses)
        #expect(ClauseExample.all.map(\.clause) == Self.clauses)
    }

    private static let tables: [ClauseCase] =
        CriterionATable.all + CriterionBTable.all + CriterionCTable.all + CriterionDTable.all + CriterionETable.all
        + CriterionFTable.all + CriterionGTable.all + CriterionHTable.all + CriterionITable.all + CriterionJTable.all
        + CriterionKTable.all + CriterionLTable.all + CriterionMTable.all + CriterionNTable.all

    /// A table has every verdict that the clause's rule can give.
    @Test(arguments: clauses) func aTableHasEveryVerdict(_ clause: String) throws {
        let rule = try #require(ClauseRule.of(clause))
        var possible: Set<SystemVerdict> = [.insufficient, .supported]
        if rule.contradicted != "-" { possible.insert(.contradicted) }
        if rule.notApplicable != "-" && !rule.notApplicable.hasPrefix("never") { possible.insert(.notApplicable) }
        let rows = Self.tables.filter { $0.clause == clause }
        #expect(Set(rows.flatMap { $0.verdicts.map(\.verdict) }) == possible)
        #expect(rows.count >= 10)
    }

    @Test(arguments: clauses) func anExampleSaysSomething(_ clause: String) throws {
        let example = try #require(ClauseExample.all.first { $0.clause == clause })
        let judgement = try #require(try example.judge())
        let mayFail = ClauseRule.of(clause)?.contradicted != "-"
        #expect(judgement.verdict == (mayFail ? .contradicted : .supported), "\(judgement.sentence)")
        #expect(judgement.sentence.count > 30)
    }

    /// What a rule reads in the settings is what its words name, neither more nor less than its way asks for.
    @Test(arguments: clauses) func aRuleUsesNoSettingThatItDoesNotName(_ clause: String) throws {
        let rule = try #require(ClauseRule.of(clause))
        let example = try #require(ClauseExample.all.first { $0.clause == clause })
        let judgement = try #require(try example.judge())
        for (key, _) in judgement.settings {
            #expect(rule.settings.contains(key), "\(clause) reads \(key)")
        }
        for key in rule.settings { #expect(RuleSetting.named(key) != nil, "\(key)") }
        for register in rule.registers { #expect(Register(name: register) != nil, "\(register)") }
    }

    @Test(arguments: clauses) func noRecordsNeverSupport(_ clause: String) throws {
        let empty = try Interchange(Array("{\"records\":[],\"overrides\":[]}".utf8)).set
        let day = try #require(CivilDate("2026-06-30"))
        let judgement = try #require(Evaluation.judge(empty, at: day, clauses: [clause]).first)
        #expect(judgement.verdict == .insufficient)
        #expect(judgement.deciding.isEmpty)
    }

    @Test("docs/CLAUSES.md is what the tables say; `lm2d clauses` writes it")
    func theDocumentIsCurrent() throws {
        let text = try RepositoryFile.text("docs/CLAUSES.md")
        #expect(try ClauseDocument.text() == text, "run: .build/release/lm2d clauses > docs/CLAUSES.md")
    }

    @Test("docs/REGISTERS.md is what the table says; `lm2d registers` writes it")
    func theRegistersAreCurrent() throws {
        let text = try RepositoryFile.text("docs/REGISTERS.md")
        #expect(text == RegisterDocument.text, "run: .build/release/lm2d registers > docs/REGISTERS.md")
    }
}
