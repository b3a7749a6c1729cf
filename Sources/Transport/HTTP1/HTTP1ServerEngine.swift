import Kernel
import RPC

/// Answers the requests of one connection of HTTP/1.1, one after another. Requests that come while one is being answered
/// wait, a bounded number of bytes; so answers are in order without anybody's care.
package final class HTTP1ServerEngine: ServerEngine {
    private enum Phase {
        /// For a request's head or body.
        case reading
        /// The service has the request, or is about to.
        case answering
    }

    private let loop: EventLoop
    private let environment: ServerEnvironment
    private let service: any HTTPService
    private let parser: HTTP1Parser
    /// Nil once the connection is closing: nothing is written any more.
    private var host: (any EngineHost)?
    private var phase = Phase.reading
    /// The request whose body is coming, or that is being answered.
    private var head: HTTP1Head?
    private var bodyLimit = 0
    private var exchange: (any HTTPExchange)?
    /// Tells one request from the next: for answers that come late, and for the timer.
    private var number: UInt64 = 0
    /// What came while a request was being answered, or while the client did not take answers.
    private var waiting: ByteQueue?
    /// More came than may wait; it was dropped, so no request can follow the one that is being answered.
    private var isOverrun = false
    private var isShuttingDown = false
    private var isProcessing = false
    private var timeout = HTTP1Timeout()
    private var timer: LoopTimer?

    /// Makes the engine of a connection.
    package init(host: any EngineHost, environment: ServerEnvironment, service: any HTTPService) {
        self.host = host
        self.environment = environment
        self.service = service
        loop = host.loop
        parser = HTTP1Parser(limit: environment.limits.metadataSize)
    }

    /// One while a request is being answered.
    package var callCount: Int { phase == .answering ? 1 : 0 }

    // MARK: From the client

    /// Takes bytes as they came: whole requests, parts, or several. What is no request is refused and closes.
    package func receive(_ plaintext: UnsafeRawBufferPointer) {
        var taken = 0
        if waiting == nil { taken = process(plaintext) }
        if host != nil, taken < plaintext.count { keep(UnsafeRawBufferPointer(rebasing: plaintext[taken...])) }
        settleTimer()
    }

    private var mayRead: Bool {
        guard let host, phase == .reading else { return false }
        return !host.isCongested
    }

    /// Takes as many bytes from the front as make requests that can be answered now.
    private func process(_ bytes: UnsafeRawBufferPointer) -> Int {
        isProcessing = true
        defer { isProcessing = false }
        var offset = 0
        while offset < bytes.count, mayRead {
            let (taken, event) = parser.receive(UnsafeRawBufferPointer(rebasing: bytes[offset...]))
            offset += taken
            act(on: event)
        }
        return offset
    }

    private func keep(_ bytes: UnsafeRawBufferPointer) {
        if isOverrun { return }
        let queue = waiting ?? ByteQueue()
        if queue.count + bytes.count <= HTTP1Protocol.waitingLimit {
            queue.append(bytes)
            waiting = queue
            return
        }
        isOverrun = true
        waiting = nil
        // Part of a request may have been read already, and the rest of it can't be.
        if phase == .reading { close(violation: "the client sent requests and took no answers") }
    }

    /// Goes on with what waits, once a request is answered or the client has taken answers.
    private func resume() {
        if isProcessing { return }
        // The queue is held here: whoever ends the connection meanwhile lets go of it.
        while let queue = waiting, !isOverrun, mayRead {
            queue.consume(process(queue.bytes))
            if queue.isEmpty { waiting = nil }
        }
        settleTimer()
    }

    private func act(on event: HTTP1Parser.Event) {
        switch event {
        case .more:
            if parser.isInBody { noteBody() }
        case .head(let head): begin(head)
        case .end: answer()
        case .tooLarge: answerTooLarge()
        case .refuse(let refusal): refuse(refusal)
        }
    }

    private func noteBody() {
        host?.noteActivity()
        timeout.noteBytes(now: loop.now)
    }

    // MARK: Requests

    private func begin(_ head: HTTP1Head) {
        host?.noteActivity()
        self.head = head
        let admission =
            head.request.target == "*" ? HTTPAdmission.refuse(Self.options) : service.admit(head.request)
        switch admission {
        case .refuse(let response): respond(response, closes: head.framing != .none)
        case .body(let limit):
            bodyLimit = limit
            if case .length(let count) = head.framing, count > limit { return answerTooLarge() }
            parser.allowBody(head.framing, limit: limit)
            if head.framing == .none { return answer() }
            if head.expectsContinue, let host {
                HTTP1ResponseWriter.appendContinue(to: host.output)
                host.flushSoon()
            }
        }
    }

    /// The answer to `OPTIONS *`, which asks for the server and not for anything that a service has.
    private static let options = HTTPResponse(status: 200, headers: ["allow": "GET, HEAD, OPTIONS, POST"])

    private func answerTooLarge() {
        guard let head else { preconditionFailure("a body came before its head") }
        respond(service.tooLarge(head.request, limit: bodyLimit), closes: true)
    }

    private func answer() {
        guard var request = head?.request else { preconditionFailure("a body came before its head") }
        request.body = parser.takeBody()
        phase = .answering
        let number = number
        let begun = service.begin(request) { [weak self] response in self?.didAnswer(number, response) }
        // It may have been answered already.
        if phase == .answering, number == self.number { exchange = begun }
    }

    private func didAnswer(_ number: UInt64, _ response: HTTPResponse) {
        loop.preconditionCurrent()
        precondition(
            phase == .answering && number == self.number, "a request was answered twice, or after it was cancelled")
        exchange = nil
        respond(response, closes: false)
        resume()
    }

    // MARK: Answers

    private func respond(_ response: HTTPResponse, closes: Bool) {
        guard let host, let head else { return }
        let goesOn = head.keepsAlive && !closes && !isShuttingDown && !isOverrun
        let connection: HTTP1ResponseWriter.Connection =
            goesOn ? head.isVersion11 ? .goesOn : .keepAlive : .close
        write(response, connection, isHead: head.isHead, to: host)
        if goesOn { next() } else { close(violation: nil) }
    }

    private func next() {
        number += 1
        phase = .reading
        head = nil
        parser.reset()
        host?.noteActivity()
    }

    private func refuse(_ refusal: HTTP1Refusal) {
        guard let host else { return }
        write(HTTPResponse(status: refusal.status, text: refusal.text), .close, isHead: head?.isHead == true, to: host)
        close(violation: refusal.text)
    }

    private func write(
        _ response: HTTPResponse, _ connection: HTTP1ResponseWriter.Connection, isHead: Bool, to host: any EngineHost
    ) {
        HTTP1ResponseWriter.append(
            response, date: HTTPDate.text(microseconds: environment.clock.now().microseconds),
            connection: connection, isHead: isHead, to: host.output)
        host.flushSoon()
    }

    // MARK: Time

    private func settleTimer() {
        let stage: HTTP1Timeout.Stage =
            if host == nil || phase == .answering {
                .none
            } else if parser.isInHead {
                .head(number)
            } else {
                parser.isInBody ? .body(number) : .none
            }
        guard timeout.enter(stage, now: loop.now) else { return }
        timer?.cancel()
        timer = nil
        scheduleTimer()
    }

    private func scheduleTimer() {
        guard let due = timeout.due(environment.limits, bodyCount: parser.bodyCount) else { return }
        timer = loop.schedule(after: due - loop.now) { [weak self] in self?.timerFired() }
    }

    private func timerFired() {
        timer = nil
        guard let host, let due = timeout.due(environment.limits, bodyCount: parser.bodyCount) else { return }
        if host.isCongested {
            // What is missing may wait in our buffer or the system's: nothing is read meanwhile. It begins anew.
            let stage = timeout.stage
            _ = timeout.enter(.none, now: loop.now)
            _ = timeout.enter(stage, now: loop.now)
            scheduleTimer()
        } else if due <= loop.now {
            refuse(timeout.refusal)
        } else {
            scheduleTimer()
        }
    }

    // MARK: The connection

    /// The connection takes output again: requests that waited are read.
    package func outputDidDrain() { resume() }

    /// Takes no more requests, and closes after the one that has begun. One whose head has not come whole is not begun:
    /// the client knows then that it may send it again.
    package func beginShutdown(_ reason: String) {
        guard host != nil, !isShuttingDown else { return }
        isShuttingDown = true
        if phase == .reading, !parser.isInBody { close(violation: nil) }
    }

    /// Has the request under way answered with the status, and closes.
    package func endCalls(_ status: Status) {
        isShuttingDown = true
        // Its answer closes.
        if phase == .answering { exchange?.end(status) }
        close(violation: nil)
    }

    /// The connection is gone: nobody waits for the answer.
    package func connectionDidClose() {
        host = nil
        timer?.cancel()
        timer = nil
        waiting = nil
        let exchange = self.exchange
        self.exchange = nil
        if phase == .answering {
            phase = .reading
            number += 1
            exchange?.cancel()
        }
    }

    private func close(violation: String?) {
        guard let host else { return }
        host.close(violation: violation)
        connectionDidClose()
    }
}
