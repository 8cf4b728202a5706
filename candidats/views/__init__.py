"""Screens of registrations, by moment of their life."""
