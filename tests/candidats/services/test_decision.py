"""The company learned later, the sitting, the admission and what a failure leaves."""

from datetime import date

import pytest

from candidats.choix import EtatInscription, Origine, TypePieceIdentite
from candidats.donnees import DonneesEntreprise
from candidats.models import Acquis, Inscription, PieceIdentite
from candidats.queries.competence import competences_visees
from candidats.services.decision import (
    completer_entreprise,
    noter_commission,
    prononcer_admission,
    prononcer_non_admission,
)
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee
from certif_portal.commun.journal import journal_de
from certif_portal.commun.models import ContenuFichier, Fichier
from tests.candidats.factories import InscriptionFactory

pytestmark = pytest.mark.django_db


ENTREPRISE = DonneesEntreprise(
    siret="73282932000074",
    raison_sociale="Ateliers Maëlström",
    adresse="3 rue des Forges",
    code_postal="44600",
    ville="Saint-Nazaire",
    code_nace="25.62",
    secteur="M",
    service="Méthodes",
    superieur_nom="Yann Kermarrec",
    tuteur_nom="Anne Prigent",
    tuteur_courriel="anne@exemple.fr",
)


def avec_piece(inscription, par, a) -> PieceIdentite:
    fichier = Fichier.objects.create(
        nom="carte.png", type_mime="image/png", taille=1, sha256="0" * 64, depose_le=a, depose_par=par
    )
    ContenuFichier.objects.create(fichier=fichier, octets=b"x")
    return PieceIdentite.objects.create(
        inscription=inscription, type=TypePieceIdentite.CARTE, fichier=fichier, deposee_le=a, deposee_par=par
    )


def test_l_entreprise_d_un_demandeur_d_emploi_se_complete(organisme, referentiel, membre_of, instant):
    inscription = InscriptionFactory(organisme=organisme, referentiel=referentiel, demandeur_emploi=True)
    completer_entreprise(inscription=inscription, donnees=ENTREPRISE, par=membre_of, a=instant)
    inscription.refresh_from_db()
    assert (inscription.origine, inscription.entreprise_connue_le) == (Origine.DE, date(2026, 11, 20))
    assert (inscription.entreprise.siret, inscription.tuteur_courriel) == ("73282932000074", "anne@exemple.fr")
    assert journal_de(inscription).first().acte == "entreprise"


def test_l_entreprise_d_un_salarie_est_deja_connue(inscription, membre_of, instant):
    """ENTREPRISE-DEMANDEUR-EMPLOI"""
    with pytest.raises(RegleNonRespectee, match="ENTREPRISE-DEMANDEUR-EMPLOI"):
        completer_entreprise(inscription=inscription, donnees=ENTREPRISE, par=membre_of, a=instant)


def test_l_admission_supprime_la_piece_d_identite(inscription, membre_of, agent, instant):
    piece = avec_piece(inscription, membre_of, instant)
    prononcer_admission(inscription=inscription, le=date(2026, 12, 8), certifies=[], par=agent, a=instant)
    piece.refresh_from_db()
    inscription.refresh_from_db()
    assert (inscription.etat, inscription.decidee_le) == (EtatInscription.ADMISE, date(2026, 12, 8))
    assert (piece.fichier, piece.supprimee_le, piece.type) == (None, instant, TypePieceIdentite.CARTE)
    assert (Fichier.objects.count(), ContenuFichier.objects.count()) == (0, 0)


def test_la_non_admission_garde_les_acquis(inscription, membre_of, agent, instant):
    avec_piece(inscription, membre_of, instant)
    bloc = inscription.referentiel.blocs.first()
    prononcer_non_admission(
        inscription=inscription,
        le=date(2026, 12, 8),
        acquis=[bloc],
        expire_le=date(2031, 12, 8),
        rncp=True,
        par=agent,
        a=instant,
    )
    acquis = Acquis.objects.get()
    assert (acquis.version_bloc, acquis.competence, acquis.rncp) == (bloc, None, True)
    assert (acquis.candidat, acquis.decision_le, acquis.expire_le) == (
        inscription.candidat,
        date(2026, 12, 8),
        date(2031, 12, 8),
    )
    assert Fichier.objects.count() == 0


def test_la_non_admission_hors_rncp_garde_des_competences(inscription, agent, instant):
    competence = competences_visees(inscription)[0].competence
    prononcer_non_admission(
        inscription=inscription,
        le=date(2026, 12, 8),
        acquis=[competence],
        expire_le=date(2028, 12, 8),
        rncp=False,
        par=agent,
        a=instant,
    )
    assert (Acquis.objects.get().competence, Acquis.objects.get().version_bloc) == (competence, None)


def test_des_acquis_sans_date_se_refusent(inscription, agent, instant):
    with pytest.raises(ErreurMetier, match="jusqu’à une date"):
        prononcer_non_admission(
            inscription=inscription,
            le=date(2026, 12, 8),
            acquis=[inscription.referentiel.blocs.first()],
            expire_le=None,
            rncp=True,
            par=agent,
            a=instant,
        )
    inscription.refresh_from_db()
    assert inscription.etat == EtatInscription.ACCEPTEE


def test_la_commission_remplace_la_date_prevue(inscription):
    assert inscription.date_evaluation == date(2026, 11, 6)
    noter_commission(inscription=inscription, date_commission=date(2026, 11, 27))
    assert Inscription.objects.get(pk=inscription.pk).date_evaluation == date(2026, 11, 27)
    noter_commission(inscription=inscription, date_commission=None)
    assert Inscription.objects.get(pk=inscription.pk).date_evaluation == date(2026, 11, 6)
