/// How one of the things that a rule counts stands.
enum ItemState {
    case pass, fail
    /// The time has not run out: not counted.
    case pending
    case unknown
}

/// One of the things that a rule counts, with the records behind its state (G18).
struct Item {
    let state: ItemState
    /// The records that it is made from.
    let anchors: [Int32]
    /// The records that made its state.
    let events: [Int32]

    init(_ state: ItemState, _ anchors: [Int32], events: [Int32] = []) {
        self.state = state
        self.anchors = anchors
        self.events = events
    }
}

/// The things that a rule counts.
struct ItemList {
    private(set) var items: [Item] = []
    private(set) var pass = 0
    private(set) var fail = 0
    private(set) var unknown = 0
    private(set) var pending = 0

    init() {}

    init(_ items: some Sequence<Item>) {
        for item in items { append(item) }
    }

    mutating func append(_ item: Item) {
        items.append(item)
        switch item.state {
        case .pass: pass += 1
        case .fail: fail += 1
        case .pending: pending += 1
        case .unknown: unknown += 1
        }
    }

    /// Pending items are left out.
    var n: Int { pass + fail + unknown }

    /// No item at all, pending ones included.
    var isEmpty: Bool { items.isEmpty }

    /// The anchors and events of the items in a state.
    func records(_ state: ItemState) -> [Int32] {
        items.lazy.filter { $0.state == state }.flatMap { $0.anchors + $0.events }
    }

    /// The anchors of the unknown items.
    var unknownAnchors: [Int32] { items.lazy.filter { $0.state == .unknown }.flatMap(\.anchors) }

    static func + (left: ItemList, right: ItemList) -> ItemList { ItemList(left.items + right.items) }
}
