/// Makes ids of calls for logs: unlikely to repeat, no secret. SplitMix64, since a system call for each would cost more than the rest.
struct CallIDGenerator {
    private var state: UInt64

    init() { state = UInt64.random(in: .min ... .max) }

    /// Twelve letters and digits, which Swift keeps without an allocation.
    mutating func next() -> String {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        bits ^= bits >> 31
        return String(unsafeUninitializedCapacity: 12) { place in
            for index in 0..<12 {
                let digit = UInt8(truncatingIfNeeded: bits & 31)
                place[index] = digit < 10 ? 48 + digit : 87 + digit
                bits >>= 5
            }
            return 12
        }
    }
}
