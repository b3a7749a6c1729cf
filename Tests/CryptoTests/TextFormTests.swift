import Crypto
import Testing

@Suite("Bytes as text")
struct TextFormTests {
    @Test(
        "The published examples of RFC 4648, for base64url without padding",
        arguments: [
            ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE"),
            ("foobar", "Zm9vYmFy"),
        ])
    func base64(_ plain: String, _ encoded: String) {
        #expect(Base64URL.encode(Array(plain.utf8)) == encoded)
        #expect(Base64URL.decode(encoded) == Array(plain.utf8))
    }

    @Test("The alphabet is the one that is safe in addresses")
    func alphabet() {
        #expect(Base64URL.encode([0xfb, 0xff, 0xbf]) == "-_-_")
        #expect(Base64URL.decode("-_-_") == [0xfb, 0xff, 0xbf])
    }

    @Test(
        "What is not the one text of a byte string is refused",
        arguments: ["Z", "Zg==", "Zg=", "Zh", "Zm9", "Zm9vY", "+/+/", "Zm 9", "Zm9v\n", "Zm9é", "\0\0\0\0"])
    func refusedBase64(_ text: String) {
        #expect(Base64URL.decode(text) == nil)
    }

    @Test("A byte that is not in the alphabet is found at every place")
    func everyPlace() {
        let alphabet = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
        let good = [UInt8](repeating: UInt8(ascii: "A"), count: 11)
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 16) { room in
            for place in good.indices.dropLast() {
                for byte in UInt8.min...UInt8.max {
                    var text = good
                    text[place] = byte
                    let count = text.withUnsafeBufferPointer { Base64URL.decode($0, into: room) }
                    #expect((count == 8) == alphabet.contains(byte), "\(byte) at \(place)")
                }
            }
        }
    }

    @Test("Every length and every byte survives the way there and back")
    func roundTrips() {
        for count in 0...70 {
            let bytes = SecureRandom.bytes(count)
            #expect(Base64URL.decode(Base64URL.encode(bytes)) == bytes)
            #expect(Hexadecimal.decode(Hexadecimal.encode(bytes)) == bytes)
        }
        let all = (0...255).map { UInt8($0) }
        #expect(Base64URL.decode(Base64URL.encode(all)) == all)
        #expect(Hexadecimal.decode(Hexadecimal.encode(all)) == all)
    }

    @Test("The published examples of RFC 4648 for base 16, of either case")
    func base16() {
        #expect(Hexadecimal.encode(Array("foobar".utf8)) == "666f6f626172")
        #expect(Hexadecimal.decode("00fFAb") == [0, 0xff, 0xab])
        for text in ["0", "000", "0g", "g0", " 00", "0x00", "é0"] {
            #expect(Hexadecimal.decode(text) == nil, "\(text)")
        }
    }
}

@Suite("Base 64")
struct Base64Tests {
    @Test("The published texts of RFC 4648, section 10")
    func published() {
        let texts = ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"]
        for (length, text) in texts.enumerated() {
            let bytes = Array("foobar".utf8.prefix(length))
            #expect(Base64.encode(bytes) == text)
            #expect(Base64.decode(text) == bytes)
        }
        #expect(Base64.encode([0xFB, 0xFF]) == "+/8=")
        #expect(Base64.decode("+/8=") == [0xFB, 0xFF])
    }

    @Test(
        "Each byte string has one text", arguments: ["Zg", "Zg=", "Zh==", "Z===", "=Zg=", "-_8=", "Zm8=Zm8=", "Zg\n="])
    func refused(_ text: String) {
        #expect(Base64.decode(text) == nil)
    }
}
