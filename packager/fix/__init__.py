"""Books mended: what the checker finds and a machine can put right, and nothing else.

``fix(data)`` checks a book, lets each repair of :mod:`packager.fix.repairs` mend the findings of
the rules that it names, and checks the result again. A repair that brings a finding that was not
there, or that changes a word of the text, is undone. Files that no repair touched keep their bytes.
"""

from packager.fix.run import Fixed, fix

__all__ = ["Fixed", "fix"]
