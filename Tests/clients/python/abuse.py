"""What the tests of abuse share: a server that is watched while somebody else uses it, and raw connections to it."""
import contextlib
import http.client
import os
import ssl
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import grpc  # noqa: E402
import raw_http2 as raw  # noqa: E402
import test_server as base  # noqa: E402

MIB = 1 << 20
LIST = "/lm2.v1.StandardService/ListStandards"
GET = "/lm2.v1.StandardService/GetStandard"
WHO = "/lm2.v1.IdentityService/WhoAmI"
STANDARD = b"\x0a\x03LM2"  # A GetStandardRequest; its answer has tens of kilobytes.
CALM = raw.ENHANCE_YOUR_CALM
CALLS = 64  # at once on a connection, unless told otherwise
HEAD = 16_384  # bytes of a head that the server takes
AT_ONCE = 1.0  # seconds within which what is too much has to be answered
GROWTH = 16 * MIB
SLOWEST = 0.5  # seconds that a call of somebody else may take, of a hundred


class Bystander:
    """Somebody who calls by gRPC and by Connect, all along, on connections of their own."""

    def __init__(self, server):
        with open(base.folder + "/ca.pem", "rb") as file:
            credentials = grpc.ssl_channel_credentials(file.read())
        self.channel = grpc.secure_channel(f"localhost:{server.people}", credentials)
        self.call = self.channel.unary_unary(LIST)
        context = ssl.create_default_context(cafile=base.folder + "/ca.pem")
        context.set_alpn_protocols(["http/1.1"])
        self.connection = http.client.HTTPSConnection("127.0.0.1", server.people, context=context, timeout=10)
        self.seconds, self.failures, self.done = [], [], threading.Event()
        # Their connections are there, and what calls need for the first time is allocated, before anything is measured.
        for _ in range(50):
            self.once()
        self.seconds.clear()
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def once(self):
        for work in (self.by_grpc, self.by_connect):
            begin = time.monotonic()
            work()
            self.seconds.append(time.monotonic() - begin)

    def by_grpc(self):
        self.call(b"", timeout=10)

    def by_connect(self):
        self.connection.request("POST", LIST, b"", {"Content-Type": "application/proto"})
        response = self.connection.getresponse()
        body = response.read()
        if response.status != 200:
            raise AssertionError(f"{response.status}: {body[:200]}")

    def run(self):
        while not self.done.wait(0.002):
            try:
                self.once()
            except Exception as error:  # pylint: disable=broad-except
                self.failures.append(repr(error)[:500])
                return

    def stop(self):
        self.done.set()
        self.thread.join(20)
        self.channel.close()
        self.connection.close()

    def slowest(self):
        """The time within which 99 of 100 calls were answered."""
        ordered = sorted(self.seconds)
        return ordered[len(ordered) * 99 // 100] if ordered else 0.0


class Memory:
    """The resident memory of a server; only root may see that of a process that can't be dumped."""

    def __init__(self, server):
        self.path = f"/proc/{server.process.pid}"
        with open(self.path + "/clear_refs", "w", encoding="ascii") as file:
            file.write("5")  # The peak begins anew.
        self.before = self.value("VmRSS")

    def value(self, name):
        for line in base.read(self.path + "/status").splitlines():
            if line.startswith(name + ":"):
                return int(line.split()[1]) * 1024
        raise AssertionError(f"no {name}")

    def growth(self):
        return self.value("VmHWM") - self.before


class Case(base.Case):
    """`LM2_TEST_ABUSE_TABLE` names a file to which each watched abuse adds a line: what it cost."""

    @contextlib.contextmanager
    def watched(self, server, growth=GROWTH):
        """While somebody else calls: none of their calls fails or takes too long, and the server's memory stays bounded."""
        bystander = Bystander(server)
        try:
            memory = Memory(server) if os.geteuid() == 0 else None
            yield
            # The abuse may have been short: the somebody else is seen to be served after it as well.
            seen = len(bystander.seconds)
            base.until(lambda: len(bystander.seconds) > seen + 20 or bystander.failures, "further calls")
        finally:
            bystander.stop()
        self.assertIsNone(server.process.poll(), "the server died")
        self.assertEqual(bystander.failures, [])
        self.assertLess(bystander.slowest(), SLOWEST, "others were kept waiting")
        grown = memory.growth() if memory else None
        self.note(f"p99 {bystander.slowest() * 1000:.1f} ms, memory {-1 if grown is None else grown / MIB:+.1f} MiB")
        if grown is None:
            print(f"{self.id()}: the server's memory was not measured, since only root may look at it", file=sys.stderr)
        else:
            self.assertLessEqual(grown, growth, "the server's memory grew")

    def note(self, text):
        if path := os.environ.get("LM2_TEST_ABUSE_TABLE"):
            with open(path, "a", encoding="utf-8") as file:
                file.write(f"{self.id().split('.', 1)[1]}: {text}\n")

    def raw(self, server, first=None, **options):
        client = raw.RawHTTP2(server.people, base.folder + "/ca.pem", first, **options)
        self.addCleanup(client.close)
        return client

    def ready(self, server, *pairs, **options):
        """A connection whose settings are agreed on."""
        client = self.raw(server, raw.PREFACE + raw.settings(*pairs), **options)
        self.assertTrue(client.wait(lambda: client.counts[raw.SETTINGS] >= 2), "no settings")
        client.send(raw.frame(raw.SETTINGS, raw.ACK))
        return client

    def flood(self, client, pieces, code, begun=None, within=AT_ONCE):
        """Sends until the server has had enough, and it has to be soon, with this code in its GOAWAY."""
        begun = begun or time.monotonic()
        for piece in pieces:
            client.send(piece)
            if client.goaway or client.closed:
                break
        self.ended(client, code, begun, within)

    def floods(self, frames, *flags, prelude=b"", code=CALM, reads=True):
        """A flood of frames that has to end in GOAWAY at once."""
        server = self.server(*flags)
        with self.watched(server):
            client = self.ready(server)
            client.send(prelude)
            client.reads = reads
            self.flood(client, batches(frames), code)

    def ended(self, client, code, begun, within=AT_ONCE):
        """The server ends the connection with this code, in time."""
        client.wait(lambda: client.closed, max(0.1, begun + within + 5 - time.monotonic()))
        self.assertIsNotNone(client.goaway, f"no GOAWAY; closed: {client.closed}, resets: {len(client.resets)}")
        self.assertEqual(client.goaway[0], code, client.goaway)
        self.assertTrue(client.closed, "GOAWAY, but the connection stays open")
        self.note(f"GOAWAY {client.goaway[0]} \"{client.goaway[1]}\" after {client.goaway_at - begun:.3f} s, closed after "
                  f"{client.closed_at - begun:.3f} s")
        self.assertLess(client.closed_at - begun, within)

    def answered(self, client, stream, status="0"):
        """A call of gRPC has ended like this."""
        reached = client.wait(lambda: stream in client.ended or stream in client.resets or client.goaway)
        self.assertTrue(reached, f"stream {stream} has no answer")
        self.assertIsNone(client.goaway)
        self.assertEqual(client.field(stream, "grpc-status"), status, (client.heads.get(stream), client.resets.get(stream)))


def call(stream, path=LIST, content=b"", *more):
    """A whole unary call of gRPC."""
    return raw.headers(stream, raw.grpc(path, *more)) + raw.data(stream, raw.message(content), raw.END_STREAM)


def odd(count, first=1):
    """Numbers of streams."""
    return range(first, first + 2 * count, 2)


def batches(frames, size=200):
    """The frames, so many in one piece."""
    batch = []
    for frame in frames:
        batch.append(frame)
        if len(batch) == size:
            yield b"".join(batch)
            batch.clear()
    yield b"".join(batch)
