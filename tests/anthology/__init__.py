"""Tests of the anthology: many essays, each keeping what is its own."""
