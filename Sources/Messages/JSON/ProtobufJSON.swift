/// Messages as JSON, in protobuf's canonical mapping, for every type of the protocol: what is known of a type is in its
/// descriptor.
///
/// Both directions go straight between the wire form and the text. Where implementations differ this one keeps to the
/// mapping's description, and to what makes a mistake seen early:
/// - A field that the message does not have is refused, and so are a field that is given twice (under either of its names) and
///   two fields of a oneof.
/// - Numbers are exact. 1.0 and 1e2 are whole numbers, in quotation marks too; what JSON does not take for a number (` 1`, `+1`,
///   `01`, `NaN`) is none in quotation marks either. An enum's number is not taken in quotation marks.
/// - Base64 is taken in both alphabets, with all of its padding or none.
/// - A time of day has no 61st second and no hour 24; `T` and `Z` are upper case.
/// - Text is UTF-8 without a byte order mark; U+0000 in a string is refused in both directions, since no message may hold it.
/// - Messages are nested at most 100 deep.
///
/// The wire form takes at most five bytes for each byte of the text (a list of -1 is the worst).
package enum ProtobufJSON {
    /// The wire form of the message that a text is, with its fields in the order of their numbers.
    ///
    /// The type has to be one of the pool's.
    package static func serialized(
        json: UnsafeBufferPointer<UInt8>, as type: String, in pool: DescriptorPool = .embedded
    ) throws(JSONError) -> [UInt8] {
        let message = place(of: type, in: pool)
        guard json.count > 0 else {
            throw JSONError(line: 1, column: 1, field: nil, reason: "is not JSON: it is empty")
        }
        return try DescriptorTables.with(pool) { tables throws(JSONError) in
            var reader = JSONReader(json, tables)
            do {
                try reader.readAll(message)
            } catch {
                throw reader.scanner.error()
            }
            return reader.output.array
        }
    }

    /// The same for bytes in an array.
    package static func serialized(
        json: [UInt8], as type: String, in pool: DescriptorPool = .embedded
    ) throws(JSONError) -> [UInt8] {
        try json.withUnsafeBufferPointer { text throws(JSONError) in
            try serialized(json: text, as: type, in: pool)
        }
    }

    /// The JSON of a message in its wire form, on one line without blanks. Unknown fields are left out.
    ///
    /// The type has to be one of the pool's. Refuses what `init(serialized:)` refuses, except for its size, and a time that
    /// is out of the range that its form has.
    package static func json(
        _ serialized: [UInt8], of type: String, in pool: DescriptorPool = .embedded
    ) throws(MessageError) -> [UInt8] {
        let message = place(of: type, in: pool)
        return try serialized.withUnsafeBufferPointer { buffer throws(MessageError) in
            let bytes = UnsafeRawBufferPointer(buffer)
            return try DescriptorTables.with(pool) { tables throws(MessageError) in
                var writer = JSONWriter(tables, expected: 2 * bytes.count + 64)
                do {
                    try writer.write(message: message, bytes)
                } catch {
                    let failure = writer.failure ?? .malformed(type: type)
                    // A message that is a time as a whole has no field to name.
                    throw failure.field == "" ? failure.inside(type) : failure
                }
                return writer.output.array
            }
        }
    }

    private static func place(of type: String, in pool: DescriptorPool) -> Int {
        guard let place = pool.message(named: type) else { preconditionFailure("no message has the name \(type)") }
        return place
    }
}
