"""Rules that EPUBCheck or the specifications know, one topic a module."""
