"""Text pasted out of a web page: which of its lines are the essay, and what the others say."""
