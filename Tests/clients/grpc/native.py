"""Makes calls with the native client for tests that can't have it in their process: a JSON object a line, in and out."""
import base64
import json
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "python"))
from lm2_client import Connection, StatusError  # noqa: E402


def outcome(connection, asked):
    """Makes a call of any kind to its end."""
    answers, end = [], None
    try:
        call = connection.call(asked["method"], token=asked["token"], metadata=asked["metadata"])
        for request in asked["requests"]:
            call.send(base64.b64decode(request))
        call.half_close()
        while (answer := call.receive()) is not None:
            answers.append(base64.b64encode(answer.SerializeToString()).decode())
    except StatusError as error:
        end = error.end
    return {
        "code": error_name(end), "text": end.text if end else "", "answers": answers,
        "details": [(item.type, base64.b64encode(item.value).decode()) for item in end.details] if end else []}


def error_name(end):
    return StatusError(end).code.name if end else "OK"


def main():
    host, _, port = os.environ["LM2_TEST_SERVER"].rpartition(":")
    ca = os.path.join(os.environ["LM2_TEST_CERTIFICATES"], "ca.pem")
    with Connection(host, int(port), ca, patience=30) as connection:
        for line in sys.stdin:
            print(json.dumps(outcome(connection, json.loads(line))), flush=True)


main()
