"""The checker: facts gathered once from a book, and rules over them."""
