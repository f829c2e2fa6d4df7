"""Anthologies: several essays become one Book in which each keeps what is its own."""
