"""Reads of the app, by subject."""
