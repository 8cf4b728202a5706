"""Reads of the app, by subject; other apps import them from here."""
