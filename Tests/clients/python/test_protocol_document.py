"""PROTOCOL.md's worked example is sent to a real server as it stands there, and its constants are the ones that hold."""
import os
import pathlib
import re
import socket
import ssl
import unittest

import lm2_client

DOCUMENT = pathlib.Path(__file__).resolve().parents[3] / "proto" / "PROTOCOL.md"


def dumps(text):
    """The bytes of each hex dump."""
    found = []
    for block in re.findall(r"```hex\n(.*?)```", text, re.DOTALL):
        data = b""
        for line in block.splitlines():
            assert int(line[:4], 16) == len(data), f"the offset is wrong: {line}"
            data += bytes.fromhex(line[6:53])
        found.append(data)
    return found


class ProtocolDocumentTests(unittest.TestCase):
    def test_the_worked_example_is_what_the_server_speaks(self):
        request, answer = dumps(DOCUMENT.read_text())
        host, port = os.environ["LM2_TEST_SERVER"].rsplit(":", 1)
        context = ssl.create_default_context(cafile=os.path.join(os.environ["LM2_TEST_CERTIFICATES"], "ca.pem"))
        context.set_alpn_protocols(["lm2/1"])
        with socket.create_connection((host, int(port)), timeout=10) as plain:
            with context.wrap_socket(plain, server_hostname=host) as connection:
                connection.sendall(request)
                received = b""
                while len(received) < len(answer):
                    piece = connection.recv(4096)
                    self.assertTrue(piece, "the server closed the connection")
                    received += piece
        self.assertEqual(received, answer)

    def test_the_lengths_in_the_example_add_up(self):
        for data in dumps(DOCUMENT.read_text()):
            self.assertEqual(int.from_bytes(data[:4], "big"), len(data) - 4)

    def test_the_second_client_uses_the_constants_of_the_document(self):
        text = DOCUMENT.read_text()
        self.assertIn(f"a credit of {lm2_client.FIRST_CREDIT:,} bytes", text)
        self.assertIn(f"and {lm2_client.LEAST_COST} at the least", text)
        self.assertIn(f"{lm2_client.LARGEST_FRAME:,} by default", text)
        for code in lm2_client.Code:
            self.assertIn(f"| {code.value} | {code.name} |", text)


if __name__ == "__main__":
    unittest.main()
