"""The corpus of hostile files at every reader of the portal: a French refusal or a sound file, no fault, in time."""

import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from candidats.services import lieu
from certif_portal.commun import a_part
from certif_portal.commun.a_part import executer
from certif_portal.commun.erreurs import FichierRefuse
from certif_portal.commun.feuilles import lire_feuilles
from certif_portal.commun.fichiers import (
    ARCHIVE,
    CSV,
    DOCX,
    JPEG,
    PDF,
    PNG,
    XLSX,
    lire_papier,
    lire_televersement,
    nom_propre,
)
from certif_portal.commun.retours import LIRE as LIRE_UN_RAPPORT
from certif_portal.commun.types_fichiers import BUREAUTIQUE, TABLEURS
from evaluations.services.numerisation import CODES, MEMOIRE, SECONDES
from referentiels.imports.lecture import ouvrir_a_part
from referentiels.services.reprise import LIRE as LIRE_UN_REPERTOIRE
from tests.hostiles import fichiers

SECONDES_PERMISES = 2.0
CE_QUI_SUIT = {
    PDF: [lambda o: executer(f"{CODES}:compter_pages", o, PDF, memoire=MEMOIRE, secondes=SECONDES), ouvrir_a_part],
    DOCX: [lambda o: executer("certif_portal.commun.bureautique:lire_bureautique", DOCX, o), ouvrir_a_part],
    XLSX: [lire_feuilles, lambda o: executer("certif_portal.commun.bureautique:lire_bureautique", XLSX, o)],
    ARCHIVE: [lambda o: executer(LIRE_UN_REPERTOIRE, o, ["1"]), lambda o: executer(lieu.LIRE, o)],
    CSV: [lambda o: executer(lieu.LIRE, o)],
}
"""What reads a file once its type is known."""


def _porte(*types):
    def passer(nom, octets):
        _, recus, type_mime = lire_televersement(SimpleUploadedFile(nom, octets), types)
        for lire in CE_QUI_SUIT.get(type_mime, []):
            _refus(lire, recus)

    return passer


def _refus(lire, *arguments) -> str:
    try:
        lire(*arguments)
    except FichierRefuse as refus:
        return str(refus)
    return ""


PORTES = {
    "pièces et scans": _porte(PDF, JPEG, PNG),
    "papier d’identité": lambda nom, octets: lire_papier(SimpleUploadedFile(nom, octets)),
    "classeurs": _porte(*TABLEURS),
    "annexes": _porte(PDF, JPEG, PNG, *BUREAUTIQUE),
    "répertoire publié": _porte(ARCHIVE),
    "référentiel": lambda _nom, octets: ouvrir_a_part(octets),
    "rapport de remise": lambda _nom, octets: executer(LIRE_UN_RAPPORT, octets[:200_000]),
}


@pytest.fixture(autouse=True)
def _demarree():
    """Its first start is not what a file costs."""
    executer("tests.commun.travaux_a_part:rendre", 1)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("porte", PORTES)
def test_aucun_fichier_hostile_ne_casse_ni_ne_retient_une_porte(porte, caplog):
    """Nothing but a refusal comes out, soon, and no reader broke on the way: a limit that is hit is told as such."""
    fautes = []
    for nom, octets in fichiers().items():
        debut = time.monotonic()
        refus = _refus(PORTES[porte], nom, octets)
        if (duree := time.monotonic() - debut) > SECONDES_PERMISES:
            fautes.append(f"{nom} : {duree:.1f} s")
        if a_part.CASSE in refus or refus[:1].islower():
            fautes.append(f"{nom} : {refus}")
    assert fautes == []
    assert [
        dit.getMessage() for dit in caplog.records if dit.name.endswith("a_part") and dit.levelname == "ERROR"
    ] == []


def test_un_lecteur_qui_casse_ou_qui_dure_serait_vu(caplog):
    """Negative control: what the walk looks for, of a reader that breaks and of one that lasts."""
    assert _refus(executer, "tests.commun.travaux_a_part:planter") == a_part.CASSE
    assert [dit.levelname for dit in caplog.records] == ["ERROR"]
    debut = time.monotonic()
    assert _refus(lambda: executer("tests.commun.travaux_a_part:tourner", 60, secondes=3)) == a_part.TROP
    assert time.monotonic() - debut > SECONDES_PERMISES


def test_un_nom_ne_mene_nulle_part():
    for nom in fichiers():
        propre = nom_propre(SimpleUploadedFile(nom, b"x"))
        assert not set(propre) & set("/\\\0\u202e\n\r")
        assert len(propre) <= 200
