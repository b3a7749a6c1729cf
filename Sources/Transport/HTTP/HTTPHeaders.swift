/// The header fields of a request or of an answer: names in lower case, and values, in order.
package struct HTTPHeaders: Sendable, Equatable {
    /// One field.
    package struct Field: Sendable, Equatable {
        /// In lower case.
        package var name: String
        /// Without blanks at its ends.
        package var value: String

        /// Makes a field. The name has to be in lower case.
        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// All fields as they came, or as they are to go.
    package var fields: [Field]

    /// No fields.
    package init() { fields = [] }

    /// The first value of a name, which has to be in lower case.
    package subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

    /// All values of a name, which has to be in lower case.
    package func values(of name: String) -> [String] { fields.filter { $0.name == name }.map(\.value) }

    /// Adds a field at the end; the name has to be in lower case.
    package mutating func add(_ name: String, _ value: String) { fields.append(Field(name: name, value: value)) }
}

extension HTTPHeaders: ExpressibleByDictionaryLiteral {
    /// Fields in the order of the literal.
    package init(dictionaryLiteral elements: (String, String)...) {
        fields = elements.map { Field(name: $0.0, value: $0.1) }
    }
}
