"""The differential test: sound books broken by seeded mutations, judged by packager and EPUBCheck.

``python -m tests.differential --count 1000 --seed 7`` prints the share of books on which both
give the same set of ids; ``--show 42 --seed 7`` shows one mutant and both reports.
"""
