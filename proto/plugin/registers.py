"""Writes what the rules know of the registers: each one's fields, the words that they hold, and a view of its records.

A register is a message with the option `register`. The rules read records through these views alone, so that a field is
said once, in the register's proto file.
"""
import os
import sys

from google.protobuf import descriptor_pb2

import names
from lm2.v1 import options_pb2
from swift import HEADER, Schema, Writer

Field = descriptor_pb2.FieldDescriptorProto
MOST = 1_000_000_000_000
# What other modules know as well, by the name of the enum.
SHARED = {"ActionState"}


class RegisterField:
    """A field of a register: what it may hold, and how a view reads it."""

    def __init__(self, registers, field, comment):
        self.rules = field.options.Extensions[options_pb2.rules]
        self.name, self.tag, self.help = field.name, field.number, " ".join(comment.split())
        self.swift = names.swift_name(field.name)
        self.repeated = field.label == Field.LABEL_REPEATED
        self.type = field.type
        self.choice = field.type_name.rsplit(".", 1)[-1] if field.type == Field.TYPE_ENUM else None
        self.targets = [registers[name] for name in self.rules.refers_to if name != "*"]
        self.any_target = "*" in self.rules.refers_to

    @property
    def kind(self):
        if self.choice:
            return f".{'choices' if self.repeated else 'choice'}({self.choice}.words)"
        if self.rules.refers_to:
            listed = ", ".join("." + swift for swift, _ in self.targets)
            to = "Register.allCases" if self.any_target else f"[{listed}]"
            return f".{'references' if self.repeated else 'reference'}({to})"
        if self.type == Field.TYPE_UINT64:
            return f".integer({self.rules.min_value}...{self.rules.max_value or MOST})"
        if self.type == Field.TYPE_MESSAGE:
            return ".time"
        if self.rules.date:
            return ".plan" if self.rules.plan else ".month" if self.rules.month else ".date"
        if self.rules.person:
            return ".persons" if self.repeated else ".person"
        return f".text({self.rules.max_bytes or 200})"

    def view(self, place):
        """The property by which the rules read it."""
        if self.choice:
            kind, read = (f"ChoiceSet<{self.choice}>", "choices") if self.repeated else (f"{self.choice}?", "choice")
        elif self.rules.refers_to:
            one = None if self.any_target or len(self.targets) > 1 else self.targets[0][1]
            if self.repeated:
                kind, read = (f"[{one}]", "references") if one else ("[Row]", "referenced")
            else:
                kind, read = (f"{one}?", "reference") if one else ("Row?", "referenced")
        else:
            kind, read = {
                ".time": ("Int64?", "time"), ".date": ("CivilDate?", "date"), ".plan": ("CivilDate?", "plan"),
                ".month": ("CivilDate?", "plan"), ".person": ("Symbol?", "text"), ".persons": ("[Symbol]", "persons"),
            }.get(self.kind, ("Int?", "integer") if self.kind.startswith(".integer") else ("Symbol?", "text"))
        return f"var {self.swift}: {kind} {{ row.{read}({place}) }}"

    @property
    def declaration(self):
        parts = [f'"{self.name}"', f"tag: {self.tag}", self.kind]
        if not self.rules.required and not self.repeated:
            parts.append("optional: true")
        if self.rules.required and self.repeated:
            parts.append("atLeastOne: true")
        if self.rules.happened:
            parts.append("happened: true")
        return f"Field({', '.join(parts)}, help: \"{self.help}\"),"


def comment_lines(text):
    return " ".join(text.split())


def write_choices(schema, files):
    out = Writer()
    for file in files:
        for index, enum in enumerate(file.enum_type):
            prefix = names.upper_words(enum.name) + "_"
            words = [value.name[len(prefix):].lower() for value in enum.value if value.number > 0]
            if [value.number for value in enum.value] != list(range(len(enum.value))):
                raise SystemExit(f"{enum.name}: the values of a choice are numbered from 0 without gaps")
            out.comment(comment_lines(schema.comment(file, [5, index], enum.name)))
            shared = enum.name in SHARED
            out.open(f"{'package ' if shared else ''}enum {enum.name}: UInt8, Choice{', CaseIterable' if shared else ''} {{")
            out.line("case " + ", ".join(names.swift_name(word) for word in words))
            out.line()
            out.line("static let words = [" + ", ".join(f'"{word}"' for word in words) + "]")
            out.close()
            out.line()
    return out.text().rstrip("\n") + "\n"


def write_bodies(found):
    """The bodies of records by the names of their registers: what is done alike for each is said once."""
    out = Writer()
    out.open("extension Record.Body {")
    out.line("/// The name of the register whose record it is the body of.")
    out.open("package var register: String {")
    out.line("switch self {")
    for name, _, _, _ in found:
        out.line(f'case .{names.swift_name(name)}: "{name}"')
    out.line("}")
    out.close()
    out.line()
    out.line("/// Its message.")
    out.open("package var message: any ProtobufMessage {")
    out.line("switch self {")
    for name, _, _, _ in found:
        out.line(f"case .{names.swift_name(name)}(let body): body")
    out.line("}")
    out.close()
    out.line()
    out.line("/// The body of a register's record from its bytes; nil if there is no such register.")
    out.open("package init?(register: String, serialized bytes: [UInt8]) throws(MessageError) {")
    out.line("switch register {")
    for name, _, _, message in found:
        out.line(f'case "{name}": self = .{names.swift_name(name)}(try {message.name}(serialized: bytes))')
    out.line("default: return nil")
    out.line("}")
    out.close()
    out.close()
    return out.text()


def main():
    source, target, bodies, *wanted = sys.argv[1:]
    with open(source, "rb") as file:
        given = descriptor_pb2.FileDescriptorSet.FromString(file.read())
    schema = Schema(sorted((file for file in given.file if file.name in wanted), key=lambda file: file.name))
    found = []
    for file in schema.files:
        for index, message in enumerate(file.message_type):
            name = message.options.Extensions[options_pb2.register].name
            if name:
                found.append((name, file, index, message))
    registers = {
        name: (names.swift_name(name), message.name.removesuffix("Record")) for name, _, _, message in found
    }

    table = Writer()
    table.line("/// A register: what a record is a record of.")
    table.open("package enum Register: UInt8, CaseIterable, Sendable {")
    for name, file, index, _ in found:
        table.comment(comment_lines(schema.comment(file, [4, index], name)))
        table.line(f"case {registers[name][0]}")
    table.line()
    table.line("/// Its name in the rules and in the interchange form.")
    table.line("package var name: String { Self.names[ordinal] }")
    table.line()
    table.line("private static let names = [" + ", ".join(f'"{name}"' for name, *_ in found) + "]")
    table.line()
    table.line("/// Its fields, in order.")
    table.line("package var fields: [Field] { Self.fieldTable[ordinal] }")
    table.line()
    listed = ", ".join(f"{registers[name][1]}.fields" for name, *_ in found)
    table.line(f"private static let fieldTable: [[Field]] = [{listed}]")
    table.line()
    table.line("/// What it is a register of.")
    table.line("package var summary: String { Self.summaries[ordinal] }")
    table.line()
    table.open("private static let summaries = [")
    for name, file, index, _ in found:
        table.line(f'"{comment_lines(schema.comment(file, [4, index], name))}",')
    table.close("]")
    table.close()

    views = Writer()
    for name, file, index, message in found:
        fields = [
            RegisterField(registers, field, schema.comment(file, [4, index, 2, place], ""))
            for place, field in enumerate(message.field)
        ]
        if sum(field.rules.happened for field in fields) != 1:
            raise SystemExit(f"{message.name}: one field says when the record happened")
        known = {field.name for field in fields}
        kind = "Periodic" if {"from", "to"} <= known else "RegisterRow"
        views.comment(comment_lines(schema.comment(file, [4, index], name)))
        views.open(f"struct {registers[name][1]}: {kind} {{")
        views.line(f"static let register = Register.{registers[name][0]}")
        views.open("static let fields: [Field] = [")
        for field in fields:
            views.line(field.declaration)
        views.close("]")
        views.line("let row: Row")
        views.line()
        for place, field in enumerate(fields):
            views.line(field.view(place))
        views.close()
        views.line()

    choices = [file for file in schema.files if file.name.startswith("lm2/v1/registers/")]
    outputs = {
        "Choices.swift": ("the words of the registers' fields", write_choices(schema, choices)),
        "Register.swift": ("the registers", table.text()),
        "RegisterViews.swift": ("the registers' fields", views.text().rstrip("\n") + "\n"),
    }
    with open(bodies, "w", encoding="utf-8") as file:
        file.write(HEADER.format(source="the registers") + write_bodies(found))
    os.makedirs(target, exist_ok=True)
    for name, (origin, text) in outputs.items():
        with open(os.path.join(target, name), "w", encoding="utf-8") as file:
            file.write(HEADER.format(source=origin) + text)


if __name__ == "__main__":
    main()
