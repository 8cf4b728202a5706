"""Somebody who failed in part comes back: what was acquired is taken over, the evaluation is then put off."""

from datetime import timedelta

from candidats.queries.acquis import lignes_de_reprise
from candidats.services.acquis import reprendre_acquis
from candidats.services.incident import reporter_evaluation
from certif_portal.portail.demo.parcours import Recit


def charger(recit: Recit) -> None:
    calendrier, cast = recit.calendrier, recit.cast
    entree, depot = calendrier.le(-12), calendrier.le(-8)
    brouillon = recit.brouillon(
        "legoff",
        cast.organismes[0],
        entree=entree,
        fin=entree + timedelta(days=200),
        evaluation=entree + timedelta(days=180),
        a_jour=depot,
    )
    inscription = recit.accepter(recit.deposer(brouillon, depot), depot + timedelta(days=1))
    le = depot + timedelta(days=1)
    acquises = [ligne.pk for ligne in lignes_de_reprise(inscription, le) if ligne.acquis]
    a = calendrier.a(le, 15)
    reprendre_acquis(inscription=inscription, competences=acquises, par=cast.agent, a=a)
    reporter_evaluation(
        inscription=inscription,
        nouvelle_date=entree + timedelta(days=190),
        motif="Arrêt de travail du tuteur.",
        par=cast.agent,
        a=a,
    )
