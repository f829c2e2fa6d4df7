"""How fast packager is, beside the programs it is compared with: ``python -m tests.bench``.

Scripts, not tests: figures depend on the machine, so what is printed are ratios of medians of
runs that took turns. Each module with a ``SUITE`` is a suite; inputs are made from a seed.
"""
