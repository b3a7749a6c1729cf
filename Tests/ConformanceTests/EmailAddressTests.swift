import Conformance
import Testing

struct EmailAddressTests {
    @Test(
        "Addresses that people sign in with",
        arguments: [
            "a@b.org", "Ada.Administrator@northmoor.example", "o'brien+lm2@x-ray.nhs.uk", "a_b@1.2",
            String(repeating: "a", count: 64) + "@example.org",
        ])
    func good(_ text: String) { #expect(EmailAddress.fault(text) == nil) }

    @Test(
        "What is none",
        arguments: [
            "", "@", "a", "a@", "@b.org", "a@b", "a@@b.org", "a@b@c.org", "a b@c.org", "a@b .org", "a@b..org", "a@.org",
            "a@b.org.", ".a@b.org", "a.@b.org", "a..b@c.org", "a@-b.org", "a@b-.org", "a@b.org\n", "ä@b.org", "a@ä.org",
            "\"a\"@b.org", "<a@b.org>", "a@b.org,c@d.org", "a\0@b.org", "a@[192.0.2.1]",
            String(repeating: "a", count: 65) + "@example.org", "a@" + String(repeating: "a", count: 64) + ".org",
            "a@" + String(repeating: "abcdefg.", count: 40) + "org",
        ])
    func bad(_ text: String) { #expect(EmailAddress.fault(text) != nil) }
}
