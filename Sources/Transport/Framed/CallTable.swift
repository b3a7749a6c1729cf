/// The live calls of one connection, each in a slot that it keeps until it is removed.
///
/// A connection has few calls, so a scan over their ids beats a hash table.
struct CallTable<Call> {
    /// 0 where the slot is free or its call takes no frame any more.
    private var ids: ContiguousArray<UInt32> = []
    private var calls: ContiguousArray<Call?> = []
    private var free: ContiguousArray<Int> = []

    /// How many slots are taken.
    var count: Int { calls.count - free.count }

    /// The slot whose call takes frames under this id.
    func slot(of id: UInt32) -> Int? {
        for slot in ids.indices where ids[slot] == id { return slot }
        return nil
    }

    mutating func insert(_ id: UInt32, _ call: Call) -> Int {
        precondition(id != 0)
        if let slot = free.popLast() {
            ids[slot] = id
            calls[slot] = call
            return slot
        }
        ids.append(id)
        calls.append(call)
        return ids.count - 1
    }

    /// The id under which the slot's call takes frames; 0 once it is hidden.
    func id(_ slot: Int) -> UInt32 { ids[slot] }

    /// Keeps the slot taken, but finds it no more.
    mutating func hide(_ slot: Int) { ids[slot] = 0 }

    mutating func remove(_ slot: Int) {
        precondition(calls[slot] != nil, "a slot was given back twice")
        ids[slot] = 0
        calls[slot] = nil
        free.append(slot)
    }

    subscript(slot: Int) -> Call {
        get {
            guard let call = calls[slot] else { preconditionFailure("the slot is free") }
            return call
        }
        _modify {
            guard var call = calls[slot] else { preconditionFailure("the slot is free") }
            calls[slot] = nil
            defer { calls[slot] = call }
            yield &call
        }
    }

    /// The slots whose calls still take frames.
    var liveSlots: [Int] { ids.indices.filter { ids[$0] != 0 } }
}
