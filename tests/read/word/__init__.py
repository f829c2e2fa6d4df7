"""Word files made ready for mammoth."""
