import Crypto
import Messages
import Postgres

/// Where a list goes on: the sort key of the last item that was given, and what the list was asked for.
///
/// A token is opaque to callers. It holds nothing that the caller was not shown, and row-level security applies to what
/// it leads to; so it is not signed, only checked to belong to the same question.
struct PageToken {
    /// How many items a page has if the caller does not say.
    static let defaultSize = 50
    /// The most items that a page has.
    static let largestSize = 500

    /// The parts of the last item's sort key.
    let parts: [String]

    /// Writes the token that leads on from an item.
    static func after(_ parts: [String], of question: String) -> String {
        var bytes = fingerprint(question)
        for part in parts {
            let text = Array(part.utf8)
            bytes.append(UInt8(truncatingIfNeeded: text.count >> 8))
            bytes.append(UInt8(truncatingIfNeeded: text.count))
            bytes += text
        }
        return Base64URL.encode(bytes)
    }

    /// Reads a token; nil for the first page. Refuses one that is damaged, or belongs to another question.
    init?(_ page: PageRequest?, of question: String, parts count: Int) throws(Refusal) {
        guard let token = page?.token, !token.isEmpty else { return nil }
        guard let bytes = Base64URL.decode(token), bytes.starts(with: Self.fingerprint(question)) else {
            throw Self.refusal
        }
        var rest = bytes.dropFirst(8)
        var parts: [String] = []
        while let high = rest.popFirst() {
            guard let low = rest.popFirst() else { throw Self.refusal }
            let length = Int(high) << 8 | Int(low)
            guard rest.count >= length, let text = String(validating: rest.prefix(length), as: UTF8.self),
                !text.utf8.contains(0)
            else { throw Self.refusal }
            parts.append(text)
            rest = rest.dropFirst(length)
        }
        guard parts.count == count else { throw Self.refusal }
        self.parts = parts
    }

    /// The part as an id.
    func identifier(_ index: Int) throws(Refusal) -> Identifier {
        guard let identifier = Identifier(parts[index]) else { throw Self.refusal }
        return identifier
    }

    /// The part as a number.
    func number(_ index: Int) throws(Refusal) -> Int64 {
        guard let number = Int64(parts[index]) else { throw Self.refusal }
        return number
    }

    private static let refusal = Refusal.invalid(
        field: "page.token", "the token is not one of this list; ask for the first page again")

    private static func fingerprint(_ question: String) -> [UInt8] {
        Array(SHA256.digest(Array(question.utf8)).prefix(8))
    }
}

extension Optional where Wrapped == PageRequest {
    /// How many items are wanted, within the limits.
    var size: Int {
        let asked = Int(self?.size ?? 0)
        return asked == 0 ? PageToken.defaultSize : min(asked, PageToken.largestSize)
    }

    /// One item more than wanted, as a parameter: it tells whether there is a next page.
    var limit: PostgresValue { .int8(Int64(size) + 1) }
}

extension Rows {
    /// Turns at most a page of rows into items, and gives the token of the next page if there are more.
    func page<Item>(
        of size: Int, question: String, item: (Row) throws -> Item, key: (Row) -> [String]
    ) rethrows -> (items: [Item], next: String) {
        let shown = Swift.min(count, size)
        let items = try (0..<shown).map { try item(row($0)) }
        let next = count > size ? PageToken.after(key(row(size - 1)), of: question) : ""
        return (items, next)
    }
}
