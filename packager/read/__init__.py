"""Readers: each makes an essay of one kind of source, with notes on what it found."""
