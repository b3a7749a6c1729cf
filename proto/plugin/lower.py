"""Writes the descriptor set that protobuf-c can take: proto2, and the same on the wire.

protobuf-c 1.4 refuses proto3's `optional`, truncates a string at an embedded NUL and does not check UTF-8. So:
- every singular field is proto2-optional, which keeps a presence flag; the oneofs that stand for proto3's `optional` go;
- a string is bytes, an enum is int32: the Swift side checks both;
- repeated numbers stay packed, which is not proto2's default;
- services, enums, comments and options go, and with them the imports that only they need.
"""
import sys

from google.protobuf import descriptor_pb2

Field = descriptor_pb2.FieldDescriptorProto

NOT_PACKED = (Field.TYPE_STRING, Field.TYPE_BYTES, Field.TYPE_MESSAGE, Field.TYPE_GROUP)

# protobuf-c's own file options (field 1019): gen_pack_helpers = false. The generic functions are enough.
PROTOBUF_C_OPTIONS = b"\xda\x3f\x02\x20\x00"


def lower_field(field, path):
    if field.type == Field.TYPE_GROUP:
        raise SystemExit(f"{path}.{field.name}: groups are not supported")
    packed = not (field.options.HasField("packed") and not field.options.packed)
    field.ClearField("options")
    field.ClearField("json_name")
    field.ClearField("proto3_optional")
    if field.label == Field.LABEL_REPEATED and field.type not in NOT_PACKED:
        field.options.packed = packed
    if field.type == Field.TYPE_STRING:
        field.type = Field.TYPE_BYTES
    elif field.type == Field.TYPE_ENUM:
        field.type = Field.TYPE_INT32
        field.ClearField("type_name")


def lower_message(message, path):
    path = f"{path}.{message.name}"
    if message.options.map_entry:
        raise SystemExit(f"{path}: maps are not supported")
    if message.extension or message.extension_range:
        raise SystemExit(f"{path}: extensions are not supported")
    synthetic = {field.oneof_index for field in message.field if field.proto3_optional}
    kept = [index for index in range(len(message.oneof_decl)) if index not in synthetic]
    for field in message.field:
        if field.HasField("oneof_index"):
            if field.oneof_index in synthetic:
                field.ClearField("oneof_index")
            else:
                field.oneof_index = kept.index(field.oneof_index)
        lower_field(field, path)
    oneofs = [message.oneof_decl[index].name for index in kept]
    del message.oneof_decl[:]
    for name in oneofs:
        message.oneof_decl.add(name=name)
    del message.enum_type[:]
    message.ClearField("options")
    for nested in message.nested_type:
        lower_message(nested, path)


def uses(message):
    """The full names of the messages that a message's fields hold."""
    for field in message.field:
        if field.type == Field.TYPE_MESSAGE:
            yield field.type_name
    for nested in message.nested_type:
        yield from uses(nested)


def homes(message, full_name, file_name, home):
    """Notes which file a message and the messages nested in it are in."""
    home[full_name] = file_name
    for nested in message.nested_type:
        homes(nested, f"{full_name}.{nested.name}", file_name, home)


def main():
    source, target, *names = sys.argv[1:]
    with open(source, "rb") as file:
        given = descriptor_pb2.FileDescriptorSet.FromString(file.read())
    lowered = descriptor_pb2.FileDescriptorSet()
    home = {}
    for file in given.file:
        if file.name in names:
            for message in file.message_type:
                homes(message, f".{file.package}.{message.name}", file.name, home)
    for file in given.file:
        if file.name not in names:
            continue
        for message in file.message_type:
            lower_message(message, file.package)
        needed = {home[name] for message in file.message_type for name in uses(message)} - {file.name}
        imports = [name for name in file.dependency if name in needed]
        del file.dependency[:]
        del file.public_dependency[:]
        del file.weak_dependency[:]
        file.dependency.extend(imports)
        del file.enum_type[:]
        del file.service[:]
        for part in ("options", "source_code_info"):
            file.ClearField(part)
        file.options.MergeFromString(PROTOBUF_C_OPTIONS)
        file.syntax = "proto2"
        lowered.file.append(file)
    with open(target, "wb") as file:
        file.write(lowered.SerializeToString(deterministic=True))


if __name__ == "__main__":
    main()
