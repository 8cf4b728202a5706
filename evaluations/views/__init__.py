"""Screens of evaluations, by subject."""
