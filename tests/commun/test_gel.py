"""A context frozen as JSON comes back as it was."""

import json
from dataclasses import asdict, dataclass

from certif_portal.commun.gel import degeler, textes_de


@dataclass(frozen=True)
class Ligne:
    nom: str
    rang: int | None


@dataclass(frozen=True)
class Papier:
    titre: str
    premiere: Ligne
    lignes: list[Ligne]
    codes: list[tuple[str, str]]


PAPIER = Papier("Œuvré", Ligne("a", None), [Ligne("b", 1), Ligne("c", 2)], [("CPF", "Compte")])


def test_un_contexte_revient_comme_il_etait():
    revenu = degeler(Papier, json.loads(json.dumps(asdict(PAPIER))))
    assert revenu == Papier("Œuvré", Ligne("a", None), [Ligne("b", 1), Ligne("c", 2)], [["CPF", "Compte"]])
    assert [type(ligne) for ligne in revenu.lignes] == [Ligne, Ligne]


def test_tous_ses_textes_se_lisent():
    assert textes_de(asdict(PAPIER)) == ["Œuvré", "a", "b", "c", "CPF", "Compte"]
