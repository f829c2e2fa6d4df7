"""The loader: from the bytes of a book to facts.

:func:`packager.check.load.book.facts_of_book` yields the facts of a whole publication in the
order in which they become known, :func:`packager.check.load.book.facts_of_document` those of a
single document. Nothing here judges: what is wrong is kept as a fact for the rules.
"""
