"""A client of the native protocol `lm2/1`, written from proto/PROTOCOL.md: the standard library's ssl, PyPI's protobuf.

It shares nothing with the server. One thread, no locks: whoever waits for something moves the whole connection on.

    with Client("127.0.0.1", 8443, "ca.pem", token="...") as client:
        me = client.unary("lm2.v1.IdentityService/WhoAmI", identity_pb2.WhoAmIRequest(), identity_pb2.WhoAmIResponse)
"""
import atexit
import collections
import importlib
import os
import select
import shutil
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import time

PROTO = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..", "proto")


def load_messages(proto=PROTO):
    """Generates the modules of the .proto files into a temporary folder, and puts it where `import` looks."""
    folder = tempfile.mkdtemp(prefix="lm2-pb2-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    files = [os.path.join(root, name) for root, _, names in os.walk(proto) for name in names if name.endswith(".proto")]
    subprocess.run(["protoc", "-I", proto, f"--python_out={folder}", *sorted(files)], check=True)
    sys.path.insert(0, folder)
    importlib.invalidate_caches()


load_messages()

from google.protobuf import symbol_database  # noqa: E402
from lm2.v1 import action_pb2, assessment_pb2, common_pb2, evidence_pb2, organisation_pb2  # noqa: E402, F401
from lm2.wire.v1 import frame_pb2  # noqa: E402

CODES = [
    "OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS",
    "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED",
    "INTERNAL", "UNAVAILABLE", "DATA_LOSS", "UNAUTHENTICATED",
]
INITIAL_CREDIT = 262144
LEAST_COST = 64
GRACE = 10.0  # seconds beyond a call's own deadline, in which the server's word on it is waited for


def cost(message):
    return max(len(message), LEAST_COST)


class StatusError(Exception):
    """A call that ended with another code than OK."""

    def __init__(self, end):
        self.end = end
        self.code = CODES[end.code] if end.code < len(CODES) else str(end.code)
        self.text = end.text
        super().__init__(f"{self.code}: {end.text}")

    def detail(self, message_type):
        """The first detail of that message type, or None."""
        for detail in self.end.details:
            if detail.type == message_type.DESCRIPTOR.full_name:
                return symbol_database.Default().GetSymbol(detail.type).FromString(detail.value)
        return None


class Disconnected(Exception):
    """The connection is gone."""


class Call:
    """One call. Messages are bytes here."""

    def __init__(self, client, number, method):
        self.client, self.number, self.method = client, number, method
        self.credit, self.taken = INITIAL_CREDIT, 0
        self.messages, self.end, self.local_deadline = collections.deque(), None, None
        self.half_closed = False

    def send(self, message, half_close=False):
        """Sends a message; waits until the server has given credit for it."""
        self.client.wait(lambda: self.credit > 0 or self.end is not None, self.local_deadline)
        if self.end is not None:
            self.raise_end()
        self.credit -= cost(message)
        self.half_closed = half_close
        self.client.send_frame(
            frame_pb2.Frame(call=self.number, message=frame_pb2.Message(payload=message, half_close=half_close)))

    def finish(self):
        """Says that no message follows."""
        if self.end is None and not self.half_closed:
            self.half_closed = True
            self.client.send_frame(frame_pb2.Frame(call=self.number, half_close=frame_pb2.HalfClose()))

    def receive(self):
        """The next message; None when the call has ended well. Raises StatusError when it has not."""
        try:
            self.client.wait(lambda: self.messages or self.end is not None, self.local_deadline)
        except TimeoutError:
            self.cancel()
            raise
        if self.messages:
            message = self.messages.popleft()
            self.taken += cost(message)
            if self.end is None and self.taken >= INITIAL_CREDIT // 2:
                credit, self.taken = self.taken, 0
                self.client.send_frame(frame_pb2.Frame(call=self.number, credit=frame_pb2.Credit(bytes=credit)))
            return message
        if self.end.code:
            self.raise_end()
        return None

    def raise_end(self):
        raise StatusError(self.end)

    def cancel(self):
        """Gives the call up."""
        if self.end is None:
            self.client.send_frame(frame_pb2.Frame(call=self.number, cancel=frame_pb2.Cancel()))
            self.end = frame_pb2.End(code=CODES.index("CANCELLED"), text="cancelled here")
            self.client.calls.pop(self.number, None)


class Client:
    """One connection."""

    def __init__(self, host, port, ca_file, token=None, certificate=None, alpn=("lm2/1",), timeout=30.0):
        context = ssl.create_default_context(cafile=ca_file)
        if alpn:
            context.set_alpn_protocols(list(alpn))
        if certificate:
            context.load_cert_chain(*certificate)
        plain = socket.create_connection((host, port), timeout=timeout)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket = context.wrap_socket(plain, server_hostname=host)
        self.socket.setblocking(False)
        self.token, self.timeout = token, timeout
        self.input, self.output = bytearray(), bytearray()
        self.calls, self.last, self.pongs, self.shutdown = {}, 0, set(), None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.socket.close()

    # Calls

    def open(self, method, message=None, half_close=False, metadata=(), timeout=None):
        """Begins a call. `timeout` is the call's deadline in seconds, which the server is told."""
        self.last += 1
        call = self.calls[self.last] = Call(self, self.last, method)
        call.half_closed = half_close
        begin = frame_pb2.Open(method=method, half_close=half_close)
        if self.token:
            begin.metadata.add(name="authorization", value=b"Bearer " + self.token.encode())
        for name, value in metadata:
            begin.metadata.add(name=name, value=value)
        if timeout is not None:
            begin.timeout_us = int(timeout * 1_000_000)
            call.local_deadline = time.monotonic() + timeout + GRACE
        if message is not None:
            begin.message = message
            call.credit -= cost(message)
        self.send_frame(frame_pb2.Frame(call=self.last, open=begin))
        return call

    def unary_bytes(self, method, request, **options):
        """A unary call, bytes in and bytes out."""
        call = self.open(method, request, half_close=True, **options)
        answer = call.receive()
        if answer is None:
            raise AssertionError(f"{method} ended well without an answer")
        if call.receive() is not None:
            raise AssertionError(f"{method} gave two answers")
        return answer

    def unary(self, method, request, response_type, **options):
        """A unary call."""
        answer = self.unary_bytes(method, request.SerializeToString(), **options)
        return response_type.FromString(answer)

    def client_stream(self, method, requests, response_type, **options):
        """Sends a stream of messages and gives the one answer."""
        call = self.open(method, **options)
        try:
            for request in requests:
                call.send(request.SerializeToString())
        except StatusError:
            pass  # The server ended the call before it had everything; `receive` says so.
        call.finish()
        answer = call.receive()
        if answer is None or call.receive() is not None:
            raise AssertionError(f"{method} did not give one answer")
        return response_type.FromString(answer)

    def server_stream(self, method, request, response_type, **options):
        """The messages that a request is answered with, as they come."""
        call = self.open(method, request.SerializeToString(), half_close=True, **options)
        while (message := call.receive()) is not None:
            yield response_type.FromString(message)

    def ping(self, payload=1):
        """Waits for the server's answer to a ping, and gives the seconds that it took."""
        begin = time.monotonic()
        self.send_frame(frame_pb2.Frame(call=0, ping=frame_pb2.Ping(payload=payload)))
        self.wait(lambda: payload in self.pongs)
        self.pongs.discard(payload)
        return time.monotonic() - begin

    # Frames

    def send_frame(self, frame):
        encoded = frame.SerializeToString()
        self.send_raw(struct.pack(">I", len(encoded)) + encoded)

    def send_raw(self, data):
        self.output += data
        self.step(0)

    def wait(self, reached, deadline=None):
        """Moves the connection on until something is reached."""
        limit = deadline or time.monotonic() + self.timeout
        while not reached():
            left = limit - time.monotonic()
            if left <= 0:
                raise TimeoutError("the server did not answer in time")
            self.step(left)

    def step(self, patience):
        """Writes and reads what can be, waiting at most `patience` seconds for something to do."""
        moved = self.flush() | self.fill()
        if not moved and patience > 0 and not self.socket.pending():
            select.select([self.socket], [self.socket] if self.output else [], [], patience)
            self.flush()
            self.fill()

    def flush(self):
        moved = False
        while self.output:
            try:
                sent = self.socket.send(self.output[:65536])
            except (ssl.SSLWantWriteError, ssl.SSLWantReadError):
                break
            except OSError as error:
                raise Disconnected(str(error)) from error
            del self.output[:sent]
            moved = True
        return moved

    def fill(self):
        moved = False
        while True:
            try:
                data = self.socket.recv(65536)
            except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
                return moved
            except OSError as error:
                raise Disconnected(str(error)) from error
            if not data:
                if moved:  # What came before the end is looked at first; the end is met again.
                    return moved
                raise Disconnected("the server has closed the connection")
            self.input += data
            moved = True
            self.take_frames()

    def take_frames(self):
        start = 0
        while len(self.input) - start >= 4:
            (length,) = struct.unpack_from(">I", self.input, start)
            if len(self.input) - start < 4 + length:
                break
            self.take(frame_pb2.Frame.FromString(bytes(self.input[start + 4:start + 4 + length])))
            start += 4 + length
        del self.input[:start]

    def take(self, frame):
        kind = frame.WhichOneof("kind")
        if kind == "pong":
            self.pongs.add(frame.pong.payload)
        elif kind == "ping":
            self.send_frame(frame_pb2.Frame(call=0, pong=frame_pb2.Pong(payload=frame.ping.payload)))
        elif kind == "shutdown":
            self.shutdown = frame.shutdown
        elif frame.call in self.calls:  # Frames of a call that was cancelled here may still arrive.
            call = self.calls[frame.call]
            if kind == "message":
                call.messages.append(frame.message.payload)
            elif kind == "credit":
                call.credit += frame.credit.bytes
            elif kind == "end":
                if frame.end.HasField("message"):
                    call.messages.append(frame.end.message)
                call.end = frame.end
                del self.calls[frame.call]
