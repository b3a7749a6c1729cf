import FuzzSupport

/// Inputs to begin with: raw bytes, and acts that make the same and more.
func seeds() -> [[UInt8]] { (raw() + made()).map(Step.input) }

private let call = [
    (":method", "POST"), (":scheme", "https"), (":path", "/t/Echo"), (":authority", "a"),
    ("content-type", "application/grpc"), ("te", "trailers"),
]

private func request(_ method: String, _ path: String) -> [UInt8] {
    Client.block([(":method", method), (":scheme", "https"), (":path", path), (":authority", "a")])
}

private let handlersRun = Step.act(0, value: 9)

/// Each is a preface of its own and some frames.
private func raw() -> [[Step]] {
    let head = Client.block(call)
    let message = Client.message([2, 1, 255])
    let unary = Client.frame(1, 4, 1, head) + Client.frame(0, 1, 1, message)
    let frames: [[UInt8]] = [
        unary,
        Client.frame(1, 0, 1, Array(head[..<20])) + Client.frame(9, 0, 1, Array(head[20..<40]))
            + Client.frame(9, 4, 1, Array(head[40...])) + Client.frame(0, 0, 1, message)
            + Client.frame(1, 5, 1, Client.block([("x-last", "1")])),
        Client.frame(1, 44, 1, [3, 0, 0, 0, 0, 15] + head + [0, 0, 0]) + Client.frame(0, 9, 1, [2] + message + [0, 0]),
        unary + Client.frame(3, 0, 1, Client.number(8)) + Client.frame(1, 5, 3, head),
        Client.frame(6, 0, 0, Array(0..<8)) + Client.frame(8, 0, 0, Client.number(100_000)) + unary
            + Client.frame(8, 0, 1, Client.number(1)) + Client.frame(2, 0, 5, [0, 0, 0, 0, 1]),
        unary + Client.frame(7, 0, 0, Client.number(0) + Client.number(0) + Array("bye".utf8)),
        Client.frame(4, 0, 0, [0, 4, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0]) + unary + Client.frame(4, 1, 0, []),
        Client.frame(1, 5, 1, request("GET", "/now?a=b")) + Client.frame(1, 4, 3, request("POST", "/later"))
            + Client.frame(0, 0, 3, Array("hello".utf8)) + Client.frame(0, 1, 3, []),
        Client.frame(1, 5, 1, request("HEAD", "/now")) + Client.frame(1, 5, 3, request("GET", "/refuse"))
            + Client.frame(1, 5, 2, head),
    ]
    return frames.map { bytes in
        [.act(2), .receive(Client.preface + Client.frame(4, 0, 0, []) + bytes), handlersRun, .act(6), handlersRun]
    } + [[.act(2), .receive(Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8))]]
}

private func made() -> [[Step]] {
    let end = Step.act(11)
    let calls = Client.methods.indices.map { method in
        [Step.act(8, slot: method, value: 4), .act(9, value: 40), .act(9, value: 3), end, handlersRun]
    }
    let extras = (0..<16).map { extra in
        [
            Step.act(8, value: UInt8(extra)), .act(9, value: 2), end, .act(15, slot: 3, value: UInt8(extra)), .act(10),
            end,
        ]
    }
    let waiting: [Step] = [.act(8, slot: 1), .act(9, value: 1), end, handlersRun]
    let pouring: [Step] = [.act(8, slot: 4, value: 32), .act(9, value: 250), end, handlersRun]
    let more: [Step] = [.act(12, slot: 7, value: 20), .act(12, value: 20), handlersRun]
    return calls + extras + [
        calls.flatMap { $0 },
        waiting + [.act(5), handlersRun],
        waiting + [.act(13, value: 8), handlersRun, .act(3), .act(5), handlersRun],
        waiting + waiting + [.act(4)],
        pouring + more + more,
        pouring + [.act(1)] + more + [.act(13), .act(2), handlersRun],
        [.act(14, slot: 4, value: 3)] + pouring + more + [.act(14, slot: 4, value: 200), handlersRun],
        [.act(1)] + pouring + [handlersRun, .act(2), handlersRun] + more,
        [
            .act(8, slot: 5, value: 64), .act(9, value: 200), handlersRun, .act(9, slot: 4, value: 200), end,
            handlersRun,
        ],
        [.act(8, slot: 5), .act(10, value: 9), .act(7, slot: 1), .receive([9, 0, 0, 0, 0]), handlersRun],
        [.act(8, slot: 5), .act(9, value: 1), handlersRun, .act(9, value: 2), handlersRun, .act(9, value: 3)],
        pouring + pouring + [.act(12, slot: 1, value: 20), .act(12, slot: 7, value: 20), handlersRun],
        [.act(8, slot: 3, value: 128)] + (0..<20).map { .act(9, value: UInt8($0)) } + [end, handlersRun],
        [.act(8, slot: 3), .act(10, value: 255), .act(10, value: 255), .act(11, value: 201), handlersRun],
        [.act(15, slot: 5), .act(10, value: 1), end, .act(6, value: 250), .act(3), handlersRun],
        [.act(15, slot: 4, value: 16), .act(15, slot: 4, value: 16), .act(13), .act(6, value: 9), .act(6, value: 9)],
        [.act(15, slot: 0, value: 16), .act(15, slot: 2, value: 16), .act(15, slot: 7), .act(10, value: 9), end],
        [.act(7, value: 6), .receive(Array(0..<8)), .act(7, value: 4), .receive([0, 4, 0, 1, 0, 0]), .act(14)],
    ]
        + (0..<16).map { type in
            [
                .act(7, slot: type < 4 ? 1 : 0, value: UInt8(type)), .receive([0, 0, 0, 9]), .act(8, value: 16),
                handlersRun,
            ]
        }
}
