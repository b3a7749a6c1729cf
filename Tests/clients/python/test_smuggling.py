"""Requests of HTTP/1.1 that two readers would read differently, and clients that take their time: each gets one refusal.

Whatever could be a second request for another reader lies behind each of them: it must get no answer. All but the last
tests meet one lm2d, on which a bystander calls all along (abuse.py).
"""
import os
import re
import socket
import ssl
import sys
import time
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import abuse  # noqa: E402
import raw_http2 as raw  # noqa: E402
import test_server as base  # noqa: E402
from abuse import LIST  # noqa: E402

PATH = LIST.encode()
SECOND = b"GET /second HTTP/1.1\r\nHost: localhost\r\n\r\n"
HEAD = 16_384  # bytes of a head that the server takes


def setUpModule():
    global server, bystander, memory
    base.setUpModule()
    server = base.Server()
    unittest.addModuleCleanup(server.stop)
    bystander = abuse.Bystander(server)
    unittest.addModuleCleanup(bystander.stop)
    memory = abuse.Memory(server) if os.geteuid() == 0 else None


def post(*fields, body=b"", line=b"POST %s HTTP/1.1" % PATH, host=(b"Host: localhost",), end=b"\r\n"):
    """A request, byte for byte; the fields are lines."""
    return end.join([line, *host, b"Content-Type: application/proto", *fields, b"", b""]) + body


class Plain:
    """A connection of HTTP/1.1 over TLS."""

    def __init__(self, port):
        context = ssl.create_default_context(cafile=base.folder + "/ca.pem")
        context.set_alpn_protocols(["http/1.1"])
        plain = socket.create_connection(("127.0.0.1", port), timeout=base.PATIENCE)
        self.socket = context.wrap_socket(plain, server_hostname="127.0.0.1")
        self.closed_at = None

    def send(self, content):
        """Sends what the server takes: it may have closed already."""
        try:
            self.socket.sendall(content)
        except OSError:
            return False
        return True

    def rest(self):
        """Everything that comes until the server closes."""
        received = b""
        try:
            while piece := self.socket.recv(65_536):
                received += piece
        except TimeoutError as error:
            raise AssertionError(f"the server does not close; it said {received[:500]}") from error
        except OSError:
            pass
        self.closed_at = time.monotonic()
        return received


def responses(received):
    """The answers: each a code, fields and a body, which has to be as long as it says."""
    found = []
    while received:
        head, separator, received = received.partition(b"\r\n\r\n")
        match = re.fullmatch(rb"HTTP/1\.1 (\d{3}) [^\r\n]*((?:\r\n[^\r\n]+)*)", head)
        if not separator or not match:
            raise AssertionError(f"no response: {head[:200]}")
        fields = {}
        for line in match[2].split(b"\r\n")[1:]:
            name, _, value = line.partition(b":")
            fields[name.decode().lower()] = value.strip().decode()
        length = int(fields.get("content-length", 0))
        found.append((int(match[1]), fields, received[:length]))
        received = received[length:]
    return found


class Case(abuse.Case):
    def tearDown(self):
        self.assertIsNone(server.process.poll(), "the server died")
        self.assertEqual(bystander.failures, [])
        if memory:
            self.assertLess(memory.growth(), abuse.GROWTH)

    def connect(self, port=None):
        client = Plain(port or server.people)
        self.addCleanup(client.socket.close)
        return client

    def said(self, content):
        client = self.connect()
        begun = time.monotonic()
        client.send(content)
        found = responses(client.rest())
        self.assertLess(client.closed_at - begun, abuse.AT_ONCE)
        return found

    def refused(self, content, status=400, second=SECOND):
        """There is one answer, this refusal, and then the end; whatever follows."""
        found = self.said(content + second)
        self.assertEqual([code for code, _, _ in found], [status], found)
        self.assertEqual(found[0][1].get("connection"), "close")

    def each(self, status=400, second=SECOND, **contents):
        for name, content in contents.items():
            with self.subTest(name):
                self.refused(content, status, second)


class FramingTests(Case):
    """Where a request ends."""

    def test_requests_that_are_right_are_answered_one_by_one(self):
        last = post(b"Connection: close", b"Content-Length: 0")
        chunked = post(b"Transfer-Encoding: chunked", body=b"0\r\n\r\n")
        found = self.said(post(b"Content-Length: 0") + chunked + post(b"transfer-encoding:CHUNKED", body=b"0\r\n\r\n") + last)
        self.assertEqual([code for code, _, _ in found], [200] * 4, found)
        self.assertEqual(len({body for _, _, body in found}), 1)

    def test_a_length_and_chunks(self):
        chunk, length, body = b"Transfer-Encoding: chunked", b"Content-Length: 5", b"0\r\n\r\n"
        self.each(
            length_first=post(length, chunk, body=body), chunks_first=post(chunk, length, body=body),
            length_of_nothing=post(b"Content-Length: 0", chunk, body=body),
            by_get=b"GET / HTTP/1.1\r\nHost: localhost\r\n" + chunk + b"\r\n" + length + b"\r\n\r\n" + body)

    def test_several_lengths(self):
        self.each(
            different=post(b"Content-Length: 0", b"Content-Length: 44"),
            the_same=post(b"Content-Length: 0", b"Content-Length: 0"), listed=post(b"Content-Length: 0, 0"),
            in_another_case=post(b"Content-Length: 0", b"content-length: 44"))

    def test_lengths_that_are_none(self):
        for value in (
                b"+0", b"-0", b"0x0", b"0.0", b"", b" ", b"zero", b"0 0", b"0;0", b"\"0\"", b"0_0", b"0\xc2\xa0", b"\xd9\xa0",
                b"9" * 30, b"18446744073709551616", b"4294967296000000000000"):
            with self.subTest(value):
                self.refused(post(b"Content-Length: " + value))

    def test_transfer_encodings_that_are_none(self):
        for value in (
                b"chunked, chunked", b"gzip, chunked", b"chunked, identity", b"identity", b"xchunked", b"chunked\x0b", b"",
                b"\"chunked\"", b"chunked;q=1", b"chunked,", b",chunked", b"x, chunked", b"chun ked", b"chunKed\xe2\x84\xaa",
                "chun\u212aed".encode()):
            with self.subTest(value):
                self.refused(post(b"Transfer-Encoding: " + value, body=b"0\r\n\r\n"))

    def test_several_transfer_encodings(self):
        chunk = b"Transfer-Encoding: chunked"
        self.each(
            twice=post(chunk, chunk, body=b"0\r\n\r\n"),
            another_first=post(b"Transfer-Encoding: x", chunk, body=b"0\r\n\r\n"),
            another_last=post(chunk, b"Transfer-Encoding: x", body=b"0\r\n\r\n"),
            of_1_0=post(chunk, body=b"0\r\n\r\n", line=b"POST %s HTTP/1.0" % PATH))

    def test_names_that_hide(self):
        body = b"0\r\n\r\n"
        for line in (
                b"Transfer-Encoding : chunked", b"Transfer-Encoding\t: chunked", b" Transfer-Encoding: chunked",
                b"\tTransfer-Encoding: chunked", b"Transfer-Encoding\0: chunked", b"Transfer-Encoding\x0b: chunked",
                b"Transfer Encoding: chunked", b"\xefTransfer-Encoding: chunked", b"Transfer-Encoding", b": chunked",
                b"Content-Length : 5", b"Content-Length\x00: 5", b"(Content-Length): 5", b"Content-Length\r: 5"):
            with self.subTest(line):
                self.refused(post(line, body=body))

    def test_lines_that_are_two_for_another(self):
        body = b"0\r\n\r\n"
        for line in (
                b"X: y\nTransfer-Encoding: chunked", b"X: y\rTransfer-Encoding: chunked", b"X: y\n\nGET /x HTTP/1.1",
                b"X: y\r\n Transfer-Encoding: chunked", b"X: y\r\n\tz", b"X:\r\n y", b"Transfer-Encoding:\r\n chunked",
                b"X: a\0b", b"X: a\x08b", b"X: a\x7fb", b"X: \xff\xfe"):
            with self.subTest(line):
                self.refused(post(line, body=body))

    def test_lines_that_end_in_another_way(self):
        self.each(
            line_feeds_alone=post(b"Content-Length: 0", end=b"\n"),
            returns_alone=post(b"Content-Length: 0", end=b"\r"),
            two_returns=post(b"Content-Length: 0", end=b"\r\r\n"),
            the_last_one=post(b"Content-Length: 0")[:-2] + b"\n",
            before_the_request=b"\n" + post(), empty_lines=b"\r\n\r\n\r\n" + post())

    def test_chunks_that_are_none(self):
        for body in (
                b"+0\r\n\r\n", b"-0\r\n\r\n", b"0x0\r\n\r\n", b"\r\n\r\n", b"0 \r\n\r\n", b" 0\r\n\r\n", b"0\n\r\n",
                b"0\r\n\n", b"0\r\r\n", b"g\r\n\r\n", b"1\r\nxx\r\n0\r\n\r\n", b"1\r\nx0\r\n\r\n", b"1\r\nx\n0\r\n\r\n",
                b"5\r\nx\r\n0\r\n\r\n", b"0;\0\r\n\r\n", b"0;a\nb\r\n\r\n", b"000000000\r\n\r\n", b"100000000\r\n",
                b"FFFFFFFFFFFFFFFF\r\n", b"0;" + b"x" * 2_000 + b"\r\n\r\n", b"0\r\nx\r\n\r\n", b"0\r\nx : y\r\n\r\n",
                b"0\r\n x: y\r\n\r\n", b"0\r\nx: \0\r\n\r\n", b"0\r\n\r\r\n"):
            with self.subTest(body[:20]):
                self.refused(post(b"Transfer-Encoding: chunked", body=body))

    def test_trailers_say_nothing(self):
        trailer = b"0\r\nContent-Length: 44\r\nTransfer-Encoding: x\r\nHost: elsewhere\r\n\r\n"
        last = post(b"Connection: close", b"Content-Length: 0")
        found = self.said(post(b"Transfer-Encoding: chunked", body=trailer) + last)
        self.assertEqual([code for code, _, _ in found], [200, 200], found)


class HeadTests(Case):
    def test_hosts(self):
        self.each(
            none=post(b"Content-Length: 0", host=()),
            two=post(b"Content-Length: 0", host=(b"Host: localhost", b"Host: elsewhere")),
            the_same_twice=post(b"Content-Length: 0", host=(b"Host: localhost", b"Host: localhost")),
            empty=post(b"Content-Length: 0", host=(b"Host:",)), listed=post(host=(b"Host: a, b",)),
            with_a_user=post(host=(b"Host: user@localhost",)), with_a_path=post(host=(b"Host: localhost/x",)),
            with_a_port_that_is_none=post(host=(b"Host: localhost:x",)))

    def test_targets(self):
        def ask(target):
            return post(line=b"POST " + target + b" HTTP/1.1")
        self.each(
            another_host=ask(b"https://elsewhere" + PATH), another_port=ask(b"https://localhost:1" + PATH),
            a_user=ask(b"https://localhost@elsewhere" + PATH), a_file=ask(b"file://localhost" + PATH),
            no_slash=ask(PATH[1:]), a_fragment=ask(PATH + b"#x"), a_star=ask(b"*"), nothing=ask(b""),
            a_blank=ask(PATH + b" x"), a_tab=ask(PATH + b"\tx"), nul=ask(PATH + b"\0"), high=ask(PATH + b"\xff"))
        found = self.said(post(b"Content-Length: 0", b"Connection: close", line=b"POST https://LOCALHOST%s HTTP/1.1" % PATH))
        self.assertEqual([code for code, _, _ in found], [200], found)

    def test_request_lines(self):
        self.each(
            two_blanks=post(line=b"POST  %s HTTP/1.1" % PATH), no_version=post(line=b"POST %s" % PATH),
            a_tab=post(line=b"POST\t%s HTTP/1.1" % PATH), a_blank_first=post(line=b" POST %s HTTP/1.1" % PATH),
            a_blank_last=post(line=b"POST %s HTTP/1.1 " % PATH), lower_case=post(line=b"POST %s http/1.1" % PATH),
            another_protocol=post(line=b"POST %s ICE/1.1" % PATH), digits=post(line=b"POST %s HTTP/1.10" % PATH),
            a_method_that_is_none=post(line=b"P(ST %s HTTP/1.1" % PATH))
        self.each(
            505, other_versions=post(line=b"POST %s HTTP/2.0" % PATH), older=post(line=b"POST %s HTTP/0.9" % PATH),
            newer=post(line=b"POST %s HTTP/1.2" % PATH))
        self.each(501, unknown=post(line=b"BREW %s HTTP/1.1" % PATH), proxy=post(line=b"CONNECT localhost:1 HTTP/1.1"))

    def test_the_preface_of_http_2(self):
        found = self.said(raw.PREFACE + raw.settings() + SECOND)
        self.assertEqual([code // 100 for code, _, _ in found], [5], found)

    def test_an_upgrade_is_not_made(self):
        upgrade = (b"Connection: Upgrade, HTTP2-Settings, close", b"Upgrade: h2c", b"HTTP2-Settings: AAMAAABkAAQAAP__")
        found = self.said(post(b"Content-Length: 0", *upgrade))
        self.assertEqual([code for code, _, _ in found], [200], found)

    def test_heads_that_are_too_large(self):
        self.each(
            431, a_field=post(b"X: " + b"y" * HEAD), fields=post(*[b"X: " + b"y" * 1_000] * 17),
            small_fields=post(*[b"X: y"] * 101), without_end=post(b"X: " + b"y" * HEAD)[:HEAD + 40],
            megabytes=post(b"X: " + b"y" * (4 * abuse.MIB)),
            a_trailer=post(b"Transfer-Encoding: chunked", body=b"0\r\nX: " + b"y" * HEAD + b"\r\n\r\n"))
        self.refused(post(line=b"POST /" + b"x" * HEAD + b" HTTP/1.1"), 414)

    def test_bodies_that_are_too_large(self):
        self.each(
            413, announced=post(b"Content-Length: 4194305"), in_chunks=post(b"Transfer-Encoding: chunked", body=b"400001\r\n"),
            by_get=b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n\r\nx",
            many_chunks=post(b"Transfer-Encoding: chunked", body=b"10000\r\n" + bytes(65_536) + b"\r\n" + b"3FFFFF\r\n"))


class OrderTests(Case):
    def test_nothing_after_a_refusal_is_answered(self):
        found = self.said(post(b"Content-Length: 0") + post(b"Content-Length: +0") + SECOND * 1_000)
        self.assertEqual([code for code, _, _ in found], [200, 400], found)

    def test_many_requests_at_once_get_as_many_answers(self):
        one = post(b"Content-Length: 0")
        found = self.said(one * 500 + post(b"Content-Length: 0", b"Connection: close") + one)
        self.assertEqual([code for code, _, _ in found], [200] * 501)

    def test_byte_by_byte_it_is_the_same(self):
        client = self.connect()
        for byte in post(b"Content-Length: 0") + post(b"Transfer-Encoding : chunked", body=b"0\r\n\r\n") + SECOND:
            if not client.send(bytes([byte])):
                break
        self.assertEqual([code for code, _, _ in responses(client.rest())], [200, 400])


class PatienceTests(Case):
    """Clients that take their time, all at once."""

    def test_slow_heads_and_bodies(self):
        slow = self.server("--head-timeout", "1", "--stall-timeout", "1", "--idle-timeout", "2", "--handshake-timeout", "1")
        head = b"POST %s HTTP/1.1\r\nHost: localhost\r\nX: " % PATH
        drips = {
            "a head that drips": (head, b"y"), "a head that stops": (head, b""),
            "a body that drips": (post(b"Content-Length: 1000"), b"y"), "a body that stops": (post(b"Content-Length: 9"), b""),
            "chunks that drip": (post(b"Transfer-Encoding: chunked"), b"1\r\ny\r\n"), "nothing": (b"", b"")}
        with self.watched(slow):
            begun = time.monotonic()
            clients = {name: self.connect(slow.people) for name in drips}
            for name, client in clients.items():
                client.send(drips[name][0])
                client.socket.settimeout(0.05)
            said, ends = dict.fromkeys(drips, b""), {}
            while len(ends) < len(drips) and time.monotonic() < begun + 4:
                for name in drips.keys() - ends.keys():
                    self.drip(clients[name], drips[name][1], name, said, ends)
        for name in drips:
            with self.subTest(name):
                self.assertIn(name, ends, "the connection is still open")
                taken = ends[name] - begun
                self.note(f"{name}: closed after {taken:.3f} s")
                self.assertEqual([code for code, _, _ in responses(said[name])], [] if name == "nothing" else [408])
                self.assertTrue(0.9 < taken < (3.5 if name == "nothing" else 2.0), taken)

    def drip(self, client, piece, name, said, ends):
        """Sends a little more, and notes what came."""
        if piece:
            client.send(piece)
        try:
            received = client.socket.recv(4_096)
        except TimeoutError:
            return
        except OSError:
            received = b""
        said[name] += received
        if not received:
            ends[name] = time.monotonic()

    def test_answers_that_are_not_taken(self):
        impatient = self.server("--stall-timeout", "1")
        with self.watched(impatient):
            client = self.connect(impatient.people)
            client.socket.settimeout(2)
            ask = post(b"Content-Length: 5", body=b"\x0a\x03LM2", line=b"POST %s HTTP/1.1" % abuse.GET.encode())
            sent = 0
            while sent < 2_000 and client.send(ask):
                sent += 1
            begun = time.monotonic()
            base.until(
                lambda: [event for event in impatient.events() if event["event"] == "protocol.violated"],
                "the server to have had enough")
            self.note(f"violation after {time.monotonic() - begun:.3f} s, {sent} requests were sent")
            self.assertLess(time.monotonic() - begun, 3)


if __name__ == "__main__":
    unittest.main()
