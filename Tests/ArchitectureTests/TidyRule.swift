import Glibc
import Testing

/// Something that is not to be found in the project's files, except in named places.
struct TidyRule: Sendable, CustomTestStringConvertible {
    let name: String
    /// Paths begin with one of these.
    let places: [String]
    /// Paths' ends; empty for all text files.
    var endings: [String] = [".swift"]
    /// Beginnings of paths that the rule leaves alone.
    var exceptions: [String] = []
    /// Whether files that a program wrote are judged too.
    var judgesGenerated = true
    /// Finds what is wrong: numbers of lines, from 1.
    let find: @Sendable (SourceFile) -> [Int]
    /// What the rule has to find, in a place where it applies.
    let bad: [SourceFile]
    /// What it must not find: near it, or the same where it is allowed.
    let good: [SourceFile]

    var testDescription: String { name }

    func applies(to file: SourceFile) -> Bool {
        file.lies(in: places) && (endings.isEmpty || endings.contains { file.path.hasSuffix($0) })
            && !file.lies(in: exceptions) && (judgesGenerated || !file.isGenerated)
    }

    func violations(in file: SourceFile) -> [String] {
        applies(to: file) ? find(file).map { "\(file.path):\($0): \(name)" } : []
    }
}

/// A piece of text that is looked for in a line.
struct Needle: Sendable, ExpressibleByStringLiteral {
    let literal: String
    /// No letter, digit or underscore comes before it.
    var startsWord = false
    /// A lower-case letter comes after it.
    var leadsLowerCase = false

    init(_ literal: String, startsWord: Bool = false, leadsLowerCase: Bool = false) {
        self.literal = literal
        self.startsWord = startsWord
        self.leadsLowerCase = leadsLowerCase
    }

    init(stringLiteral: String) { self.init(stringLiteral) }

    func isIn(_ line: String) -> Bool {
        guard strstr(line, literal) != nil else { return false }
        return line.ranges(of: literal).contains { range in
            if startsWord, range.lowerBound > line.startIndex {
                let before = line[line.index(before: range.lowerBound)]
                if before.isLetter || before.isNumber || before == "_" { return false }
            }
            guard leadsLowerCase else { return true }
            return range.upperBound < line.endIndex && line[range.upperBound].isLowercase
        }
    }

    /// The lines that hold one of the needles; those that are nothing but a comment don't count unless told.
    static func finder(_ needles: [Needle], inComments: Bool = false) -> @Sendable (SourceFile) -> [Int] {
        { file in
            guard needles.contains(where: { file.contains($0.literal) }) else { return [] }
            return file.lines.enumerated().compactMap { index, line in
                if !inComments, line.trimmed.hasPrefix("//") { return nil }
                return needles.contains { $0.isIn(line) } ? index + 1 : nil
            }
        }
    }
}
