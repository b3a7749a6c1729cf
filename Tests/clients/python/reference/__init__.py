"""A second implementation of the rules in docs/CLAUSES.md, which shares no code with the product, to compare it with.

`evaluator` judges a set of records, `worked_examples` holds sets made by hand, and `generator` makes sets at random.
Names in capitals are the notions of docs/CLAUSES.md; A and B are item lists.
"""
