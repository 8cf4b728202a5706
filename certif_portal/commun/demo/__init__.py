"""Tools of the demonstration alone: its clock and its outbox."""
