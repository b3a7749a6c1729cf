import Conformance
import Testing

struct StandardTests {
    @Test("LM2 has the criteria a to n and 75 clauses, numbered through")
    func shape() {
        let standard = Standard.lm2
        #expect(standard.criteria.map(\.id) == "abcdefghijklmn".map(String.init))
        #expect(standard.clauses.count == 75)
        #expect(standard.clauses.map(\.number) == Array(0..<75))
        #expect(Set(standard.clauses.map(\.id)).count == 75)
        for (index, criterion) in standard.criteria.enumerated() {
            let clauses = standard.clauses[criterion.clauseNumbers]
            #expect(clauses.allSatisfy { $0.criterion == index })
            // The ids of a criterion count from 1.
            #expect(clauses.map(\.id) == (1...clauses.count).map { "\(criterion.id).\($0)" })
        }
    }

    @Test("Each clause rests on a phrase that stands in its criterion's text", arguments: Standard.lm2.clauses)
    func anchor(_ clause: Clause) {
        let text = Standard.lm2.criteria[clause.criterion].text
        #expect(!clause.anchor.isEmpty)
        #expect(contains(text, clause.anchor), "\(clause.id): \(clause.anchor)")
        #expect(!clause.requirement.isEmpty && !clause.records.isEmpty && !clause.indicator.isEmpty)
    }

    private func contains(_ text: String, _ phrase: String) -> Bool {
        let text = Array(text.utf8)
        let phrase = Array(phrase.utf8)
        guard phrase.count <= text.count else { return false }
        return (0...text.count - phrase.count).contains { text[$0..<$0 + phrase.count].elementsEqual(phrase) }
    }

    static let lookUps: [(id: String, version: String, isFound: Bool)] = [
        ("LM2", "", true), ("LM2", "1", true), ("LM2", "2", false), ("lm2", "", false), ("", "", false),
    ]

    @Test("Finding a standard", arguments: lookUps)
    func find(id: String, version: String, isFound: Bool) {
        #expect((Standard.find(id, version: version) != nil) == isFound)
    }

    @Test(
        "Finding a clause",
        arguments: [("a.1", 0), ("a.2", 1), ("z.1", nil), ("", nil), ("A.1", nil)] as [(String, Int?)])
    func clause(id: String, number: Int?) {
        #expect(Standard.lm2.clause(id)?.number == number)
    }
}
