/// Finds what a mistyped word was probably meant to be.
package enum Resemblance {
    /// The known word nearest to the given one, if it is near enough to be worth a question.
    package static func nearest(to word: String, among known: [String]) -> String? {
        let word = word.lowercased()
        let ranked = known.map { ($0, distance(word, $0.lowercased())) }
        guard let best = ranked.min(by: { $0.1 < $1.1 }), best.1 <= max(1, word.count / 3) else { return nil }
        return best.0
    }

    /// How many letters must be put in, left out or changed to make one word the other. Long words are cut at 100.
    package static func distance(_ one: String, _ other: String) -> Int {
        let one = Array(one.prefix(100))
        let other = Array(other.prefix(100))
        var row = Array(0...other.count)
        for (i, letter) in one.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, candidate) in other.enumerated() {
                let change = diagonal + (letter == candidate ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(change, row[j] + 1, diagonal + 1)
            }
        }
        return row[other.count]
    }
}
