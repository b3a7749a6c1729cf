/// Puts the wire form of a message in order: its fields by their numbers, each that is not repeated once. Of several values of
/// a field the last one counts, and so of several fields of a oneof; messages are merged, as protobuf has it.
struct WireMerge {
    private struct Occurrence {
        let place: Int
        let type: WireReader.WireType
        /// The value, for a message or string without its length.
        let value: UnsafeRawBufferPointer
    }

    private let message: DescriptorTables.Message
    private let tables: DescriptorTables

    init(_ message: DescriptorTables.Message, _ tables: DescriptorTables) {
        self.message = message
        self.tables = tables
    }

    /// The same message with its fields in order. Unknown fields are left out.
    func ordered(_ bytes: UnsafeRawBufferPointer) throws(JSONWriter.Stop) -> ByteBuffer {
        var occurrences: [Occurrence]
        do { occurrences = try read(bytes) } catch { throw JSONWriter.Stop() }
        dropReplaced(&occurrences)
        // Sorting is stable, so the items of a repeated field keep their order.
        occurrences.sort { $0.place < $1.place }
        var output = ByteBuffer(capacity: bytes.count)
        var index = 0
        while index < occurrences.count {
            let place = occurrences[index].place
            let run = occurrences[index...].prefix { $0.place == place }
            let field = tables.fields[place]
            if field.isRepeated {
                for occurrence in run { append(occurrence.value, field, occurrence.type, to: &output) }
            } else if field.type == .message {
                // The wire forms of two messages one after the other are the wire form of both merged.
                output.append(tag: field.number, .bytes)
                output.append(varint: UInt64(run.reduce(0) { $0 + $1.value.count }))
                for occurrence in run { output.append(occurrence.value) }
            } else if let last = run.last {
                append(last.value, field, last.type, to: &output)
            }
            index = run.endIndex
        }
        return output
    }

    private func append(
        _ value: UnsafeRawBufferPointer, _ field: FieldDescriptor, _ type: WireReader.WireType,
        to output: inout ByteBuffer
    ) {
        output.append(tag: field.number, type)
        if type == .bytes { output.append(varint: UInt64(value.count)) }
        output.append(value)
    }

    private func read(_ bytes: UnsafeRawBufferPointer) throws(WireReader.Malformed) -> [Occurrence] {
        var occurrences: [Occurrence] = []
        var reader = WireReader(bytes)
        while !reader.isAtEnd {
            let tag = try reader.tag()
            let value = try reader.raw(tag.type)
            let place = tables.field(tag.field, of: message, after: message.first)
            guard place >= 0 else { continue }
            let field = tables.fields[place]
            let isPacked = field.isRepeated && field.type.isPackable && tag.type == .bytes
            guard isPacked || tag.type == field.type.wireType else { throw WireReader.Malformed() }
            occurrences.append(Occurrence(place: place, type: tag.type, value: value))
        }
        return occurrences
    }

    /// Drops what a later field of the same oneof has taken the place of: a message that comes again after that begins anew.
    private func dropReplaced(_ occurrences: inout [Occurrence]) {
        guard message.oneofCount > 0 else { return }
        var holders = [Int](repeating: -1, count: message.oneofCount)
        var kept: [Occurrence] = []
        for occurrence in occurrences.reversed() {
            let oneof = Int(tables.fields[occurrence.place].oneof)
            if oneof >= 0 {
                // Seen from the end: once another field is met, all before it is replaced.
                if holders[oneof] == -1 { holders[oneof] = occurrence.place }
                if holders[oneof] != occurrence.place {
                    holders[oneof] = -2
                    continue
                }
            }
            kept.append(occurrence)
        }
        occurrences = kept.reversed()
    }
}
