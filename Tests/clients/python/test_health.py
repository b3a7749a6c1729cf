"""The server's health, watched while its database goes away and comes back, and while the server ends.

The servers and the cluster are those of test_server.py, made anew for this module.
"""
import os
import signal
import sys
import time
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import test_server as base  # noqa: E402
from lm2_client import StatusError, health, v1  # noqa: E402

setUpModule = base.setUpModule
WATCH, CHECK = "grpc.health.v1.Health/Watch", "grpc.health.v1.Health/Check"
STANDARD = "lm2.v1.StandardService"
SERVING, NOT_SERVING = health.HealthCheckResponse.SERVING, health.HealthCheckResponse.NOT_SERVING
SERVICE_UNKNOWN = health.HealthCheckResponse.SERVICE_UNKNOWN


class WatchTests(base.Case):
    def watch(self, client, service=""):
        return client.call(WATCH, health.HealthCheckRequest(service=service), half_close=True)

    def next(self, call):
        answer = call.receive()
        self.assertIsNotNone(answer, "the stream has ended well")
        return answer.status

    def silent(self, client, *calls):
        """Nothing more has come of these calls than was taken."""
        client.ping()
        for call in calls:
            self.assertFalse(call.inbox or call.ended, "there was news where nothing had changed")

    def test_each_change_of_the_database_is_told(self):
        # A stall's time is shorter than what the stream waits here: to wait for news is no stalling.
        server = self.server("--stall-timeout", "0.5")
        client, other = self.client(server), self.client(server)
        calls = [self.watch(client), self.watch(client, "lm2.v1.AuditService"), self.watch(other)]
        standard, unknown = self.watch(client, STANDARD), self.watch(client, "lm2.v1.NoService")
        for call in calls + [standard]:
            self.assertEqual(self.next(call), SERVING)
        self.assertEqual(self.next(unknown), SERVICE_UNKNOWN)
        base.shell('stop_cluster "$1"', base.cluster)
        try:
            for call in calls:
                self.assertEqual(self.next(call), NOT_SERVING)
            self.assertEqual(self.next(self.watch(client, "lm2.v1.ActionService")), NOT_SERVING)
            time.sleep(1.5)
            self.silent(client, calls[0], calls[1], standard, unknown)
            self.silent(other, calls[2])
        finally:
            base.shell('start_cluster "$1"', base.cluster)
        for call in calls:
            self.assertEqual(self.next(call), SERVING)
        self.silent(client, standard, unknown)
        client.unary(base.LIST_STANDARDS, v1.ListStandardsRequest())

    def test_who_leaves_holds_up_nobody(self):
        server = self.server()
        clients = [self.client(server) for _ in range(3)]
        calls = [self.watch(client) for client in clients]
        for call in calls:
            self.assertEqual(self.next(call), SERVING)
        calls[0].cancel()
        clients[1].close()
        base.shell('stop_cluster "$1"', base.cluster)
        try:
            self.assertEqual(self.next(calls[2]), NOT_SERVING)
        finally:
            base.shell('start_cluster "$1"', base.cluster)
        self.assertEqual(self.next(calls[2]), SERVING)
        ended = [event for event in server.events() if event["event"] == "call" and event["method"] == WATCH]
        self.assertEqual([event["code"] for event in ended], ["CANCELLED"] * 2)

    def test_all_are_told_that_the_server_ends_before_its_grace(self):
        server = self.server("--shutdown-grace", "30")
        contributor = self.client(server, base.person("contributor"))
        upload = self.begin_upload(contributor, b"under way")
        client = self.client(server)
        known = [self.watch(client), self.watch(client, STANDARD)]
        unknown = self.watch(client, "lm2.v1.NoService")
        for call in known:
            self.assertEqual(self.next(call), SERVING)
        self.assertEqual(self.next(unknown), SERVICE_UNKNOWN)
        begin = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        for call in known:
            self.assertEqual(self.next(call), NOT_SERVING)
            self.refused("UNAVAILABLE", call.receive)
        self.refused("UNAVAILABLE", unknown.receive)
        self.assertLess(time.monotonic() - begin, 5)
        # The call that is under way has its grace all the same.
        self.assertIsNone(server.process.poll())
        self.assertEqual(self.seal_upload(upload, b"under way").size, 9)
        self.assertEqual(server.process.wait(base.PATIENCE), 0)

    def test_check_says_what_watch_says(self):
        client = self.client(self.server())
        self.assertEqual(client.unary(CHECK, health.HealthCheckRequest(service=STANDARD)).status, SERVING)
        with self.assertRaises(StatusError) as caught:
            client.unary(CHECK, health.HealthCheckRequest(service="lm2.v1.NoService"))
        self.assertEqual(caught.exception.code, base.Code.NOT_FOUND)


if __name__ == "__main__":
    unittest.main()
