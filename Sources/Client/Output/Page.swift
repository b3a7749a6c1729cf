/// What text is written on: how wide it is, and whether it shows colours.
package struct Page: Sendable, Equatable {
    /// How many columns it has; nil when lines may be as long as they like, as in a file.
    package let width: Int?
    /// Whether colours are written.
    package let hasColours: Bool

    /// A page of `width` columns; nil does not wrap.
    package init(width: Int?, hasColours: Bool) {
        self.width = width
        self.hasColours = hasColours
    }

    /// The text in a colour for letters.
    package func paint(_ text: String, _ tint: Tint) -> String {
        switch tint {
        case .plain: text
        case .heading: escape(text, "1")
        case .good: escape(text, "32")
        case .middling: escape(text, "33")
        case .bad: escape(text, "31")
        case .faint: escape(text, "2")
        }
    }

    /// The text on a coloured ground, for the cells of a matrix.
    package func block(_ text: String, _ tint: Tint) -> String {
        switch tint {
        case .plain, .heading: text
        case .good: escape(text, "30;42")
        case .middling: escape(text, "30;43")
        case .bad: escape(text, "97;41")
        case .faint: escape(text, "2")
        }
    }

    private func escape(_ text: String, _ code: String) -> String {
        hasColours && !text.isEmpty ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
