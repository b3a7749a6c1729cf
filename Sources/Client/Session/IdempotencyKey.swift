/// A key that marks one intended effect: made once, sent with every attempt.
enum IdempotencyKey {
    /// A new key: 128 random bits.
    static func make() -> String {
        var random = SystemRandomNumberGenerator()
        return [random.next(), random.next()].map { (part: UInt64) in
            let digits = String(part, radix: 16)
            return String(repeating: "0", count: 16 - digits.utf8.count) + digits
        }.joined()
    }
}
