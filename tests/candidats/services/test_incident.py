"""What interrupts a registration, and the way back."""

from datetime import date

import pytest

from candidats.choix import EtatInscription, NatureIncident, TypePieceIdentite
from candidats.models import PieceIdentite
from candidats.services.incident import abandonner_inscription, reporter_evaluation
from certif_portal.commun.erreurs import ErreurMetier, TransitionInterdite
from certif_portal.commun.models import ContenuFichier, Fichier

pytestmark = pytest.mark.django_db


def avec_piece(inscription, par, a) -> PieceIdentite:
    fichier = Fichier.objects.create(
        nom="carte.png", type_mime="image/png", taille=1, sha256="0" * 64, depose_le=a, depose_par=par
    )
    ContenuFichier.objects.create(fichier=fichier, octets=b"x")
    return PieceIdentite.objects.create(
        inscription=inscription, type=TypePieceIdentite.CARTE, fichier=fichier, deposee_le=a, deposee_par=par
    )


def test_un_abandon_porte_sa_date_et_son_motif(inscription, membre_of, instant):
    avec_piece(inscription, membre_of, instant)
    abandonner_inscription(inscription=inscription, motif="Rupture du contrat.", par=membre_of, a=instant)
    inscription.refresh_from_db()
    assert (inscription.etat, inscription.abandonnee_le, inscription.motif_abandon) == (
        EtatInscription.ABANDONNEE,
        date(2026, 11, 20),
        "Rupture du contrat.",
    )
    assert Fichier.objects.count() == 0
    with pytest.raises(TransitionInterdite):
        abandonner_inscription(inscription=inscription, motif="Encore.", par=membre_of, a=instant)


def test_un_parcours_ne_prend_fin_que_par_une_sortie(inscription, agent, instant):
    with pytest.raises(ErreurMetier, match="un abandon, un désistement ou un arrêt"):
        abandonner_inscription(
            inscription=inscription, motif="Non.", nature=NatureIncident.REPORT, par=agent, a=instant
        )


def test_le_report_d_une_seance_planifiee_se_note_depuis_la_seance(inscription, agent, instant, jour):
    type(inscription).objects.update(date_commission=jour)
    with pytest.raises(ErreurMetier, match="notez le report depuis cette séance"):
        reporter_evaluation(
            inscription=inscription, nouvelle_date=date(2027, 6, 1), motif="Panne.", par=agent, a=instant
        )
    assert inscription.incidents.count() == 0
