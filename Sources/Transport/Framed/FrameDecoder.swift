import RPC

/// Turns the protobuf of one frame, without its length, into a `Frame`.
///
/// Written by hand because every call passes here: it copies nothing but payloads and strings. Unknown fields are skipped;
/// everything else that is not as `frame.proto` says is a fault.
package enum FrameDecoder {
    /// Decodes one frame.
    package static func decode(_ bytes: UnsafeRawBufferPointer) throws(ProtocolFault) -> Frame {
        var reader = WireReader(bytes)
        var call: UInt32 = 0
        var kind: Frame.Kind?
        while !reader.isAtEnd {
            let tag = try reader.tag()
            switch tag.field {
            case 1:
                call = try reader.uint32(tag)
            case 2...10:
                // Protobuf would let the last of several win; nobody who follows the protocol sends several.
                guard kind == nil else { throw ProtocolFault("a frame has more than one kind") }
                kind = try decodeKind(tag.field, try reader.submessage(tag))
            default:
                try reader.skip(tag.type)
            }
        }
        guard let kind else { throw ProtocolFault("a frame has no kind, or one that is not known here") }
        return Frame(call: call, kind)
    }

    private static func decodeKind(
        _ field: UInt64, _ bytes: UnsafeRawBufferPointer
    ) throws(ProtocolFault) -> Frame.Kind {
        switch field {
        case 2: .open(try open(bytes))
        case 3: try message(bytes)
        case 4: try empty(bytes, .halfClose)
        case 5: try empty(bytes, .cancel)
        case 6: .end(try end(bytes))
        case 7: .credit(try credit(bytes))
        case 8: .ping(try payload(bytes))
        case 9: .pong(try payload(bytes))
        default: try shutdown(bytes)
        }
    }

    private static func open(_ bytes: UnsafeRawBufferPointer) throws(ProtocolFault) -> OpenFrame {
        var reader = WireReader(bytes)
        var open = OpenFrame(method: "")
        var entries: [Metadata.Entry] = []
        while !reader.isAtEnd {
            let tag = try reader.tag()
            switch tag.field {
            case 1: open.method = try reader.string(tag)
            case 2: entries.append(try metadataEntry(try reader.submessage(tag)))
            case 3: open.timeout = try reader.uint64(tag)
            case 4: open.message = try reader.array(tag)
            case 5: open.halfClose = try reader.bool(tag)
            default: try reader.skip(tag.type)
            }
        }
        if !entries.isEmpty { open.metadata = Metadata(entries) }
        return open
    }

    private static func metadataEntry(_ bytes: UnsafeRawBufferPointer) throws(ProtocolFault) -> Metadata.Entry {
        var reader = WireReader(bytes)
        var entry = Metadata.Entry(name: "", value: [])
        while !reader.isAtEnd {
            let tag = try reader.tag()
            switch tag.field {
            case 1: entry.name = try reader.string(tag)
            case 2: entry.value = try reader.array(tag)
            default: try reader.skip(tag.type)
            }
        }
        return entry
    }

    private static func message(_ bytes: UnsafeRawBufferPointer) throws(ProtocolFault) -> Frame.Kind {
        var reader = WireReader(bytes)
        var payload: [UInt8] = []
        var halfClose = false
        while !reader.isAtEnd {
            let tag = try reader.tag()
            switch tag.field {
            case 1: payload = try reader.array(tag)
            case 2: halfClose = try reader.bool(tag)
            default: try reader.skip(tag.type)
            }
        }
        return .message(payload, halfClose: halfClose)
    }

    private static func end(_ bytes: UnsafeRawBufferPointer) throws(ProtocolFault) -> EndFrame {
        var reader = WireReader(bytes)
        var end = EndFrame(code: 0)
        var entries: [Metadata.Entry] = []
        while !reader.isAtEnd {
            let tag = try reader.tag()
            switch tag.field {
            case 1: end.code = try reader.uint32(tag)
            case 2: end.text = try reader.string(tag)
            case 3: end.details.append(try detail(try reader.submessage(tag)))
            case 4: entries.append(try metadataEntry(try reader.submessage(tag)))
            case 5: end.message = try reader.array(tag)
            default: try reader.skip(tag.type)
            }
        }
        if !entries.isEmpty { end.metadata = Metadata(entries) }
        return end
    }

    private static func detail(_ bytes: UnsafeRawBufferPointer) throws(ProtocolFault) -> StatusDetail {
        var reader = WireReader(bytes)
        var detail = StatusDetail(type: "", value: [])
        while !reader.isAtEnd {
            let tag = try reader.tag()
            switch tag.field {
            case 1: detail.type = try reader.string(tag)
            case 2: detail.value = try reader.array(tag)
            default: try reader.skip(tag.type)
            }
        }
        return detail
    }

    private static func credit(_ bytes: UnsafeRawBufferPointer) throws(ProtocolFault) -> UInt32 {
        var reader = WireReader(bytes)
        var value: UInt32 = 0
        while !reader.isAtEnd {
            let tag = try reader.tag()
            if tag.field == 1 { value = try reader.uint32(tag) } else { try reader.skip(tag.type) }
        }
        return value
    }

    /// A ping's or a pong's.
    private static func payload(_ bytes: UnsafeRawBufferPointer) throws(ProtocolFault) -> UInt64 {
        var reader = WireReader(bytes)
        var value: UInt64 = 0
        while !reader.isAtEnd {
            let tag = try reader.tag()
            if tag.field == 1 { value = try reader.uint64(tag) } else { try reader.skip(tag.type) }
        }
        return value
    }

    private static func shutdown(_ bytes: UnsafeRawBufferPointer) throws(ProtocolFault) -> Frame.Kind {
        var reader = WireReader(bytes)
        var lastCall: UInt32 = 0
        var text = ""
        while !reader.isAtEnd {
            let tag = try reader.tag()
            switch tag.field {
            case 1: lastCall = try reader.uint32(tag)
            case 2: text = try reader.string(tag)
            default: try reader.skip(tag.type)
            }
        }
        return .shutdown(lastCall: lastCall, text: text)
    }

    /// A kind without fields, which later versions may give some.
    private static func empty(
        _ bytes: UnsafeRawBufferPointer, _ kind: Frame.Kind
    ) throws(ProtocolFault) -> Frame.Kind {
        var reader = WireReader(bytes)
        while !reader.isAtEnd { try reader.skip(try reader.tag().type) }
        return kind
    }
}
