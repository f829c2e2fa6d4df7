"""A Word file's parts, made ready for mammoth: what it passes over is put in its words.

Nothing here knows mammoth; :mod:`packager.read.docx` hands it what comes out.
"""
