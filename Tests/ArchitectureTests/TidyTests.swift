import Testing

struct TidyTests {
    @Test("The project keeps the rule", arguments: TidyRule.all)
    func keeps(rule: TidyRule) {
        let violations = SourceTree.files.flatMap(rule.violations)
        #expect(violations == [], "\(violations.joined(separator: "\n"))")
    }

    @Test("The rule finds what it forbids, and nothing else", arguments: TidyRule.all)
    func finds(rule: TidyRule) {
        #expect(!rule.bad.isEmpty && !rule.good.isEmpty)
        for sample in rule.bad { #expect(!rule.violations(in: sample).isEmpty, "\(sample)") }
        for sample in rule.good { #expect(rule.violations(in: sample).isEmpty, "\(sample)") }
    }

    @Test("The rule is of use: its places and exceptions are there", arguments: TidyRule.all)
    func places(rule: TidyRule) {
        for place in rule.places + rule.exceptions {
            #expect(SourceTree.files.contains { $0.path.hasPrefix(place) }, "\(place)")
        }
    }
}
