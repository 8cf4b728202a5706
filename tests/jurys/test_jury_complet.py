"""Every case at once: each paper opened, and read against the table of what the annexes have it say.

A line more in `attendus/jury_complet.csv` is a field more that is held; a paper without any line fails.
"""

import csv
import io
import zipfile
from collections import defaultdict
from pathlib import Path

import pytest

from certif_portal.commun.fichiers import octets_de
from jurys.choix import NaturePapier
from jurys.models import Certificat, Papier
from jurys.services.gtp import SOMMAIRE
from tests.jurys.ecrans import scan
from tests.jurys.jury_complet import (
    JOUR,
    acteurs,
    copier,
    dossier_du_gtp,
    envoyer_au_gtp,
    jury_complet,
    rectifier_le_jury,
)
from tests.jurys.lecture import texte

pytestmark = pytest.mark.django_db
TABLE = Path(__file__).parent / "attendus" / "jury_complet.csv"
ABSENT = "¬"


def de_qui(papier: Papier) -> str:
    """As the second column of the table names it."""
    if papier.certificat:
        return f"{papier.certificat.type} {papier.certificat.nom}"
    if papier.nature == NaturePapier.LETTRE:
        suite = ", rectifiée" if papier.lettre.rectification_id else ""
        return f"{papier.lettre.pour} {papier.lettre.presentation.inscription.candidat.nom_naissance.upper()}{suite}"
    if papier.nature == NaturePapier.ATTESTATION:
        return papier.dossier_gtp.numero
    if papier.nature == NaturePapier.PV:
        return str(papier.piece.version_bloc.bloc if papier.piece.version_bloc else papier.piece.certification.code)
    return papier.organisme.nom if papier.organisme else ""


def attendus() -> dict[tuple[str, str], list[tuple[str, str]]]:
    with TABLE.open(encoding="utf-8") as fichier:
        _, *lignes = csv.reader(fichier, delimiter="|", quoting=csv.QUOTE_NONE)
    table = defaultdict(list)
    for papier, qui, champ, attendu in lignes:
        table[papier, qui].append((champ, attendu))
    return table


def lire(papiers) -> dict[tuple[str, str], str]:
    """Each by its nature and what it is of; a slip that follows a rectification is the second of its OF."""
    lus: dict[tuple[str, str], str] = {}
    for papier in papiers:
        cle = papier.nature, de_qui(papier)
        lus[cle if cle not in lus else (cle[0], f"{cle[1]} (2)")] = texte(octets_de(papier.document.fichier))
    return lus


def test_chaque_papier_dit_ce_que_les_annexes_lui_font_dire(
    connecte, django_capture_on_commit_callbacks, horloge_au, organisme
):
    """The letters before, the table laid in the room, the closing, the letter to the GTP, a rectification, the letter
    made again, certified copies; what was signed deposited, the file of the GTP sent, the certificates handed over."""
    qui = acteurs(connecte, django_capture_on_commit_callbacks, horloge_au)
    jury, sur_la_table = jury_complet(qui, organisme)
    dossier_du_gtp(qui, jury, extrait=scan("extrait.pdf"))
    qui.agent.agir("dossiergtp_abandonner", jury.dossiers_gtp.get().pk, motif="Une erreur au PV.")
    rectifier_le_jury(qui, jury)
    dossier_du_gtp(qui, jury, reprendre=True)
    copies = Certificat.objects.filter(type__in=["BDC", "CCPI"])
    for certificat in copies:
        copier(qui, certificat.numero)
    archive = zipfile.ZipFile(io.BytesIO(envoyer_au_gtp(qui, jury)))
    papiers = jury.papiers.order_by("ordre")
    rectification = jury.rectifications.get()
    demande, convocations = jury.demandes.get(organisation__sigle="SM"), jury.lettres_convocation.get()
    autres = {
        ("table", ""): texte(sur_la_table),
        ("rectificatif", str(rectification.rang)): texte(octets_de(rectification.document.fichier)),
        ("demande", "SM"): texte(octets_de(demande.lettres.fichier)),
        ("convocation", ""): texte(octets_de(convocations.document.fichier)),
        ("gtp", "archive"): " ".join(archive.namelist()),
        ("gtp", "sommaire"): texte(archive.read(SOMMAIRE)),
    }
    for certificat in copies:
        autres["duplicata", certificat.type] = texte(octets_de(certificat.duplicatas.get().document.fichier))
    lus = lire(papiers) | autres
    assert len(lus) == papiers.count() + len(autres)
    jury.refresh_from_db()
    assert (jury.transmis_gtp_le, jury.certificats_remis_le) == (JOUR, JOUR)
    table = attendus()
    assert set(lus) == set(table)
    faux = [
        f"{papier} {de}, {champ} : {attendu}"
        for (papier, de), champs in table.items()
        for champ, attendu in champs
        if (attendu.removeprefix(ABSENT) in lus[papier, de]) is attendu.startswith(ABSENT)
    ]
    assert faux == []
