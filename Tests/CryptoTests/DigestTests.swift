import Crypto
import Testing

/// The messages and digests that NIST publishes with FIPS 180-4.
let publishedDigests: [(message: String, digest: String)] = [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
        "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
        "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
    ),
]

@Suite("SHA-256 and HMAC")
struct DigestTests {
    @Test("The published digests of FIPS 180-4", arguments: publishedDigests)
    func published(_ message: String, _ digest: String) {
        #expect(Hexadecimal.encode(SHA256.digest(Array(message.utf8))) == digest)
    }

    @Test("A million a's, in pieces of 4,096")
    func million() {
        var hash = SHA256()
        var left = 1_000_000
        while left > 0 {
            let count = min(4_096, left)
            hash.update([UInt8](repeating: UInt8(ascii: "a"), count: count))
            left -= count
        }
        #expect(
            Hexadecimal.encode(hash.finalize()) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    }

    @Test("In two pieces, split anywhere, it is the digest of the whole; and afterwards it begins anew")
    func splits() {
        let bytes = (0..<200).map { UInt8(truncatingIfNeeded: $0 &* 37) }
        let whole = SHA256.digest(bytes)
        var hash = SHA256()
        for split in 0...bytes.count {
            hash.update(bytes[..<split])
            hash.update(Array(bytes[split...]))
            #expect(hash.finalize() == whole)
        }
        #expect(hash.finalize() == SHA256.digest([]))
    }

    @Test("Digests in the making do not disturb each other")
    func sideBySide() {
        var one = SHA256()
        var other = SHA256()
        one.update(Array("a".utf8))
        other.update(Array("ab".utf8))
        one.update(Array("bc".utf8))
        other.update(Array("c".utf8))
        #expect(one.finalize() == other.finalize())
    }

    static let codes: [(key: String, message: String, code: String)] = [
        (
            String(repeating: "0b", count: 20), "4869205468657265",
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        ),
        (
            "4a656665", "7768617420646f2079612077616e7420666f72206e6f7468696e673f",
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        (
            String(repeating: "aa", count: 20), String(repeating: "dd", count: 50),
            "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
        ),
        (
            "0102030405060708090a0b0c0d0e0f10111213141516171819", String(repeating: "cd", count: 50),
            "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"
        ),
        (
            String(repeating: "aa", count: 131),
            "54657374205573696e67204c6172676572205468616e20426c6f636b2d53697a65204b6579202d2048617368204b6579204669727374",
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
        (
            String(repeating: "aa", count: 131),
            "5468697320697320612074657374207573696e672061206c6172676572207468616e20626c6f636b2d73697a65206b657920616e642061206c6172676572207468616e20626c6f636b2d73697a6520646174612e20546865206b6579206e6565647320746f20626520686173686564206265666f7265206265696e6720757365642062792074686520484d414320616c676f726974686d2e",
            "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
        ),
    ]

    @Test("The published codes of RFC 4231", arguments: codes)
    func publishedCodes(_ key: String, _ message: String, _ code: String) throws {
        let key = try #require(Hexadecimal.decode(key))
        let message = try #require(Hexadecimal.decode(message))
        var expected = try #require(Hexadecimal.decode(code))
        #expect(HMACSHA256.code(message, key: key) == expected)
        #expect(HMACSHA256.verify(expected, of: message, key: key))
        expected[31] ^= 1
        #expect(!HMACSHA256.verify(expected, of: message, key: key))
        #expect(!HMACSHA256.verify(Array(expected.dropLast()), of: message, key: key))
    }

    @Test("An empty key is a key of zeros, as RFC 2104 has it; an empty message has a code")
    func emptyKey() {
        let code = "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"
        #expect(Hexadecimal.encode(HMACSHA256.code([], key: [])) == code)
        #expect(Hexadecimal.encode(HMACSHA256.code([], key: [0])) == code)
    }
}
