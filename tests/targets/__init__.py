"""Tests of what a finished book is turned into, a module a target."""
