/// Collects where a message breaks the rules that the protocol's files state beside the fields.
struct RuleCheck {
    /// What a string must look like, if it is not empty.
    enum Form {
        case uuid
        case date
    }

    /// A caller who breaks everything gets an answer of bounded size.
    static let mostViolations = 100

    private(set) var violations: [FieldViolation] = []
    private var path = ""

    private mutating func add(_ field: StaticString, index: Int? = nil, _ description: String) {
        guard violations.count < RuleCheck.mostViolations else { return }
        let place = index.map { "[\($0)]" } ?? ""
        violations.append(FieldViolation(field: "\(path)\(field)\(place)", description: description))
    }

    // Single fields

    mutating func text(
        _ field: StaticString, _ value: String, form: Form? = nil, maxBytes: Int = .max, required: Bool = false
    ) {
        if value.isEmpty {
            if required { add(field, "must not be empty") }
            return
        }
        text(field, index: nil, value, form: form, maxBytes: maxBytes)
    }

    mutating func bytes(_ field: StaticString, _ value: [UInt8], maxBytes: Int = .max, required: Bool = false) {
        if value.isEmpty, required { add(field, "must not be empty") }
        if value.count > maxBytes { add(field, "has \(value.count) bytes; at most \(maxBytes) are allowed") }
    }

    mutating func number(
        _ field: StaticString, _ value: some UnsignedInteger, maxValue: UInt64 = .max, minValue: UInt64 = 0,
        required: Bool = false
    ) {
        if value == 0, required { add(field, "must not be 0") }
        if UInt64(value) < minValue { add(field, "is \(value); at least \(minValue) is needed") }
        if UInt64(value) > maxValue { add(field, "is \(value); at most \(maxValue) is allowed") }
    }

    /// A number with presence.
    mutating func number(
        _ field: StaticString, _ value: (some UnsignedInteger)?, maxValue: UInt64 = .max, minValue: UInt64 = 0,
        required: Bool = false
    ) {
        guard let value else {
            if required { add(field, "must be set") }
            return
        }
        number(field, value, maxValue: maxValue, minValue: minValue)
    }

    mutating func value(_ field: StaticString, _ value: some ProtobufEnum, required: Bool = false) {
        if value.rawValue == 0, required { add(field, "must be set") }
        checkKnown(field, value)
    }

    mutating func message(_ field: StaticString, _ value: (some CMessage)?, required: Bool = false) {
        guard let value else {
            if required { add(field, "must be set") }
            return
        }
        inspect(value, at: "\(path)\(field).")
    }

    // Repeated fields. The items of a list that is too long are not looked at.

    mutating func texts(
        _ field: StaticString, _ values: [String], form: Form? = nil, maxBytes: Int = .max, maxItems: Int,
        required: Bool = false
    ) {
        guard count(field, values.count, maxItems, required) else { return }
        for (index, value) in values.enumerated() {
            if value.isEmpty {
                add(field, index: index, "must not be empty")
            } else {
                text(field, index: index, value, form: form, maxBytes: maxBytes)
            }
        }
    }

    mutating func byteStrings(
        _ field: StaticString, _ values: [[UInt8]], maxBytes: Int = .max, maxItems: Int, required: Bool = false
    ) {
        guard count(field, values.count, maxItems, required) else { return }
        for (index, value) in values.enumerated() where value.count > maxBytes {
            add(field, index: index, "has \(value.count) bytes; at most \(maxBytes) are allowed")
        }
    }

    mutating func numbers(
        _ field: StaticString, _ values: [some UnsignedInteger], maxValue: UInt64 = .max, maxItems: Int,
        required: Bool = false
    ) {
        guard count(field, values.count, maxItems, required) else { return }
        for (index, value) in values.enumerated() where UInt64(value) > maxValue {
            add(field, index: index, "is \(value); at most \(maxValue) is allowed")
        }
    }

    mutating func values(
        _ field: StaticString, _ values: [some ProtobufEnum], maxItems: Int, required: Bool = false
    ) {
        guard count(field, values.count, maxItems, required) else { return }
        for (index, value) in values.enumerated() { checkKnown(field, index: index, value) }
    }

    mutating func messages(
        _ field: StaticString, _ values: [some CMessage], maxItems: Int, required: Bool = false
    ) {
        guard count(field, values.count, maxItems, required) else { return }
        for (index, value) in values.enumerated() { inspect(value, at: "\(path)\(field)[\(index)].") }
    }

    // Parts

    private mutating func inspect(_ message: some CMessage, at place: String) {
        let outer = path
        path = place
        message.inspect(&self)
        path = outer
    }

    private mutating func count(_ field: StaticString, _ count: Int, _ maxItems: Int, _ required: Bool) -> Bool {
        if count == 0, required { add(field, "must have at least one item") }
        if count > maxItems { add(field, "has \(count) items; at most \(maxItems) are allowed") }
        return count <= maxItems
    }

    private mutating func checkKnown<Value: ProtobufEnum>(
        _ field: StaticString, index: Int? = nil, _ value: Value
    ) {
        // Every value of the protocol survives the way to its name and back; an unrecognised one has a number for it.
        if !Value.known.contains(value) {
            add(field, index: index, "has the value \(value.rawValue), which is not known")
        }
    }

    private mutating func text(
        _ field: StaticString, index: Int?, _ value: String, form: Form?, maxBytes: Int
    ) {
        let count = value.utf8.count
        switch form {
        case .uuid where !RuleCheck.isUUID(value):
            add(field, index: index, "must be a UUID in its canonical form of 36 characters, in lower case")
        case .date where !RuleCheck.isDate(value):
            add(field, index: index, "must be a date of the calendar, YYYY-MM-DD")
        case nil where count > maxBytes:
            add(field, index: index, "has \(count) bytes; at most \(maxBytes) are allowed")
        default: break
        }
    }

    /// Whether a string is a UUID as RFC 9562 writes it: 8-4-4-4-12 hexadecimal digits, in lower case.
    static func isUUID(_ text: String) -> Bool {
        let bytes = text.utf8
        guard bytes.count == 36 else { return false }
        for (index, byte) in bytes.enumerated() {
            switch index {
            case 8, 13, 18, 23:
                if byte != UInt8(ascii: "-") { return false }
            default:
                let isDigit = byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
                let isLetter = byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "f")
                if !isDigit && !isLetter { return false }
            }
        }
        return true
    }

    /// Whether a string is a day of the Gregorian calendar from 0001-01-01 to 9999-12-31, as YYYY-MM-DD.
    static func isDate(_ text: String) -> Bool {
        guard text.utf8.count == 10 else { return false }
        var numbers = [0, 0, 0]
        for (index, byte) in text.utf8.enumerated() {
            switch index {
            case 4, 7:
                if byte != UInt8(ascii: "-") { return false }
            default:
                guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return false }
                let part = index < 4 ? 0 : index < 7 ? 1 : 2
                numbers[part] = numbers[part] * 10 + Int(byte - UInt8(ascii: "0"))
            }
        }
        let (year, month, day) = (numbers[0], numbers[1], numbers[2])
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return year >= 1 && lengths.indices.contains(month - 1) && day >= 1 && day <= lengths[month - 1]
    }
}
