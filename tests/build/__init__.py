"""Tests of the building of books."""
