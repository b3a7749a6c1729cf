"""Clients of HTTP/2 that break its rules: which error they get, and what goes on.

An error of a stream ends that stream: another call on the same connection goes on, and one after it is served. An error of
the connection ends it with its code. All of them meet one lm2d, on which a bystander calls all along (abuse.py).
"""
import os
import struct
import sys
import time
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import abuse  # noqa: E402
import raw_http2 as raw  # noqa: E402
import test_server as base  # noqa: E402
from abuse import LIST, call  # noqa: E402

OPEN = raw.grpc(LIST)
LAST = raw.END_STREAM


def setUpModule():
    global server, bystander, memory
    base.setUpModule()
    server = base.Server()
    unittest.addModuleCleanup(server.stop)
    bystander = abuse.Bystander(server)
    unittest.addModuleCleanup(bystander.stop)
    memory = abuse.Memory(server) if os.geteuid() == 0 else None


class Case(abuse.Case):
    def tearDown(self):
        self.assertIsNone(server.process.poll(), "the server died")
        self.assertEqual(bystander.failures, [])
        if memory:
            self.assertLess(memory.growth(), abuse.GROWTH)


class StreamTests(Case):
    """What is wrong with one stream."""

    def meanwhile(self, *frames):
        """Sends frames of stream 3 while stream 1 waits, and then goes on with that and with stream 5."""
        client = self.ready(server)
        begun = time.monotonic()
        client.send(raw.headers(1, OPEN), *frames)
        client.wait(lambda: 3 in client.resets or 3 in client.ended or client.goaway, 2)
        self.seconds = time.monotonic() - begun
        client.send(raw.data(1, raw.message(b""), LAST), call(5))
        self.answered(client, 1)
        self.answered(client, 5)
        return client

    def malformed(self, *frames, code=raw.PROTOCOL_ERROR):
        client = self.meanwhile(*frames)
        self.assertEqual(client.resets.get(3), code, (client.resets, client.heads.get(3)))
        self.assertLess(self.seconds, abuse.AT_ONCE)
        self.assertEqual(client.heads.get(3, []), [])

    def head(self, *fields):
        """A request with this whole head."""
        self.malformed(raw.headers(3, list(fields)), raw.data(3, raw.message(b""), LAST))

    def more(self, *fields):
        """A request that is right but for these fields."""
        self.head(*OPEN, *fields)

    def test_the_request_that_the_others_differ_from_is_right(self):
        client = self.meanwhile(raw.headers(3, OPEN), raw.data(3, raw.message(b""), LAST))
        self.answered(client, 3)

    def test_names_in_upper_case(self):
        self.more(("Accept", "x"))
        self.more(("accepT", "x"))

    def test_names_that_are_none(self):
        for name in (b"", b"a b", b"a:b", b"a\0", b"a\n", b"a\x7f", b"\xc3\xa4", b" a", b"a\t"):
            with self.subTest(name):
                self.more((name, b"x"))

    def test_values_that_could_be_other_lines(self):
        for value in (b"a\r\nb: c", b"a\nb", b"a\rb", b"a\0b", b"\x7f", b"\x01"):
            with self.subTest(value):
                self.more((b"x-more", value))

    def test_fields_of_connections(self):
        for name in ("connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade"):
            with self.subTest(name):
                self.more((name, "close"))

    def test_te_is_trailers_or_nothing(self):
        for value in ("gzip", "trailers, gzip", ""):
            with self.subTest(value):
                self.head(*raw.request(LIST), ("te", value), ("content-type", "application/grpc"))

    def test_pseudo_header_fields(self):
        method, scheme, path, authority = raw.request(LIST)
        kind = ("content-type", "application/grpc")
        for name, fields in (
                ("after others", (method, scheme, kind, path, authority)),
                ("method twice", (method, method, scheme, path, authority, kind)),
                ("path twice", (method, scheme, path, path, authority, kind)),
                ("scheme twice", (method, scheme, scheme, path, authority, kind)),
                ("authority twice", (method, scheme, path, authority, authority, kind)),
                ("no method", (scheme, path, authority, kind)),
                ("no scheme", (method, path, authority, kind)),
                ("no path", (method, scheme, authority, kind)),
                ("empty path", (method, scheme, (":path", ""), authority, kind)),
                ("a path that is none", (method, scheme, (":path", LIST[1:]), authority, kind)),
                ("a path with a blank", (method, scheme, (":path", "/a b"), authority, kind)),
                ("a path with a line feed", (method, scheme, (":path", "/a\nb"), authority, kind)),
                ("* with POST", (method, scheme, (":path", "*"), authority, kind)),
                ("empty method", ((":method", ""), scheme, path, authority, kind)),
                ("a method with a blank", ((":method", "PO ST"), scheme, path, authority, kind)),
                ("a scheme that is none", (method, (":scheme", "ht tp"), path, authority, kind)),
                ("an authority that is none", (method, scheme, path, (":authority", "a b"), kind)),
                ("a response's", (method, scheme, path, (":status", "200"), kind)),
                ("unknown", (method, scheme, path, (":more", "x"), kind)),
                ("connect with a path", ((":method", "CONNECT"), scheme, path, authority))):
            with self.subTest(name):
                self.head(*fields)

    def test_content_lengths(self):
        content = raw.message(b"")
        for name, length, pieces in (
                ("less comes", "6", (content,)), ("more comes", "4", (content,)),
                ("more comes later", "5", (content, content)), ("nothing comes", "5", (b"",)),
                ("something comes", "0", (content,))):
            with self.subTest(name):
                frames = [raw.data(3, piece, LAST if piece is pieces[-1] else 0) for piece in pieces]
                if len(pieces) == 2:
                    frames = [raw.data(3, content), raw.data(3, content, LAST)]
                self.malformed(raw.headers(3, [*OPEN, ("content-length", length)]), *frames)

    def test_content_lengths_that_are_none(self):
        for length in ("+5", "-5", "5,5", "0x5", "5.0", "", "five", "18446744073709551621", "5 5"):
            with self.subTest(length):
                self.more(("content-length", length))

    def test_two_content_lengths(self):
        self.more(("content-length", "5"), ("content-length", "5"))

    def test_a_content_length_without_content(self):
        self.malformed(raw.headers(3, [*OPEN, ("content-length", "5")], LAST))

    def test_trailers_that_are_none(self):
        head = raw.headers(3, OPEN)
        self.malformed(head, raw.headers(3, [(":path", "/")], LAST))
        self.malformed(head, raw.headers(3, [("Upper", "case")], LAST))
        self.malformed(head, raw.headers(3, [("connection", "close")], LAST))
        self.malformed(head, raw.headers(3, [("x", "trailer without the end")]))

    def test_trailers_without_a_body_are_the_end_of_an_empty_one(self):
        client = self.meanwhile(raw.headers(3, OPEN), raw.headers(3, [("x-trailer", "y")], LAST))
        self.assertEqual(client.field(3, "grpc-status"), "3")

    def test_trailers_after_a_message_are_ignored(self):
        client = self.meanwhile(
            raw.headers(3, OPEN), raw.data(3, raw.message(b"")), raw.headers(3, [("x-trailer", "y")], LAST))
        self.assertEqual(client.field(3, "grpc-status"), "0")

    def test_a_window_that_overflows(self):
        self.malformed(raw.headers(3, OPEN), raw.window(3, 0x7FFFFFFF), code=raw.FLOW_CONTROL_ERROR)

    def test_a_message_that_is_larger_than_the_window_goes_on(self):
        pieces = [raw.data(3, bytes(16_384)) for _ in range(17)]
        client = self.ready(server)
        client.send(raw.headers(3, raw.grpc(LIST)), raw.data(3, raw.message(b"", length=4_000_000)), *pieces)
        client.send(call(5))
        self.answered(client, 5)
        self.assertNotIn(3, client.resets)

    def test_a_dependency_on_itself_and_other_priorities_mean_nothing(self):
        client = self.meanwhile(
            raw.frame(raw.PRIORITY, 0, 3, struct.pack(">IB", 1, 9)), raw.frame(raw.PRIORITY, 0, 99, bytes(5)),
            raw.headers(3, OPEN), raw.data(3, raw.message(b""), LAST))
        self.answered(client, 3)


class MethodTests(Case):
    """What is understood, and not served."""

    def status(self, status, fields):
        client = self.ready(server)
        client.send(raw.headers(1, fields, LAST), call(3))
        self.assertTrue(client.wait(lambda: 1 in client.ended))
        self.assertEqual(client.field(1, ":status"), status)
        self.answered(client, 3)

    def test_methods_that_nobody_has(self):
        for method in ("GET", "PUT", "BREW", "post", "x" * 1_000):
            with self.subTest(method[:9]):
                self.status("405", raw.request(LIST, method))
        self.status("404", raw.request("/nowhere", "GET"))
        self.status("405", raw.request("/nowhere", "BREW"))


class ConnectionTests(Case):
    """What ends the connection."""

    def breaks(self, code, *frames):
        client = self.ready(server)
        begun = time.monotonic()
        client.send(*frames)
        self.ended(client, code, begun)

    def each(self, code, cases):
        for name, frames in cases.items():
            with self.subTest(name):
                self.breaks(code, *(frames if isinstance(frames, tuple) else (frames,)))

    def test_frames_that_are_too_large(self):
        self.each(raw.FRAME_SIZE_ERROR, {
            "DATA": (raw.headers(1, OPEN), raw.data(1, bytes(16_385))),
            "HEADERS": raw.headers(1, bytes(16_385)),
            "SETTINGS": raw.frame(raw.SETTINGS, 0, 0, bytes(16_386)),
            "unknown": raw.frame(0xEE, 0, 0, bytes(16_385)),
            "the largest": struct.pack(">I", 0xFFFFFF)[1:] + bytes([raw.DATA, 0, 0, 0, 0, 1]) + bytes(100)})

    def test_frames_of_wrong_sizes(self):
        self.each(raw.FRAME_SIZE_ERROR, {
            "SETTINGS": raw.frame(raw.SETTINGS, 0, 0, bytes(5)),
            "SETTINGS that acknowledge": raw.frame(raw.SETTINGS, raw.ACK, 0, bytes(6)),
            "PING": raw.frame(raw.PING, 0, 0, bytes(7)),
            "RST_STREAM": (raw.headers(1, OPEN), raw.frame(raw.RST_STREAM, 0, 1, bytes(3))),
            "WINDOW_UPDATE": raw.frame(raw.WINDOW_UPDATE, 0, 0, bytes(3)),
            "PRIORITY": raw.frame(raw.PRIORITY, 0, 1, bytes(4)),
            "GOAWAY": raw.frame(raw.GOAWAY, 0, 0, bytes(7))})

    def test_frames_on_the_wrong_stream(self):
        self.each(raw.PROTOCOL_ERROR, {
            "DATA on 0": raw.data(0, b"x"), "HEADERS on 0": raw.headers(0, OPEN), "RST_STREAM on 0": raw.reset(0),
            "PRIORITY on 0": raw.frame(raw.PRIORITY, 0, 0, bytes(5)),
            "CONTINUATION on 0": raw.frame(raw.CONTINUATION, raw.END_HEADERS, 0),
            "SETTINGS on 1": raw.frame(raw.SETTINGS, 0, 1), "PING on 1": raw.frame(raw.PING, 0, 1, bytes(8)),
            "GOAWAY on 1": raw.frame(raw.GOAWAY, 0, 1, bytes(8))})

    def test_streams_that_are_idle(self):
        self.each(raw.PROTOCOL_ERROR, {
            "DATA": raw.data(1, b"x"), "RST_STREAM": raw.reset(1), "WINDOW_UPDATE": raw.window(1, 1),
            "CONTINUATION": raw.frame(raw.CONTINUATION, raw.END_HEADERS, 1)})

    def test_numbers_of_streams(self):
        self.breaks(raw.PROTOCOL_ERROR, raw.headers(2, OPEN))

    def test_a_number_below_others_is_never_served(self):
        # libnghttp2 takes it for a trailer that has crossed with a reset, which it has to ignore.
        client = self.ready(server)
        client.send(call(5), call(3), call(7))
        self.answered(client, 5)
        self.answered(client, 7)
        self.assertFalse({3} & (client.ended | client.heads.keys()))

    def test_a_stream_that_has_ended_is_used_again(self):
        self.each(raw.STREAM_CLOSED, {
            "DATA": (raw.headers(1, OPEN, LAST), raw.data(1, b"x")),
            "HEADERS": (raw.headers(1, OPEN, LAST), raw.headers(1, OPEN, LAST))})

    def test_a_head_that_is_interrupted(self):
        head = raw.headers(1, OPEN, ends=False)
        self.each(raw.PROTOCOL_ERROR, {
            "PING": (head, raw.ping()), "unknown": (head, raw.frame(0xEE)), "DATA": (head, raw.data(1, b"x")),
            "another head": (head, raw.headers(3, OPEN)),
            "another stream's": (head, raw.frame(raw.CONTINUATION, raw.END_HEADERS, 3))})

    def test_heads_that_can_not_be_read(self):
        self.each(raw.COMPRESSION_ERROR, {
            "index 0": raw.headers(1, b"\x80"), "an index of nothing": raw.headers(1, b"\xff\xff\x01"),
            "a number without end": raw.headers(1, b"\xff" + b"\xff" * 100),
            "a table that is too large": raw.headers(1, raw.integer(65_536, 5, 0x20)),
            "cut off": raw.headers(1, raw.literal("name", "value")[:-2]),
            "Huffman's end within": raw.headers(1, b"\x00\x84\xff\xff\xff\xff\x00")})

    def test_padding_that_is_longer_than_its_frame(self):
        self.each(raw.PROTOCOL_ERROR, {
            "DATA": (raw.headers(1, OPEN), raw.data(1, b"\x05abc", raw.PADDED)),
            "HEADERS": raw.headers(1, b"\xff" + raw.block(OPEN)[:50], raw.PADDED)})

    def test_a_client_pushes_nothing(self):
        self.breaks(
            raw.PROTOCOL_ERROR, raw.headers(1, OPEN),
            raw.frame(raw.PUSH_PROMISE, raw.END_HEADERS, 1, struct.pack(">I", 2) + raw.block(OPEN)))

    def test_windows(self):
        self.breaks(raw.FLOW_CONTROL_ERROR, raw.window(0, 0x7FFFFFFF))
        self.breaks(raw.PROTOCOL_ERROR, raw.window(0, 0))
        self.breaks(raw.PROTOCOL_ERROR, raw.headers(1, OPEN), raw.window(1, 0))

    def test_settings_that_make_a_window_overflow(self):
        # RFC 9113 would have the connection end; libnghttp2 ends the stream whose window it is.
        client = self.ready(server)
        client.send(
            raw.headers(1, OPEN), raw.window(1, 0x7FFFFFFF - 65_535), raw.settings((raw.INITIAL_WINDOW, 65_536)), call(3))
        self.answered(client, 3)
        self.assertEqual(client.resets, {1: raw.FLOW_CONTROL_ERROR})

    def test_settings(self):
        self.each(raw.PROTOCOL_ERROR, {
            "ENABLE_PUSH": raw.settings((raw.ENABLE_PUSH, 2)), "a small FRAME_SIZE": raw.settings((raw.FRAME_SIZE, 16_383)),
            "a large FRAME_SIZE": raw.settings((raw.FRAME_SIZE, 1 << 24))})
        self.breaks(raw.FLOW_CONTROL_ERROR, raw.settings((raw.INITIAL_WINDOW, 1 << 31)))

    def test_prefaces_that_are_none(self):
        for first in (b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", raw.PREFACE[:-2] + b"xx", bytes(100), raw.settings()):
            with self.subTest(first):
                client = self.raw(server, first)
                self.ended(client, raw.PROTOCOL_ERROR, time.monotonic())

    def test_a_preface_without_settings(self):
        client = self.raw(server, raw.PREFACE + raw.ping())
        self.ended(client, raw.PROTOCOL_ERROR, time.monotonic())


class IgnoredTests(Case):
    def test_what_is_unknown_is_ignored(self):
        client = self.ready(server, (0xEEEE, 1), (raw.CONCURRENT_STREAMS, 0), (raw.HEADER_LIST_SIZE, 0))
        client.send(raw.frame(0xEE, 0xFF, 0, b"x"), raw.frame(0xEE, 0xFF, 1, b"x"), raw.frame(0x10, 0, 0, bytes(9)))
        client.send(call(1))
        self.answered(client, 1)

    def test_reserved_bits_and_flags_are_ignored(self):
        client = self.ready(server)
        client.send(raw.headers(1 | 1 << 31, OPEN, 0xD2 & ~raw.PADDED), raw.data(1 | 1 << 31, raw.message(b""), 0xF1))
        self.answered(client, 1)

    def test_a_client_that_goes_away_gets_its_answers_first(self):
        client = self.ready(server)
        begun = time.monotonic()
        client.send(raw.headers(1, OPEN), raw.frame(raw.GOAWAY, 0, 0, bytes(8)), raw.data(1, raw.message(b""), LAST))
        self.assertTrue(client.wait(lambda: client.closed), "the connection stays open")
        self.assertEqual(client.field(1, "grpc-status"), "0")
        self.assertLess(time.monotonic() - begun, abuse.AT_ONCE)

    def test_frames_of_a_stream_that_was_reset_may_cross(self):
        client = self.ready(server)
        client.send(call(1), raw.window(1, 5))
        self.answered(client, 1)
        client.send(raw.window(1, 5), raw.reset(1), call(3))
        self.answered(client, 3)


if __name__ == "__main__":
    unittest.main()
