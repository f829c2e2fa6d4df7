"""Content models as data, and the engine that validates a document against one."""
