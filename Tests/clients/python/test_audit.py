"""The audit log from outside: exported, tampered with by the database's superuser, and verified by two verifiers that share
no code, `lm2 audit verify` and verify_audit.py.

Over a private scratch cluster, made with deploy/lib, with the programs in LM2_TEST_PROGRAMS.
"""
import base64
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from test_server import lm2d, read, shell, until  # noqa: E402
import verify_audit  # noqa: E402
from lm2.v1 import audit_pb2  # noqa: E402

TABLES = ("audit_tree", "audit_seal", "audit_node", "audit_entry")
VERIFIER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "verify_audit.py")


def program(name):
    return os.path.join(os.environ["LM2_TEST_PROGRAMS"], name)


def start():
    """Starts the server, and returns when it serves."""
    global server
    ready = os.path.join(folder, "ready")
    with open(folder + "/log", "ab") as log:
        server = subprocess.Popen(
            [program("lm2d"), "serve", "--config", configuration, "--ready-file", ready], stdin=subprocess.DEVNULL,
            stdout=log, stderr=log)
    until(lambda: os.path.exists(ready) or server.poll() is not None, "the server to be ready")
    port = dict(line.split("=") for line in read(ready).splitlines())["people"]
    done = lm2(
        "login", "--server", f"127.0.0.1:{port}", "--ca", folder + "/ca.pem", "--token-file",
        folder + "/tokens/admin.token")
    if done.returncode:
        raise RuntimeError(f"lm2 login failed: {done.stderr}")


def stop():
    server.terminate()
    return server.wait(timeout=30)


def setUpModule():
    global folder, cluster, configuration, tenant
    folder = tempfile.mkdtemp(prefix="lm2-test-audit-")
    cluster = ""
    unittest.addModuleCleanup(lambda: (cluster and shell('delete_cluster "$1"', cluster), shutil.rmtree(folder)))
    cluster = shell("as_postgres mktemp -d /tmp/lm2-test-XXXXXX")
    shell(
        'create_cluster "$1" scratch 5432 "shared_buffers = 32MB"\nstart_cluster "$1"\nprepare_database "$1" 5432\n'
        'make_certificates "$2"', cluster, folder)
    configuration = os.path.join(folder, "lm2d.conf")
    with open(configuration, "w", encoding="utf-8") as file:
        file.write(
            f"listen = 127.0.0.1:0\ntls-certificate = {folder}/server.pem\ntls-key = {folder}/server.key\n"
            f"audit-key = {folder}/audit.key\ndatabase-socket = {cluster}/socket\nloops = 1\n")
    for command in (["migrate"], ["demo", "--output", folder + "/tokens"]):
        done = lm2d(*command, "--config", configuration)
        if done.returncode:
            raise RuntimeError(f"lm2d {command[0]} failed: {done.stderr}")
    tenant = read(folder + "/tokens/tenant")
    start()
    unittest.addModuleCleanup(stop)
    until(all_sealed, "the demonstration's entries to be sealed")
    for number in range(8):
        log_something(f"Group {number}")
    until(all_sealed, "the entries to be sealed")
    log_something("Group of a seal of its own")
    until(all_sealed, "the entry to be sealed")
    keep("first")


def lm2(*arguments):
    """Runs the client with a folder for its profile that only these tests have."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LM2_")}
    return subprocess.run(
        [program("lm2"), *arguments], env=environment | {"XDG_CONFIG_HOME": folder}, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=60)


def answer(*arguments):
    """What a command of the client says as JSON."""
    done = lm2(*arguments, "--output", "json")
    if done.returncode:
        raise AssertionError(f"lm2 {arguments} ended with {done.returncode}: {done.stderr}")
    return json.loads(done.stdout)


def sql(text):
    """Runs statements as the database's superuser, who is held back by nothing, in one transaction."""
    done = subprocess.run(
        ["psql", "-X", "-q", "-A", "-t", "-1", "-v", "ON_ERROR_STOP=1", "-h", cluster + "/socket", "-p", "5432", "-U",
         "postgres", "-d", "lm2"],
        input=f"set search_path = lm2;\n{text}", stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=60)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return done.stdout.strip()


def all_sealed():
    return sql(f"select count(*) from audit_pending where tenant_id = '{tenant}'") == "0"


def log_something(name):
    answer("unit", "create", name, "--kind", "group")


def keep(name):
    """Takes a backup of the log's tables."""
    sql(f"create schema kept_{name};\n" + "".join(f"create table kept_{name}.{t} as table {t};\n" for t in TABLES))


def restore(name):
    """Puts a backup back."""
    sql("".join(f"delete from {table}; insert into {table} table kept_{name}.{table};\n" for table in TABLES))


def body(index):
    return bytes.fromhex(
        sql(f"select encode(body, 'hex') from audit_entry where tenant_id = '{tenant}' and leaf_index = {index}"))


def set_body(index, content):
    sql(f"update audit_entry set body = '\\x{content.hex()}' where tenant_id = '{tenant}' and leaf_index = {index}")


def rehash(first):
    """Makes the hashes of the seal that begins there those of its entries as they are now."""
    sql(f"""
        update audit_seal s set leaf_hashes = (
            select string_agg(sha256('\\x00'::bytea || e.body), ''::bytea order by e.leaf_index) from audit_entry e
            where e.tenant_id = s.tenant_id and e.leaf_index >= s.first_index and e.leaf_index < s.tree_size)
        where tenant_id = '{tenant}' and first_index = {first}""")


class AuditCase(unittest.TestCase):
    def setUp(self):
        self.path = tempfile.mktemp(dir=folder, suffix=".jsonl")

    def export(self):
        answer("audit", "export", self.path, "--force")
        return self.path

    def verify(self, path=None, head=None, key=None):
        """Both verifiers' finding, on which they have to agree: its kind and index; None if the log is genuine."""
        path = path or self.export()
        arguments = [path, "--key", key or folder + "/audit.pub"] + (["--head", head] if head else [])
        # Neither a server nor a profile is there for it.
        offline = subprocess.run(
            [program("lm2"), "audit", "verify", *arguments, "--output", "json"], env={"HOME": "/nonexistent"},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=60)
        other = subprocess.run(
            [sys.executable, VERIFIER, *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True, timeout=60)
        self.assertIn((offline.returncode, other.returncode), [(0, 0), (8, 1)], offline.stderr + other.stderr)
        first, second = json.loads(offline.stdout), json.loads(other.stdout)
        self.assertEqual(first["genuine"], "yes" if second["genuine"] else "no")
        if second["genuine"]:
            self.assertEqual(first["entries"], second["entries"])
            return None
        self.assertEqual(
            (first["finding"], first["leaf_index"]), (second["finding"], second["leaf_index"]), (first, second))
        self.sentence, self.entry_id = first["sentence"], first["entry_id"]
        return second["finding"], second["leaf_index"]

    def head(self, name):
        path = os.path.join(folder, name)
        with open(path, "w", encoding="utf-8") as file:
            json.dump(answer("audit", "head"), file)
        return path

    def seals(self):
        rows = sql(f"select first_index, tree_size from audit_seal where tenant_id = '{tenant}' order by tree_size")
        return [tuple(map(int, row.split("|"))) for row in rows.splitlines()]


class TamperingTests(AuditCase):
    def setUp(self):
        super().setUp()
        restore("first")
        self.assertGreaterEqual(len(self.seals()), 3)
        # An entry in the middle of the first seal, which has the demonstration's.
        self.first, end = self.seals()[0]
        self.index = (self.first + end) // 2
        self.assertGreater(end - self.first, 20)

    def tearDown(self):
        restore("first")

    def test_a_log_that_nobody_has_touched_is_genuine(self):
        self.assertIsNone(self.verify(head=self.head("genuine.json")))

    def test_an_altered_body(self):
        content = audit_pb2.AuditEntry.FromString(body(self.index))
        content.subject += "!"
        set_body(self.index, content.SerializeToString())
        self.assertEqual(self.verify(), ("altered", self.index))
        self.assertEqual(self.entry_id, content.entry_id)
        self.assertIn(content.entry_id, self.sentence)

    def test_an_altered_digest(self):
        content = audit_pb2.AuditEntry.FromString(body(self.index))
        content.after_digest = hashlib.sha256(b"another").digest()
        set_body(self.index, content.SerializeToString())
        self.assertEqual(self.verify(), ("altered", self.index))

    def test_one_byte_altered_anywhere(self):
        for index in (0, self.index, self.seals()[-1][0]):
            content = bytearray(body(index))
            content[len(content) // 2] ^= 1
            set_body(index, bytes(content))
            self.assertEqual(self.verify(), ("altered", index))
            restore("first")

    def test_a_deleted_entry(self):
        sql(f"delete from audit_entry where tenant_id = '{tenant}' and leaf_index = {self.index}")
        self.assertEqual(self.verify(), ("removed", self.index))

    def test_the_last_entry_deleted(self):
        last = self.seals()[-1][1] - 1
        sql(f"delete from audit_entry where tenant_id = '{tenant}' and leaf_index = {last}")
        self.assertEqual(self.verify(), ("removed", last))

    def test_a_deleted_entry_and_the_rest_renumbered(self):
        sql(f"""
            delete from audit_entry where tenant_id = '{tenant}' and leaf_index = {self.index};
            update audit_entry set leaf_index = -leaf_index where tenant_id = '{tenant}' and leaf_index > {self.index};
            update audit_entry set leaf_index = -leaf_index - 1 where tenant_id = '{tenant}' and leaf_index < 0;""")
        self.assertEqual(self.verify(), ("removed", self.index))

    def test_two_entries_swapped(self):
        other = self.index + 3
        sql(f"""
            update audit_entry set leaf_index = -1 where tenant_id = '{tenant}' and leaf_index = {self.index};
            update audit_entry set leaf_index = {self.index} where tenant_id = '{tenant}' and leaf_index = {other};
            update audit_entry set leaf_index = {other} where tenant_id = '{tenant}' and leaf_index = -1;""")
        self.assertEqual(self.verify(), ("reordered", self.index))

    def insert(self):
        forged = audit_pb2.AuditEntry.FromString(body(self.index))
        forged.entry_id = "01890a5d-ac96-774b-bcce-b302099a8057"
        sql(f"""
            update audit_entry set leaf_index = -leaf_index - 1 where tenant_id = '{tenant}' and leaf_index >= {self.index};
            update audit_entry set leaf_index = -leaf_index where tenant_id = '{tenant}' and leaf_index < 0;
            insert into audit_entry (tenant_id, leaf_index, entry_id, body, subject)
            values ('{tenant}', {self.index}, '{forged.entry_id}', '\\x{forged.SerializeToString().hex()}', 'forged');""")
        return forged.entry_id

    def test_an_entry_inserted_in_between(self):
        forged = self.insert()
        self.assertEqual(self.verify(), ("inserted", self.index))
        self.assertEqual(self.entry_id, forged)

    def test_any_of_them_with_the_hashes_of_the_seal_made_to_match(self):
        def alter():
            content = audit_pb2.AuditEntry.FromString(body(self.index))
            content.address = "192.0.2.1"
            set_body(self.index, content.SerializeToString())

        def swap():
            one, other = body(self.index), body(self.index + 1)
            set_body(self.index, other)
            set_body(self.index + 1, one)

        def delete():
            sql(f"delete from audit_entry where tenant_id = '{tenant}' and leaf_index = {self.index}")

        count = self.seals()[0][1] - self.seals()[0][0]
        for tamper in (alter, swap, self.insert):
            tamper()
            rehash(self.first)
            self.assertEqual(self.verify(), ("untraceable", self.first), tamper.__name__)
            self.assertIn(f"the first of {count} that can't be told apart", self.sentence)
            restore("first")
        # A hash fewer no longer reaches the seal's size.
        delete()
        rehash(self.first)
        self.assertEqual(self.verify(), ("unconnected", self.first))

    def test_a_signature_or_root_made_up(self):
        first = self.seals()[1][0]
        for column in ("signature", "root", "key_id"):
            sql(f"""update audit_seal set {column} = set_byte({column}, 7, (get_byte({column}, 7) + 1) % 256)
                where tenant_id = '{tenant}' and first_index = {first}""")
            self.assertEqual(self.verify(), ("unsigned", first), column)
            restore("first")
        sql(f"update audit_seal set sealed_at = sealed_at - interval '1 day' where tenant_id = '{tenant}'")
        self.assertEqual(self.verify(), ("unsigned", 0))

    def test_a_seal_deleted_with_its_entries(self):
        first, end = self.seals()[1]
        sql(f"""
            delete from audit_seal where tenant_id = '{tenant}' and first_index = {first};
            delete from audit_entry where tenant_id = '{tenant}' and leaf_index >= {first} and leaf_index < {end}""")
        self.assertEqual(self.verify(), ("unconnected", first))

    def test_the_whole_log_signed_anew_with_another_key(self):
        other = os.path.join(folder, "other")
        subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", other + ".key"], check=True)
        subprocess.run(["openssl", "pkey", "-in", other + ".key", "-pubout", "-out", other + ".pub"], check=True)
        self.assertEqual(self.verify(key=other + ".pub"), ("unsigned", 0))

    def test_a_file_that_was_cut_or_damaged(self):
        with open(self.export(), encoding="utf-8") as file:
            lines = file.readlines()
        for change, expected in (
                (lambda: lines[:-1], ("removed", self.seals()[-1][1] - 1)),
                (lambda: lines[:5] + ["{}\n"] + lines[5:], ("unreadable", self.seals()[0][1])),
                (lambda: lines[1:], ("inserted", 0)),
                (lambda: [], ("empty", None))):
            with open(self.path, "w", encoding="utf-8") as file:
                file.writelines(change())
            self.assertEqual(self.verify(self.path), expected)


class HistoryTests(AuditCase):
    def test_a_log_put_back_to_a_backup_is_found_against_a_kept_head_and_so_is_what_follows(self):
        restore("first")
        size = self.seals()[-1][1]
        for number in range(3):
            log_something(f"Later {number} {time.time()}")
        until(all_sealed, "the entries to be sealed")
        kept = self.head("kept.json")
        self.assertIsNone(self.verify(head=kept))
        restore("first")
        self.assertIsNone(self.verify())
        self.assertEqual(self.verify(head=kept), ("rolled-back", size))
        for number in range(8):
            log_something(f"Another {number} {time.time()}")
        until(all_sealed, "the entries to be sealed")
        self.assertIsNone(self.verify())
        finding = self.verify(head=kept)
        self.assertEqual(finding[0], "forked")
        self.assertGreaterEqual(finding[1], size)


class CommandTests(AuditCase):
    def test_a_write_is_sealed_within_a_second_and_can_be_proven(self):
        begun = time.monotonic()
        log_something(f"In time {begun}")
        while answer("audit", "list", "--limit", "1")[0]["leaf_index"] is None:
            self.assertLess(time.monotonic() - begun, 5)
        # Two starts of the client are in it as well.
        self.assertLess(time.monotonic() - begun, 2)
        entry = answer("audit", "list", "--limit", "1")[0]
        self.assertEqual(entry["method"], "/lm2.v1.OrganisationService/CreateUnit".lstrip("/"))
        proof = answer("audit", "prove", entry["entry_id"], "--key", folder + "/audit.pub")
        self.assertEqual((proof["in_the_log"], proof["head_signed"]), ("yes", True))
        self.assertEqual(proof["leaf_index"], entry["leaf_index"])
        table = lm2("audit", "prove", entry["entry_id"])
        self.assertEqual(table.returncode, 0, table.stderr)
        self.assertIn("yes", table.stdout)
        for arguments in (["audit", "head"], ["audit", "list"], ["audit", "verify", self.export(), "--key",
                                                               folder + "/audit.pub"]):
            done = lm2(*arguments)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertGreater(len(done.stdout), 40)

    def test_a_proof_of_an_entry_that_was_altered_is_refused(self):
        until(all_sealed, "the entries to be sealed")
        entry = answer("audit", "list", "--limit", "3")[2]
        original = body(entry["leaf_index"])
        content = audit_pb2.AuditEntry.FromString(original)
        content.address = "192.0.2.7"
        set_body(entry["leaf_index"], content.SerializeToString())
        done = lm2("audit", "prove", entry["entry_id"], "--output", "json")
        set_body(entry["leaf_index"], original)
        self.assertEqual((done.returncode, json.loads(done.stdout)["in_the_log"]), (8, "no"))

    def test_what_can_not_be_read_is_said(self):
        path, key = self.export(), folder + "/audit.pub"
        for arguments in ([folder + "/nowhere", "--key", key], [path, "--key", folder + "/nowhere"],
                          [path, "--key", folder + "/server.pem"], [path, "--key", key, "--head", key]):
            done = lm2("audit", "verify", *arguments)
            self.assertEqual(done.returncode, 7, arguments)
            self.assertTrue(done.stderr)
        self.assertEqual(lm2("audit", "prove", "01890a5d-ac96-774b-bcce-b302099a8057").returncode, 3)

    def test_an_audit_key_that_others_may_read_or_that_is_another_kind_of_key_is_refused(self):
        open_key = os.path.join(folder, "open.key")
        shutil.copyfile(folder + "/audit.key", open_key)
        os.chmod(open_key, 0o640)
        for path, word in ((open_key, "chmod 600"), (folder + "/server.key", "another kind"),
                           (folder + "/nowhere.key", "No such file")):
            done = lm2d("check-config", "--config", configuration, "--audit-key", path)
            self.assertEqual(done.returncode, 2)
            self.assertIn(path, done.stderr)
            self.assertIn(word, done.stderr)

    def test_a_reader_of_standard_output_gets_the_log(self):
        done = lm2("audit", "export", "-")
        self.assertEqual(done.returncode, 0, done.stderr)
        with open(self.path, "w", encoding="utf-8") as file:
            file.write(done.stdout)
        self.assertIsNone(self.verify(self.path))

    def test_the_end_of_the_server_seals_what_was_logged_last(self):
        log_something(f"Last {time.time()}")
        self.assertEqual(stop(), 0)
        try:
            self.assertTrue(all_sealed())
        finally:
            start()

    def test_what_an_operator_logs_while_no_server_runs_is_sealed_at_the_start(self):
        stop()
        done = lm2d(
            "credential", "create", "--config", configuration, "--tenant", tenant, "--name", "Meanwhile", "--role",
            "trust-viewer")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertFalse(all_sealed())
        start()
        begun = time.monotonic()
        until(all_sealed, "the entry to be sealed")
        self.assertLess(time.monotonic() - begun, 2)

    def test_a_head_is_that_of_the_tree(self):
        head = answer("audit", "head")
        tree = verify_audit.Tree()
        with open(self.export(), encoding="utf-8") as file:
            for line in map(json.loads, file):
                if line["type"] == "entry":
                    tree.add(verify_audit.leaf_hash(base64.b64decode(line["body"])))
        self.assertEqual((tree.size, base64.b64encode(tree.root()).decode()), (head["tree_size"], head["root"]))


if __name__ == "__main__":
    unittest.main()
