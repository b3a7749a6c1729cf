// Values of single fields, or of an item of a repeated one.
extension JSONReader {
    /// Reads a value and writes it without its tag. Says whether it is the type's default.
    mutating func value(_ field: FieldDescriptor) throws(Stop) -> Bool {
        switch field.type {
        case .string: return try string()
        case .message: return try message(Int(field.typeIndex))
        case .enum: return try enumeration(field)
        case .bool: return try flag()
        case .bytes: return try base64()
        case .int32, .sint32, .sfixed32, .uint32, .fixed32, .int64, .sint64, .sfixed64, .uint64, .fixed64:
            return try whole(field)
        case .double: return try floating(isDouble: true)
        case .float: return try floating(isDouble: false)
        }
    }

    private mutating func message(_ place: Int) throws(Stop) -> Bool {
        let length = output.count
        output.append(0)
        try value(ofMessage: place)
        output.putLength(at: length)
        return false
    }

    private mutating func string() throws(Stop) -> Bool {
        guard scanner.isNext(UInt8(ascii: "\"")) else { throw scanner.wrongValue("must be a string") }
        let text = try scanner.string()
        output.append(varint: UInt64(text.count))
        output.append(UnsafeRawBufferPointer(text))
        return text.isEmpty
    }

    private mutating func base64() throws(Stop) -> Bool {
        let start = scanner.position
        guard scanner.isNext(UInt8(ascii: "\"")) else { throw scanner.wrongValue("must be a string of base64") }
        let text = try scanner.string()
        let length = output.count
        output.append(0)
        guard Base64Text.decode(text, into: &output) else {
            throw scanner.fail(at: start, "must be a string of base64")
        }
        output.putLength(at: length)
        return output.count == length + 1
    }

    private mutating func flag() throws(Stop) -> Bool {
        if scanner.take("true") {
            output.append(1)
            return false
        }
        guard scanner.take("false") else { throw scanner.wrongValue("must be true or false") }
        output.append(0)
        return true
    }

    private mutating func enumeration(_ field: FieldDescriptor) throws(Stop) -> Bool {
        // A number in quotation marks would be a name.
        guard scanner.isNext(UInt8(ascii: "\"")) else { return try whole(field) }
        let start = scanner.position
        let name = try scanner.string()
        guard let value = tables.value(named: name, of: Int(field.typeIndex)) else {
            throw scanner.fail(at: start, expected(field))
        }
        output.append(varint: UInt64(bitPattern: Int64(value)))
        return value == 0
    }

    /// What a field of whole numbers takes.
    private func expected(_ field: FieldDescriptor) -> String {
        switch field.type {
        case .enum:
            "must be the name or the number of a value of \(tables.pool.enums[Int(field.typeIndex)].fullName)"
        case .int32, .sint32, .sfixed32: "must be a whole number from \(Int32.min) to \(Int32.max)"
        case .uint32, .fixed32: "must be a whole number from 0 to \(UInt32.max)"
        case .int64, .sint64, .sfixed64: "must be a whole number from \(Int64.min) to \(Int64.max)"
        default: "must be a whole number from 0 to \(UInt64.max)"
        }
    }

    /// Reads a whole number, which may be in quotation marks, and writes it as the type does.
    private mutating func whole(_ field: FieldDescriptor) throws(Stop) -> Bool {
        let start = scanner.position
        guard let number = try number(), case .magnitude(let magnitude) = number.whole,
            magnitude <= field.type.largest(isNegative: number.isNegative)
        else { throw scanner.fail(at: start, expected(field)) }
        let bits = number.isNegative ? 0 &- magnitude : magnitude
        switch field.type {
        case .sint32, .sint64:
            let value = Int64(bitPattern: bits)
            output.append(varint: UInt64(bitPattern: value << 1 ^ value >> 63))
        case .fixed32, .sfixed32: output.append(littleEndian: UInt32(truncatingIfNeeded: bits))
        case .fixed64, .sfixed64: output.append(littleEndian: bits)
        default: output.append(varint: bits)
        }
        return bits == 0
    }

    private mutating func floating(isDouble: Bool) throws(Stop) -> Bool {
        let expected = isDouble ? "must be a number that fits into 64 bits" : "must be a number that fits into 32 bits"
        let start = scanner.position
        for (name, value) in [("\"NaN\"", .nan), ("\"Infinity\"", .infinity), ("\"-Infinity\"", -.infinity)]
            as [(StaticString, Double)] where scanner.take(name)
        {
            append(value, isDouble)
            return false
        }
        guard let number = try number() else { throw scanner.fail(at: start, expected) }
        let value = isDouble ? number.double : Double(number.float)
        guard value.isFinite else { throw scanner.fail(at: start, expected) }
        append(value, isDouble)
        // -0 is not the default.
        return value.bitPattern == 0
    }

    private mutating func append(_ value: Double, _ isDouble: Bool) {
        if isDouble {
            output.append(littleEndian: value.bitPattern)
        } else {
            output.append(littleEndian: Float(value).bitPattern)
        }
    }

    /// Reads a number, which may be in quotation marks; nil if it is a value of another kind.
    private mutating func number() throws(Stop) -> JSONNumber? {
        switch scanner.position < scanner.end ? scanner.position.pointee : 0 {
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return try scanner.number()
        case UInt8(ascii: "\""):
            let text = try scanner.string()
            guard let number = JSONNumber(prefixOf: text), number.text.count == text.count else { return nil }
            return number
        default:
            let stop = scanner.wrongValue("")
            if scanner.failure?.reason == "" { return nil }
            throw stop
        }
    }
}

extension FieldDescriptor.FieldType {
    /// The greatest number without its sign that a whole number of this type may have.
    fileprivate func largest(isNegative: Bool) -> UInt64 {
        switch self {
        case .int32, .sint32, .sfixed32, .enum: isNegative ? 1 << 31 : 1 << 31 - 1
        case .int64, .sint64, .sfixed64: isNegative ? 1 << 63 : 1 << 63 - 1
        case .uint32, .fixed32: isNegative ? 0 : UInt64(UInt32.max)
        default: isNegative ? 0 : .max
        }
    }
}
