import Client
import Testing

@Suite("Text on a terminal")
struct TextTests {
    @Test(
        "has a width in columns",
        arguments: [
            ("", 0), ("abc", 3), ("Ысть", 4), ("日本", 4), ("e\u{301}", 1), ("👍", 2), ("👩‍⚕️", 2), ("❤️", 2), ("\u{1B}", 0),
            ("ｶ", 1),
        ])
    func width(text: String, columns: Int) {
        #expect(text.displayWidth == columns)
    }

    @Test(
        "is wrapped",
        arguments: [
            ("", 10, [""]),
            ("one two three", 7, ["one two", "three"]),
            ("one two three", 13, ["one two three"]),
            ("abcdefghij k", 4, ["abcd", "efgh", "ij k"]),
            ("a\n\nb", 5, ["a", "", "b"]),
            ("日本語 日本", 4, ["日本", "語", "日本"]),
            ("  spaces   between  ", 20, ["spaces between"]),
        ])
    func wrapping(text: String, width: Int, lines: [String]) {
        #expect(TextWrapping.lines(text, width: width) == lines)
    }

    @Test("never makes a line wider than asked")
    func wrappingWidth() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            let text = String((0..<60).map { _ in "ab 日é".randomElement(using: &random) ?? " " })
            let width = Int.random(in: 2...20, using: &random)
            let lines = TextWrapping.lines(text, width: width)
            #expect(lines.allSatisfy { $0.displayWidth <= width })
            #expect(lines.joined().filter { $0 != " " } == text.filter { $0 != " " })
        }
    }

    @Test(
        "is rid of what a terminal obeys",
        arguments: [
            ("plain — text", "plain — text"), ("\u{1B}[31mred", "[31mred"), ("a\u{9B}31mb", "a31mb"),
            ("a\tb\u{7}", "a b"),
            ("two\nlines", "two\nlines"), ("a\r\nb", "a\nb"), ("evil\u{202E}fdp.exe", "evilfdp.exe"), ("\u{0}x", "x"),
        ])
    func printable(text: String, clean: String) {
        #expect(text.printable == clean)
        #expect(!text.printableLine.contains("\n"))
    }

    @Test(
        "has dates that exist",
        arguments: [
            ("2026-11-24", true), ("2024-02-29", true), ("2026-02-29", false), ("1900-02-29", false),
            ("2000-02-29", true),
            ("2026-13-01", false), ("2026-00-10", false), ("2026-04-31", false), ("26-01-01", false),
            ("2026-1-1", false),
            ("2026-11-24 ", false), ("+026-11-24", false), ("0000-01-01", false), ("", false),
        ])
    func dates(text: String, isDate: Bool) {
        #expect(CivilDate(text)?.text == (isDate ? text : nil))
    }

    @Test(
        "has times",
        arguments: [
            (0, "1970-01-01T00:00:00Z"), (1_000_000, "1970-01-01T00:00:01Z"), (-1, "1969-12-31T23:59:59Z"),
            (951_782_400_000_000, "2000-02-29T00:00:00Z"), (1_795_509_098_123_456, "2026-11-24T08:31:38Z"),
            (4_102_444_799_000_000, "2099-12-31T23:59:59Z"),
        ])
    func times(microseconds: Int64, text: String) {
        #expect(UniversalTime.exact(microseconds: microseconds) == text)
        #expect(
            UniversalTime.short(microseconds: microseconds).hasPrefix(
                text.prefix(10) + " " + text.dropFirst(11).prefix(5)))
    }

    @Test(
        "has sizes",
        arguments: [
            (0, "0 B"), (1023, "1023 B"), (1024, "1.0 KiB"), (1536, "1.5 KiB"), (1_048_575, "1.0 MiB"),
            (268_435_456, "256.0 MiB"), (UInt64.max, "16.0 EiB"),
        ])
    func sizes(bytes: UInt64, text: String) {
        #expect(ByteCount.text(bytes) == text)
    }

    @Test(
        "shows progress in the room that there is",
        arguments: [
            (100, 5, "manual.pdf  [############............]  50%  5.0 MiB of 10.0 MiB  5.0 MiB/s  1 s left"),
            (70, 5, "manual.pdf  50%  5.0 MiB of 10.0 MiB  5.0 MiB/s  1 s left"),
            (60, 5, "manual.pdf  50%  5.0 MiB of 10.0 MiB  5.0 MiB/s  1 s left"),
            (10, 5, "50%  5.0 M"),
            (100, 10, "manual.pdf  [########################]  100%  10.0 MiB of 10.0 MiB  10.0 MiB/s"),
        ])
    func progress(width: Int, mebibytes: UInt64, text: String) {
        let line = ProgressLine(name: "manual.pdf", done: mebibytes << 20, total: 10 << 20, elapsed: 1)
        #expect(line.text(width: width) == text)
    }

    @Test("shows progress without an end")
    func endlessProgress() {
        let line = ProgressLine(name: "pipe", done: 2048, total: nil, elapsed: 2)
        #expect(line.text(width: 80) == "pipe  2.0 KiB  1.0 KiB/s")
    }
}
