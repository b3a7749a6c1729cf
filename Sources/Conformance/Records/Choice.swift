/// A set of words that a field may hold. The raw value is the word's place in `words`.
protocol Choice: RawRepresentable, Sendable, Hashable where RawValue == UInt8 {
    /// The words of the interchange form and of the rules, in order.
    static var words: [String] { get }
}

extension Choice {
    /// The choice's word.
    var word: String { Self.words[Int(rawValue)] }
}
