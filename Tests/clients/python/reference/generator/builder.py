"""Makes a set about one criterion, with others mixed in."""
import random

from .any_record import AnyRecord
from .revisions import Revisions
from .schema import SCHEMA
from .themes_a_to_g import ThemesAToG
from .themes_h_to_j import ThemesHToJ
from .themes_k_to_n import ThemesKToN


class Builder(ThemesAToG, ThemesHToJ, ThemesKToN, AnyRecord, Revisions):
    """A set of records as at one date."""

    def build(self, theme):
        q = self.pick(["good", "good", "mixed", "bad", "bad", "silent"])
        self.theme, self.q = theme, q
        self.base(theme)
        getattr(self, "theme_" + theme)(q)
        clean = self.p(0.5)
        if not clean:
            for other in self.r.sample("abcdefghijklmn", self.pick([0, 1, 2, 3, 4])):
                getattr(self, "theme_" + other)(self.pick(["good", "good", "mixed", "bad", "bad", "silent"]))
        target = max(20, int(len(self.ids) * (1.02 if clean else self.pick([1.1, 1.4, 1.8]))))
        self.limit = max(self.limit, 20)
        registers = list(SCHEMA)
        for _ in range(600):
            if len(self.ids) >= min(target, self.limit):
                break
            self.noise(self.pick(registers) if self.p(0.9) else "nil_return")


def generate(seed, index, dangling=0.01):
    rng = random.Random("%d/%d" % (seed, index))
    b = Builder(rng, dangling)
    b.build("abcdefghijklmn"[index % 14])
    return b
