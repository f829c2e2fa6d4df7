"""A folder of EPUBs as a catalog of plain files, for any web server: OPDS 1.2, OPDS 2.0, HTML."""
