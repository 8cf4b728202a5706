"""What the papers of a jury share."""

from datetime import datetime


def paragraphes(texte: str) -> list[str]:
    """What a blank line separates, whatever ends the lines."""
    return [bloc.strip() for bloc in texte.replace("\r\n", "\n").split("\n\n") if bloc.strip()]


def etablissement(a: datetime) -> str:
    """For the metadata of the file: same instant, same bytes."""
    return a.astimezone().isoformat(timespec="seconds")
