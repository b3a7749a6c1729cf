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
        for character in DemonstrationRecords.Character.allCases {
            let set = try DemonstrationRecords.make(character, seed: seed, until: until).set()
            for judgement in Evaluation.judge(set, at: until) {
                found[try #require(judgement.clause.first), default: []].insert(judgement.verdict)
            }
        }
        for criterion in "abcdefghijklmn" {
            let expected: Set<SystemVerdict> = [.supported, .contradicted, .insufficient]
            let missing = expected.union(Self.gated.contains(criterion) ? [.notApplicable] : [])
                .subtracting(found[criterion] ?? [])
            #expect(missing.isEmpty, "criterion \(criterion)")
        }
    }

    @Test(arguments: [UInt64(5), 6], days) func exemplaryIsSupportedThroughTheLastYear(
        _ seed: UInt64, _ day: String
    ) throws {
        let until = try #require(CivilDate(day))
        let set = try DemonstrationRecords.make(.exemplary, seed: seed, until: until).set()
        for date in [until, until - 91, until - 182, until - 270] {
            let verdicts = Evaluation.judge(set, at: date)
            let others = verdicts.filter { $0.verdict != .supported }.map { "\($0.clause) \($0.sentence)" }
            #expect(others.count <= 7, "\(date): \(others)")
        }
    }

    @Test(arguments: seeds) func charactersDiffer(_ seed: UInt64) throws {
        let until = try #require(CivilDate("2026-11-25"))
        func count(_ character: DemonstrationRecords.Character, _ verdict: SystemVerdict) throws -> Int {
            let set = try DemonstrationRecords.make(character, seed: seed, until: until).set()
            return Evaluation.judge(set, at: until).count { $0.verdict == verdict }
        }
        let supported = try DemonstrationRecords.Character.allCases.map { try count($0, .supported) }
        #expect(supported[0] >= 68 && supported[0] > supported[1] + 20 && supported[1] > supported[2] + 8)
        #expect(try count(.neglectful, .contradicted) >= 25)
        #expect(try count(.neglectful, .insufficient) >= 15)
    }
}
