"""Tests of what sends books."""
