"""A book shown in the browser, in a real reading engine, on this machine only.

:mod:`packager.preview.shelf` holds the book at hand, :mod:`packager.preview.server` serves it
with the page, :mod:`packager.preview.changes` tells when its sources have changed. The engine is
foliate-js, kept in ``foliate/``.
"""
