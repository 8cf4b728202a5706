"""What the papers of a jury share."""

from datetime import datetime


def etablissement(a: datetime) -> str:
    """For the metadata of the file: same instant, same bytes."""
    return a.astimezone().isoformat(timespec="seconds")
