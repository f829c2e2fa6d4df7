"""The loader: from the bytes of a book to facts."""
