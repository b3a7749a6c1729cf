/// Names and values that travel beside a call's messages, in order; a name may come more than once.
///
/// Names are lower case, as in gRPC; those that end in `-bin` have binary values, the others text.
package struct Metadata: Sendable, Equatable {
    /// One name and value.
    package struct Entry: Sendable, Equatable {
        /// The name, in lower case.
        package var name: String
        /// The value; UTF-8 text unless the name ends in `-bin`.
        package var value: [UInt8]

        /// Makes an entry; the name has to be in lower case already.
        package init(name: String, value: [UInt8]) {
            self.name = name
            self.value = value
        }
    }

    /// The entries, in the order in which they were sent.
    package private(set) var entries: [Entry]

    /// Makes metadata of the entries, whose names have to be in lower case already.
    package init(_ entries: [Entry] = []) {
        self.entries = entries
    }

    /// Whether there is no entry.
    package var isEmpty: Bool { entries.isEmpty }

    /// The first value of the name (in lower case) as text; nil if there is none or it is not UTF-8.
    package subscript(name: String) -> String? {
        guard let value = bytes(of: name) else { return nil }
        return String(validating: value, as: UTF8.self)
    }

    /// The first value of the name (in lower case).
    package func bytes(of name: String) -> [UInt8]? {
        for entry in entries where entry.name == name { return entry.value }
        return nil
    }

    /// Adds a text value. The name is lowered.
    package mutating func append(_ name: String, _ value: String) {
        entries.append(Entry(name: name.lowercased(), value: Array(value.utf8)))
    }

    /// Adds a binary value, whose name should end in `-bin`. The name is lowered.
    package mutating func append(_ name: String, bytes value: [UInt8]) {
        entries.append(Entry(name: name.lowercased(), value: value))
    }
}

extension Metadata: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, String)...) {
        self.init()
        for (name, value) in elements { append(name, value) }
    }
}
