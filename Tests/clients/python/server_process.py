"""lm2d as a process, for tests of any client: started with a configuration, with its ports, its log and its end.

The configuration is over a private scratch cluster, made with deploy/lib, or over that of the whole run. No client is
imported here, so any may be used beside it.
"""
import json
import os
import shutil
import subprocess
import tempfile
import time
import unittest

ROOT = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", ".."))
PATIENCE = 30  # seconds after which a test gives up waiting for something


def shell(script, *arguments):
    """Runs a script with the functions of deploy/lib, and gives what it prints."""
    libraries = "".join(f". deploy/lib/{name}.sh\n" for name in ("report", "cluster", "certificates"))
    done = subprocess.run(
        ["bash", "-c", "set -euo pipefail\n" + libraries + script, "test_server", *arguments], cwd=ROOT,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=120)
    if done.returncode:
        raise RuntimeError(f"the script failed: {done.stderr}\n{script}")
    return done.stdout.strip()


def until(reached, what):
    """Asks again and again, for a bounded time, until something is so; gives what it is."""
    end = time.monotonic() + PATIENCE
    while not (value := reached()):
        if time.monotonic() > end:
            raise AssertionError(f"waited {PATIENCE} s in vain for {what}")
        time.sleep(0.01)
    return value


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read().strip()


def without_settings():
    """The environment without what lm2d and lm2 would take from it."""
    return {name: value for name, value in os.environ.items() if not name.startswith("LM2_")}


def lm2d(*arguments, environment=None):
    """Runs lm2d to its end."""
    return subprocess.run(
        [os.path.join(os.environ["LM2_TEST_PROGRAMS"], "lm2d"), *arguments], env=without_settings() | (environment or {}),
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=PATIENCE)


def configure(folder, certificates, socket, *more):
    """Writes a configuration into a folder, and gives its path."""
    path = os.path.join(folder, "lm2d.conf")
    with open(path, "w", encoding="utf-8") as file:
        file.write(
            f"# of the tests\nlisten = 127.0.0.1:0\nlisten-machines = 127.0.0.1:0\n"
            f"tls-certificate = {certificates}/server.pem\ntls-key = {certificates}/server.key\n"
            f"client-ca = {certificates}/ca.pem\naudit-key = {certificates}/audit.key\ndatabase-socket = {socket}\n"
            "loops = 1\n")
        file.writelines(f"{line}\n" for line in more)
    return path


def private_place(*demonstrations):
    """A folder with certificates, and a folder in it for each demonstration trust, with its tokens; the cluster where those
    are; and a configuration for it. All of it goes with the module's tests."""
    folder = tempfile.mkdtemp(prefix="lm2-test-server-")
    unittest.addModuleCleanup(shutil.rmtree, folder)
    cluster = shell("as_postgres mktemp -d /tmp/lm2-test-XXXXXX")
    unittest.addModuleCleanup(shell, 'delete_cluster "$1"', cluster)
    shell(
        'create_cluster "$1" scratch 5432 "shared_buffers = 32MB"\nstart_cluster "$1"\nprepare_database "$1" 5432\n'
        'make_certificates "$2"', cluster, folder)
    configuration = configure(folder, folder, cluster + "/socket")
    for command in (["migrate"], *(["demo", "--output", f"{folder}/{name}"] for name in demonstrations)):
        done = lm2d(*command, "--config", configuration)
        if done.returncode:
            raise RuntimeError(f"lm2d {command[0]} failed: {done.stderr}")
    return folder, cluster, configuration


def shared_place():
    """A folder that goes with the module's tests, and a configuration in it: of the database and the certificates that the
    whole run has."""
    folder = tempfile.mkdtemp(prefix="lm2-test-server-")
    unittest.addModuleCleanup(shutil.rmtree, folder)
    return folder, configure(folder, os.environ["LM2_TEST_CERTIFICATES"], os.environ["LM2_TEST_CLUSTER"])


class Server:
    """A running lm2d, or another program that is one with something added."""

    def __init__(self, folder, configuration, *flags, program="lm2d"):
        self.folder = tempfile.mkdtemp(dir=folder)
        self.ready, self.log = os.path.join(self.folder, "ready"), os.path.join(self.folder, "log")
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                [os.path.join(os.environ["LM2_TEST_PROGRAMS"], program), "serve", "--config", configuration,
                 "--ready-file", self.ready, *flags], env=without_settings(), stdin=subprocess.DEVNULL, stdout=log,
                stderr=log)
        try:
            until(lambda: os.path.exists(self.ready) or self.process.poll() is not None, "the server to be ready")
            if self.process.poll() is not None:
                raise AssertionError(f"the server ended with {self.process.returncode}: {read(self.log)}")
        except BaseException:
            self.stop()
            raise
        self.ports = dict(line.split("=") for line in read(self.ready).splitlines())
        self.people, self.machines = int(self.ports["people"]), int(self.ports["machines"])

    def stop(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()

    def events(self):
        with open(self.log, encoding="utf-8") as file:
            return [json.loads(line) for line in file if line.endswith("\n")]
