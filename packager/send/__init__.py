"""Books on their way to a reader: by mail, or copied to a device that is plugged in."""
