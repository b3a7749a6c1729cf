/// Turns the wire form of a message into JSON, while it reads it.
struct JSONWriter: ~Copyable {
    /// The reading has ended: `failure` says why.
    struct Stop: Error {}

    static let mostDepth = 100

    let tables: DescriptorTables
    var output: ByteBuffer
    /// Why the bytes are not written; nil if they are malformed.
    var failure: MessageError?
    private var depth = 0

    /// What has been written of an object.
    private struct Progress {
        var hasFields = false
        /// The repeated field whose list is open, or -1, and how many items it has.
        var list = -1
        var items = 0
    }

    init(_ tables: DescriptorTables, expected: Int) {
        self.tables = tables
        output = ByteBuffer(capacity: expected)
    }

    /// Writes a message's value: an object, or the form of its own that it has.
    mutating func write(message place: Int, _ bytes: UnsafeRawBufferPointer) throws(Stop) {
        depth += 1
        guard depth <= JSONWriter.mostDepth else { throw Stop() }
        let message = tables.message(place)
        if try isOrdered(message, bytes) {
            try writeOrdered(message, bytes)
        } else {
            let ordered = try WireMerge(message, tables).ordered(bytes)
            try writeOrdered(message, ordered.bytes)
        }
        depth -= 1
    }

    /// Whether the fields are in the order of their numbers and no field or oneof is given twice.
    private func isOrdered(
        _ message: DescriptorTables.Message, _ bytes: UnsafeRawBufferPointer
    ) throws(Stop) -> Bool {
        var reader = WireReader(bytes)
        var (last, oneofs) = (-1, UInt64(0))
        do throws(WireReader.Malformed) {
            while !reader.isAtEnd {
                let tag = try reader.tag()
                try reader.skip(tag.type)
                let place = tables.field(tag.field, of: message, after: max(last, message.first))
                guard place >= 0 else { continue }
                let field = tables.fields[place]
                if place < last || place == last && !field.isRepeated { return false }
                if field.oneof >= 0 {
                    let bit: UInt64 = 1 << UInt64(field.oneof)
                    if oneofs & bit != 0 { return false }
                    oneofs |= bit
                }
                last = place
            }
            return true
        } catch {
            throw Stop()
        }
    }

    private mutating func writeOrdered(
        _ message: DescriptorTables.Message, _ bytes: UnsafeRawBufferPointer
    ) throws(Stop) {
        if let wellKnown = message.wellKnown { return try write(wellKnown, bytes) }
        output.append(UInt8(ascii: "{"))
        var progress = Progress()
        var reader = WireReader(bytes)
        var last = message.first
        do throws(WireReader.Malformed) {
            while !reader.isAtEnd {
                let tag = try reader.tag()
                let place = tables.field(tag.field, of: message, after: last)
                if place < 0 {
                    try reader.skip(tag.type)
                    continue
                }
                last = place
                let field = tables.fields[place]
                if field.isRepeated {
                    do throws(Stop) { try items(field, place, tag, &reader, &progress) } catch { throw .init() }
                } else {
                    do throws(Stop) { try single(field, tag, &reader, &progress) } catch { throw .init() }
                }
            }
        } catch {
            throw Stop()
        }
        closeList(&progress)
        output.append(UInt8(ascii: "}"))
    }

    private mutating func single(
        _ field: FieldDescriptor, _ tag: WireReader.Tag, _ reader: inout WireReader, _ progress: inout Progress
    ) throws(Stop) {
        guard tag.type == field.type.wireType else { throw Stop() }
        closeList(&progress)
        let start = output.count
        startField(field, progress)
        let isDefault: Bool
        do throws(Stop) { isDefault = try value(field, &reader) } catch { throw inside(field, nil, error) }
        if isDefault && !field.hasPresence {
            output.truncate(to: start)
        } else {
            progress.hasFields = true
        }
    }

    /// Writes the items of one occurrence of a repeated field, which has one or, packed, any number of them.
    private mutating func items(
        _ field: FieldDescriptor, _ place: Int, _ tag: WireReader.Tag, _ reader: inout WireReader,
        _ progress: inout Progress
    ) throws(Stop) {
        if tag.type == field.type.wireType {
            return try item(field, place, &reader, &progress)
        }
        guard tag.type == .bytes, field.type.isPackable, let packed = try? reader.bytes() else { throw Stop() }
        var values = WireReader(packed)
        while !values.isAtEnd { try item(field, place, &values, &progress) }
    }

    private mutating func item(
        _ field: FieldDescriptor, _ place: Int, _ reader: inout WireReader, _ progress: inout Progress
    ) throws(Stop) {
        if progress.list == place {
            output.append(UInt8(ascii: ","))
        } else {
            closeList(&progress)
            startField(field, progress)
            output.append(UInt8(ascii: "["))
            progress = Progress(hasFields: true, list: place, items: 0)
        }
        do throws(Stop) { _ = try value(field, &reader) } catch { throw inside(field, progress.items, error) }
        progress.items += 1
    }

    @inline(__always)
    private mutating func startField(_ field: FieldDescriptor, _ progress: Progress) {
        if progress.hasFields { output.append(UInt8(ascii: ",")) }
        output.append(tables.names + Int(field.key.start), count: Int(field.key.count))
    }

    @inline(__always)
    private mutating func closeList(_ progress: inout Progress) {
        guard progress.list >= 0 else { return }
        output.append(UInt8(ascii: "]"))
        progress.list = -1
    }

    /// Puts a field before the path of the failure.
    private mutating func inside(_ field: FieldDescriptor, _ index: Int?, _ stop: Stop) -> Stop {
        let name = tables.pool.text(field.name)
        failure = failure?.inside(index.map { "\(name)[\($0)]" } ?? name)
        return stop
    }
}
