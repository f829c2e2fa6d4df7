"""The tests of packager, laid out as the package is."""
