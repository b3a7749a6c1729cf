import Testing
import Transport

struct HTTPDateTests {
    @Test(
        arguments: [
            (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"), (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
            (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"), (951_868_799, "Tue, 29 Feb 2000 23:59:59 GMT"),
            (951_868_800, "Wed, 01 Mar 2000 00:00:00 GMT"), (4_107_542_399, "Sun, 28 Feb 2100 23:59:59 GMT"),
            (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"), (1_798_761_599, "Thu, 31 Dec 2026 23:59:59 GMT"),
            (253_402_300_799, "Fri, 31 Dec 9999 23:59:59 GMT"), (253_402_300_800, "Fri, 31 Dec 9999 23:59:59 GMT"),
            (-1, "Thu, 01 Jan 1970 00:00:00 GMT"),
        ] as [(Int64, String)])
    func isWritten(_ second: Int64, _ text: String) {
        #expect(HTTPDate.text(microseconds: second * 1_000_000) == text)
        #expect(HTTPDate.text(microseconds: second * 1_000_000 + 999_999) == text)
    }

    @Test(arguments: [Int64.min, .max]) func absurdClockIsNoTrap(_ microseconds: Int64) {
        #expect(HTTPDate.text(microseconds: microseconds).hasSuffix(" GMT"))
    }
}
