"""What a line of the list says comes next: the act that is kept, in its short form. No database."""

from datetime import date

import pytest

from candidats.choix import EtatDerogation, EtatInscription
from candidats.choix_suivi import DITS, ActeDossier
from candidats.models import Derogation, Inscription, Suivi
from candidats.queries.liste import Suite, suite_de
from certif_portal.centre.models import ParametresCentre

LE = date(2026, 11, 20)
LIMITE = date(2026, 12, 1)


def suite(acte: str, derogation: EtatDerogation | None = None, **champs: object) -> Suite:
    inscription = Inscription(**champs)
    inscription.suivi = Suivi(
        acte=acte, depuis=date(2026, 11, 17), limite=LIMITE, explication="parce que", precision="2026-4"
    )
    if derogation:
        inscription.derogation = Derogation(etat=derogation)
    return suite_de(inscription, le=LE, centre=ParametresCentre(livret_nom="livret"))


def test_chaque_acte_a_sa_forme_courte():
    assert list(DITS) == list(ActeDossier)


@pytest.mark.parametrize(
    ("acte", "texte"),
    [
        (ActeDossier.COMPLETER, "à compléter et à déposer"),
        (ActeDossier.VERIFIER, "déposée il y a 3\u00a0jours"),
        (ActeDossier.VALIDER_LIVRET, "livret à valider, déposé il y a 3\u00a0jours"),
        (ActeDossier.DEPOSER_LIVRET2, "livret 2 attendu"),
        (ActeDossier.DELIBERER, "jury 2026-4"),
    ],
)
def test_la_liste_dit_l_acte_garde_et_sa_limite(acte, texte):
    lue = suite(acte)
    assert (lue.texte, lue.limite, lue.explication) == (
        texte,
        LIMITE,
        "parce que",
    )


def test_un_renvoi_dit_son_motif_et_un_depot_sa_derogation():
    assert suite(ActeDossier.CORRIGER, motif_retour="IDCC faux.").texte == "à corriger\u00a0: IDCC faux."
    demandee, accordee = (suite(ActeDossier.VERIFIER, etat).texte for etat in ("demandee", "accordee"))
    assert demandee == f"{accordee}\u00a0; dérogation demandée"


@pytest.mark.parametrize(
    ("champs", "texte"),
    [
        (
            {"etat": EtatInscription.ABANDONNEE, "motif_abandon": "Parti.", "decidee_le": LE},
            "abandonnée\u00a0: Parti.",
        ),
        ({"etat": EtatInscription.NON_ADMISE, "decidee_le": date(2025, 3, 2)}, "jury du 2\u00a0mars\u00a02025"),
        ({"etat": EtatInscription.ACCEPTEE}, ""),  # not remade yet: nothing is guessed
    ],
)
def test_sans_acte_attendu_la_liste_dit_la_fin(champs, texte):
    assert suite("", **champs).texte == texte
