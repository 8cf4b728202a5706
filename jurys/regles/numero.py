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
NUMEROS_PASSES = Regle(
    code="CERTIFICAT-NUMEROS-PASSES",
    enonce="Des numéros déjà donnés que le portail, remis d’une sauvegarde, ne connaît plus sont passés : un "
    "responsable dit le prochain et pourquoi ; une série ne recule pas.",
    source=decision(438, "Numéros donnés après une sauvegarde"),
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

NUMERO_NATIONAL = Regle(
    code="CERTIFICAT-NUMERO-NATIONAL",
    enonce="Quand le système national donne les numéros, chaque certificat attend le sien avant la clôture ; aucun ne "
    "sert deux fois.",
    source=decision(234, "Numéros donnés par le système national"),
    origine=Origine.LECTURE,
)
PLUS_GRAND_RANG = 99_999_999
"""The last number that a person of the centre may give a series."""
FORME = re.compile(r"[A-Z0-9][A-Z0-9 ./-]{1,28}[A-Z0-9]")


def numero_national_lu(saisi: str) -> str:
    """« mc  2026-123 » is « MC 2026-123 »; ValueError, in French, for what is no number."""
    numero = " ".join(saisi.upper().split())
    if not FORME.fullmatch(numero) or not any(signe.isdigit() for signe in numero):
        raise ValueError(
            f"« {saisi} » n’est pas un numéro : de 3 à 30 lettres sans accent et chiffres, dont un chiffre au moins ; "
            "espaces, points, tirets et barres sont permis."
        )
    return numero


def forme_du_rang(serie: str) -> str:
    """How a rank of a series is written, in words that Python and both databases read."""
    return rf"^{re.escape(serie)}\s*0*([0-9]{{1,{len(str(PLUS_GRAND_RANG))}}})\s*$"


def rang_lu(numero: str, serie: str) -> int:
    """The rank that a number says within a series: 4512 for « MC 004512 »; 0 for another series, no number, or one
    after which the series could not go on: the national system writes longer ones."""
    lu = re.match(forme_du_rang(serie), numero.strip())
    rang = int(lu[1]) if lu else 0
    return rang if rang < PLUS_GRAND_RANG else 0
