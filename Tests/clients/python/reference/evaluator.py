"""Puts the notions and the clauses together, and judges a set."""
from .clauses_a_to_e import ClausesAToE
from .clauses_f_to_i import ClausesFToI
from .clauses_j_to_n import ClausesJToN
from .clocks import Clocks
from .documents import Documents
from .follow_up import FollowUp
from .items import Record
from .notions import Notions
from .settings import Settings
from .visibility import Visibility

CLAUSES = [
    letter + "." + str(i)
    for letter, n in zip("abcdefghijklmn", (5, 6, 3, 3, 4, 4, 7, 5, 10, 7, 6, 5, 4, 6))
    for i in range(1, n + 1)
]


class Evaluator(Visibility, Settings, Notions, Documents, FollowUp, Clocks, ClausesAToE, ClausesFToI, ClausesJToN):
    """One set of records as at one date."""

    def __init__(self, interchange, as_at, mode):
        super().__init__(interchange, as_at, mode)
        self.clause = None
        self.cache_versions()

    def evaluate(self):
        out = {}
        for name in CLAUSES:
            self.clause = name
            verdict, recs = getattr(self, "clause_" + name.replace(".", ""))()
            unique = {r.id: r for r in recs}.values()
            out[name] = {"verdict": verdict, "deciding": [r.id for r in sorted(unique, key=Record.key)]}
        return {"clauses": out}


def evaluate(interchange, as_at, mode="recorded"):
    """The verdict and the deciding ids of all clauses."""
    return Evaluator(interchange, as_at, mode).evaluate()
