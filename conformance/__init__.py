"""Judges a live API against a standard, clause by clause, and shows the evidence."""

__version__ = "0.1.0"
