"""A client of HTTP/2 that keeps no rule but those it is told to: frames by hand, over `ssl`.

    client = RawHTTP2(port, "ca.pem")
    client.send(headers(1, grpc("/lm2.v1.StandardService/ListStandards")), data(1, message(b""), END_STREAM))
    client.wait(lambda: 1 in client.ended)

It has no thread: bytes move, both ways, while somebody waits. What came is counted and kept by stream; nothing is answered
unless a test does it. hpack reads the heads of answers; those of requests are written without any table.
"""
import selectors
import socket
import ssl
import struct
import time

import hpack

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, PRIORITY, RST_STREAM, SETTINGS, PUSH_PROMISE, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION = range(10)
END_STREAM = ACK = 0x1
END_HEADERS = 0x4
PADDED = 0x8
TABLE_SIZE, ENABLE_PUSH, CONCURRENT_STREAMS, INITIAL_WINDOW, FRAME_SIZE, HEADER_LIST_SIZE = range(1, 7)
(NO_ERROR, PROTOCOL_ERROR, INTERNAL_ERROR, FLOW_CONTROL_ERROR, SETTINGS_TIMEOUT, STREAM_CLOSED, FRAME_SIZE_ERROR,
 REFUSED_STREAM, CANCEL, COMPRESSION_ERROR, CONNECT_ERROR, ENHANCE_YOUR_CALM) = range(12)
PIECE = 16_384


def frame(kind, flags=0, stream=0, payload=b""):
    """A frame, right or wrong."""
    return struct.pack(">I", len(payload))[1:] + struct.pack(">BBI", kind, flags, stream) + payload


def integer(value, bits, first=0):
    """A number as HPACK has it, in the lower bits of its first byte and what follows."""
    most = (1 << bits) - 1
    if value < most:
        return bytes([first | value])
    out = [first | most]
    value -= most
    while value >= 128:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes(out + [value])


def literal(name, value, first=0):
    """A field without any table; `first` is 0x40 for one that is entered into the dynamic table."""
    name, value = (text if isinstance(text, bytes) else text.encode() for text in (name, value))
    return bytes([first]) + integer(len(name), 7) + name + integer(len(value), 7) + value


def block(fields):
    """The fields of a head."""
    return b"".join(literal(name, value) for name, value in fields)


def headers(stream, fields, flags=0, ends=True):
    """A head; `fields` are pairs, or a block that is made already. Without `ends` it goes on in CONTINUATION."""
    payload = fields if isinstance(fields, bytes) else block(fields)
    return frame(HEADERS, flags | (END_HEADERS if ends else 0), stream, payload)


def data(stream, content=b"", flags=0):
    return frame(DATA, flags, stream, content)


def reset(stream, code=CANCEL):
    return frame(RST_STREAM, 0, stream, struct.pack(">I", code))


def window(stream, count):
    return frame(WINDOW_UPDATE, 0, stream, struct.pack(">I", count))


def settings(*pairs):
    return frame(SETTINGS, 0, 0, b"".join(struct.pack(">HI", name, value) for name, value in pairs))


def ping(number=0):
    return frame(PING, 0, 0, struct.pack(">Q", number))


def message(content, compressed=0, length=None):
    """A message of gRPC, whose length may lie."""
    return struct.pack(">BI", compressed, len(content) if length is None else length) + content


def request(path, method="POST", *more):
    """The pseudo-header fields of a request, and more fields."""
    return [(":method", method), (":scheme", "https"), (":path", path), (":authority", "localhost"), *more]


def grpc(path, *more):
    return request(path, "POST", ("te", "trailers"), ("content-type", "application/grpc"), *more)


class RawHTTP2:
    """One connection. `goaway` is (code, text), `resets` has a code and `heads` a list of heads for each stream."""

    def __init__(self, port, authority, first=None, protocol="h2", buffer=None, patience=10):
        context = ssl.create_default_context(cafile=authority)
        context.set_alpn_protocols([protocol])
        plain = socket.socket()
        if buffer:
            plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        plain.settimeout(patience)
        plain.connect(("127.0.0.1", port))
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket = context.wrap_socket(plain, server_hostname="127.0.0.1")
        self.socket.setblocking(False)
        self.patience = patience
        self.selector = selectors.DefaultSelector()
        self.selector.register(self.socket, selectors.EVENT_READ)
        self.decoder = hpack.Decoder(max_header_list_size=1 << 24)
        self.incoming, self.raw = bytearray(), bytearray()
        self.counts, self.resets, self.heads, self.bodies = [0] * 256, {}, {}, {}
        self.ended, self.goaway, self.closed, self.reads = set(), None, False, True
        self.windows, self.window = {0: 65_535}, 65_535
        self.goaway_at = self.closed_at = None
        self.send(PREFACE + settings() if first is None else first)

    def close(self):
        self.selector.close()
        self.socket.close()

    # Bytes

    def send(self, *pieces):
        """Sends, and reads meanwhile. Gives up once the server has said that it ends the connection."""
        view = memoryview(b"".join(pieces))
        end = time.monotonic() + self.patience
        while view and not self.closed and not self.goaway and time.monotonic() < end:
            if self.reads:
                self._receive()
            try:
                view = view[self.socket.send(view[:PIECE]):]
            except ssl.SSLWantWriteError:
                self._select(selectors.EVENT_WRITE | selectors.EVENT_READ if self.reads else selectors.EVENT_WRITE, 0.05)
            except ssl.SSLWantReadError:
                self._select(selectors.EVENT_READ, 0.05)
            except OSError:
                if self.reads:
                    self._receive()
                self._close()
        return len(view)

    def wait(self, reached, seconds=None):
        """Reads until something is so, or the time is over; says whether it is so."""
        end = time.monotonic() + (self.patience if seconds is None else seconds)
        while not reached():
            left = end - time.monotonic()
            if left <= 0 or self.closed:
                return reached()
            self._select(selectors.EVENT_READ, left)
            self._receive()
        return True

    def _select(self, events, seconds):
        self.selector.modify(self.socket, events)
        self.selector.select(seconds)

    def _close(self):
        if not self.closed:
            self.closed, self.closed_at = True, time.monotonic()

    def _receive(self):
        while not self.closed:
            try:
                bytes_read = self.socket.recv(65_536)
            except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
                return
            except OSError:
                bytes_read = b""
            if not bytes_read:
                return self._close()
            self.raw += bytes_read[:65_536 - len(self.raw)]
            self.incoming += bytes_read
            self._take_frames()

    # Frames

    def _take_frames(self):
        start = 0
        while len(self.incoming) - start >= 9:
            length = int.from_bytes(self.incoming[start:start + 3], "big")
            if len(self.incoming) - start < 9 + length:
                break
            kind, flags, stream = struct.unpack_from(">BBI", self.incoming, start + 3)
            self._take(kind, flags, stream & 0x7FFFFFFF, bytes(self.incoming[start + 9:start + 9 + length]))
            start += 9 + length
        del self.incoming[:start]

    def _take(self, kind, flags, stream, payload):
        self.counts[kind] += 1
        if kind == HEADERS:
            self.heads.setdefault(stream, []).append(self.decoder.decode(payload))
        elif kind == DATA:
            self.bodies[stream] = self.bodies.get(stream, b"") + payload
        elif kind == WINDOW_UPDATE:
            self.windows[stream] = self.room(stream) + struct.unpack(">I", payload)[0]
        elif kind == SETTINGS:
            self.window = dict(struct.iter_unpack(">HI", payload)).get(INITIAL_WINDOW, self.window)
        elif kind == RST_STREAM:
            self.resets.setdefault(stream, struct.unpack(">I", payload)[0])
        elif kind == GOAWAY and self.goaway is None:
            self.goaway = struct.unpack(">I", payload[4:8])[0], payload[8:].decode()
            self.goaway_at = time.monotonic()
        if kind in (HEADERS, DATA) and flags & END_STREAM:
            self.ended.add(stream)

    def room(self, stream):
        """What the server takes of a stream, or with 0 of all, for who minds windows."""
        return self.windows.get(stream, self.window)

    def spent(self, stream, count):
        """Bytes were sent by who minds windows."""
        for id in (0, stream):
            self.windows[id] = self.room(id) - count

    def field(self, stream, name):
        """A field of a stream's head or trailer, the last of this name."""
        found = [value for head in self.heads.get(stream, []) for key, value in head if key == name]
        return found[-1] if found else None
