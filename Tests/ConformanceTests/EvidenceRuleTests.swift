import Conformance
import Testing

struct EvidenceRuleTests {
    static let reviews: [(from: EvidenceState, to: Set<EvidenceState>)] = [
        (.pending, [.accepted, .rejected]), (.accepted, [.rejected]), (.rejected, [.accepted]),
    ]

    @Test("A review can be changed, but not taken back", arguments: reviews)
    func review(from: EvidenceState, to: Set<EvidenceState>) {
        #expect(from.successors == to)
    }

    private static let today = CivilDate(dayNumber: 20_000)

    /// Days from today: what was said of the two dates, and the period that it makes.
    static let periods: [(dated: Int?, until: Int?, period: (Int, Int)?, fault: EvidencePeriod.Fault?)] = [
        (nil, nil, (0, 366), nil),
        (-10, nil, (-10, 356), nil),
        (0, 0, (0, 0), nil),
        (-10, -5, (-10, -5), nil),
        (1, nil, nil, .datedInFuture),
        (nil, -1, nil, .endsBeforeItBegins),
        (-5, -6, nil, .endsBeforeItBegins),
    ]

    @Test("The days on which evidence is current", arguments: periods)
    func period(dated: Int?, until: Int?, period: (Int, Int)?, fault: EvidencePeriod.Fault?) {
        do throws(EvidencePeriod.Fault) {
            let made = try EvidencePeriod(
                datedOn: dated.map { Self.today + $0 }, validUntil: until.map { Self.today + $0 }, today: Self.today)
            #expect(made.datedOn - Self.today == period?.0)
            #expect(made.validUntil - Self.today == period?.1)
        } catch {
            #expect(error == fault)
        }
    }

    static let fileNames: [(name: String, isGood: Bool)] = [
        ("minutes.pdf", true), ("Protokoll März.pdf", true), ("a", true), ("...", true), (".hidden", true),
        ("", false), (".", false), ("..", false), ("a/b.pdf", false), ("..\\b.pdf", false), ("/", false),
        ("a\nb", false), ("a\u{0}b", false), ("a\u{7F}", false), ("a\u{85}", false), ("a\u{202E}fdp.exe", false),
        ("a\u{2066}b", false), ("a\u{2028}b", false),
    ]

    @Test("Names of files", arguments: fileNames)
    func fileName(name: String, isGood: Bool) {
        #expect((PlainLine.fault(ofFileName: name) == nil) == isGood)
    }

    static let mediaTypes: [(type: String, isGood: Bool)] = [
        ("application/pdf", true), ("text/plain; charset=utf-8", true), ("text/plain ;charset=utf-8", true),
        ("application/vnd.ms-excel+x", true), ("pdf", false), ("/pdf", false), ("application/", false),
        ("a/b/c", false), ("text/plain\r\nX: y", false), ("te xt/plain", false), ("text/plain; name=März", false),
    ]

    @Test("Media types", arguments: mediaTypes)
    func mediaType(type: String, isGood: Bool) {
        #expect((PlainLine.fault(ofMediaType: type) == nil) == isGood)
    }
}
