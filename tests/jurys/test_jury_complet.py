"""Every case at once: each paper opened, and read against the table of what the annexes have it say.

A line more in `attendus/jury_complet.csv` is a field more that is held; a paper without any line fails.
"""

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from certif_portal.commun.fichiers import octets_de
from jurys.choix import NaturePapier
from jurys.models import Papier
from tests.jurys.jury_complet import jury_complet
from tests.jurys.lecture import texte

pytestmark = pytest.mark.django_db
TABLE = Path(__file__).parent / "attendus" / "jury_complet.csv"
ABSENT = "¬"
LUES_AILLEURS = {NaturePapier.ATTESTATION}
"""Annexe 12 is laid beside its model by its own tests."""


def de_qui(papier: Papier) -> str:
    """As the second column of the table names it."""
    if papier.certificat:
        return f"{papier.certificat.type} {papier.certificat.nom}"
    if papier.nature == NaturePapier.LETTRE:
        return f"{papier.lettre.pour} {papier.lettre.presentation.inscription.candidat.nom_naissance.upper()}"
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


def test_chaque_papier_dit_ce_que_les_annexes_lui_font_dire(agent, organisme):
    jury = jury_complet(organisme, agent)
    papiers = jury.papiers.exclude(nature__in=LUES_AILLEURS).order_by("ordre")
    lus = {(papier.nature, de_qui(papier)): texte(octets_de(papier.document.fichier)) for papier in papiers}
    assert len(lus) == papiers.count()
    table = attendus()
    assert set(lus) == set(table)
    faux = [
        f"{papier} {qui}, {champ} : {attendu}"
        for (papier, qui), champs in table.items()
        for champ, attendu in champs
        if (attendu.removeprefix(ABSENT) in lus[papier, qui]) is attendu.startswith(ABSENT)
    ]
    assert faux == []
