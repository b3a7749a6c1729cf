// Values of single fields, or of an item of a repeated one.
extension JSONWriter {
    /// Reads a value and writes it. Says whether it is the type's default, of which nothing has to be written.
    @inline(__always)
    mutating func value(_ field: FieldDescriptor, _ reader: inout WireReader) throws(Stop) -> Bool {
        do throws(WireReader.Malformed) {
            switch field.type {
            case .string:
                let text = try reader.bytes()
                do throws(Stop) { try write(text: text) } catch { return try fail() }
                return text.isEmpty
            case .message:
                let message = try reader.bytes()
                do throws(Stop) { try write(message: Int(field.typeIndex), message) } catch { return try fail() }
                return false
            case .bytes:
                let bytes = try reader.bytes()
                output.append(UInt8(ascii: "\""))
                Base64Text.encode(bytes, into: &output)
                output.append(UInt8(ascii: "\""))
                return bytes.isEmpty
            case .enum: return write(value: Int32(truncatingIfNeeded: try reader.varint()), Int(field.typeIndex))
            case .bool:
                let flag = try reader.varint() != 0
                output.append(flag ? "true" : "false")
                return !flag
            case .double: return write(Double(bitPattern: try reader.fixed64()))
            case .float: return write(Float(bitPattern: try reader.fixed32()))
            default: return write(number: try whole(field.type, &reader), isQuoted: field.type.isQuoted)
            }
        } catch {
            throw Stop()
        }
    }

    private func fail() throws(WireReader.Malformed) -> Bool { throw WireReader.Malformed() }

    /// A whole number as 64 bits with a sign: what is unsigned and has 64 bits is written apart.
    private func whole(
        _ type: FieldDescriptor.FieldType, _ reader: inout WireReader
    ) throws(WireReader.Malformed) -> Whole {
        switch type {
        case .int32: return Whole(signed: Int64(Int32(truncatingIfNeeded: try reader.varint())))
        case .uint32:
            return Whole(isNegative: false, magnitude: UInt64(UInt32(truncatingIfNeeded: try reader.varint())))
        case .int64: return Whole(signed: Int64(bitPattern: try reader.varint()))
        case .sint32:
            let value = UInt32(truncatingIfNeeded: try reader.varint())
            return Whole(signed: Int64(Int32(bitPattern: value >> 1) ^ -Int32(bitPattern: value & 1)))
        case .sint64:
            let value = try reader.varint()
            return Whole(signed: Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1))
        case .fixed32: return Whole(isNegative: false, magnitude: UInt64(try reader.fixed32()))
        case .sfixed32: return Whole(signed: Int64(Int32(bitPattern: try reader.fixed32())))
        case .sfixed64: return Whole(signed: Int64(bitPattern: try reader.fixed64()))
        case .fixed64: return Whole(isNegative: false, magnitude: try reader.fixed64())
        default: return Whole(isNegative: false, magnitude: try reader.varint())
        }
    }

    /// A whole number of any type.
    private struct Whole {
        let isNegative: Bool
        let magnitude: UInt64

        init(isNegative: Bool, magnitude: UInt64) {
            self.isNegative = isNegative
            self.magnitude = magnitude
        }

        init(signed: Int64) {
            isNegative = signed < 0
            magnitude = signed.magnitude
        }
    }

    private mutating func write(number: Whole, isQuoted: Bool) -> Bool {
        if isQuoted { output.append(UInt8(ascii: "\"")) }
        if number.isNegative { output.append(UInt8(ascii: "-")) }
        output.append(decimal: number.magnitude)
        if isQuoted { output.append(UInt8(ascii: "\"")) }
        return number.magnitude == 0
    }

    /// A number that the enum does not have is written as a number.
    private mutating func write(value number: Int32, _ place: Int) -> Bool {
        if let value = tables.value(number, of: place) {
            output.append(tables.bytes(value.name))
        } else {
            _ = write(number: Whole(signed: Int64(number)), isQuoted: false)
        }
        return number == 0
    }

    private mutating func write<Number: BinaryFloatingPoint & LosslessStringConvertible>(_ number: Number) -> Bool {
        if number.isNaN {
            output.append("\"NaN\"")
        } else if number.isInfinite {
            output.append(number < 0 ? "\"-Infinity\"" : "\"Infinity\"")
        } else {
            // The shortest text that gives the number again, and it is JSON.
            for byte in number.description.utf8 { output.append(byte) }
        }
        // -0 is not the default.
        return number == 0 && number.sign == .plus
    }

    /// Writes a string with the escapes that JSON needs, and sees to it that it is UTF-8.
    @inline(__always)
    private mutating func write(text: UnsafeRawBufferPointer) throws(Stop) {
        output.append(UInt8(ascii: "\""))
        if let base = text.baseAddress {
            var place = base.assumingMemoryBound(to: UInt8.self)
            let end = place + text.count
            // Nothing but escapes is longer than it was; they make room for themselves.
            var target = output.room(for: text.count)
            while place < end {
                let plain = UTF8Sequence.plainPrefix(place, end)
                target.update(from: place, count: plain)
                target += plain
                place += plain
                guard place < end else { break }
                let byte = place.pointee
                if byte >= 0x80 {
                    let length = UTF8Sequence.length(at: place, end: end)
                    guard length > 0 else {
                        failure = .invalidUTF8(field: "")
                        throw Stop()
                    }
                    target.update(from: place, count: length)
                    target += length
                    place += length
                } else if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
                    output.advance(by: target - (output.base + output.count))
                    try write(escaped: byte)
                    place += 1
                    target = output.room(for: end - place)
                } else {
                    target.pointee = byte
                    target += 1
                    place += 1
                }
            }
            output.advance(by: target - (output.base + output.count))
        }
        output.append(UInt8(ascii: "\""))
    }

    private mutating func write(escaped byte: UInt8) throws(Stop) {
        switch byte {
        case 0:
            // Nobody could read it again.
            failure = .nulCharacter(field: "")
            throw Stop()
        case 0x08: output.append("\\b")
        case 0x09: output.append("\\t")
        case 0x0A: output.append("\\n")
        case 0x0C: output.append("\\f")
        case 0x0D: output.append("\\r")
        case UInt8(ascii: "\""): output.append("\\\"")
        case UInt8(ascii: "\\"): output.append("\\\\")
        default:
            let digits: StaticString = "0123456789abcdef"
            output.append(byte < 0x10 ? "\\u000" : "\\u001")
            output.append(digits.utf8Start[Int(byte & 15)])
        }
    }

    /// Writes a timestamp or a duration, whose fields are in order.
    mutating func write(_ wellKnown: MessageDescriptor.WellKnown, _ bytes: UnsafeRawBufferPointer) throws(Stop) {
        var parts = TimeText.Parts(seconds: 0, nanos: 0)
        var reader = WireReader(bytes)
        do throws(WireReader.Malformed) {
            while !reader.isAtEnd {
                let tag = try reader.tag()
                switch (tag.field, tag.type) {
                case (1, .varint): parts.seconds = Int64(bitPattern: try reader.varint())
                case (2, .varint): parts.nanos = Int32(truncatingIfNeeded: try reader.varint())
                case (1, _), (2, _): throw WireReader.Malformed()
                default: try reader.skip(tag.type)
                }
            }
        } catch {
            throw Stop()
        }
        output.append(UInt8(ascii: "\""))
        let isWritten =
            switch wellKnown {
            case .timestamp: TimeText.write(timestamp: parts, into: &output)
            case .duration: TimeText.write(duration: parts, into: &output)
            }
        guard isWritten else {
            failure = .timeOutOfRange(field: "")
            throw Stop()
        }
        output.append(UInt8(ascii: "\""))
    }
}

extension FieldDescriptor.FieldType {
    /// Whether JSON has its numbers as strings, since many readers keep numbers in 53 bits.
    fileprivate var isQuoted: Bool {
        switch self {
        case .int64, .uint64, .sint64, .fixed64, .sfixed64: true
        default: false
        }
    }
}
