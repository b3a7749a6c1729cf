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

    @Test("The tests that a document names are there", arguments: ["docs/SECURITY.md", "docs/ARCHITECTURE.md"])
    func namedTests(document: String) {
        let names = SourceTree.file(document).text.matches(of: /`([A-Za-z_]+(?:Tests|\.py))`/).map { String($0.1) }
        #expect(document != "docs/SECURITY.md" || names.count > 10)
        for name in Set(names) {
            let file = name.hasSuffix(".py") ? name : "\(name).swift"
            let isThere = SourceTree.files.contains {
                $0.path.hasSuffix("/\(file)") || $0.path.hasPrefix("Tests/\(name)/")
            }
            #expect(isThere, "\(document) names \(name)")
        }
    }
}
