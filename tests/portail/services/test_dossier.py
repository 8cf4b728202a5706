"""Acts on one registration that several apps take part in."""

from datetime import timedelta

import pytest

from candidats.choix import EtatInscription, NatureIncident
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.portail.services.dossier import mettre_fin
from evaluations.services.saisie import apprecier
from referentiels.models import Competence
from tests.candidats.factories import InscriptionFactory
from tests.evaluations.factories import SEANCE, creer_commission, declarer, planifier
from tests.habilitations.dossier import midi
from tests.jurys.factories import creer_jury_compose, dossier_pret, presenter

pytestmark = pytest.mark.django_db


def test_la_fin_d_un_parcours_laisse_la_seance_deja_evaluee(organisme, agent, evaluateur, autre_evaluateur):
    """Its turns to come are given back; the one where something was judged stays, with what was judged."""
    inscription = InscriptionFactory(organisme=organisme)
    [tenue, a_venir] = [
        creer_commission(evaluateur, autre_evaluateur, date=jour) for jour in (SEANCE, SEANCE + timedelta(days=7))
    ]
    premiere, *restent = Competence.objects.order_by("version_bloc", "ordre")
    passage = planifier(inscription, commission=tenue, competences=[premiere])
    planifier(inscription, commission=a_venir, competences=restent)
    declarer(passage)
    apprecier(
        grille=inscription.grille,
        competence=passage.competences.get(),
        passage=passage,
        maitrisee=True,
        commentaire="",
        evaluateur=evaluateur,
        a=midi(SEANCE),
    )
    mettre_fin(
        inscription=inscription, nature=NatureIncident.ABANDON, le=SEANCE, motif="Départ.", par=agent, a=midi(SEANCE)
    )
    inscription.refresh_from_db()
    assert (inscription.etat, inscription.abandonnee_le) == (EtatInscription.ABANDONNEE, SEANCE)
    assert list(inscription.passages.values_list("pk", flat=True)) == [passage.pk]
    assert passage.appreciations.count() == 1


def test_un_candidat_presente_a_un_jury_s_en_detache_d_abord(agent, referentiel, instant, jour):
    inscription = dossier_pret(referentiel=referentiel)
    jury = creer_jury_compose()
    presenter(jury, inscription, par=agent)
    with pytest.raises(ErreurMetier, match=f"présenté au jury {jury.numero}"):
        mettre_fin(
            inscription=inscription, nature=NatureIncident.ABANDON, le=jour, motif="Départ.", par=agent, a=instant
        )
    inscription.refresh_from_db()
    assert inscription.etat == EtatInscription.ACCEPTEE
