"""A text file to its lines: its encoding, its separator, its quotes. What is not sure is refused, and says how to go
on.

UTF-8 and the Windows encoding are read. The others are recognised by the letters they give: MacRoman and CP850 write
« é » with bytes that mean something else here, and UTF-8 encoded twice is « Ã© ».
"""

import csv
import io
import re
from collections.abc import Iterator

from certif_portal.commun.archives import ETENDUE_COLONNES, ETENDUE_LIGNES
from certif_portal.commun.erreurs import FichierRefuse
from certif_portal.commun.textes import BOMS_UTF16, est_mojibake

SEPARATEURS = ";\t,"
ETRANGERS = {"mac_roman": "MacRoman (ancien Mac)", "cp850": "CP850 (ancien DOS)"}
SUITE_UTF8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
LETTRES_D_ICI = frozenset("àâäáãåæçéèêëíîïìñóôöòõøœúûüùýÿšžßÀÂÄÁÃÅÆÇÉÈÊËÍÎÏÌÑÓÔÖÒÕØŒÚÛÜÙÝŸŠŽ")
SIGNES_D_ICI = frozenset("’‘«»“”–—…€°ºª²·\u00a0")
ELISION = re.compile(r"(?<!\w)(?:[cdjklmnosty]|(?:jus|lors|puis|pres|quel)?qu|aujourd|prud)’", re.IGNORECASE)
RARES = re.compile(r"\w*(?:(?<=\w)’(?=\w)|œ(?![ui])|(?<=[A-Z])Ô(?=[A-Z])|[áãåíìóòõúøýšžÁÃÅÍÌÓÒÕÚØÝŠŽ])\w*")
"""What a French list seldom holds: where the bytes read as well in another encoding, nobody can say which is meant."""
D_AILLEURS = re.compile(r"\w*[ìòøýþðÌÒØÝÞÐ]\w*")
"""Letters that stand here for those of a Turkish or central European file: « Yýldýz » is Yıldız, « Dvoøák » Dvořák."""
SORTIE = "Enregistrez-le en « CSV UTF-8 » (dans Excel : Enregistrer sous), puis déposez-le."
PAS_DU_TEXTE = f"Ce fichier .csv n’est pas du texte. {SORTIE}"
DEUX_FOIS = f"Les accents de ce fichier ont été encodés deux fois (« Ã© » pour « é »). {SORTIE}"
CELLULES_DE_MOJIBAKE = 3
"""Below, each is told at its cell; from there on the whole file was encoded twice."""


def lire_lignes(octets: bytes) -> list[list[str]]:
    """The cells of each record, within what a workbook holds; raises FichierRefuse beyond, and when the encoding or a
    quote would make them false."""
    texte = decoder(octets)
    if "\x00" in texte:
        raise FichierRefuse(PAS_DU_TEXTE)
    annonce, _, reste = texte.partition("\n")
    separateur = max(SEPARATEURS, key="\n".join(texte.splitlines()[:5]).count)
    if annonce.strip().lower().startswith("sep="):
        separateur, texte = annonce.strip()[4:5] or separateur, reste
    lignes = list(_decouper(texte, separateur))
    if (
        sum(est_mojibake(cellule) for ligne in lignes for cellule in ligne if not cellule.isascii())
        >= CELLULES_DE_MOJIBAKE
    ):
        raise FichierRefuse(DEUX_FOIS)
    return lignes


def decoder(octets: bytes) -> str:
    """UTF-8, with U+FFFD in the place of each byte that is not; UTF-16 when it says so; else the Windows encoding."""
    if octets.startswith(BOMS_UTF16):
        return octets.decode("utf-16", errors="replace")
    try:
        return octets.decode("utf-8-sig")
    except UnicodeDecodeError:
        bons = SUITE_UTF8.findall(octets)
        mauvais = sum(octet >= 0x80 for octet in SUITE_UTF8.sub(b"", octets))
        if len(bons) >= mauvais:
            return octets.decode("utf-8-sig", errors="replace")
    texte = octets.decode("cp1252", errors="replace")
    etrange, rare = _etrangete(texte), RARES.search(ELISION.sub("", texte))
    ailleurs = {nom: _etrangete(octets.decode(encodage, errors="replace")) for encodage, nom in ETRANGERS.items()}
    nom = min(ailleurs, key=lambda nom: ailleurs[nom])
    if ailleurs[nom] < etrange:
        raise FichierRefuse(f"Ce fichier est écrit en {nom} : ses accents seraient faux. {SORTIE}")
    if rare and ailleurs[nom] == etrange:
        raise FichierRefuse(f"« {rare[0]} » : ce fichier est peut-être écrit en {nom}. {SORTIE}")
    if douteux := D_AILLEURS.search(texte):
        raise FichierRefuse(f"« {douteux[0]} » : ces lettres sont peut-être celles d’une autre langue. {SORTIE}")
    return texte


def _etrangete(texte: str) -> int:
    """How many signs no French list would hold: a foreign letter or sign, a capital inside a word."""
    etrange = 0
    for avant, signe, apres in zip(" " + texte, texte, texte[1:] + " ", strict=False):
        if signe.isascii():
            continue
        if signe in LETTRES_D_ICI:
            majuscule = avant.islower() or (avant.isupper() and apres.islower())
            etrange += majuscule if signe.isupper() else apres.isupper()
        elif signe in SIGNES_D_ICI:
            catalan = signe == "·" and avant in "lL" and apres in "lL"
            etrange += not catalan and signe != "’" and avant.isalpha() and (apres.isalpha() or signe in "‘“«…")
        else:
            etrange += 1
    return etrange


def _decouper(texte: str, separateur: str) -> Iterator[list[str]]:
    """Record by record. A quote left open would swallow the lines that follow: it is told by its line."""
    physiques = io.StringIO(texte, newline="").readlines()
    lecteur = csv.reader(physiques, delimiter=separateur, strict=True)
    lues, largeur = 0, 0
    while True:
        debut = lecteur.line_num
        try:
            ligne = next(lecteur)
        except StopIteration:
            return
        except csv.Error as erreur:
            raise _guillemet(debut + 1) from erreur
        if len(ligne) > ETENDUE_COLONNES:
            raise FichierRefuse(f"Ligne {debut + 1} : {len(ligne)} cellules, où {ETENDUE_COLONNES} au plus se lisent.")
        lues += 1
        if lues > ETENDUE_LIGNES:
            raise FichierRefuse(f"Ce fichier compte plus de {ETENDUE_LIGNES} lignes : découpez-le.")
        largeur = max(largeur, len(ligne))
        avalees = physiques[debut + 1 : lecteur.line_num]
        if any(avalee.count(separateur) >= max(2, largeur // 2) for avalee in avalees):
            raise _guillemet(debut + 1)
        yield ligne


def _guillemet(numero: int) -> FichierRefuse:
    return FichierRefuse(
        f'Ligne {numero} : un guillemet (") est ouvert et n’est pas fermé ; les lignes suivantes seraient perdues. '
        "Effacez-le, ou fermez-le, puis déposez de nouveau le fichier."
    )
