"""Reflection with grpcio-reflection: what the server speaks, learnt from it alone, with no proto file at hand."""
import os
import sys
import unittest

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from grpc_reflection.v1alpha import reflection_pb2
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from support import METHODS, PATIENCE, Case, token  # noqa: E402

INFO = "ServerReflection/ServerReflectionInfo"


class ReflectionTests(Case):
    def setUp(self):
        self.channel = self.client().channel
        self.database = ProtoReflectionDescriptorDatabase(self.channel)
        self.pool = descriptor_pool.DescriptorPool(self.database)

    def call(self, path, values, role=None):
        """Calls a unary method with messages made from what reflection says."""
        service, method = path.split("/")
        described = self.pool.FindServiceByName(service).FindMethodByName(method)
        request, answer = map(message_factory.GetMessageClass, (described.input_type, described.output_type))
        call = self.channel.unary_unary(
            "/" + path, request_serializer=request.SerializeToString, response_deserializer=answer.FromString)
        metadata = [("authorization", f"Bearer {token(role)}")] if role else []
        return call(request(**values), metadata=metadata, timeout=PATIENCE)

    def test_every_service_and_method_is_described_as_its_files_say(self):
        services = set(self.database.get_services())
        self.assertEqual(services, {name.split("/")[0] for name in METHODS})
        found = set()
        for service in services - {"grpc.reflection.v1.ServerReflection"}:
            for method in self.pool.FindServiceByName(service).methods:
                name = f"{service}/{method.name}"
                found.add(name)
                known = METHODS[name]
                self.assertEqual(method.input_type.full_name, known.request.DESCRIPTOR.full_name)
                self.assertEqual(method.output_type.full_name, known.answer.DESCRIPTOR.full_name)
                self.assertEqual(
                    (method.client_streaming, method.server_streaming), (known.client_streams, known.server_streams))
        self.assertEqual(found, {name for name in METHODS if not name.startswith("grpc.reflection.v1.")})

    def test_every_message_is_described_with_all_it_holds(self):
        seen, waiting = set(), [
            message for service in self.database.get_services() if service.startswith("lm2.")
            for method in self.pool.FindServiceByName(service).methods for message in (method.input_type, method.output_type)]
        while waiting:
            described = waiting.pop()
            if described.full_name in seen:
                continue
            seen.add(described.full_name)
            again = self.pool.FindMessageTypeByName(described.full_name)
            self.assertEqual([field.name for field in again.fields], [field.name for field in described.fields])
            waiting += [field.message_type for field in again.fields if field.message_type]
            for enum in (field.enum_type for field in again.fields if field.enum_type):
                self.assertEqual(enum.values_by_number[0].name.rsplit("_", 1)[-1], "UNSPECIFIED")
        self.assertIn("google.protobuf.Timestamp", seen)
        self.assertGreater(len([name for name in seen if name.startswith("lm2.v1.")]), 150)

    def test_a_stranger_calls_with_what_it_has_learnt(self):
        standard = self.call("lm2.v1.StandardService/GetStandard", {"standard_id": "LM2"})
        self.assertEqual(sum(len(criterion.clauses) for criterion in standard.criteria), 75)
        compared = self.call("lm2.v1.ComparisonService/Compare", {"date": "2026-06-30"}, "viewer")
        self.assertGreaterEqual(len(compared.rows), 3)

    def test_the_rules_of_fields_are_described(self):
        """They are options, with an extension of their own."""
        extension = self.pool.FindExtensionByName("lm2.v1.rules")
        self.assertEqual((extension.number, extension.containing_type.full_name), (50001, "google.protobuf.FieldOptions"))
        self.assertIn(50001, self.database.FindAllExtensionNumbers("google.protobuf.FieldOptions"))

    def test_what_there_is_not(self):
        for find in (self.database.FindFileByName, self.database.FindFileContainingSymbol):
            for name in ("lm2.v1.Nothing", "", "lm2/v1/nothing.proto"):
                with self.assertRaises(KeyError):
                    find(name)
        self.assertEqual(self.database.FindFileContainingSymbol("lm2.v1.Standard").name, "lm2/v1/standard.proto")

    def ask(self, version, questions):
        """A conversation by raw stubs: the messages of both versions are the same."""
        call = self.channel.stream_stream(
            f"/grpc.reflection.{version}.{INFO}",
            request_serializer=reflection_pb2.ServerReflectionRequest.SerializeToString,
            response_deserializer=reflection_pb2.ServerReflectionResponse.FromString)
        return list(call(iter(questions), timeout=PATIENCE))

    def test_both_versions_say_the_same(self):
        extension = reflection_pb2.ExtensionRequest(
            containing_type="google.protobuf.FieldOptions", extension_number=50001)
        questions = [
            reflection_pb2.ServerReflectionRequest(**question) for question in (
                {"list_services": "*"}, {"file_containing_symbol": "lm2.v1.RecordsService.ImportRecords"},
                {"file_by_filename": "lm2/v1/record.proto"}, {"file_containing_extension": extension},
                {"all_extension_numbers_of_type": "google.protobuf.FieldOptions"}, {"file_by_filename": "none"}, {})]
        first, second = self.ask("v1", questions), self.ask("v1alpha", questions)
        self.assertEqual(first, second)
        self.assertEqual([answer.original_request for answer in first], questions)
        named = descriptor_pb2.FileDescriptorProto.FromString(
            first[3].file_descriptor_response.file_descriptor_proto[0]).name
        self.assertEqual(named, "lm2/v1/options.proto")
        codes = [answer.error_response.error_code for answer in first]
        self.assertEqual(codes[:5], [0] * 5)
        self.assertEqual(codes[5:], [grpc.StatusCode.NOT_FOUND.value[0], grpc.StatusCode.INVALID_ARGUMENT.value[0]])


if __name__ == "__main__":
    unittest.main()
