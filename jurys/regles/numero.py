"""Numbers of certificates: the first of a series, and what becomes of a certificate once delivered."""

import re

from certif_portal.commun.regles import Origine, Regle, decision, dispositif

PREMIER_NUMERO = Regle(
    code="CERTIFICAT-PREMIER-NUMERO",
    enonce="Le premier numéro d’une série suit le plus grand numéro connu, et ne change plus dès qu’un certificat de "
    "la série est délivré.",
    source=decision(212, "Premier numéro, duplicata, révocation et remise d’un certificat"),
    origine=Origine.LECTURE,
)
DUPLICATA_CONFORME = Regle(
    code="CERTIFICAT-DUPLICATA",
    enonce="En cas de perte de l’original, le centre peut éditer un duplicata certifié conforme.",
    source=dispositif(partie=2, chapitre=5),
)

CERTIFICAT_REMPLACEMENT = Regle(
    code="CERTIFICAT-REMPLACEMENT",
    enonce="Un certificat dont l’état civil a été corrigé après sa délivrance peut être remplacé : le nouveau porte "
    "son propre numéro, l’ancien reste au registre, dit remplacé.",
    source=decision(231, "Remplacement d’un certificat après une correction d’état civil"),
    origine=Origine.LECTURE,
)


def rang_lu(numero: str, serie: str) -> int:
    """The rank that a number says within a series: 4512 for « MC 004512 »; 0 for another series, or no number."""
    lu = re.fullmatch(rf"{re.escape(serie)}\s*(\d+)", numero.strip())
    return int(lu[1]) if lu else 0
