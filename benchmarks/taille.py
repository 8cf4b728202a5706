"""How much each case is given: all of it on a volume made to measure, a fifth on one made to try."""

from candidats.models import Inscription

VOLUME_PLEIN = 50_000
"""Registrations from which a base is there to be measured."""
PART = 5


def taille(pleine: int) -> int:
    return pleine if Inscription.objects.count() >= VOLUME_PLEIN else pleine // PART
