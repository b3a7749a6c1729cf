"""Clients of HTTP/2 that keep the server waiting: for a head, a body, or that they take their answers.

Each test has an lm2d of its own with short times, which is watched as in test_http2_abuse.py.
"""
import os
import sys
import time
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import abuse  # noqa: E402
import raw_http2 as raw  # noqa: E402
import test_server as base  # noqa: E402
from abuse import CALLS, CALM, GET, LIST, STANDARD, batches, call, odd  # noqa: E402

setUpModule = base.setUpModule


class PatienceTests(abuse.Case):
    """Clients that let the server wait."""

    def test_what_does_not_begin_and_heads_that_do_not_end(self):
        """Connections on which too little comes, all at once: each has to end when its time is over, and not sooner."""
        begin, head = raw.PREFACE + raw.settings(), raw.headers(1, raw.grpc(LIST), ends=False)
        rest = raw.frame(raw.CONTINUATION, 0, 1, raw.literal("x", "y" * 100))
        cases = {
            "nothing": (b"", b""), "a preface that drips": (b"", raw.PREFACE), "no settings": (raw.PREFACE, b""),
            "a head without an end": (begin + head, b""), "an end that drips": (begin + head + rest[:9], rest[9:]),
            "a frame that drips": (begin + head[:9], head[9:])}
        server = self.server("--handshake-timeout", "1")
        with self.watched(server):
            begun = time.monotonic()
            clients = {name: self.raw(server, first) for name, (first, _) in cases.items()}
            drips = {name: iter(after) for name, (_, after) in cases.items()}
            while time.monotonic() < begun + 3 and not all(client.closed for client in clients.values()):
                for name, client in clients.items():
                    client.send(bytes(byte for byte in [next(drips[name], None)] if byte is not None))
                    client.wait(lambda: client.closed, 0.015)  # pylint: disable=cell-var-from-loop
        for name, client in clients.items():
            with self.subTest(name):
                self.ended(client, CALM, begun, 2)
                self.assertGreater(client.goaway_at - begun, 0.9)

    def test_a_frame_of_nothing_that_drips_is_kept_until_the_connection_is_idle(self):
        server = self.server("--handshake-timeout", "1", "--idle-timeout", "1")
        with self.watched(server):
            begun = time.monotonic()
            client = self.ready(server)
            for byte in raw.ping():
                client.send(bytes([byte]))
                if client.wait(lambda: client.closed, 0.1):
                    break
            self.ended(client, raw.NO_ERROR, begun, 2.5)

    def test_a_refused_stream_does_not_cost_the_connection(self):
        # What is refused has a head that has ended, whatever it was refused for: here answers that are not taken.
        server = self.server("--handshake-timeout", "0.5", "--pending-output", "65536")
        with self.watched(server):
            client = self.ready(server, (raw.INITIAL_WINDOW, 0))
            for id in odd(20):
                client.send(call(id, GET, STANDARD))
                self.assertTrue(client.wait(lambda: id in client.heads or id in client.resets))
                if id in client.resets:
                    break
            self.assertEqual(client.resets, {id: raw.REFUSED_STREAM})
            client.wait(lambda: client.goaway, 0.8)
            self.assertIsNone(client.goaway)

    def test_a_malformed_stream_does_not_cost_the_connection(self):
        server = self.server("--handshake-timeout", "0.5")
        with self.watched(server):
            client = self.ready(server)
            client.send(raw.headers(1, raw.grpc(LIST)), raw.headers(3, raw.grpc(LIST, ("Upper", "case"))))
            self.assertTrue(client.wait(lambda: 3 in client.resets))
            client.wait(lambda: client.goaway, 0.8)
            self.assertIsNone(client.goaway)

    def test_bodies_that_do_not_come(self):
        server = self.server("--stall-timeout", "1")
        with self.watched(server):
            client = self.ready(server)
            connect = raw.request(LIST, "POST", ("content-type", "application/proto"))
            begun = time.monotonic()
            for id in odd(20):
                client.send(raw.headers(id, raw.grpc(LIST)), raw.data(id, raw.message(b"", length=100)))
            for id in odd(20, 41):
                client.send(raw.headers(id, connect))
            for id in odd(20, 81):
                client.send(raw.headers(id, raw.request("/", "GET")))
            self.assertTrue(client.wait(lambda: len(client.ended | client.resets.keys()) == 60))
            taken = time.monotonic() - begun
            self.note(f"60 streams ended after {taken:.3f} s")
            self.assertTrue(0.9 < taken < 2, taken)
            for id in odd(20):
                self.answered(client, id, "4")
            self.assertEqual({client.resets[id] for id in odd(40, 41)}, {raw.CANCEL})

    def test_large_messages_that_do_not_end(self):
        # A connection may have as many messages under way as calls, and they may be large; but not all of them at once.
        for name, fields, first in (
                ("gRPC", raw.grpc(LIST), raw.message(b"", length=4_000_000)),
                ("Connect", raw.request(LIST, "POST", ("content-type", "application/proto")), b"")):
            with self.subTest(name):
                server = self.server("--stall-timeout", "10")
                with self.watched(server, growth=2 * abuse.GROWTH):
                    client = self.ready(server)
                    for id in odd(CALLS):
                        client.send(raw.headers(id, fields), raw.data(id, first))
                        client.spent(id, len(first))
                    self.fill(client, odd(CALLS), 2_000_000, 1)

    def test_large_messages_that_end_all_come_through(self):
        for name, fields, first in (
                ("gRPC", raw.grpc(LIST), raw.message(b"", length=64 * 16_384)),
                ("Connect", raw.request(LIST, "POST", ("content-type", "application/proto")), b"")):
            with self.subTest(name):
                client = self.ready(self.server())
                for id in odd(CALLS):
                    client.send(raw.headers(id, fields), raw.data(id, first))
                    client.spent(id, len(first))
                self.fill(client, odd(CALLS), 64 * 16_384, 10, raw.END_STREAM)
                self.assertTrue(client.wait(lambda: len(client.ended) == CALLS), (len(client.ended), client.resets))
                found = {client.field(id, "grpc-status") or client.field(id, ":status") for id in odd(CALLS)}
                self.assertEqual(found, {"3"} if name == "gRPC" else {"400"})

    def fill(self, client, streams, most, seconds, flags=0):
        """Sends bodies of so many bytes by turns, within the windows that the server gives, for so long."""
        left, begun, piece = dict.fromkeys(streams, most), time.monotonic(), bytes(16_384)
        while left and not client.closed and time.monotonic() < begun + seconds:
            able = [id for id in left if client.room(id) >= len(piece) and client.room(0) >= len(piece)]
            if not able:
                client.wait(lambda: False, 0.002)
            for id in able:
                if client.room(0) < len(piece):
                    break
                left[id] -= len(piece)
                client.spent(id, len(piece))
                client.send(raw.data(id, piece, flags if left[id] <= 0 else 0))
                if left[id] <= 0:
                    del left[id]
        self.note(f"{len(left)} bodies of {most} bytes were not taken after {time.monotonic() - begun:.1f} s")

    def test_a_body_that_drips(self):
        server = self.server("--stall-timeout", "0.5")
        with self.watched(server):
            client = self.ready(server)
            begun = time.monotonic()
            client.send(raw.headers(1, raw.grpc(LIST)), raw.data(1, raw.message(b"", length=1_000)))
            client.send(raw.headers(3, raw.request(LIST, "POST", ("content-type", "application/proto"))))
            over = lambda: {1, 3} <= client.ended | client.resets.keys()  # noqa: E731
            while not over() and time.monotonic() < begun + 3:
                client.send(*(raw.data(id, b"x") for id in (1, 3) if id not in client.ended | client.resets.keys()))
                client.wait(over, 0.1)
            self.assertIn(1, client.ended)
            self.assertIn(3, client.ended | client.resets.keys(), "a byte now and then holds a request")


class ReaderTests(abuse.Case):
    """Clients that do not take their answers."""

    def stalls(self, client, begun, most=2.0):
        self.ended(client, CALM, begun, most)
        self.assertGreater(client.closed_at - begun, 0.9)

    def test_windows_of_nothing_for_ever(self):
        server = self.server("--stall-timeout", "1")
        with self.watched(server):
            client = self.ready(server, (raw.INITIAL_WINDOW, 0))
            begun = time.monotonic()
            client.send(*(call(id, GET, STANDARD) for id in odd(CALLS)))
            self.stalls(client, begun)

    def test_answers_that_nobody_takes_are_bounded(self):
        # Streams that are reset free their answers; those that are not are refused beyond `pending-output`.
        server = self.server("--stall-timeout", "60", "--calls-per-connection", "1000")
        with self.watched(server):
            client = self.ready(server, (raw.INITIAL_WINDOW, 0))
            for first in range(0, 500, 10):
                client.send(*(call(id, GET, STANDARD) for id in odd(10, 1 + 2 * first)))
                client.wait(lambda: len(client.heads) + len(client.resets) >= first + 10, 2)
            self.assertGreater(len(client.heads), 10)
            self.assertEqual(set(client.resets.values()), {raw.REFUSED_STREAM})

    def test_one_stream_that_stalls_while_others_go_on(self):
        server = self.server("--stall-timeout", "1")
        with self.watched(server):
            client = self.ready(server, (raw.INITIAL_WINDOW, 0))
            begun = time.monotonic()
            client.send(call(1, GET, STANDARD))
            id = 3
            while 1 not in client.resets and time.monotonic() < begun + 4:
                client.send(call(id, GET, STANDARD), raw.window(id, 1 << 20), raw.window(0, 1 << 20))
                self.answered(client, id)
                id += 2
                time.sleep(0.02)
            self.assertEqual(client.resets, {1: raw.CANCEL})
            self.assertTrue(0.9 < time.monotonic() - begun < 2)

    def test_a_socket_that_is_not_read(self):
        server = self.server("--stall-timeout", "1")
        with self.watched(server):
            client = self.ready(server, (raw.INITIAL_WINDOW, 0x7FFFFFFF), buffer=4_096)
            client.send(raw.window(0, 0x7FFFFFFF - 65_535))
            client.reads, client.patience = False, 1
            for batch in batches((call(id, GET, STANDARD) for id in odd(1_000)), 10):
                client.send(batch)
                time.sleep(0.001)
            begun = time.monotonic()
            base.until(lambda: self.violations(server), "the server to have had enough")
            taken = time.monotonic() - begun
            self.note(f"violation logged after {taken:.3f} s: {self.violations(server)}")
            self.assertLess(taken, 2)

    def test_a_socket_that_is_not_read_though_little_is_waiting(self):
        # All answers are written, so no stream waits; what the system did not take waits in the server.
        server = self.server("--stall-timeout", "1")
        with self.watched(server):
            client = self.ready(server, (raw.INITIAL_WINDOW, 0x7FFFFFFF), buffer=4_096)
            client.send(raw.window(0, 0x7FFFFFFF - 65_535))
            client.reads = False
            queued = [-1] * 5
            for id in odd(1_000):
                client.send(call(id, GET, STANDARD))
                time.sleep(0.005)
                queued.append(self.queued(server, client))
                if queued[-1] == queued[-5]:
                    break
            else:
                self.skipTest("the system takes everything")
            begun = time.monotonic()
            base.until(lambda: self.violations(server), "the server to have had enough")
            self.note(f"violation after {time.monotonic() - begun:.3f} s")
            self.assertLess(time.monotonic() - begun, 2)

    def queued(self, server, client):
        """Bytes that the system has taken from the server, and the client not from it."""
        ends = f":{server.people:04X}", f":{client.socket.getsockname()[1]:04X}"
        with open("/proc/net/tcp", encoding="ascii") as file:
            lines = [line.split() for line in file]
        return next(
            int(fields[4].split(":")[0], 16) for fields in lines
            if fields[1].endswith(ends[0]) and fields[2].endswith(ends[1]))

    def violations(self, server):
        return [event for event in server.events() if "taken nothing" in event.get("reason", "")]


if __name__ == "__main__":
    unittest.main()
