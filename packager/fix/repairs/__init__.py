"""The repairs, one subject a module; each is found by listing this package."""
