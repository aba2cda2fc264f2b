"""Store, journal, declarations, words and documents: knows no Qt and no feature."""
