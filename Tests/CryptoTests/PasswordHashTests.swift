import Crypto
import Testing

/// A hash that the authors of Argon2 published.
struct PublishedHash: Sendable {
    let passes: UInt32
    let memory: UInt32
    let lanes: UInt32
    let password: String
    let salt: String
    let encoded: String

    init(_ passes: UInt32, _ memory: UInt32, _ lanes: UInt32, _ password: String, _ salt: String, _ encoded: String) {
        (self.passes, self.memory, self.lanes) = (passes, memory, lanes)
        (self.password, self.salt, self.encoded) = (password, salt, encoded)
    }

    /// From `src/test.c` of the reference implementation, version 19 of Argon2id.
    static let all = [
        PublishedHash(
            2, 65536, 1, "password", "somesalt",
            "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"),
        PublishedHash(
            2, 256, 1, "password", "somesalt",
            "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"),
        PublishedHash(
            2, 256, 2, "password", "somesalt",
            "$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc"),
        PublishedHash(
            1, 65536, 1, "password", "somesalt",
            "$argon2id$v=19$m=65536,t=1,p=1$c29tZXNhbHQ$9qWtwbpyPd3vm1rB1GThgPzZ3/ydHL92zKL+15XZypg"),
        PublishedHash(
            2, 65536, 1, "differentpassword", "somesalt",
            "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$C4TWUs9rDEvq7w3+J4umqA32aWKB1+DSiRuBfYxFj94"),
        PublishedHash(
            2, 65536, 1, "password", "diffsalt",
            "$argon2id$v=19$m=65536,t=2,p=1$ZGlmZnNhbHQ$vfMrBczELrFdWP0ZsfhWsRPaHppYdP3MVEMIVlqoFBw"),
    ]
}

@Suite("Argon2id")
struct PasswordHashTests {
    @Test("The published hashes of Argon2's authors", arguments: PublishedHash.all)
    func published(_ hash: PublishedHash) throws {
        let parameters = PasswordHash.Parameters(memory: hash.memory, passes: hash.passes, lanes: hash.lanes)
        #expect(
            try PasswordHash.make(hash.password, parameters: parameters, salt: Array(hash.salt.utf8)) == hash.encoded)
        #expect(try PasswordHash.verify(hash.password, hash.encoded))
        #expect(try !PasswordHash.verify(hash.password + " ", hash.encoded))
        #expect(PasswordHash.isOutdated(hash.encoded))
    }

    @Test("A new hash has the recommended parameters and a salt of its own")
    func made() throws {
        let one = try PasswordHash.make("correct horse")
        let other = try PasswordHash.make("correct horse")
        #expect(one.hasPrefix("$argon2id$v=19$m=19456,t=2,p=1$"))
        #expect(one != other)
        #expect(!PasswordHash.isOutdated(one))
        #expect(try PasswordHash.verify("correct horse", one) && PasswordHash.verify("correct horse", other))
        for wrong in ["", "correct hors", "Correct horse", "correct horse\0"] {
            #expect(try !PasswordHash.verify(wrong, one), "\(wrong)")
        }
    }

    @Test("The hash of nobody is verified as others are, and is never right")
    func nobody() throws {
        #expect(!PasswordHash.isOutdated(PasswordHash.ofNobody))
        #expect(PasswordHash.ofNobody.utf8.count == (try PasswordHash.make("x")).utf8.count)
        for password in ["", "password", PasswordHash.ofNobody] {
            #expect(try !PasswordHash.verify(password, PasswordHash.ofNobody))
        }
    }

    @Test("What is no encoded hash is a failure and no answer")
    func damaged() {
        for text in ["", "$argon2id$", "$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$x", "password"] {
            #expect(throws: PasswordHash.Failure.self, "\(text)") { try PasswordHash.verify("password", text) }
        }
    }
}
