"""Clients of HTTP/2 that try to exhaust the server: what each of them gets, how soon, and that nobody else suffers.

Each test has an lm2d of its own (test_server.py), which is watched (abuse.py): a bystander calls all along, by gRPC and by
Connect, and the server's memory may grow by 16 MiB at most. Who merely keeps the server waiting is in
test_http2_patience.py, and who breaks the rules in test_http2_rules.py.
"""
import gzip
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
from abuse import CALLS, CALM, GET, HEAD, LIST, STANDARD, batches, call, odd  # noqa: E402

setUpModule = base.setUpModule
UPLOAD = "/" + base.UPLOAD


class ResetTests(abuse.Case):
    def test_streams_that_the_client_resets_at_once(self):
        head = raw.block(raw.grpc(GET))
        self.floods(raw.headers(id, head) + raw.reset(id) for id in odd(30_000))

    def test_whole_calls_that_the_client_resets_at_once(self):
        self.floods(call(id, GET, STANDARD) + raw.reset(id) for id in odd(30_000))

    def test_streams_that_the_client_resets_at_a_measured_pace(self):
        # Never more than a few at once, so that only the number of resets counts.
        server = self.server()
        with self.watched(server):
            client = self.ready(server)
            head, begun = raw.block(raw.grpc(GET)), time.monotonic()
            for id in odd(5_000):
                client.send(raw.headers(id, head) + raw.reset(id))
                if client.goaway:
                    break
            self.ended(client, CALM, begun, 5)

    def test_a_client_that_cancels_within_its_allowance_goes_on(self):
        # A thousand at once, and a hundred more every second.
        server = self.server()
        with self.watched(server):
            client = self.ready(server)
            head, ids = raw.block(raw.grpc(GET)), iter(odd(2_000))
            for count, pause in ((980, 2.5), (200, 0)):
                client.send(*(raw.headers(id, head) + raw.reset(id) for id, _ in zip(ids, range(count))))
                client.wait(lambda: client.goaway, pause)
            # Until the last handler has gone calls are refused.
            client.wait(lambda: client.goaway, 0.2)
            id = next(ids)
            client.send(call(id))
            self.answered(client, id)

    def provoked(self, provoke, head=None):
        """Requests that the server has to reset, never more at once than it allows."""
        server = self.server()
        with self.watched(server):
            client = self.ready(server)
            head, begun = raw.block(raw.grpc(GET) if head is None else head), time.monotonic()
            for first in range(0, 10_000, 50):
                client.send(*(raw.headers(id, head) + provoke(id) for id in odd(50, 1 + 2 * first)))
                if not client.wait(lambda: len(client.resets) >= first + 50 or client.goaway, 2) or client.goaway:
                    break
            self.ended(client, CALM, begun)

    def test_resets_provoked_faster_than_they_are_sent(self):
        # To the server more streams are open than it allows, for it has not told yet of those that it ends.
        self.floods(
            (raw.headers(id, raw.grpc(GET, ("Upper", "case"))) for id in odd(10_000)), code=raw.PROTOCOL_ERROR)

    def test_resets_provoked_by_windows_that_overflow(self):
        self.provoked(lambda id: raw.window(id, 0x7FFFFFFF))

    def test_resets_provoked_by_wrong_content_lengths(self):
        self.provoked(lambda id: raw.data(id, b"12", raw.END_STREAM), raw.grpc(GET, ("content-length", "1")))

    def test_resets_provoked_by_content_that_is_missing(self):
        self.provoked(lambda id: raw.data(id, b"", raw.END_STREAM), raw.grpc(GET, ("content-length", "1")))

    def test_resets_provoked_by_malformed_heads(self):
        self.provoked(lambda id: b"", raw.grpc(GET, ("Upper", "case")))

    def test_resets_provoked_by_malformed_trailers(self):
        self.provoked(lambda id: raw.headers(id, [(":path", "/")], raw.END_STREAM))

    def test_answers_before_the_end_of_requests(self):
        # Told that there is no such method, while nothing of the request has come; and nothing ever comes.
        server = self.server("--stall-timeout", "1")
        with self.watched(server):
            client = self.ready(server)
            client.send(*(raw.headers(id, raw.grpc("/no/method")) for id in odd(50)))
            self.assertTrue(client.wait(lambda: len(client.resets) == 50, 3), len(client.resets))
            self.assertEqual(set(client.resets.values()), {raw.NO_ERROR})
            client.send(call(101))
            self.answered(client, 101)

    def test_windows_of_nothing_end_the_connection(self):
        self.floods(
            (raw.headers(id, raw.grpc(GET)) + raw.window(id, 0) for id in odd(1_000)), code=raw.PROTOCOL_ERROR)

    def test_streams_beyond_what_handlers_leave_room_for_are_refused(self):
        # Before the settings are acknowledged the client may not know the limit: streams are refused, one by one.
        server = self.server("--calls-per-connection", "4")
        with self.watched(server):
            client = self.raw(server)
            client.send(*(raw.headers(id, raw.grpc(LIST)) for id in odd(10)))
            self.assertTrue(client.wait(lambda: len(client.resets) == 6))
            self.assertEqual(client.resets, {id: raw.REFUSED_STREAM for id in odd(6, 9)})
            self.assertIsNone(client.goaway)

    def test_refused_streams_by_the_ten_thousand(self):
        server = self.server("--calls-per-connection", "4")
        with self.watched(server):
            client = self.raw(server)
            head = raw.block(raw.grpc(LIST))
            self.flood(client, batches(raw.headers(id, head) for id in odd(10_000)), CALM)

    def test_a_client_that_knows_the_limit_and_goes_beyond_it(self):
        self.floods(
            (raw.headers(id, raw.grpc(LIST)) for id in odd(CALLS + 1)), code=raw.PROTOCOL_ERROR)


class FrameTests(abuse.Case):
    def test_settings(self):
        self.floods(raw.settings((raw.INITIAL_WINDOW, 65_535)) for _ in range(100_000))

    def test_settings_that_say_nothing(self):
        self.floods(raw.settings() for _ in range(100_000))

    def test_acknowledgements_of_nothing(self):
        self.floods((raw.frame(raw.SETTINGS, raw.ACK) for _ in range(100)), code=raw.PROTOCOL_ERROR)

    def test_pings(self):
        self.floods(raw.ping(number) for number in range(100_000))

    def test_answers_to_pings_that_nobody_sent(self):
        self.floods(raw.frame(raw.PING, raw.ACK, 0, bytes(8)) for number in range(100_000))

    def test_pings_and_settings_whose_acknowledgements_are_not_read(self):
        self.floods((raw.ping(number) + raw.settings() for number in range(100_000)), reads=False)

    def test_empty_data(self):
        self.floods((raw.data(1) for _ in range(100_000)), prelude=raw.headers(1, raw.grpc(LIST)))

    def test_data_of_padding_alone(self):
        self.floods(
            (raw.data(1, b"\0", raw.PADDED) for _ in range(100_000)), prelude=raw.headers(1, raw.grpc(LIST)))

    def test_priorities_of_idle_streams(self):
        self.floods(raw.frame(raw.PRIORITY, 0, id, struct.pack(">IB", 0, 1)) for id in odd(100_000))

    def test_frames_of_unknown_types_are_ignored_and_cost_little(self):
        # libnghttp2 tells nobody of them.
        server = self.server()
        with self.watched(server):
            client = self.ready(server)
            client.send(b"".join(raw.frame(0xEE, 0xFF, number, b"x") for number in range(100_000)))
            client.send(call(1))
            self.answered(client, 1)

    def test_heads_for_streams_that_are_gone(self):
        self.floods((raw.headers(id, raw.grpc(LIST)) for id in odd(20_000)), prelude=call(99_999))

    def test_window_updates_cost_little(self):
        server = self.server()
        with self.watched(server):
            client = self.ready(server)
            client.send(raw.window(0, 1) * 100_000)
            client.send(call(1))
            self.answered(client, 1)


class HeadTests(abuse.Case):
    def pieces(self, stream, block, flags=raw.END_STREAM):
        """A head of 144 KiB at most on the wire, in as many frames as libnghttp2 takes."""
        first, rest = block[:HEAD], block[HEAD:]
        yield raw.headers(stream, first, flags, ends=not rest)
        while rest:
            piece, rest = rest[:HEAD], rest[HEAD:]
            yield raw.frame(raw.CONTINUATION, 0 if rest else raw.END_HEADERS, stream, piece)

    def bombs(self, block, code=CALM):
        server = self.server()
        with self.watched(server):
            client = self.ready(server)
            self.flood(client, self.pieces(1, block), code)

    def test_continuations_without_end(self):
        def frames():
            yield raw.headers(1, raw.grpc(LIST), ends=False)
            for _ in range(10_000):
                yield raw.frame(raw.CONTINUATION, 0, 1, raw.literal("x", "y" * 1_000))
        self.floods(frames())

    def test_continuations_without_end_and_without_content(self):
        def frames():
            yield raw.headers(1, raw.grpc(LIST), ends=False)
            for _ in range(100_000):
                yield raw.frame(raw.CONTINUATION, 0, 1)
        self.floods(frames())

    def test_one_large_entry_a_thousand_times(self):
        entry = raw.literal("x-bomb", "y" * 4_000, 0x40)
        self.bombs(raw.block(raw.grpc(LIST)) + entry + b"\xbe" * 16_000)

    def test_one_large_entry_a_thousand_times_in_a_trailer(self):
        server = self.server()
        with self.watched(server):
            client = self.ready(server)
            client.send(raw.headers(1, raw.grpc(LIST)))
            entry = raw.literal("x-bomb", "y" * 4_000, 0x40)
            self.flood(client, self.pieces(1, entry + b"\xbe" * 100_000), CALM)

    def test_huge_literal_fields(self):
        self.bombs(raw.block(raw.grpc(LIST)) + raw.literal("x", "y" * 45_000) * 3)

    def test_fields_beyond_what_hpack_may_bring_at_once(self):
        self.bombs(raw.block(raw.grpc(LIST)) + raw.literal("x", "y" * 100_000), raw.COMPRESSION_ERROR)

    def test_a_head_above_the_limit_is_refused_and_the_connection_goes_on(self):
        server = self.server()
        with self.watched(server):
            client = self.ready(server)
            more = [("x-more", "y" * 1_000) for _ in range(17)]
            client.send(*self.pieces(1, raw.block(raw.grpc(LIST, *more))))
            self.answered(client, 1, "8")
            connect = raw.request(LIST, "POST", ("content-type", "application/proto"), *more)
            client.send(*self.pieces(3, raw.block(connect)))
            self.assertTrue(client.wait(lambda: 3 in client.ended))
            self.assertEqual(client.field(3, ":status"), "431")
            client.send(call(5))
            self.answered(client, 5)

    def test_thousands_of_fields(self):
        # Names and values are within the limit, and an array, a string and a place in a list for each are not.
        server = self.server()
        with self.watched(server):
            client = self.ready(server)
            fields = raw.literal("x", "y", 0x40) + b"\xbe" * 8_000
            client.send(*(raw.headers(id, raw.block(raw.grpc(LIST)) + fields) for id in odd(CALLS)))
            for id in odd(CALLS):
                self.answered(client, id, "8")

    def test_fields_without_names_and_values_of_their_own(self):
        self.bombs(raw.block(raw.grpc(LIST)) + raw.literal("x", "", 0x40) + b"\xbe" * 140_000)


class MessageTests(abuse.Case):
    """Abuse within gRPC's messages: the call ends, and its connection goes on."""

    def refused(self, status, first, more=(), path=LIST, *fields):  # pylint: disable=arguments-differ
        """A call that ends with a status; the connection goes on."""
        server = self.server()
        with self.watched(server):
            client = self.ready(server)
            begun = time.monotonic()
            client.send(raw.headers(1, raw.grpc(path, *fields)), first)
            for piece in more:
                if {1} & (client.ended | client.resets.keys()) or client.goaway:
                    break
                client.send(piece)
            self.answered(client, 1, status)
            self.note(f"grpc-status {status} after {time.monotonic() - begun:.3f} s")
            self.assertLess(time.monotonic() - begun, abuse.AT_ONCE)
            client.send(call(3))
            self.answered(client, 3)

    def test_empty_messages_to_a_method_that_takes_one(self):
        self.refused("3", b"", batches(raw.data(1, raw.message(b"") * 3_000) for _ in range(100)))

    def test_empty_messages_to_a_method_that_takes_a_stream(self):
        token = base.person("contributor")
        self.refused("3", raw.data(1, raw.message(b"") * 3_000), (), UPLOAD, ("authorization", f"Bearer {token}"))

    def test_empty_messages_that_a_method_takes(self):
        # All that a stream's window holds, again and again, to a method of gRPC's interoperability tests.
        server = self.server(program="lm2d-interop")
        with self.watched(server):
            client = self.ready(server)
            begun = time.monotonic()
            for id in odd(3):
                client.send(raw.headers(id, raw.grpc("/grpc.testing.TestService/StreamingInputCall")))
                client.send(*(raw.data(id, raw.message(b"") * 3_000) for _ in range(17)))
                client.send(raw.data(id, b"", raw.END_STREAM))
            for id in odd(3):
                self.answered(client, id)
            self.note(f"153,000 messages after {time.monotonic() - begun:.3f} s")

    def test_a_length_of_four_gigabytes(self):
        self.refused("8", raw.data(1, raw.message(b"x" * 1_000, length=0xFFFFFFFF)))

    def test_a_length_just_above_the_limit(self):
        self.refused("8", raw.data(1, raw.message(b"x", length=4_194_305)))

    def test_a_flag_that_is_neither_0_nor_1(self):
        self.refused("13", raw.data(1, raw.message(b"x", compressed=2)))

    def test_a_compressed_message_without_an_encoding(self):
        self.refused("13", raw.data(1, raw.message(gzip.compress(b""), compressed=1), raw.END_STREAM))

    def test_an_encoding_that_nobody_knows(self):
        self.refused("12", b"", (), LIST, ("grpc-encoding", "br"))

    def test_what_says_that_it_is_gzip_and_is_not(self):
        self.refused(
            "3", raw.data(1, raw.message(b"rubbish", compressed=1), raw.END_STREAM), (), LIST,
            ("grpc-encoding", "gzip"))

    def test_gzip_of_zeros(self):
        bomb = gzip.compress(bytes(16 * abuse.MIB), 9)
        self.refused(
            "8", raw.data(1, raw.message(bomb, compressed=1)[:HEAD]), (raw.data(1, bomb[HEAD - 5:], raw.END_STREAM),),
            LIST, ("grpc-encoding", "gzip"))

    def test_gzip_of_zeros_that_says_that_it_is_small(self):
        bomb = gzip.compress(bytes(16 * abuse.MIB), 9)[:-4] + struct.pack("<I", 1_000)
        self.refused(
            "3", raw.data(1, raw.message(bomb, compressed=1)[:HEAD]), (raw.data(1, bomb[HEAD - 5:], raw.END_STREAM),),
            LIST, ("grpc-encoding", "gzip"))

    def test_gzip_of_zeros_many_times_at_once(self):
        bomb = raw.message(gzip.compress(bytes(16 * abuse.MIB), 9), compressed=1)
        server = self.server()
        with self.watched(server):
            client = self.ready(server)
            for id in odd(CALLS):
                client.send(
                    raw.headers(id, raw.grpc(LIST, ("grpc-encoding", "gzip"))), raw.data(id, bomb[:HEAD]),
                    raw.data(id, bomb[HEAD:], raw.END_STREAM))
            for id in odd(CALLS):
                self.answered(client, id, "8")

    def test_gzip_of_what_is_just_not_too_large_many_times_at_once(self):
        # Each may have what it asks for, and others may not wait for it. The pool's threads hold one each.
        content = raw.message(gzip.compress(bytes(4 * abuse.MIB), 9), compressed=1)
        server = self.server()
        with self.watched(server, growth=4 * 2 * 4 * abuse.MIB + abuse.GROWTH):
            client = self.ready(server)
            for id in odd(CALLS):
                client.send(
                    raw.headers(id, raw.grpc(LIST, ("grpc-encoding", "gzip"))), raw.data(id, content, raw.END_STREAM))
            for id in odd(CALLS):
                self.answered(client, id, "3")

    def test_gzip_of_zeros_by_connect(self):
        bomb = gzip.compress(bytes(16 * abuse.MIB), 9)
        server = self.server()
        with self.watched(server):
            client = self.ready(server)
            fields = ("content-type", "application/proto"), ("content-encoding", "gzip")
            client.send(raw.headers(1, raw.request(LIST, "POST", *fields)))
            client.send(raw.data(1, bomb[:HEAD]), raw.data(1, bomb[HEAD:], raw.END_STREAM))
            self.assertTrue(client.wait(lambda: 1 in client.ended))
            self.assertEqual(client.field(1, ":status"), "429", client.bodies)
            self.assertIn(b"resource_exhausted", client.bodies[1])

    def test_idle_streams_by_the_thousand(self):
        # The client leaves and comes again: nothing of what it left behind stays.
        server = self.server("--calls-per-connection", "1000")
        with self.watched(server):
            for _ in range(5):
                client = self.ready(server)
                head = raw.block(raw.grpc(LIST))
                client.send(b"".join(raw.headers(id, head) for id in odd(1_000)))
                client.send(raw.ping())
                self.assertTrue(client.wait(lambda: client.counts[raw.PING]))
                self.assertEqual((client.resets, client.goaway), ({}, None))
                client.close()


if __name__ == "__main__":
    unittest.main()
