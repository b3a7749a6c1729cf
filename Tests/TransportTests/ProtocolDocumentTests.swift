import FoundationEssentials
import RPC
import TestSupport
import Testing
import Transport

/// The call in PROTOCOL.md is what this code sends and understands, byte for byte.
struct ProtocolDocumentTests {
    /// The bytes of each block of the document that is marked as a dump.
    private func dumps() throws -> [[UInt8]] {
        let text = try RepositoryFile.text("proto/PROTOCOL.md")
        return text.components(separatedBy: "```hex\n").dropFirst().map { block in
            (block.components(separatedBy: "```").first ?? "").split(separator: "\n").flatMap { line -> [UInt8] in
                // An offset, the bytes, and after two spaces the same as text.
                let fields = line.components(separatedBy: "  ")
                return fields.count < 2 ? [] : fields[1].split(separator: " ").compactMap { UInt8($0, radix: 16) }
            }
        }
    }

    @Test func dumpIsTheCall() throws {
        let dumps = try dumps()
        try #require(dumps.count == 2)
        let request = Frame(
            call: 1,
            .open(OpenFrame(method: "lm2.v1.StandardService/ListStandards", message: [], halfClose: true)))
        #expect(dumps[0] == encoded(request))
        guard case .end(let end) = try decoded(dumps[1].dropFirst(4)).kind else {
            Issue.record("the answer is no end")
            return
        }
        #expect(end.status == nil)
        #expect(end.message?.count == 41)
        #expect(dumps[1] == encoded(Frame(call: 1, .end(end))))
    }

    @Test func numbersAreTheConstants() throws {
        let text = try RepositoryFile.text("proto/PROTOCOL.md")
        let limits = TransportLimits()
        let numbers = [
            FlowControl.initialWindow, FlowControl.initialWindow / 2, FlowControl.mostCredit,
            FramedProtocol.frameAllowance, limits.messageSize, limits.messageSize + FramedProtocol.frameAllowance,
            limits.metadataSize, limits.memoryPerRequest, limits.connections,
        ]
        for number in numbers { #expect(text.contains(grouped(number)), "\(number)") }
        #expect(text.contains("and \(FlowControl.leastCost) at the least"))
        #expect(text.contains("calls at once on a connection | \(limits.callsPerConnection)"))
    }

    private func grouped(_ number: Int) -> String {
        var digits = String(number)
        var groups: [String] = []
        while digits.count > 3 {
            groups.insert(String(digits.suffix(3)), at: 0)
            digits.removeLast(3)
        }
        return ([digits] + groups).joined(separator: ",")
    }
}
