"""The INSEE files of communes and countries: the compact ones shipped here, or those downloaded from insee.fr."""

import csv
import io
import lzma
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from candidats.regles.lieu import FaitsCommune, FaitsPays, departement_de
from certif_portal.commun.erreurs import FichierRefuse

LIVRES = Path(__file__).parent.parent / "cog"
DEBUT_DE_L_HISTOIRE = date(1943, 1, 1)
"""The file begins there: what it says of that day was so before."""
MAYOTTE = "976"
"""Its communes are said to begin with the département, in 2011; they had their names before."""
COMMUNES, PAYS = {"COM", "LIBELLE"}, {"COG", "LIBCOG"}
"""Columns that tell which list a file is."""
FRANCE = "99100"
"""Among the countries of INSEE's file, not among those of a foreign birth."""
INCONNU = (
    "Colonnes attendues : COM et LIBELLE (communes), ou COG et LIBCOG (pays). Ce sont les fichiers du Code officiel "
    "géographique, à télécharger sur insee.fr."
)


def communes_livrees() -> Iterator[FaitsCommune]:
    for ligne in _communes_livrees().decode().splitlines():
        code, nom, departement, ancienne, debut, fin = [*ligne.split("\t"), "", ""][:6]
        yield FaitsCommune(code, nom, departement, _jour(debut), _jour(fin), actuelle=not ancienne)


def pays_livres() -> Iterator[FaitsPays]:
    for ligne in (LIVRES / "pays.tsv").read_text(encoding="utf-8").splitlines():
        code, nom, *dates = ligne.split("\t")
        debut, fin = [*dates, "", ""][:2]
        yield FaitsPays(code, nom, _jour(debut), _jour(fin))


def lire_cog(octets: bytes) -> tuple[list[FaitsCommune], list[FaitsPays]]:
    """One INSEE file: communes since 1943, communes of the year, or countries; raises FichierRefuse for another."""
    try:
        lecteur = csv.DictReader(io.StringIO(octets.decode("utf-8-sig")))
        colonnes = {nom.upper() for nom in lecteur.fieldnames or ()}
        lignes = [{(nom or "").upper(): valeur or "" for nom, valeur in ligne.items()} for ligne in lecteur]
        if colonnes >= COMMUNES:
            return [_commune(ligne) for ligne in lignes], []
        if colonnes >= PAYS:
            return [], [_pays(ligne) for ligne in lignes if ligne["COG"] != FRANCE]
    except (UnicodeDecodeError, csv.Error, ValueError, AttributeError) as erreur:
        raise FichierRefuse(INCONNU) from erreur
    raise FichierRefuse(INCONNU)


def compter_cog(octets: bytes) -> tuple[int, int]:
    """How many lines of communes and of countries, by the columns alone: a request waits for it, and what the lines say
    is read when they are loaded."""
    try:
        lecteur = csv.reader(io.StringIO(octets.decode("utf-8-sig")))
        colonnes = [nom.upper() for nom in next(lecteur, [])]
        if set(colonnes) >= COMMUNES:
            return sum(map(bool, lecteur)), 0
        if set(colonnes) >= PAYS:
            code = colonnes.index("COG")
            return 0, sum(ligne[code] != FRANCE for ligne in lecteur if ligne)
    except (UnicodeDecodeError, csv.Error, IndexError) as erreur:
        raise FichierRefuse(INCONNU) from erreur
    raise FichierRefuse(INCONNU)


def compter_livrees() -> int:
    """How many lines of communes are shipped."""
    return _communes_livrees().count(b"\n")


def _communes_livrees() -> bytes:
    return lzma.decompress((LIVRES / "communes.tsv.xz").read_bytes())


def _commune(ligne: dict[str, str]) -> FaitsCommune:
    fin = _jour(ligne.get("DATE_FIN", ""))
    ancienne = fin is not None or ligne.get("TYPECOM", "COM") in ("COMA", "COMD")
    nom = ligne["LIBELLE"].replace("'", "’")
    debut = _jour(ligne.get("DATE_DEBUT", ""))
    if debut and (debut <= DEBUT_DE_L_HISTOIRE or ligne["COM"].startswith(MAYOTTE)):
        debut = None
    return FaitsCommune(ligne["COM"], nom, departement_de(ligne["COM"]), debut, fin, not ancienne)


def _pays(ligne: dict[str, str]) -> FaitsPays:
    debut, fin = _jour(ligne.get("DATE_DEBUT", "")), _jour(ligne.get("DATE_FIN", ""))
    return FaitsPays(ligne["COG"], ligne["LIBCOG"].replace("'", "’")[:60], debut, fin)


def _jour(texte: str) -> date | None:
    return date.fromisoformat(texte) if texte else None
