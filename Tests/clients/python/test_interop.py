"""gRPC's own interoperability tests: the client of the Ruby library, which Debian ships with ruby-grpc, one test a case.

The server is lm2d-interop, which is lm2d with `grpc.testing.TestService` (Tests/Interop), on the scratch database and with
the certificates of the server that the other tests use. The client's other cases need accounts at a cloud, which nobody
has here: compute_engine_creds, jwt_token_creds, oauth2_auth_token, per_rpc_creds and service_account_creds.
"""
import os
import shutil
import subprocess
import tempfile
import time
import unittest

CASES = (
    "cancel_after_begin", "cancel_after_first_response", "client_compressed_streaming", "client_compressed_unary",
    "client_streaming", "custom_metadata", "empty_stream", "empty_unary", "large_unary", "ping_pong", "server_streaming",
    "status_code_and_message", "timeout_on_sleeping_server", "unimplemented_method", "unimplemented_service",
)
PATIENCE = 30  # seconds after which a test gives up waiting for something


def setUpModule():
    global port, gem
    found = subprocess.run(
        ["ruby", "-e", 'puts Gem::Specification.find_by_name("grpc").gem_dir'], stdout=subprocess.PIPE, text=True,
        check=True, timeout=PATIENCE)
    gem = found.stdout.strip()
    folder = tempfile.mkdtemp(prefix="lm2-test-interop-")
    unittest.addModuleCleanup(shutil.rmtree, folder)
    port = start_server(folder)


def start_server(folder):
    """Starts lm2d-interop, and gives its port when it is ready. It ends with the module's tests."""
    certificates = os.environ["LM2_TEST_CERTIFICATES"]
    configuration, ready, log = (os.path.join(folder, name) for name in ("lm2d.conf", "ready", "log"))
    with open(configuration, "w", encoding="utf-8") as file:
        file.write(
            f"listen = 127.0.0.1:0\ntls-certificate = {certificates}/server.pem\ntls-key = {certificates}/server.key\n"
            f"audit-key = {certificates}/audit.key\ndatabase-socket = {os.environ['LM2_TEST_CLUSTER']}\n"
            f"ready-file = {ready}\nloops = 1\n")
    clean = {name: value for name, value in os.environ.items() if not name.startswith("LM2_")}
    with open(log, "wb") as output:
        server = subprocess.Popen(
            [os.path.join(os.environ["LM2_TEST_PROGRAMS"], "lm2d-interop"), "serve", "--config", configuration],
            env=clean, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
    unittest.addModuleCleanup(lambda: (server.kill(), server.wait()))
    end = time.monotonic() + PATIENCE
    while not os.path.exists(ready):
        if server.poll() is not None or time.monotonic() > end:
            with open(log, encoding="utf-8") as file:
                raise AssertionError(f"the server is not ready: {file.read()}")
        time.sleep(0.01)
    with open(ready, encoding="utf-8") as file:
        return int(dict(line.split("=") for line in file.read().splitlines())["people"])


def client(case, server_port, *flags):
    """Runs a case of the client to its end."""
    program = os.path.join(gem, "src", "ruby", "pb", "test", "client.rb")
    # The client trusts what this file holds in place of the machine's authorities.
    roots = {"GRPC_DEFAULT_SSL_ROOTS_FILE_PATH": os.path.join(os.environ["LM2_TEST_CERTIFICATES"], "ca.pem")}
    return subprocess.run(
        ["ruby", program, "--server_host", "127.0.0.1", "--server_port", str(server_port), "--use_tls", "true",
         "--test_case", case, *flags], env=os.environ | roots, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, timeout=PATIENCE)


class InteropTests(unittest.TestCase):
    def passes(self, case):
        done = client(case, port)
        self.assertEqual(done.returncode, 0, done.stdout[-4000:])
        self.assertIn(f"OK: {case}", done.stdout)

    def test_these_are_all_cases_of_the_client_that_need_no_account(self):
        usage = client("empty_unary", port, "--help").stdout
        listed = set(usage.split("select a test_case", 1)[1].split("(", 1)[1].split(")", 1)[0].split(","))
        accounts = {case for case in listed if case.endswith(("_creds", "_auth_token"))}
        self.assertEqual(len(accounts), 5)
        self.assertEqual(listed - accounts - {"all"}, set(CASES))

    def test_a_server_without_the_service_fails(self):
        plain = os.environ["LM2_TEST_SERVER"].rsplit(":", 1)[1]
        done = client("empty_unary", plain)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("there is no service grpc.testing.TestService", done.stdout)


for name in CASES:
    setattr(InteropTests, f"test_{name}", lambda self, case=name: self.passes(case))

if __name__ == "__main__":
    unittest.main()
