"""Print the scores of a whole corpus: ``python -m tests.scores html|structure [CORPORA]``."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from tests.scores import summary

ROOT = Path(__file__).parents[2]


def main() -> None:
    """Print each measure, and how long it took."""
    kind = sys.argv[1] if len(sys.argv) > 1 else "html"
    corpora = Path(sys.argv[2]) if len(sys.argv) > 2 else ROOT.parent / "shared" / "corpora"
    if kind not in {"html", "structure"}:
        sys.exit(f"{kind}: no corpus of pages; name html or structure, or use corpora/score.py")
    start = time.process_time()
    for key, mean in summary(corpora, kind).items():
        print(f"{key:34} {mean:7.2f}")
    print(f"{'CPU seconds':34} {time.process_time() - start:7.1f}")


if __name__ == "__main__":
    main()
