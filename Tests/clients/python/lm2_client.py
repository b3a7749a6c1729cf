"""A client of the native protocol `lm2/1`, written from proto/PROTOCOL.md alone: `ssl`, and PyPI's protobuf.

    with Connection("localhost", 8443, "ca.pem", token="lm2_...") as connection:
        me = connection.unary("lm2.v1.IdentityService/WhoAmI", v1.WhoAmIRequest())

A connection has no thread of its own: bytes move, both ways, while somebody waits for an answer. Use it from one
thread. Many calls may be under way on it: begin them all, then wait for each.
"""
import enum
import importlib
import pathlib
import selectors
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import types
from collections import deque

from google.protobuf import descriptor_pool, message_factory

PROTO = pathlib.Path(__file__).resolve().parents[3] / "proto"


def _packages(proto):
    """Compiles the .proto files, and gives the messages and enums of each of their packages."""
    # Without reflection: who tests it brings messages of its own, and a process has room for one of each name.
    sources = sorted(
        str(path.relative_to(proto)) for path in proto.rglob("*.proto") if "reflection" not in path.parts)
    packages = {}
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["protoc", f"-I{proto}", f"--python_out={folder}", *sources], check=True)
        sys.path.insert(0, folder)
        importlib.invalidate_caches()
        for source in sources:
            module = importlib.import_module(source.removesuffix(".proto").replace("/", ".") + "_pb2")
            package = packages.setdefault(module.DESCRIPTOR.package, types.SimpleNamespace())
            vars(package).update((name, value) for name, value in vars(module).items() if name[0].isupper())
        sys.path.remove(folder)
    return packages


v1, wire, health, rpc = map(_packages(PROTO).get, ("lm2.v1", "lm2.wire.v1", "grpc.health.v1", "google.rpc"))

ALPN = "lm2/1"
FIRST_CREDIT = 262_144
LEAST_COST = 64
LARGEST_FRAME = 4_194_304 + 65_536
# How much longer than the server this side waits, in seconds: the server's DEADLINE_EXCEEDED is the better answer.
GRACE = 1.0

Code = enum.IntEnum("Code", [
    "OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS",
    "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED",
    "INTERNAL", "UNAVAILABLE", "DATA_LOSS", "UNAUTHENTICATED"], start=0)


class StatusError(Exception):
    """A call that did not end with OK. `details` are messages; those of types that are not known are left out.
    `begun` is False where the server has certainly done nothing, so that the call may be made elsewhere."""

    def __init__(self, end, begun=True):
        self.end, self.begun, self.text = end, begun, end.text
        self.code = Code(end.code) if end.code in list(Code) else Code.UNKNOWN
        self.details = [decode(detail.value) for detail in end.details if (decode := _message(detail.type))]
        super().__init__(f"{self.code.name}: {self.text}")

    def detail(self, kind):
        """The first detail of that kind of message, or None."""
        return next((detail for detail in self.details if isinstance(detail, kind)), None)


class ConnectionLost(ConnectionError):
    """The connection has ended. `fault` is the server's complaint about it, a StatusError, if there was one."""

    def __init__(self, text, fault=None):
        super().__init__(text)
        self.fault = fault


class Call:
    """One call, as `Connection.call` begins it. Messages go in as protobuf messages or as their bytes."""

    def __init__(self, connection, number, method, timeout):
        self.connection, self.number = connection, number
        self.deadline = None if timeout is None else time.monotonic() + timeout + GRACE
        self.half_closed, self.ended, self.error = False, False, None
        self._decode = _answer(method)
        # What this side may still send; what the server may; what was taken and is not yet granted again.
        self._credit, self._granted, self._taken = FIRST_CREDIT, FIRST_CREDIT, 0
        # Messages that have come and that nobody has taken, as bytes.
        self.inbox = deque()

    def send(self, message, last=False):
        """Sends a message once there is credit for it. False, and nothing is sent, if the call has ended already."""
        self._wait(lambda: self.ended or self._credit > 0)
        if self.ended:
            return False
        payload = _bytes(message)
        self._credit -= _cost(payload)
        self.half_closed = last
        self._send(message=wire.Message(payload=payload, half_close=last))
        return True

    def half_close(self):
        """Says that no message follows."""
        if not self.ended and not self.half_closed:
            self.half_closed = True
            self._send(half_close=wire.HalfClose())

    def receive(self):
        """The next message; None when all have come and the call has ended well. Otherwise raises why it ended."""
        self._wait(lambda: self.ended or self.inbox)
        if not self.inbox:
            if self.error:
                raise self.error
            return None
        payload = self.inbox.popleft()
        self._taken += _cost(payload)
        # In large pieces, as the server does: a frame for each message would be many.
        if not self.ended and self._taken >= FIRST_CREDIT // 2:
            self._send(credit=wire.Credit(bytes=self._taken))
            self._granted, self._taken = self._granted + self._taken, 0
        return self._decode(payload)

    def answer(self):
        """The only message of a call that is answered with one."""
        message = self.receive()
        if message is None or self.receive() is not None:
            raise StatusError(wire.End(code=Code.INTERNAL, text="the server did not answer with one message"))
        return message

    def cancel(self, code=Code.CANCELLED, text="cancelled by this client"):
        """Wants no answer any more. The server says nothing to that, so the call's status is made here."""
        if not self.ended:
            self._send(cancel=wire.Cancel())
            self.inbox.clear()
            self._end(StatusError(wire.End(code=code, text=text)))

    def _wait(self, condition):
        if not self.connection.wait(condition, self.deadline):
            self.cancel(Code.DEADLINE_EXCEEDED, "the server did not answer in time")

    def _send(self, **kind):
        self.connection.send(wire.Frame(call=self.number, **kind))

    def _end(self, error=None):
        self.ended, self.error = True, error
        self.connection.calls.pop(self.number, None)

    def _take(self, kind, frame):
        if kind == "message":
            if self._granted <= 0:
                raise ValueError("the server sent a message without credit")
            self._granted -= _cost(frame.message.payload)
            self.inbox.append(frame.message.payload)
        elif kind == "credit":
            self._credit += frame.credit.bytes
        elif kind == "end":
            if frame.end.HasField("message"):
                self.inbox.append(frame.end.message)
            self._end(StatusError(frame.end) if frame.end.code else None)


class Connection:
    """A connection to the server."""

    def __init__(self, host, port, ca, token=None, certificate=None, alpn=(ALPN,), patience=None):
        """Connects, and checks that the server has a certificate of `ca` for `host`.

        Calls carry `token`, unless they have their own. For the machines' address, `certificate` is the paths of the
        client's certificate and of its key. Nothing is waited for longer than `patience` seconds; None is for ever.
        """
        self.token, self.patience = token, patience
        self.calls, self.last_call = {}, 0
        # The server's Shutdown, once it has come; why the connection has ended, once it has.
        self.shutdown = self.lost = None
        self._incoming, self._outgoing, self._pongs = bytearray(), bytearray(), set()
        context = ssl.create_default_context(cafile=ca)
        if alpn:
            context.set_alpn_protocols(list(alpn))
        if certificate:
            context.load_cert_chain(*certificate)
        plain = socket.create_connection((host, port), patience)
        try:
            # Somebody waits for each frame, however small: it must not wait for the next.
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._socket = context.wrap_socket(plain, server_hostname=host)
        except BaseException:
            plain.close()
            raise
        self._socket.setblocking(False)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._socket, selectors.EVENT_READ)
        if alpn and self._socket.selected_alpn_protocol() != ALPN:
            self.close()
            raise ConnectionLost(f"the server does not speak {ALPN}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """Closes the connection; its calls are cancelled."""
        self._lose(ConnectionLost("closed by this client"))

    # Calls

    def call(self, method, message=None, half_close=False, timeout=None, token=None, metadata=()):
        """Begins a call of `package.Service/Method`, with its first message if there is one. The server ends it after
        `timeout` seconds. Answers are of the method's type, or bytes if no .proto file has the method."""
        if self.lost:
            raise self.lost
        if self.shutdown:
            raise StatusError(wire.End(code=Code.UNAVAILABLE, text="the server begins no more calls here"), begun=False)
        begin = wire.Open(method=method, half_close=half_close)
        if token := self.token if token is None else token:
            metadata = [("authorization", f"Bearer {token}"), *metadata]
        for name, value in metadata:
            begin.metadata.add(name=name, value=value.encode() if isinstance(value, str) else value)
        # 0 would mean for ever.
        begin.timeout_us = 0 if timeout is None else max(1, int(timeout * 1_000_000))
        self.last_call += 1
        call = self.calls[self.last_call] = Call(self, self.last_call, method, timeout)
        call.half_closed = half_close
        if message is not None:
            begin.message = _bytes(message)
            call._credit -= _cost(begin.message)
        call._send(open=begin)
        return call

    def unary(self, method, message, **options):
        """Sends one message, and gives the one that it is answered with."""
        return self.call(method, message, half_close=True, **options).answer()

    def upload(self, method, messages, **options):
        """Sends a stream of messages, and gives the one that it is answered with. That may come before all are sent."""
        call = self.call(method, **options)
        try:
            if all(map(call.send, messages)):
                call.half_close()
            return call.answer()
        finally:
            call.cancel()

    def download(self, method, message, **options):
        """Sends one message, and gives the stream that it is answered with. Who leaves it early cancels the call."""
        call = self.call(method, message, half_close=True, **options)
        try:
            while (answer := call.receive()) is not None:
                yield answer
        finally:
            call.cancel()

    def ping(self, payload=1):
        """Waits for the server's answer to a ping, and gives the seconds that it took."""
        begin = time.monotonic()
        self.send(wire.Frame(ping=wire.Ping(payload=payload)))
        self.wait(lambda: payload in self._pongs)
        if payload not in self._pongs:
            raise self.lost or TimeoutError("the server did not answer a ping in time")
        self._pongs.remove(payload)
        return time.monotonic() - begin

    # Frames

    def send(self, frame):
        """Sends a frame as soon as it can be."""
        payload = frame.SerializeToString()
        self.send_bytes(len(payload).to_bytes(4, "big") + payload)

    def send_bytes(self, data):
        """Sends bytes as they are."""
        self._outgoing += data
        self._write()

    def wait(self, condition, deadline=None):
        """Moves bytes until something is so, or the connection is lost. False if neither was in time."""
        if deadline is None and self.patience is not None:
            deadline = time.monotonic() + self.patience
        while not condition() and not self.lost:
            left = None if deadline is None else deadline - time.monotonic()
            if left is not None and left <= 0:
                return False
            # Both ways at once: a server whose output is not taken does not read either.
            self._selector.modify(self._socket, selectors.EVENT_READ | (selectors.EVENT_WRITE if self._outgoing else 0))
            self._selector.select(left)
            self._read()
            self._write()
        return True

    def _write(self):
        try:
            while self._outgoing and not self.lost:
                del self._outgoing[:self._socket.send(self._outgoing[:65_536])]
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            pass
        except OSError:
            # Why the server has closed may still be there to be read.
            self._outgoing.clear()

    def _read(self):
        try:
            # Until there is no more: what TLS has already decrypted, the selector does not see.
            while not self.lost and (data := self._socket.recv(65_536)):
                self._incoming += data
                self._take_frames()
            self._lose(ConnectionLost("closed by the server"))
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            pass
        except Exception as error:
            self._lose(ConnectionLost(f"lost: {error}"))

    def _take_frames(self):
        while (end := 4 + int.from_bytes(self._incoming[:4], "big")) <= len(self._incoming) and not self.lost:
            frame = wire.Frame.FromString(bytes(self._incoming[4:end]))
            del self._incoming[:end]
            self._take(frame.WhichOneof("kind"), frame)
        if end > 4 + LARGEST_FRAME:
            raise ValueError(f"the server sent a frame of {end - 4} bytes")

    def _take(self, kind, frame):
        if frame.call in self.calls:
            self.calls[frame.call]._take(kind, frame)
        elif frame.call:
            pass  # It crossed a Cancel.
        elif kind == "ping":
            self.send(wire.Frame(pong=wire.Pong(payload=frame.ping.payload)))
        elif kind == "pong":
            self._pongs.add(frame.pong.payload)
        elif kind == "shutdown":
            self.shutdown = frame.shutdown
            for call in [self.calls[number] for number in self.calls if number > frame.shutdown.last_call]:
                call._end(StatusError(wire.End(code=Code.UNAVAILABLE, text=frame.shutdown.text), begun=False))
        elif kind == "end":
            fault = StatusError(frame.end)
            self._lose(ConnectionLost(f"ended by the server: {fault}", fault))

    def _lose(self, reason):
        if not self.lost:
            self.lost = reason
            self._selector.close()
            self._socket.close()
            for call in list(self.calls.values()):
                call._end(reason)


def _cost(payload):
    return max(len(payload), LEAST_COST)


def _bytes(message):
    return message if isinstance(message, bytes) else message.SerializeToString()


def _message(name):
    """What decodes messages of that full name, or None if no .proto file has it."""
    try:
        return message_factory.GetMessageClass(descriptor_pool.Default().FindMessageTypeByName(name)).FromString
    except KeyError:
        return None


def _answer(method):
    """What decodes the answers of a method."""
    try:
        return _message(descriptor_pool.Default().FindMethodByName(method.replace("/", ".")).output_type.full_name)
    except KeyError:
        return bytes
