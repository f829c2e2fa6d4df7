"""The building of a book: pure functions from a Book to the bytes of an EPUB."""
