"""Why a submitted registration is not accepted yet: each reason at its boundary, then together."""

from dataclasses import replace
from datetime import date

import pytest

from candidats.choix import EtatDerogation
from candidats.regles.acceptation import FaitsAcceptation, obstacles, phrase_du_retard
from candidats.regles.engagement import Engagement

ENTREE = date(2026, 10, 2)
RIEN = FaitsAcceptation(
    Engagement(ENTREE), entree_formation=ENTREE, deposee_le=date(2026, 10, 17), inscription_jours=15, projet_exige=False
)
TARDIVE = replace(RIEN, deposee_le=date(2026, 10, 18))
EXIGE = replace(RIEN, projet_exige=True)
RATTACHEE = replace(EXIGE, projet_id=7, positionnement_le=date(2026, 9, 1), positionnement_resultat="Convient")


def codes(faits: FaitsAcceptation) -> list[str]:
    return [obstacle.regle.code for obstacle in obstacles(faits)]


@pytest.mark.parametrize(
    ("faits", "attendus"),
    [
        (RIEN, []),
        (replace(RIEN, identite=False), ["IDENTITE-VERIFIEE"]),
        (TARDIVE, ["INSCRIPTION-DELAI"]),
        (replace(TARDIVE, inscription_jours=16), []),
        (replace(TARDIVE, derogation=EtatDerogation.DEMANDEE), ["INSCRIPTION-DELAI"]),
        (replace(TARDIVE, derogation=EtatDerogation.REFUSEE), ["INSCRIPTION-DELAI"]),
        (replace(TARDIVE, derogation=EtatDerogation.ACCORDEE), []),
        (replace(RIEN, derogation=EtatDerogation.REFUSEE), []),  # asked, and not needed
        (replace(TARDIVE, entree_formation=None), []),
        (replace(TARDIVE, deposee_le=None), []),
        (EXIGE, ["PROJET-PREALABLE", "POSITIONNEMENT"]),
        (replace(EXIGE, projet_id=7), ["POSITIONNEMENT"]),
        (replace(RATTACHEE, positionnement_resultat=""), ["POSITIONNEMENT"]),
        (RATTACHEE, []),
        (replace(RIEN, engagement=Engagement(ENTREE, supprimee_le=date(2026, 10, 3))), []),
        (replace(RIEN, engagement=Engagement(ENTREE, supprimee_le=ENTREE)), ["PARCOURS-ENGAGE"]),
        (replace(RIEN, engagement=Engagement(ENTREE, remplacee_le=date(2026, 10, 3))), []),
        (replace(RIEN, engagement=Engagement(ENTREE, remplacee_le=ENTREE)), ["REFERENTIEL-APPLICATION"]),
        (replace(EXIGE, identite=False), ["IDENTITE-VERIFIEE", "PROJET-PREALABLE", "POSITIONNEMENT"]),
        (
            replace(TARDIVE, identite=False, engagement=Engagement(ENTREE, supprimee_le=ENTREE, remplacee_le=ENTREE)),
            ["IDENTITE-VERIFIEE", "INSCRIPTION-DELAI", "PARCOURS-ENGAGE", "REFERENTIEL-APPLICATION"],
        ),
    ],
)
def test_ce_qui_arrete_l_acceptation(faits, attendus):
    assert codes(faits) == attendus


def test_une_inscription_tardive_dit_sa_limite_et_sa_derogation():
    limite = phrase_du_retard(ENTREE, 15)
    assert limite == (
        "Entrée en formation le 2\u00a0octobre\u00a02026\u00a0: "
        "l’inscription était attendue au plus tard le 17\u00a0octobre\u00a02026."
    )
    for derogation, suite in (
        (None, "Aucune dérogation n’est demandée."),
        (EtatDerogation.DEMANDEE, "La dérogation est demandée."),
        (EtatDerogation.REFUSEE, "La dérogation est refusée."),
    ):
        (obstacle,) = obstacles(replace(TARDIVE, derogation=derogation))
        assert obstacle.detail == f"{limite} {suite}"
