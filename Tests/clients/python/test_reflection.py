"""Asks the server by gRPC's reflection what it speaks, and builds the protocol anew from the answers alone.

Run by `python -m unittest discover`; see test_native.py for what it needs.
"""
import os
import subprocess
import sys
import tempfile
import unittest

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import test_server  # noqa: E402
from lm2_client import PROTO, v1  # noqa: E402
from test_native import Case  # noqa: E402

PACKAGES = ("grpc.reflection.v1", "grpc.reflection.v1alpha")


def messages(package):
    """The request and the response, in a pool of their own: gRPC's package of the same name may be in the other."""
    name = package.replace(".", "/") + "/reflection.proto"
    with tempfile.NamedTemporaryFile() as file:
        subprocess.run(["protoc", f"-I{PROTO}", "-o", file.name, name], check=True)
        held = descriptor_pb2.FileDescriptorSet.FromString(file.read())
    pool = descriptor_pool.DescriptorPool()
    pool.Add(held.file[0])
    return [message_factory.GetMessageClass(pool.FindMessageTypeByName(f"{package}.ServerReflection{kind}"))
            for kind in ("Request", "Response")]


class Conversation:
    """One stream of questions and answers."""

    def __init__(self, client, package):
        self.request, self.response = messages(package)
        self.call = client.call(f"{package}.ServerReflection/ServerReflectionInfo")

    def ask(self, **question):
        self.call.send(self.request(**question).SerializeToString())
        answer = self.response.FromString(bytes(self.call.receive()))
        assert answer.original_request == self.request(**question)
        return answer


class ReflectionTests(Case):
    def test_the_protocol_is_built_anew_from_what_reflection_says(self):
        for package in PACKAGES:
            with self.subTest(package):
                conversation = Conversation(self.client(), package)
                names = [item.name for item in conversation.ask(list_services="").list_services_response.service]
                self.assertEqual(names, sorted(names))
                self.assertLessEqual({"lm2.v1.ComparisonService", "grpc.health.v1.Health"}, set(names))
                files = {}
                for name in names:
                    given = conversation.ask(file_containing_symbol=name).file_descriptor_response
                    for data in given.file_descriptor_proto:
                        file = descriptor_pb2.FileDescriptorProto.FromString(data)
                        files[file.name] = file
                pool = descriptor_pool.DescriptorPool()

                def add(file):
                    for dependency in file.dependency:
                        if dependency in files:
                            add(files.pop(dependency))
                    pool.Add(file)

                while files:
                    add(files.pop(next(iter(files))))
                for name in names:
                    self.assertTrue(pool.FindServiceByName(name).methods, name)
                # What was built speaks with the server.
                method = pool.FindServiceByName("lm2.v1.StandardService").FindMethodByName("GetStandard")
                request = message_factory.GetMessageClass(method.input_type)(standard_id="LM2", version="1")
                standard = self.client().unary("lm2.v1.StandardService/GetStandard", request)
                self.assertEqual(standard.title, "Quality Management System")
                self.assertIsInstance(standard, v1.Standard)
                conversation.call.half_close()
                self.assertIsNone(conversation.call.receive())

    def test_both_names_give_the_same_bytes(self):
        answers = []
        for package in PACKAGES:
            client, (request, _) = self.client(), messages(package)
            call = client.call(f"{package}.ServerReflection/ServerReflectionInfo")
            for question in (
                    {"list_services": "x"}, {"file_by_filename": "lm2/v1/record.proto"},
                    {"file_containing_extension": {
                        "containing_type": "google.protobuf.FieldOptions", "extension_number": 50001}},
                    {"all_extension_numbers_of_type": "google.protobuf.FieldOptions"},
                    {"file_by_filename": "nothing.proto"}, {}):
                call.send(request(host="h", **question).SerializeToString())
                answers.append((package, bytes(call.receive())))
        first, second = ([data for named, data in answers if named == package] for package in PACKAGES)
        self.assertEqual(first, second)


class SwitchedOffTests(test_server.Case):
    def test_without_reflection_it_is_unknown(self):
        client = self.client(self.server("--reflection", "off"))
        for package in PACKAGES:
            method = f"{package}.ServerReflection/ServerReflectionInfo"
            self.assertIn(package, self.refused("UNIMPLEMENTED", client.call(method).receive).text)
        client.unary(test_server.LIST_STANDARDS, v1.ListStandardsRequest())


setUpModule = test_server.setUpModule

if __name__ == "__main__":
    unittest.main()
