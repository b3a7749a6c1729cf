/// One step in the life of a connection: what an input of libFuzzer's is made of.
package enum Step: Sendable {
    /// The peer's bytes arrive; they may be part of a frame, or several.
    case receive([UInt8])
    /// Something else happens, perhaps to the call of a slot. Each target has a list of 16 things.
    case act(UInt8, slot: Int = 0, value: UInt8 = 0)

    /// The steps of an input.
    package static func steps(_ input: UnsafeBufferPointer<UInt8>) -> [Step] {
        var steps: [Step] = []
        var rest = input[...]
        while let byte = rest.popFirst() {
            if byte < 128 {
                let bytes = rest.prefix(Int(byte) + 1)
                rest = rest.dropFirst(bytes.count)
                steps.append(.receive(Array(bytes)))
            } else {
                steps.append(.act(byte >> 3 & 15, slot: Int(byte & 7), value: rest.popFirst() ?? 0))
            }
        }
        return steps
    }

    /// The input of the steps, for seeds.
    package static func input(_ steps: [Step]) -> [UInt8] {
        steps.flatMap { step in
            switch step {
            case .receive(let bytes):
                stride(from: 0, to: bytes.count, by: 128).flatMap { start in
                    let piece = bytes[start..<min(start + 128, bytes.count)]
                    return [UInt8(piece.count - 1)] + piece
                }
            case .act(let action, let slot, let value): [128 | action << 3 | UInt8(slot), value]
            }
        }
    }
}
