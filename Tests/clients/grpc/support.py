"""What the tests of foreign clients share: messages, settings, a client of grpcio, and the native client in another process.

A process has room for one message of each name, and grpcio's packages bring grpc.health and google.rpc: so only lm2's own files
are compiled here, and the native client, which has all of them, runs elsewhere.
"""
import atexit
import base64
import collections
import importlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import types
import unittest
import uuid

import grpc
from google.protobuf import descriptor_pb2
from grpc_health.v1 import health_pb2
from grpc_reflection.v1alpha import reflection_pb2

HERE = pathlib.Path(__file__).resolve().parent
PROTO = HERE.parents[2] / "proto"
sys.path.append(str(HERE.parent / "python"))
import server_process  # noqa: E402
from server_process import PATIENCE, read, shell, until  # noqa: E402, F401


Method = collections.namedtuple("Method", "name request answer client_streams server_streams")


def compile_messages():
    """The messages and enums of lm2.v1, compiled from their files."""
    sources = sorted(str(path.relative_to(PROTO)) for path in (PROTO / "lm2").rglob("*.proto"))
    namespace = types.SimpleNamespace()
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["protoc", f"-I{PROTO}", f"--python_out={folder}", *sources], check=True)
        sys.path.insert(0, folder)
        importlib.invalidate_caches()
        for source in sources:
            module = importlib.import_module(source.removesuffix(".proto").replace("/", ".") + "_pb2")
            vars(namespace).update((name, value) for name, value in vars(module).items() if name[0].isupper())
        sys.path.remove(folder)
    return namespace


def read_methods():
    """Every method of every service of the product, by its name as it is called, without the leading slash."""
    with tempfile.NamedTemporaryFile() as file:
        sources = sorted(str(path.relative_to(PROTO)) for path in PROTO.rglob("*.proto"))
        subprocess.run(["protoc", f"-I{PROTO}", "-o", file.name, *sources], check=True)
        files = descriptor_pb2.FileDescriptorSet.FromString(file.read()).file
    return {
        f"{held.package}.{service.name}/{method.name}": Method(
            f"/{held.package}.{service.name}/{method.name}", message(method.input_type), message(method.output_type),
            method.client_streaming, method.server_streaming)
        for held in files for service in held.service for method in service.method}


def message(name):
    """The class of a message by its full name."""
    package, name = name.strip(".").rsplit(".", 1)
    # The two versions of reflection have the same messages.
    places = {"lm2.v1": v1, "grpc.health.v1": health_pb2, "grpc.reflection.v1": reflection_pb2,
              "grpc.reflection.v1alpha": reflection_pb2}
    return getattr(places[package], name)


v1 = compile_messages()
METHODS = read_methods()
# What was called by gRPC and ended well.
CALLED = set()


def setting(name):
    value = os.environ.get(name)
    if not value:
        raise RuntimeError(f"{name} is not set: the tests need a running server with the demonstration trust")
    return value


def port():
    return int(setting("LM2_TEST_SERVER").rpartition(":")[2])


def ca_file():
    return os.path.join(setting("LM2_TEST_CERTIFICATES"), "ca.pem")


def token(role, folder="LM2_TEST_TOKENS"):
    return read(os.path.join(setting(folder), role + ".token"))


def key():
    return uuid.uuid4().hex


def operator(*arguments):
    """Runs lm2d over the database of the whole run, and gives what it prints."""
    done = server_process.lm2d(*arguments, "--database-socket", setting("LM2_TEST_CLUSTER"))
    if done.returncode:
        raise RuntimeError(f"lm2d {arguments[:2]} failed: {done.stderr}")
    return done.stdout.strip()


class Client:
    """A channel of grpcio to the server, and calls on it with a token."""

    def __init__(self, token=None, port_number=None, options=()):
        with open(ca_file(), "rb") as file:
            credentials = grpc.ssl_channel_credentials(file.read())
        # Channels with the same arguments would share a connection.
        options = [("grpc.use_local_subchannel_pool", 1), *options]
        self.token = token
        self.channel = grpc.secure_channel(f"localhost:{port_number or port()}", credentials, options=options)

    def close(self):
        self.channel.close()

    def begin(self, name, request, metadata=(), timeout=PATIENCE, **options):
        """Begins a call: with a message, or an iterable of them where the method takes a stream. Gives a future for an
        answer, or an iterator of answers."""
        method = METHODS[name]
        kinds = {
            (False, False): self.channel.unary_unary, (False, True): self.channel.unary_stream,
            (True, False): self.channel.stream_unary, (True, True): self.channel.stream_stream}
        work = kinds[method.client_streams, method.server_streams](
            method.name, request_serializer=method.request.SerializeToString,
            response_deserializer=method.answer.FromString)
        if self.token:
            metadata = [("authorization", f"Bearer {self.token}"), *metadata]
        if method.client_streams:
            request = iter(request)
        begin = work if method.server_streams else work.future
        return begin(request, metadata=metadata, timeout=timeout, **options)

    def call(self, name, request, **options):
        """The answer of a call; a list of them where the method sends a stream."""
        begun = self.begin(name, request, **options)
        answer = list(begun) if METHODS[name].server_streams else begun.result()
        CALLED.add(name)
        return answer


class Native:
    """The native client, in a process that other tests share (native.py). It begins when it is needed first."""

    process = None

    @classmethod
    def call(cls, name, request, token=None, metadata=()):
        """The outcome of a call: the name of its code, its text, its details as pairs of type and bytes, its answers."""
        if cls.process is None:
            cls.process = subprocess.Popen(
                [sys.executable, str(HERE / "native.py")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            atexit.register(cls.end)
        requests = request if METHODS[name].client_streams else [request]
        asked = {
            "method": name, "requests": [base64.b64encode(item.SerializeToString()).decode() for item in requests],
            "token": token, "metadata": list(metadata)}
        cls.process.stdin.write(json.dumps(asked) + "\n")
        cls.process.stdin.flush()
        told = json.loads(cls.process.stdout.readline())
        return Outcome(
            told["code"], told["text"], [(kind, base64.b64decode(value)) for kind, value in told["details"]],
            [METHODS[name].answer.FromString(base64.b64decode(answer)) for answer in told["answers"]])

    @classmethod
    def end(cls):
        cls.process.stdin.close()
        cls.process.stdout.close()
        cls.process.wait(PATIENCE)


Outcome = collections.namedtuple("Outcome", "code text details answers")


class Case(unittest.TestCase):
    def client(self, role=None, folder="LM2_TEST_TOKENS", **options):
        client = Client(token(role, folder) if role else None, **options)
        self.addCleanup(client.close)
        return client

    def refused(self, code, work, *arguments, **options):
        """The error of a call that has to be refused with a code and a sentence."""
        with self.assertRaises(grpc.RpcError) as caught:
            work(*arguments, **options)
        self.assertEqual(caught.exception.code(), grpc.StatusCode[code], caught.exception.details())
        self.assertTrue(caught.exception.details(), "a refusal without a sentence")
        return caught.exception

    def same(self, client, name, request, metadata=()):
        """The answer of a call by gRPC, which has to be the native client's answer as well."""
        answer = client.call(name, request, metadata=metadata)
        native = Native.call(name, request, client.token, metadata)
        self.assertEqual(native.code, "OK", native.text)
        self.assertEqual(native.answers, answer if isinstance(answer, list) else [answer])
        return answer
