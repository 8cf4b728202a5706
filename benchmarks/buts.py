"""The goals, as ratios: nothing here depends on the machine."""

PAGE = 5.0
"""Frames a page may cost, cold, whatever the number of registrations (C1, C6)."""
PAGE_POSTGRESQL = 5.5
SAISIE_POSTGRESQL = 2.0
"""Frames that a save of a tablet may cost."""
RELANCES = 50.0
"""Times faster a round of reminders is than one mail a deadline, at least."""
