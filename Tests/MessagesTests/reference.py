"""Debian's python3-protobuf as the reference: an implementation of protobuf that shares nothing with this one.

    reference.py ROOT make SEED COUNT   prints COUNT random messages of each type, a line each: type, bytes, values
    reference.py ROOT show              reads lines of type and bytes, prints the values of each
    reference.py ROOT json SEED COUNT   prints COUNT random messages of each type that have JSON: type, bytes, JSON
    reference.py ROOT merge SEED COUNT  prints COUNT pairs of messages as one: type, bytes of both, JSON of both merged
    reference.py ROOT parse             reads lines of type, JSON and what JSON it has to be like: prints the bytes of each
    reference.py ROOT compile           reads a .proto file, prints its descriptors with those that it imports

Values are written so that both sides can write them alike, with the names that Swift has.
"""
import json
import math
import os
import random
import struct
import subprocess
import sys
import tempfile

from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory
from google.protobuf.descriptor import FieldDescriptor as Field

ROOT = sys.argv[1]
sys.path.insert(0, os.path.join(ROOT, "proto", "plugin"))
sys.dont_write_bytecode = True
import names  # noqa: E402

TEXTS = ["", "x", "a.1", "Königin-Elisabeth-Straße", "日本語", "\U0001f9ea", "line\nline", "a" * 15, "b" * 16, "c" * 300]
INTEGERS = [0, 1, 2, 127, 128, 16383, 16384, 2**31 - 1, 2**31, 2**32 - 1, 2**63 - 1, 2**64 - 1]


HERE = os.path.dirname(os.path.abspath(__file__))


def compiled(paths, files):
    with tempfile.TemporaryDirectory() as folder:
        target = os.path.join(folder, "set.pb")
        includes = [word for path in paths for word in ("-I", path)]
        subprocess.run(["protoc", *includes, "--include_imports", "-o", target, *files], check=True)
        with open(target, "rb") as file:
            return descriptor_pb2.FileDescriptorSet.FromString(file.read())


def load(with_tests=False):
    files = []
    for folder, _, found in os.walk(os.path.join(ROOT, "proto")):
        files += [os.path.relpath(os.path.join(folder, name), os.path.join(ROOT, "proto")) for name in found]
    files = sorted(name for name in files if name.endswith(".proto") and not any(
        # Frames have a codec of their own; of a package in two versions only the newer one has Swift types.
        part in name for part in ("/wire/", "/v1alpha/")))
    if with_tests:
        files.append("every_type.proto")
    given = compiled([os.path.join(ROOT, "proto"), HERE], files)
    pool, types = descriptor_pool.DescriptorPool(), []
    for file in given.file:
        pool.Add(file)
    for file in given.file:
        if file.name == "google/protobuf/descriptor.proto" or file.name.endswith("options.proto"):
            continue
        for message in file.message_type:
            types += names_in(message, file.package)
    factory = message_factory.MessageFactory(pool)
    return {name: factory.GetPrototype(pool.FindMessageTypeByName(name)) for name in sorted(types)}


def names_in(message, scope):
    """The full names of a message and of those within it."""
    name = f"{scope}.{message.name}"
    yield name
    for nested in message.nested_type:
        yield from names_in(nested, name)


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


def floating(dice, field):
    special = [0.0, -0.0, 1.0, -2.25, 0.1, 1e-7, 123456789.0, math.inf, -math.inf, math.nan]
    if dice.random() < 0.4:
        return dice.choice(special)
    while True:
        if field.type == Field.TYPE_FLOAT:
            value = struct.unpack("<f", struct.pack("<I", dice.getrandbits(32)))[0]
            # The greatest floats are refused by json_format, which compares what it reads before it rounds.
            if math.isfinite(value) and abs(value) < 1e38:
                return value
        else:
            value = struct.unpack("<d", struct.pack("<Q", dice.getrandbits(64)))[0]
            if math.isfinite(value):
                return value


def nanoseconds(dice):
    return dice.choice([0, 1, 999, 1000, 250_000_000, 123_456_000, 999_999_999, dice.randrange(10**9)])


def fill_for_json(dice, message, density, depth=0):
    """Fills a message with values that JSON has a form for."""
    name = message.DESCRIPTOR.full_name
    if name == "google.protobuf.Timestamp":
        message.seconds = dice.choice([0, -1, -62135596800, 253402300799, dice.randrange(-62135596800, 253402300800)])
        message.nanos = nanoseconds(dice)
        return
    if name == "google.protobuf.Duration":
        sign = dice.choice([1, -1])
        message.seconds = sign * dice.choice([0, 1, 315575999999, dice.randrange(315576000000)])
        message.nanos = sign * nanoseconds(dice)
        return
    for field in message.DESCRIPTOR.fields:
        if dice.random() > density:
            continue
        # A message that holds others of its own type would have no end.
        if field.message_type == message.DESCRIPTOR and dice.random() > [1, 0.2, 0][depth]:
            continue

        def value():
            real = field.cpp_type in (Field.CPPTYPE_DOUBLE, Field.CPPTYPE_FLOAT)
            return floating(dice, field) if real else scalar(dice, field)

        if field.label == Field.LABEL_REPEATED:
            for _ in range(dice.choice([1, 2, 5]) if depth == 0 else 1):
                if field.message_type:
                    fill_for_json(dice, getattr(message, field.name).add(), density, depth + 1)
                else:
                    getattr(message, field.name).append(value())
        elif field.message_type:
            getattr(message, field.name).SetInParent()
            fill_for_json(dice, getattr(message, field.name), density, depth + 1)
        else:
            setattr(message, field.name, value())


def parse(types, line):
    """The bytes of a message that is given as JSON, if that is like another JSON that is given."""
    name, text, like = line.split()
    text, like = bytes.fromhex(text).decode(), bytes.fromhex(like).decode()
    if json.loads(text) != json.loads(like):
        return f"unlike {text} {like}"
    try:
        message = json_format.Parse(text, types[name]())
    except json_format.ParseError as error:
        return f"refused {error}"
    return message.SerializeToString(deterministic=True).hex() or "-"


def compile_text(text):
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "test.proto"), "w", encoding="utf-8") as file:
            file.write(text)
        return compiled([folder], ["test.proto"]).SerializeToString(deterministic=True).hex()


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


def random_messages(types, fill_message, seed, count):
    dice = random.Random(seed)
    for name, make in types.items():
        for turn in range(count):
            message = make()
            fill_message(dice, message, [0.0, 1.0, 0.5][turn] if turn < 3 else dice.random())
            yield name, message, message.SerializeToString(deterministic=True).hex() or "-"


def main():
    command = sys.argv[2]
    if command == "make":
        for name, message, encoded in random_messages(load(), fill, int(sys.argv[3]), int(sys.argv[4])):
            print(name, encoded, show(message))
    elif command == "json":
        types = load(with_tests=True)
        for name, message, encoded in random_messages(types, fill_for_json, int(sys.argv[3]), int(sys.argv[4])):
            print(name, encoded, json_format.MessageToJson(message).encode().hex())
    elif command == "merge":
        name = "lm2.test.EveryType"
        types = {name: load(with_tests=True)[name]}
        messages = list(random_messages(types, fill_for_json, int(sys.argv[3]), 2 * int(sys.argv[4])))
        for (_, first, start), (_, second, end) in zip(messages[::2], messages[1::2]):
            both = (start + end).replace("-", "")
            # Parsing them one after the other is what merging means.
            merged = types[name].FromString(bytes.fromhex(both))
            try:
                print(name, both or "-", json_format.MessageToJson(merged).encode().hex())
            except json_format.SerializeToJsonError:
                continue  # A duration has got its seconds from one and its fraction from the other.
    elif command == "parse":
        types = load(with_tests=True)
        for line in sys.stdin:
            print(parse(types, line))
    elif command == "compile":
        print(compile_text(sys.stdin.read()))
    else:
        types = load()
        for line in sys.stdin:
            name, encoded = line.split()
            print(show(types[name].FromString(bytes.fromhex("" if encoded == "-" else encoded))))


if __name__ == "__main__":
    main()
