"""Sets of records at random: the same seed and index give the same set, whatever else is asked for.

It shares no code with the evaluator, so that a mistake in one does not hide one in the other.
"""
from .builder import generate  # noqa: F401
