"""Debian's python3-protobuf as the reference: an implementation of protobuf that shares nothing with this one.

    reference.py ROOT make SEED COUNT   prints COUNT random messages of each type, a line each: type, bytes, values
    reference.py ROOT show              reads lines of type and bytes, prints the values of each

Values are written so that both sides can write them alike, with the names that Swift has.
"""
import os
import random
import struct
import subprocess
import sys
import tempfile

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from google.protobuf.descriptor import FieldDescriptor as Field

ROOT = sys.argv[1]
sys.path.insert(0, os.path.join(ROOT, "proto", "plugin"))
sys.dont_write_bytecode = True
import names  # noqa: E402

TEXTS = ["", "x", "a.1", "Königin-Elisabeth-Straße", "日本語", "\U0001f9ea", "line\nline", "a" * 15, "b" * 16, "c" * 300]
INTEGERS = [0, 1, 2, 127, 128, 16383, 16384, 2**31 - 1, 2**31, 2**32 - 1, 2**63 - 1, 2**64 - 1]


def load():
    files = []
    for folder, _, found in os.walk(os.path.join(ROOT, "proto")):
        files += [os.path.relpath(os.path.join(folder, name), os.path.join(ROOT, "proto")) for name in found]
    files = sorted(name for name in files if name.endswith(".proto") and not any(
        # Frames have a codec of their own; of a package in two versions only the newer one has Swift types.
        part in name for part in ("/wire/", "/v1alpha/")))
    with tempfile.TemporaryDirectory() as folder:
        target = os.path.join(folder, "set.pb")
        subprocess.run(
            ["protoc", "-I", os.path.join(ROOT, "proto"), "--include_imports", "-o", target, *files], check=True)
        with open(target, "rb") as file:
            given = descriptor_pb2.FileDescriptorSet.FromString(file.read())
    pool, types = descriptor_pool.DescriptorPool(), []
    for file in given.file:
        pool.Add(file)
    for file in given.file:
        if file.name == "google/protobuf/descriptor.proto" or file.name.endswith("options.proto"):
            continue
        for message in file.message_type:
            types.append(f"{file.package}.{message.name}")
    factory = message_factory.MessageFactory(pool)
    return {name: factory.GetPrototype(pool.FindMessageTypeByName(name)) for name in sorted(types)}


def integer(dice, low, high):
    value = dice.choice(INTEGERS) if dice.random() < 0.6 else dice.getrandbits(64)
    value = value if dice.random() < 0.7 else -value
    return (value - low) % (high - low + 1) + low


def scalar(dice, field):
    kind = field.cpp_type
    if kind == Field.CPPTYPE_STRING:
        if field.type == Field.TYPE_BYTES:
            return dice.randbytes(dice.choice([0, 1, 15, 16, 32, 1000]))
        return dice.choice(TEXTS)
    if kind == Field.CPPTYPE_BOOL:
        return dice.random() < 0.5
    if kind == Field.CPPTYPE_ENUM:
        if dice.random() < 0.1:
            return dice.choice([-1, 99, 2**31 - 1, -2**31])
        return dice.choice(field.enum_type.values).number
    if kind in (Field.CPPTYPE_DOUBLE, Field.CPPTYPE_FLOAT):
        return dice.choice([0.0, -0.0, 1.5, -2.25, float("inf")])
    return {
        Field.CPPTYPE_INT32: lambda: integer(dice, -2**31, 2**31 - 1),
        Field.CPPTYPE_UINT32: lambda: integer(dice, 0, 2**32 - 1),
        Field.CPPTYPE_INT64: lambda: integer(dice, -2**63, 2**63 - 1),
        Field.CPPTYPE_UINT64: lambda: integer(dice, 0, 2**64 - 1),
    }[kind]()


def fill(dice, message, density):
    for field in message.DESCRIPTOR.fields:
        if dice.random() > density:
            continue
        if field.label == Field.LABEL_REPEATED:
            for _ in range(dice.choice([1, 2, 5])):
                if field.message_type:
                    fill(dice, getattr(message, field.name).add(), density)
                else:
                    getattr(message, field.name).append(scalar(dice, field))
        elif field.message_type:
            getattr(message, field.name).SetInParent()
            fill(dice, getattr(message, field.name), density)
        else:
            setattr(message, field.name, scalar(dice, field))


def show_value(field, value):
    if field.message_type:
        return show(value)
    if field.type == Field.TYPE_STRING:
        return "s" + value.encode().hex()
    if field.type == Field.TYPE_BYTES:
        return "b" + value.hex()
    if field.type == Field.TYPE_BOOL:
        return "true" if value else "false"
    if field.type == Field.TYPE_ENUM:
        return f"e{value}"
    if field.type == Field.TYPE_DOUBLE:
        return "d%016x" % struct.unpack("<Q", struct.pack("<d", value))
    if field.type == Field.TYPE_FLOAT:
        return "f%08x" % struct.unpack("<I", struct.pack("<f", value))
    return str(value)


def show(message):
    parts, done = [], set()
    for field in message.DESCRIPTOR.fields:
        name = names.swift_words(field.name)
        value = getattr(message, field.name)
        oneof = field.containing_oneof
        if oneof and len(oneof.fields) == 1 and oneof.name == "_" + field.name:
            oneof = None
        if oneof:
            if oneof.name in done:
                continue
            done.add(oneof.name)
            name, held = names.swift_words(oneof.name), message.WhichOneof(oneof.name)
            if held:
                held_field = message.DESCRIPTOR.fields_by_name[held]
                text = f".{names.swift_words(held)}({show_value(held_field, getattr(message, held))})"
            else:
                text = "nil"
        elif field.label == Field.LABEL_REPEATED:
            text = "[" + ",".join(show_value(field, item) for item in value) + "]"
        elif field.has_presence and not message.HasField(field.name):
            text = "nil"
        else:
            text = show_value(field, value)
        parts.append(f"{name}:{text}")
    return "{" + ",".join(parts) + "}"


def main():
    types = load()
    if sys.argv[2] == "make":
        dice = random.Random(int(sys.argv[3]))
        for name, make in types.items():
            for turn in range(int(sys.argv[4])):
                message = make()
                fill(dice, message, [0.0, 1.0, 0.5][turn] if turn < 3 else dice.random())
                print(name, message.SerializeToString(deterministic=True).hex() or "-", show(message))
    else:
        for line in sys.stdin:
            name, encoded = line.split()
            print(show(types[name].FromString(bytes.fromhex("" if encoded == "-" else encoded))))


if __name__ == "__main__":
    main()
