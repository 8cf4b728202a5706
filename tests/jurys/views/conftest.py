"""The clock on the day of the story, and a deliberation whose every name is a marker."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest

from certif_portal.commun import horloge
from tests.candidats.factories import CandidatFactory, EntrepriseFactory
from tests.heure import vivre_le
from tests.jurys.factories import (
    commission_emargee,
    creer_jury_compose,
    dossier_pret,
    ouvrir,
    presenter,
)
from tests.jurys.views.lecture import MARQUEURS


@contextmanager
def _horloge_au(jour: date) -> Iterator[None]:
    """The portal lives on that day, then goes back to the day of the stories."""
    avant = horloge.decalage()
    vivre_le(jour)
    try:
        yield
    finally:
        horloge.deplacer(avant.days)


@pytest.fixture
def le_jour_du_jury():
    """The clock of the portal stands on 8 December 2026."""
    with _horloge_au(date(2026, 12, 8)):
        yield


@pytest.fixture
def en_novembre():
    with _horloge_au(date(2026, 11, 10)):
        yield


@pytest.fixture
def deliberation(agent, organisme, referentiel):
    """Three anonymous files whose every name is a marker, two of them cited in the comments."""
    organisme.nom = "Marqueurorganisme"
    organisme.save()
    commun = {
        "referentiel": referentiel,
        "organisme": organisme,
        "tuteur_nom": "Anne Marqueurtuteur",
        "superieur_nom": "Marqueurchef",
        "commission": commission_emargee(lieu="Marqueurlieu"),
        "entreprise": EntrepriseFactory(raison_sociale="Marqueurentreprise"),
    }
    dossiers = [
        dossier_pret(candidat=CandidatFactory(**MARQUEURS), **commun),
        dossier_pret(
            candidat=CandidatFactory(**MARQUEURS),
            non_maitrisees=(3,),
            **commun,
            commentaire="Marqueurprenom Marqueurnaissance, de Marqueurentreprise, hésite.",
        ),
        dossier_pret(candidat=CandidatFactory(**MARQUEURS), reserve=True, avis="Vu avec Marqueurtuteur.", **commun),
    ]
    jury = creer_jury_compose(numero="2026-4")
    presentations = presenter(jury, *dossiers, par=agent)
    ouvrir(jury, par=agent)
    jury.refresh_from_db()
    return jury, presentations
