"""packager makes sound EPUB books of essays, checks any EPUB, and binds essays into anthologies."""

from __future__ import annotations

__version__ = "0.1.0"
