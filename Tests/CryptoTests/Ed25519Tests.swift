import Crypto
import Testing

@Suite("Ed25519")
struct Ed25519Tests {
    /// RFC 8032, section 7.1, tests 1 to 3.
    static let published = [
        (
            seed: "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            publicKey: "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", message: "",
            signature:
                "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
                + "d25bf5f0595bbe24655141438e7a100b"
        ),
        (
            seed: "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            publicKey: "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", message: "72",
            signature:
                "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
                + "387b2eaeb4302aeeb00d291612bb0c00"
        ),
        (
            seed: "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            publicKey: "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", message: "af82",
            signature:
                "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
                + "4a7c15e9716ed28dc027beceea1ec40a"
        ),
    ]

    @Test("The published signatures", arguments: published.indices)
    func signatures(index: Int) throws {
        let vector = Self.published[index]
        let key = try Ed25519.PrivateKey(seed: try #require(Hexadecimal.decode(vector.seed)))
        let message = try #require(Hexadecimal.decode(vector.message))
        let signature = key.sign(message)
        #expect(Hexadecimal.encode(signature) == vector.signature)
        // RFC 8410: the algorithm's identifier, then the key's bytes.
        #expect(Hexadecimal.encode(key.publicKey.der) == "302a300506032b6570032100" + vector.publicKey)
        #expect(key.publicKey.id == SHA256.digest(key.publicKey.der))
        #expect(key.publicKey.verify(signature, of: message))
        #expect(!key.publicKey.verify(signature, of: message + [0]))
        var other = signature
        other[10] ^= 1
        #expect(!key.publicKey.verify(other, of: message))
        #expect(!key.publicKey.verify([], of: message))
    }

    /// Made once with the openssl command: one pair, an encrypted private key, and keys of another kind.
    static let privatePEM = """
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VwBCIEIOVHqEBijrWE9xctye8XF/WJwMuXDsdQxxpqJrGZsUka
        -----END PRIVATE KEY-----

        """
    static let publicPEM = """
        -----BEGIN PUBLIC KEY-----
        MCowBQYDK2VwAyEAQTQrUL8ZAArIo1UtGO9VZiPP1JPHOWLr+usqIPCLq6g=
        -----END PUBLIC KEY-----

        """
    static let encryptedPEM = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAjHy0eBVtRqtwICCAAw
        DAYIKoZIhvcNAgkFADAdBglghkgBZQMEAQIEEOJ+lnWVp80rZDGPD6g31noEQIRc
        FhpLRILd4uxh/7l+VsKYgxSmZNI463BH391YNxZ/tS3Y3sbUfMqVw8ELEXR1XERh
        l/LgMSiDs5pQCZtB11A=
        -----END ENCRYPTED PRIVATE KEY-----

        """
    static let otherPublicPEM = """
        -----BEGIN PUBLIC KEY-----
        MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEJbQCuhKndzIuXf5iQmt8kCNSeQW0
        YSUvd6YB6OcDDE54hzcDy4qOARe1QyChdQJRlYUFnVGx6LVWQxJOb3Sf1Q==
        -----END PUBLIC KEY-----

        """

    @Test("A pair of keys is read from PEM")
    func pem() throws {
        let key = try Ed25519.PrivateKey(pem: Array(Self.privatePEM.utf8))
        let publicKey = try Ed25519.PublicKey(pem: Array(Self.publicPEM.utf8))
        #expect(publicKey.der == key.publicKey.der)
        #expect(publicKey.verify(key.sign([1, 2, 3]), of: [1, 2, 3]))
    }

    @Test(
        "What is no key of this kind is refused, and no password is asked for",
        arguments: ["", "no key", publicPEM, encryptedPEM])
    func refusedPrivate(_ text: String) {
        #expect(throws: Ed25519.KeyError.self) { try Ed25519.PrivateKey(pem: Array(text.utf8)) }
    }

    @Test("A public key of another kind is refused", arguments: ["", privatePEM, otherPublicPEM])
    func refusedPublic(_ text: String) {
        #expect(throws: Ed25519.KeyError.self) { try Ed25519.PublicKey(pem: Array(text.utf8)) }
    }

    @Test("A seed of another length is refused")
    func seed() {
        #expect(throws: Ed25519.KeyError.self) { try Ed25519.PrivateKey(seed: [1, 2, 3]) }
    }

    @Test("A head is signed as the text that the protocol describes")
    func head() {
        let head = TreeHead(
            tenant: Array(0..<16), size: 258, sealedAt: 1, root: [UInt8](repeating: 0xAB, count: 32))
        let text =
            Hexadecimal.encode(Array("lm2 audit head v1\n".utf8)) + "000102030405060708090a0b0c0d0e0f"
            + "0000000000000102" + "0000000000000001" + String(repeating: "ab", count: 32)
        #expect(Hexadecimal.encode(head.signedText) == text)
    }
}
