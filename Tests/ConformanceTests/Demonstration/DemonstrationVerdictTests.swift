import Conformance
import Testing

/// What the rules say of the three invented services.
@Suite struct DemonstrationVerdictTests {
    static let days = ["2026-06-30", "2026-11-25", "2028-02-29"]
    static let seeds: [UInt64] = [1, 2, 3, 20, 2026]
    /// The criteria of which a clause applies only to services of some profiles.
    static let gated: Set<Character> = ["d", "f", "i", "k"]

    @Test(arguments: seeds, days) func everyVerdictOccursOnEveryCriterion(_ seed: UInt64, _ day: String) throws {
        let until = try #require(CivilDate(day))
        var found: [Character: Set<SystemVerdict>] = [:]
        var counts: [DemonstrationRecords.Character: [SystemVerdict: Int]] = [:]
        for character in DemonstrationRecords.Character.allCases {
            let set = try DemonstrationRecords.make(character, seed: seed, until: until).set()
            for judgement in Evaluation.judge(set, at: until) {
                found[try #require(judgement.clause.first), default: []].insert(judgement.verdict)
                counts[character, default: [:]][judgement.verdict, default: 0] += 1
            }
        }
        for criterion in "abcdefghijklmn" {
            let always: Set<SystemVerdict> = [.supported, .contradicted, .insufficient]
            let expected = always.union(Self.gated.contains(criterion) ? [.notApplicable] : [])
            #expect(expected.subtracting(found[criterion] ?? []).isEmpty, "criterion \(criterion)")
        }
        func count(_ character: DemonstrationRecords.Character, _ verdict: SystemVerdict) -> Int {
            counts[character]?[verdict] ?? 0
        }
        #expect(count(.exemplary, .supported) >= 72)
        #expect((25...50).contains(count(.middling, .supported)))
        #expect(count(.middling, .contradicted) >= 4 && count(.middling, .insufficient) >= 10)
        #expect(count(.middling, .notApplicable) == 9)
        #expect(count(.neglectful, .contradicted) >= 25 && count(.neglectful, .insufficient) >= 20)
    }

    @Test(arguments: zip([UInt64(5), 6, 7], days)) func exemplaryIsSupportedThroughTheLastYear(
        _ seed: UInt64, _ day: String
    ) throws {
        let until = try #require(CivilDate(day))
        let set = try DemonstrationRecords.make(.exemplary, seed: seed, until: until).set()
        for date in stride(from: 0, to: 365, by: 73).map({ until - $0 }) {
            let others = Evaluation.judge(set, at: date).filter { $0.verdict != .supported }
            #expect(others.count <= 5, "\(date): \(others.map { "\($0.clause) \($0.sentence)" })")
        }
    }
}
