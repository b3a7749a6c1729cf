import Foundation
import Messages
import Testing

/// Another implementation of protobuf: Debian's, for Python.
enum Reference {
    /// A message that it made: its type, its bytes and its values.
    struct Sample: Sendable {
        let type: any ProtobufMessage.Type
        let bytes: [UInt8]
        let values: String
    }

    struct Failure: Error {
        let output: String
    }

    /// Random messages of every type, the same each time.
    static let samples: [Sample] = {
        do {
            return try make(seed: 20_240_501, count: 40)
        } catch {
            Issue.record("the reference gave no samples: \(error)")
            return []
        }
    }()

    private static func make(seed: Int, count: Int) throws -> [Sample] {
        let types = Dictionary(uniqueKeysWithValues: MessageTable.all.map { ($0.fullName, $0) })
        return try run(["make", "\(seed)", "\(count)"], input: "").map { line in
            let parts = line.split(separator: " ", maxSplits: 2)
            return Sample(
                type: try #require(types[String(parts[0])], "no Swift type for \(parts[0])"),
                bytes: try #require(bytes(hexadecimal: parts[1])), values: String(parts[2]))
        }
    }

    /// The values that it finds in serialised messages.
    static func values(of messages: [any ProtobufMessage]) throws -> [String] {
        let lines = messages.map { message in
            let bytes = message.serialized()
            return "\(type(of: message).fullName) \(bytes.isEmpty ? "-" : hexadecimal(bytes))"
        }
        return try run(["show"], input: lines.joined(separator: "\n"))
    }

    /// A message with its JSON.
    struct JSONSample: Sendable {
        let type: String
        let bytes: [UInt8]
        let json: [UInt8]
    }

    /// Random messages that JSON has a form for, of every type of the protocol and of `every_type.proto`.
    static let jsonSamples = jsonSamples(["json", "20260501", "24"])

    /// Messages of `every_type.proto` in two parts, whose fields stand in no order and several times, with their JSON.
    static let mergedSamples = jsonSamples(["merge", "20260502", "100"])

    private static func jsonSamples(_ arguments: [String]) -> [JSONSample] {
        do {
            return try run(arguments, input: "").map { line in
                let parts = line.split(separator: " ")
                return JSONSample(
                    type: String(parts[0]), bytes: try #require(bytes(hexadecimal: parts[1])),
                    json: try #require(bytes(hexadecimal: parts[2])))
            }
        } catch {
            Issue.record("the reference gave no JSON: \(error)")
            return []
        }
    }

    /// The bytes that it has for messages in JSON, in hexadecimal, or why it refuses them; also if the JSON has not the same
    /// values as the samples' own.
    static func parse(_ texts: [[UInt8]], of samples: [JSONSample]) throws -> [String] {
        let lines = zip(texts, samples).map { "\($1.type) \(hexadecimal($0)) \(hexadecimal($1.json))" }
        return try run(["parse"], input: lines.joined(separator: "\n"))
    }

    /// The types of a `.proto` file, and of those that it imports.
    static func pool(of file: String) throws -> DescriptorPool {
        let line = try #require(try run(["compile"], input: file).first)
        return try DescriptorPool(set: try #require(bytes(hexadecimal: line)))
    }

    /// The types of `every_type.proto`: it has each type of field that protobuf has, where the protocol has a few.
    static let everyType: DescriptorPool? = {
        do {
            let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "every_type.proto")
            return try pool(of: try String(contentsOf: file, encoding: .utf8))
        } catch {
            Issue.record("there are no types to test with: \(error)")
            return nil
        }
    }()

    private static func run(_ arguments: [String], input: String) throws -> [String] {
        let here = URL(filePath: #filePath).deletingLastPathComponent()
        let root = here.deletingLastPathComponent().deletingLastPathComponent()
        let scratch = FileManager.default.temporaryDirectory.appending(path: "lm2-reference-\(UUID())")
        try Data(input.utf8).write(to: scratch)
        defer { try? FileManager.default.removeItem(at: scratch) }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/python3")
        process.arguments = [here.appending(path: "reference.py").path, root.path] + arguments
        let output = Pipe()
        process.standardInput = try FileHandle(forReadingFrom: scratch)
        process.standardOutput = output
        try process.run()
        let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure(output: text) }
        return text.split(separator: "\n").map(String.init)
    }
}

func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}

private func bigEndian<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
    withUnsafeBytes(of: number.bigEndian) { Array($0) }
}

/// The bytes of hexadecimal digits; `-` stands for none.
func bytes(hexadecimal text: some StringProtocol) -> [UInt8]? {
    if text == "-" { return [] }
    let digits = Array(text.utf8)
    guard digits.count.isMultiple(of: 2) else { return nil }
    var bytes: [UInt8] = []
    for index in stride(from: 0, to: digits.count, by: 2) {
        guard let byte = UInt8(String(decoding: digits[index...index + 1], as: UTF8.self), radix: 16) else {
            return nil
        }
        bytes.append(byte)
    }
    return bytes
}

/// A value's fields in the words of `reference.py`, found by reflection: the generated code has no part in it.
func show(_ value: Any) -> String {
    switch value {
    case let text as String: return "s" + hexadecimal(Array(text.utf8))
    case let flag as Bool: return flag ? "true" : "false"
    case let value as any ProtobufEnum: return "e\(value.rawValue)"
    case let number as Double: return "d" + hexadecimal(bigEndian(number.bitPattern))
    case let number as Float: return "f" + hexadecimal(bigEndian(number.bitPattern))
    case let number as any BinaryInteger: return "\(number)"
    default: break
    }
    // An empty array of any type casts to [UInt8], so the cast alone would not do.
    if type(of: value) == [UInt8].self, let bytes = value as? [UInt8] { return "b" + hexadecimal(bytes) }
    let mirror = Mirror(reflecting: value)
    switch mirror.displayStyle {
    case .optional:
        return mirror.children.first.map { show($0.value) } ?? "nil"
    case .collection:
        return "[" + mirror.children.map { show($0.value) }.joined(separator: ",") + "]"
    case .enum:
        let held = mirror.children.first
        return ".\(held?.label ?? "?")(\(held.map { show($0.value) } ?? ""))"
    default:
        return "{" + mirror.children.map { "\($0.label ?? "?"):\(show($0.value))" }.joined(separator: ",") + "}"
    }
}
