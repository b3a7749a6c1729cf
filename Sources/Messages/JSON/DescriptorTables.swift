import Glibc

/// A pool's tables for the time of one call, as addresses: no counting of references for each field that is looked at.
struct DescriptorTables {
    let pool: DescriptorPool
    let fields: UnsafePointer<FieldDescriptor>
    let values: UnsafePointer<EnumDescriptor.Value>
    let names: UnsafePointer<UInt8>

    /// A message's fields and how it is written, without its name.
    struct Message {
        let first: Int
        let end: Int
        let oneofCount: Int
        let wellKnown: MessageDescriptor.WellKnown?
    }

    private let messages: UnsafePointer<MessageDescriptor>

    /// Calls with the tables, which are not to be kept.
    static func with<Result, Failure: Error>(
        _ pool: DescriptorPool, _ body: (DescriptorTables) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try pool.fields.withUnsafeBufferPointer { fields throws(Failure) in
            try pool.values.withUnsafeBufferPointer { values throws(Failure) in
                try pool.names.withUnsafeBufferPointer { names throws(Failure) in
                    try pool.messages.withUnsafeBufferPointer { messages throws(Failure) in
                        try body(
                            DescriptorTables(
                                // An empty table has an address too, which nobody reads.
                                pool: pool, fields: fields.baseAddress.unsafelyUnwrapped,
                                values: values.baseAddress.unsafelyUnwrapped,
                                names: names.baseAddress.unsafelyUnwrapped,
                                messages: messages.baseAddress.unsafelyUnwrapped))
                    }
                }
            }
        }
    }

    @inline(__always)
    func message(_ place: Int) -> Message {
        let fields = messages[place].fields
        return Message(
            first: fields.lowerBound, end: fields.upperBound, oneofCount: messages[place].oneofCount,
            wellKnown: messages[place].wellKnown)
    }

    func fullName(of place: Int) -> String { pool.messages[place].fullName }

    func bytes(_ name: DescriptorPool.Name) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: names + Int(name.start), count: Int(name.count))
    }

    /// The place of the field of that number, or -1. `last` is that of the field before it, or the message's first.
    @inline(__always)
    func field(_ number: Int32, of message: Message, after last: Int) -> Int {
        if last + 1 < message.end, fields[last + 1].number == number { return last + 1 }
        if last < message.end, fields[last].number == number { return last }
        return search(number, of: message)
    }

    private func search(_ number: Int32, of message: Message) -> Int {
        var (low, high) = (message.first, message.end)
        while low < high {
            let middle = (low + high) / 2
            if fields[middle].number < number { low = middle + 1 } else { high = middle }
        }
        return low < message.end && fields[low].number == number ? low : -1
    }

    /// The place of the field of that name, the one in JSON or the one in the `.proto` file; -1 if there is none.
    func field(named name: UnsafeBufferPointer<UInt8>, of message: Message) -> Int {
        guard !name.isEmpty else { return -1 }
        let start = name.baseAddress.unsafelyUnwrapped
        for place in message.first..<message.end {
            // The key has quotation marks and a colon around the name.
            let key = fields[place].key
            let inner = DescriptorPool.Name(start: key.start + 1, count: key.count - 3)
            if Int(inner.count) == name.count, isEqual(inner, start) { return place }
            if Int(fields[place].name.count) == name.count, isEqual(fields[place].name, start) { return place }
        }
        return -1
    }

    /// The number of an enum's value.
    func value(named name: UnsafeBufferPointer<UInt8>, of place: Int) -> Int32? {
        guard !name.isEmpty else { return nil }
        for place in pool.enums[place].values {
            let quoted = values[place].name
            let inner = DescriptorPool.Name(start: quoted.start + 1, count: quoted.count - 2)
            if Int(inner.count) == name.count, isEqual(inner, name.baseAddress.unsafelyUnwrapped) {
                return values[place].number
            }
        }
        return nil
    }

    /// Whether the bytes there, as many as the name has, are the name.
    @inline(__always)
    func isEqual(_ name: DescriptorPool.Name, _ bytes: UnsafePointer<UInt8>) -> Bool {
        memcmp(names + Int(name.start), bytes, Int(name.count)) == 0
    }

    /// The first value of an enum that has that number.
    func value(_ number: Int32, of place: Int) -> EnumDescriptor.Value? {
        let places = pool.enums[place].values
        // Most enums count from 0.
        if number >= 0, Int(number) < places.count, values[places.lowerBound + Int(number)].number == number {
            return values[places.lowerBound + Int(number)]
        }
        return places.lazy.map { values[$0] }.first { $0.number == number }
    }
}
