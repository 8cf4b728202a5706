"""What a commission de validation noted beside its grid."""

from dataclasses import dataclass
from typing import Any

from evaluations.models import Grille, ValidationVAE


@dataclass(frozen=True)
class Validation:
    """What a commission de validation signs beside its lines and its conclusion."""

    entretien: str
    mise_en_situation: str
    version: int

    @property
    def vide(self) -> bool:
        return not (self.entretien or self.mise_en_situation)

    @property
    def canonique(self) -> dict[str, Any]:
        """What is hashed of it: nothing of an evaluation, whose hash stays the same."""
        return {"validation": {"entretien": self.entretien, "mise_en_situation": self.mise_en_situation}}


def validation_de(grille: Grille) -> Validation:
    note = ValidationVAE.objects.filter(grille=grille).first()
    return Validation(
        entretien=note.entretien if note else "",
        mise_en_situation=note.mise_en_situation if note else "",
        version=note.version if note else 0,
    )
