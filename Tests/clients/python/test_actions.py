"""Raises and moves corrective actions with the second client, and finds them among the records.

Run by `python -m unittest discover`; see test_native.py for what it needs.
"""
import os
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from lm2_client import v1  # noqa: E402
from test_native import ACTION, Case, key  # noqa: E402

RECORDS = "lm2.v1.RecordsService/"


class ActionTests(Case):
    def test_raise_and_move(self):
        manager = self.client("quality-manager")
        assessment = self.start(manager, self.a_service(manager))
        self.rate(manager, assessment.assessment_id, "c.1", v1.RATING_NOT_MET)
        action = manager.unary(
            ACTION + "RaiseAction",
            v1.RaiseActionRequest(
                idempotency_key=key(), assessment_id=assessment.assessment_id, clause_id="c.1", title="Name the owner",
                due_on="2020-01-31", cost_pence=0))
        self.assertEqual(action.state, v1.ACTION_STATE_DRAFT)
        self.assertTrue(action.HasField("cost_pence"), "a cost of nothing is not the same as no cost")
        self.assertEqual(action.cost_pence, 0)
        issued = manager.unary(
            ACTION + "MoveAction",
            v1.MoveActionRequest(
                idempotency_key=key(), action_id=action.action_id, to=v1.ACTION_STATE_ISSUED, note="Please.",
                expected_version=action.version))
        self.assertEqual((issued.state, issued.version), (v1.ACTION_STATE_ISSUED, action.version + 1))
        self.assertTrue(issued.overdue)
        stale = v1.MoveActionRequest(
            action_id=action.action_id, to=v1.ACTION_STATE_AGREED, expected_version=action.version)
        error = self.refused("ABORTED", manager.unary, ACTION + "MoveAction", stale)
        self.assertEqual(error.detail(v1.Action).version, issued.version)
        impossible = v1.MoveActionRequest(
            action_id=action.action_id, to=v1.ACTION_STATE_CLOSED, expected_version=issued.version)
        self.refused("FAILED_PRECONDITION", manager.unary, ACTION + "MoveAction", impossible)
        listed = manager.unary(
            ACTION + "ListActions",
            v1.ListActionsRequest(assessment_id=assessment.assessment_id, overdue_only=True))
        self.assertEqual([item.action_id for item in listed.actions], [action.action_id])
        records = manager.unary(
            RECORDS + "ListRevisions", v1.ListRevisionsRequest(record_id=action.action_id)).revisions
        self.assertEqual(
            [record.action.state for record in records], [v1.ACTION_STATE_DRAFT, v1.ACTION_STATE_ISSUED])
        self.assertEqual((records[1].action.clause_id, records[1].action.note), ("c.1", "Please."))


if __name__ == "__main__":
    unittest.main()
