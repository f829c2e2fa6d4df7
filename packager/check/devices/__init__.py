"""Rules of reading systems that the specifications do not know, one device a module."""
