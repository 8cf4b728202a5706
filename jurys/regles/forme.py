"""What tells of somebody by its form alone: addresses, telephones, numbers, dates of birth, initials."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from certif_portal.commun.textes import cle_recherche
from jurys.regles.lexique import MOIS, SIGLES

COURRIEL = re.compile(r"[\w.+%-]+\s?@\s?[\w-]+(?:\.[\w-]+)+")
SITE = re.compile(
    r"\b(?:www\.)?[\w-]+(?:\.[\w-]+)*\.(?:fr|com|net|org|eu|bzh|io|info|biz|alsace|paris)\b", re.IGNORECASE
)
COMPTE = re.compile(r"@\w{2,}")
TELEPHONE = re.compile(r"(?<!\d)(?:(?:\+|00)33[ .-]?(?:\(0\))?|0)[ .-]?[1-9](?:[ .\-/]?\d{2}){4}(?!\d)")
NUMERO = re.compile(r"(?<!\d)\d(?:[ .\u00a0]?\d){8,}(?!\d)")
DATE = re.compile(r"(?<!\d)(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4}|\d{2})(?!\d)")
DATE_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
DATE_LONGUE = re.compile(r"(?<!\d)(\d{1,2})(?:er)?\s+([^\W\d_]{3,9})\.?(?:\s+(\d{4}|\d{2})(?!\d))?")
DATE_COLLEE = re.compile(r"(?<!\d)(\d{2})(\d{2})(\d{4}|\d{2})(?!\d)")
DATE_COURTE = re.compile(r"(?<!\d)(\d{1,2})[/.\-](\d{1,2})(?![\d/.\-]*\d)")
ANNEE = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
NAISSANCE = re.compile(r"\b(?:né|née|nee|âgée? de|agee? de|originaire d[eu’'])\b[^.;,\n]{0,40}", re.IGNORECASE)
INITIALES = re.compile(r"(?<!\w)(?:(?:[A-ZÀ-Ý]\.[ -]?){2,}|[A-ZÀ-Ý]-[A-ZÀ-Ý]\b)")
MATRICULE = re.compile(r"\bmatricule\W{0,4}\w+", re.IGNORECASE)


@dataclass(frozen=True, order=True)
class Zone:
    """A part of a text. `certaine`: known of the file, masked in any case; otherwise the centre says."""

    debut: int
    fin: int
    certaine: bool = field(default=False, compare=False)


def formes_sures(texte: str, naissance: date | None) -> Iterator[Zone]:
    """What identifies by its form alone, and the day of birth however it is written."""
    for motif in (COURRIEL, SITE, TELEPHONE, NUMERO):
        yield from (Zone(m.start(), m.end(), True) for m in motif.finditer(texte))
    if naissance is None:
        return
    for trouve, (jour, mois, annee) in _dates(texte):
        du_jour = (jour, mois) == (naissance.day, naissance.month)
        if du_jour and annee in (None, naissance.year, naissance.year % 100):
            yield Zone(trouve.start(), trouve.end(), True)


def _dates(texte: str) -> Iterator[tuple[re.Match[str], tuple[int, int, int | None]]]:
    for motif in (DATE, DATE_COLLEE):
        for trouve in motif.finditer(texte):
            yield trouve, (int(trouve[1]), int(trouve[2]), int(trouve[3]))
    for trouve in DATE_ISO.finditer(texte):
        yield trouve, (int(trouve[3]), int(trouve[2]), int(trouve[1]))
    for trouve in DATE_LONGUE.finditer(texte):
        lu = cle_recherche(trouve[2])  # « fév. » is of February alone, « jui. » of June or of July
        for mois in (rang for rang, nom in enumerate(MOIS, 1) if lu and nom.startswith(lu)):
            yield trouve, (int(trouve[1]), mois, int(trouve[3]) if trouve[3] else None)
            if trouve[3] and len(trouve[3]) == 2:  # « le 3 mars 14 h »: a number, and no year
                yield trouve, (int(trouve[1]), mois, None)


def formes_douteuses(texte: str, naissance: date | None) -> Iterator[Zone]:
    for motif in (COMPTE, NAISSANCE, MATRICULE):
        yield from (Zone(m.start(), m.end()) for m in motif.finditer(texte))
    for trouve in INITIALES.finditer(texte):
        if cle_recherche(trouve.group()).replace(" ", "") not in SIGLES:
            yield Zone(trouve.start(), trouve.end())
    if naissance:
        jour = (naissance.day, naissance.month)
        courtes = DATE_COURTE.finditer(texte)
        yield from (Zone(m.start(), m.end()) for m in courtes if (int(m[1]), int(m[2])) == jour)
        annee = str(naissance.year)
        yield from (Zone(m.start(), m.end()) for m in ANNEE.finditer(texte) if m.group() == annee)
