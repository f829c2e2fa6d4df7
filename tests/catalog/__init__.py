"""Tests of the catalog: against the specifications, and with the eyes of real clients."""
