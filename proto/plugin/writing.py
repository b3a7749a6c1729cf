"""Writes the Swift that writes a message."""
from google.protobuf import descriptor_pb2

import names

Field = descriptor_pb2.FieldDescriptorProto

WIRE_TYPES = {
    Field.TYPE_STRING: 2, Field.TYPE_BYTES: 2, Field.TYPE_MESSAGE: 2, Field.TYPE_DOUBLE: 1, Field.TYPE_FIXED64: 1,
    Field.TYPE_SFIXED64: 1, Field.TYPE_FLOAT: 5, Field.TYPE_FIXED32: 5, Field.TYPE_SFIXED32: 5,
}


def put(plan, value):
    """The statement that writes the field with a value."""
    key = plan.number << 3 | WIRE_TYPES.get(plan.type, 0)
    if plan.type in (Field.TYPE_STRING, Field.TYPE_BYTES, Field.TYPE_MESSAGE):
        return f"out.put({key}, {value})"
    if plan.repeated:
        write = f"$0.append({'littleEndian' if key & 7 else 'varint'}: {raw(plan, '$1')})"
        return f"out.putPacked({plan.number << 3 | 2}, {value}) {{ {write} }}"
    return f"out.put({key}, {'fixed' if key & 7 else 'varint'}: {raw(plan, value)})"


def raw(plan, value):
    """A number as it is written."""
    return {
        Field.TYPE_BOOL: f"{value} ? 1 : 0", Field.TYPE_ENUM: f"UInt64(bitPattern: Int64({value}.rawValue))",
        Field.TYPE_INT32: f"UInt64(bitPattern: Int64({value}))", Field.TYPE_INT64: f"UInt64(bitPattern: {value})",
        Field.TYPE_SINT32: f"UInt64(UInt32(bitPattern: {value} << 1 ^ {value} >> 31))",
        Field.TYPE_SINT64: f"UInt64(bitPattern: {value} << 1 ^ {value} >> 63)",
        Field.TYPE_UINT32: f"UInt64({value})", Field.TYPE_DOUBLE: f"{value}.bitPattern",
        Field.TYPE_FLOAT: f"{value}.bitPattern",
    }.get(plan.type, value)


def write_field(out, plan):
    if plan.repeated:
        out.line(put(plan, f"self.{plan.name}"))
    elif plan.optional:
        out.line(f"if let value = self.{plan.name} {{ {put(plan, 'value')} }}")
    else:
        out.line(f"if {plan.is_set(f'self.{plan.name}')} {{ {put(plan, f'self.{plan.name}')} }}")


def write_oneof(out, name, held):
    out.line(f"switch self.{name} {{")
    for plan in held:
        out.line(f"case .{plan.name}(let value): {put(plan, 'value')}")
    out.line("case nil: break")
    out.line("}")


def write_message(out, message, full_name, plans, oneofs):
    out.open("func write(_ out: inout ByteBuffer) {")
    parts = [(plan.number, lambda plan=plan: write_field(out, plan)) for plan in plans if not plan.in_oneof]
    # A oneof is written where its first field is; all that are held by one have numbers next to each other.
    for index, held in oneofs.items():
        parts.append((min(plan.number for plan in held), lambda index=index, held=held: write_oneof(
            out, names.swift_name(message.oneof_decl[index].name), held)))
    numbers = [number for number, _ in parts]
    for held in oneofs.values():
        low, high = min(plan.number for plan in held), max(plan.number for plan in held)
        if any(low < number < high for number in numbers):
            raise SystemExit(f"{full_name}: fields between those of a oneof would be written out of order")
    for _, write in sorted(parts, key=lambda part: part[0]):
        write()
    out.close()
