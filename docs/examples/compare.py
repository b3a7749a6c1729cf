"""Prints how a trust's services compare, by gRPC: compare.py HOST:PORT CA.pem

Takes LM2_TOKEN from the environment; or signs in with LM2_ORGANISATION, LM2_EMAIL and LM2_PASSWORD.
It needs PyPI's grpcio and protobuf, and the messages, which protoc makes; the README says how.
"""
import os
import sys

import grpc
from lm2.v1 import assessment_pb2, comparison_pb2, identity_pb2


def call(channel, method, request, answer, token=None):
    metadata = [("authorization", f"Bearer {token}")] if token else None
    ask = channel.unary_unary(
        f"/lm2.v1.{method}", request_serializer=type(request).SerializeToString, response_deserializer=answer.FromString)
    return ask(request, metadata=metadata, timeout=30)


def sign_in(channel):
    proof = identity_pb2.PasswordProof(email=os.environ["LM2_EMAIL"], password=os.environ["LM2_PASSWORD"])
    request = identity_pb2.SignInRequest(organisation=os.environ["LM2_ORGANISATION"], password=proof)
    return call(channel, "IdentityService/SignIn", request, identity_pb2.SignInResponse).signed_in.token


def letter(cell):
    if not cell.worst_clause_id:
        return "-"  # not applicable
    return {assessment_pb2.COLOUR_GREEN: "G", assessment_pb2.COLOUR_AMBER: "A", assessment_pb2.COLOUR_RED: "R"}.get(
        cell.worst_colour, "·")


with open(sys.argv[2], "rb") as ca:
    credentials = grpc.ssl_channel_credentials(ca.read())
with grpc.secure_channel(sys.argv[1], credentials) as channel:
    token = os.environ.get("LM2_TOKEN") or sign_in(channel)
    compared = call(
        channel, "ComparisonService/Compare", comparison_pb2.CompareRequest(), comparison_pb2.CompareResponse, token)
for row in compared.rows:
    print(f"{row.service_name:30}", *map(letter, row.cells))
