#!/usr/bin/env python3
"""Verifies an exported audit log, written from proto/lm2/v1/audit.proto and RFC 6962: the standard library, and PyPI's
cryptography for Ed25519. It shares nothing with `lm2 audit verify`.

    verify_audit.py audit.jsonl --key audit.pub [--head head.json]

Prints a JSON object with `genuine`, and if it is not, `finding` (what kind), `leaf_index` (the first entry that it is about)
and `sentence`. Exits 0 only if the log is genuine.
"""
import argparse
import base64
import collections
import hashlib
import json
import sys
import uuid

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519


class Finding(Exception):
    """What is wrong."""

    def __init__(self, kind, index, sentence):
        super().__init__(sentence)
        self.kind, self.index, self.sentence = kind, index, sentence


def leaf_hash(body):
    return hashlib.sha256(b"\0" + body).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


class Tree:
    """All that a growing tree needs: for each power of two, the root of the perfect subtree of that many leaves, or None."""

    def __init__(self):
        self.size, self.roots = 0, []

    def add(self, hash_of_leaf):
        carried = hash_of_leaf
        for place, root in enumerate(self.roots):
            if root is None:
                self.roots[place] = carried
                break
            carried, self.roots[place] = node_hash(root, carried), None
        else:
            self.roots.append(carried)
        self.size += 1

    def root(self):
        result = None
        for root in self.roots:
            if root is not None:
                result = root if result is None else node_hash(root, result)
        return hashlib.sha256(b"").digest() if result is None else result


class Key:
    """The installation's public key."""

    def __init__(self, pem):
        self.key = serialization.load_pem_public_key(pem)
        if not isinstance(self.key, ed25519.Ed25519PublicKey):
            raise ValueError("it is a key of another kind than Ed25519")
        der = self.key.public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
        self.id = hashlib.sha256(der).digest()

    def has_signed(self, head):
        text = (
            b"lm2 audit head v1\n" + head.tenant + head.size.to_bytes(8, "big") + head.sealed_at.to_bytes(8, "big")
            + head.root)
        try:
            self.key.verify(head.signature, text)
        except InvalidSignature:
            return False
        return head.key_id == self.id


class Head:
    """A signed head, from the members of a JSON object."""

    def __init__(self, members):
        self.tenant = uuid.UUID(members["tenant_id"]).bytes
        self.size, self.sealed_at = int(members["tree_size"]), int(members["sealed_microseconds"])
        self.root, self.key_id, self.signature = (
            base64.b64decode(members[name], validate=True) for name in ("root", "key_id", "signature"))
        if len(self.root) != 32:
            raise ValueError("a root has 32 bytes")


class Seal:
    """A seal, and what was read of its entries as (index, hash)."""

    def __init__(self, members):
        self.head, self.first = Head(members), int(members["first_index"])
        hashes = base64.b64decode(members["leaf_hashes"], validate=True)
        if len(hashes) % 32:
            raise ValueError("the last hash is not whole")
        self.hashes = [hashes[place:place + 32] for place in range(0, len(hashes), 32)]
        self.read = []

    def check_entries(self):
        """Raises what has happened at the first place where an entry is not the one that was sealed."""
        for place in range(max(len(self.hashes), len(self.read))):
            index = self.first + place
            sealed = self.hashes[place] if place < len(self.hashes) else None
            shown = self.read[place] if place < len(self.read) else None
            if sealed is not None and shown == (index, sealed):
                continue
            if sealed is None:
                raise Finding("inserted", index, f"an entry stands after entry {index - 1} that was not sealed")
            rest = collections.Counter(found for _, found in self.read[place:])
            if shown is None or (rest[sealed] == 0 and shown[1] in self.hashes):
                raise Finding("removed", index, f"entry {index} was removed")
            if rest[sealed] == 0:
                raise Finding("altered", index, f"entry {index} was altered since it was sealed")
            everywhere = collections.Counter(found for _, found in self.read)
            if everywhere[shown[1]] > self.hashes.count(shown[1]):
                raise Finding("inserted", index, f"the entry at {index} was not sealed")
            raise Finding("reordered", index, f"at {index} stands an entry that was sealed at another place")


def verify(lines, key, kept=None):
    """Raises a Finding unless the log is genuine; gives its tree's size otherwise."""
    if kept and not key.has_signed(kept):
        raise Finding("foreign-head", None, "the head that was kept was not signed by this key")
    tree, seal, tenant = Tree(), None, kept.tenant if kept else None
    reached = kept is None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            members = json.loads(line)
            if members["type"] == "entry":
                entry = int(members["leaf_index"]), leaf_hash(base64.b64decode(members["body"], validate=True))
            elif members["type"] == "seal":
                entry, following = None, Seal(members)
            else:
                raise ValueError("another type")
        except (ValueError, KeyError, TypeError) as error:
            raise Finding("unreadable", tree.size, f"line {number} is neither a seal nor an entry: {error}") from error
        if entry:
            if seal is None:
                raise Finding("inserted", entry[0], f"entry {entry[0]} comes before any seal")
            seal.read.append(entry)
            if len(seal.read) > len(seal.hashes):
                seal.check_entries()
            continue
        if seal is not None:
            seal.check_entries()
        if tenant not in (None, following.head.tenant):
            raise Finding(
                "foreign-head" if seal is None else "unconnected", following.first, "it is of another organisation's log")
        tenant = following.head.tenant
        count = len(following.hashes)
        if following.first != tree.size or not count or following.head.size != tree.size + count:
            raise Finding("unconnected", min(tree.size, following.first), "a seal does not follow the one before it")
        forked = False
        for hashed in following.hashes:
            tree.add(hashed)
            if kept and tree.size == kept.size:
                reached, forked = True, tree.root() != kept.root
        signed = key.has_signed(following.head)
        if not signed or tree.root() != following.head.root:
            raise Finding(
                "untraceable" if signed else "unsigned", following.first,
                f"entry {following.first} is the first of {count} that can't be told apart")
        if forked:
            raise Finding("forked", following.first, "the log has another history than the head that was kept")
        seal = following
    if seal is None:
        raise Finding("empty", None, "the log has no seal")
    seal.check_entries()
    if not reached:
        raise Finding("rolled-back", tree.size, f"a head of {kept.size} entries was signed, but only {tree.size} are there")
    return tree.size


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("file")
    parser.add_argument("--key", required=True)
    parser.add_argument("--head")
    arguments = parser.parse_args()
    with open(arguments.key, "rb") as file:
        key = Key(file.read())
    kept = None
    if arguments.head:
        with open(arguments.head, encoding="utf-8") as file:
            kept = Head(json.load(file))
    with open(arguments.file, encoding="utf-8") as file:
        try:
            answer = {"genuine": True, "entries": verify(file, key, kept)}
        except Finding as finding:
            answer = {
                "genuine": False, "finding": finding.kind, "leaf_index": finding.index, "sentence": finding.sentence}
    print(json.dumps(answer))
    return 0 if answer["genuine"] else 1


if __name__ == "__main__":
    sys.exit(main())
