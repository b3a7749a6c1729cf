"""Health with grpcio-health-checking's stubs: asked, watched, and watched while the database goes and comes back.

The servers have a private cluster, which is stopped and started.
"""
import os
import signal
import sys
import unittest

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from support import METHODS, PATIENCE, server_process, shell, until  # noqa: E402

SERVING, NOT_SERVING, SERVICE_UNKNOWN = (
    health_pb2.HealthCheckResponse.ServingStatus.Value(name) for name in ("SERVING", "NOT_SERVING", "SERVICE_UNKNOWN"))
# It needs no database, so it serves whatever becomes of that.
STANDARD = "lm2.v1.StandardService"


def setUpModule():
    global folder, cluster, configuration
    folder, cluster, configuration = server_process.private_place()


class HealthTests(unittest.TestCase):
    def setUp(self):
        self.server = server_process.Server(folder, configuration)
        self.addCleanup(self.server.stop)

    def stub(self):
        with open(folder + "/ca.pem", "rb") as file:
            credentials = grpc.ssl_channel_credentials(file.read())
        channel = grpc.secure_channel(
            f"localhost:{self.server.people}", credentials, options=[("grpc.use_local_subchannel_pool", 1)])
        self.addCleanup(channel.close)
        return health_pb2_grpc.HealthStub(channel)

    def check(self, service=""):
        return self.stub().Check(health_pb2.HealthCheckRequest(service=service), timeout=PATIENCE).status

    def watch(self, stub, service=""):
        watch = stub.Watch(health_pb2.HealthCheckRequest(service=service), timeout=PATIENCE)
        self.addCleanup(watch.cancel)
        return watch

    def test_each_service_is_known(self):
        services = {name.split("/")[0] for name in METHODS if name.startswith("lm2.")}
        self.assertGreater(len(services), 10)
        for service in ("", *sorted(services)):
            with self.subTest(service):
                self.assertEqual(self.check(service), SERVING)

    def test_what_is_no_service(self):
        for service in ("lm2.v1.NoService", "lm2.v1", "LM2.V1.STANDARDSERVICE", "Größe"):
            with self.assertRaises(grpc.RpcError) as caught:
                self.check(service)
            self.assertEqual(caught.exception.code(), grpc.StatusCode.NOT_FOUND, service)
        watch = self.watch(self.stub(), "lm2.v1.NoService")
        self.assertEqual(next(watch).status, SERVICE_UNKNOWN)
        self.assertTrue(watch.is_active(), "the stream stays, since the service might come")

    def test_the_database_goes_and_comes_back(self):
        stub = self.stub()
        whole, audit, standard = (self.watch(stub, service) for service in ("", "lm2.v1.AuditService", STANDARD))
        self.assertEqual([next(watch).status for watch in (whole, audit, standard)], [SERVING] * 3)
        shell('stop_cluster "$1"', cluster)
        try:
            self.assertEqual([next(whole).status, next(audit).status], [NOT_SERVING] * 2)
            self.assertEqual(self.check("lm2.v1.AuditService"), NOT_SERVING)
            self.assertEqual(self.check(STANDARD), SERVING)
        finally:
            shell('start_cluster "$1"', cluster)
        self.assertEqual([next(whole).status, next(audit).status], [SERVING] * 2)
        until(lambda: self.check("lm2.v1.AuditService") == SERVING, "Check to say so, too")
        # What did not change was told once: the next that comes is the server's end.
        self.server.process.send_signal(signal.SIGTERM)
        self.assertEqual(next(standard).status, NOT_SERVING)
        with self.assertRaises(grpc.RpcError) as caught:
            next(standard)
        self.assertEqual(caught.exception.code(), grpc.StatusCode.UNAVAILABLE)
        self.assertEqual(self.server.process.wait(PATIENCE), 0)


if __name__ == "__main__":
    unittest.main()
