"""Rules of accessibility, one topic a module: what a program can see without a browser.

They are the static rules of Ace by DAISY and of axe, after WCAG 2.2 and EPUB Accessibility 1.1,
and run with ``--for accessibility`` only. None is graver than a warning: a program sees that an
alternative text is missing, never whether one is good.
"""
