"""Pictures of our books in real reading engines, page by page, and what they measure.

``python -m tests.screenshots [-o FOLDER]`` lays essays and an anthology out in foliate-js, epub.js
and MuPDF as an e-reader (758×1024, grey) and as a phone, light and dark, at the usual and at double
size, writes a sheet of all pages of each, and tells the pages on which something is wrong.
"""
