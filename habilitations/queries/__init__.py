"""Readings of the OF, of its files and audits."""
