"""Tests of the content models and of the engine that reads them."""
