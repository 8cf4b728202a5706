"""The company learned later, the sitting, the admission and what a failure leaves."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from candidats.choix import EtatInscription, Origine, TypePieceIdentite
from candidats.donnees import DonneesEntreprise
from candidats.models import Acquis, BlocCertifie, Inscription, PieceIdentite
from candidats.queries.competence import competences_visees
from candidats.services.decision import (
    DecisionSurDossier,
    completer_entreprise,
    noter_commission,
    prononcer,
    rectifier,
)
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee, TransitionInterdite
from certif_portal.commun.journal import journal_de
from certif_portal.commun.models import ContenuFichier, Fichier
from tests.candidats.factories import InscriptionFactory

pytestmark = pytest.mark.django_db

LE = date(2026, 12, 8)
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
    prononcer(decisions=[DecisionSurDossier(inscription, admise=True)], le=LE, par=agent, a=instant)
    piece.refresh_from_db()
    inscription.refresh_from_db()
    assert (inscription.etat, inscription.decidee_le) == (EtatInscription.ADMISE, date(2026, 12, 8))
    assert (piece.fichier, piece.supprimee_le, piece.type) == (None, instant, TypePieceIdentite.CARTE)
    assert (Fichier.objects.count(), ContenuFichier.objects.count()) == (0, 0)


def test_la_non_admission_garde_les_acquis(inscription, membre_of, agent, instant):
    avec_piece(inscription, membre_of, instant)
    bloc = inscription.referentiel.blocs.first()
    decision = DecisionSurDossier(inscription, admise=False, acquis=(bloc,), expire_le=date(2031, 12, 8), rncp=True)
    prononcer(decisions=[decision], le=LE, par=agent, a=instant)
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
    decision = DecisionSurDossier(
        inscription, admise=False, acquis=(competence,), expire_le=date(2028, 12, 8), rncp=False
    )
    prononcer(decisions=[decision], le=LE, par=agent, a=instant)
    assert (Acquis.objects.get().competence, Acquis.objects.get().version_bloc) == (competence, None)


def test_des_acquis_sans_date_se_refusent(inscription, agent, instant):
    with pytest.raises(ErreurMetier, match="jusqu’à une date"):
        decision = DecisionSurDossier(
            inscription, admise=False, acquis=(inscription.referentiel.blocs.first(),), expire_le=None, rncp=True
        )
        prononcer(decisions=[decision], le=LE, par=agent, a=instant)
    inscription.refresh_from_db()
    assert inscription.etat == EtatInscription.ACCEPTEE


def test_les_decisions_d_un_jury_se_prononcent_en_autant_de_requetes_quel_que_soit_leur_nombre(agent, instant):
    def rendre(nombre):
        decisions = [
            DecisionSurDossier(inscription, admise=bool(rang % 2))
            for rang, inscription in enumerate(InscriptionFactory.create_batch(nombre))
        ]
        with CaptureQueriesContext(connection) as prises:
            prononcer(decisions=decisions, le=LE, par=agent, a=instant)
        return len(prises)

    assert rendre(2) == rendre(12)
    assert sorted(Inscription.objects.values_list("etat", flat=True)) == ["admise"] * 7 + ["non_admise"] * 7
    assert set(Inscription.history.filter(history_type="~").values_list("decidee_le", "history_user")) == {
        (LE, agent.pk)
    }


def test_l_admission_a_des_blocs_nomme_ce_qui_est_certifie_refuse_et_garde(agent, referentiel, instant):
    inscription = InscriptionFactory(referentiel=referentiel, portee="blocs")
    premier, second = inscription.referentiel.blocs.order_by("pk")[:2]
    inscription.blocs.set([premier, second])
    competence = second.competences.first()
    decision = DecisionSurDossier(
        inscription, admise=True, certifies=(premier,), acquis=(competence,), expire_le=date(2031, 12, 8), rncp=True
    )
    prononcer(decisions=[decision], le=LE, par=agent, a=instant)
    assert list(inscription.blocs_certifies.all()) == [premier]
    assert journal_de(inscription).get(acte="decision").phrase == (
        f"Admise par le jury du 8 décembre 2026 : {premier} ; non admis : {second} ; "
        f"conserve jusqu’au 8 décembre 2031 : {competence}."
    )


def test_la_commission_remplace_la_date_prevue(inscription):
    assert inscription.date_evaluation == date(2026, 11, 6)
    noter_commission(inscription=inscription, date_commission=date(2026, 11, 27))
    assert Inscription.objects.get(pk=inscription.pk).date_evaluation == date(2026, 11, 27)
    noter_commission(inscription=inscription, date_commission=None)
    assert Inscription.objects.get(pk=inscription.pk).date_evaluation == date(2026, 11, 6)


def test_une_rectification_retire_ce_qui_etait_faux_et_donne_ce_qui_est_juste(inscription, membre_of, agent, instant):
    """Refused then admitted, then refused again: what was given stays written, with the day it was withdrawn."""
    premier, second = [c.version_bloc for c in inscription.referentiel.compositions.order_by("ordre")]
    commun = {"inscription": inscription, "rncp": True}
    refuse = DecisionSurDossier(**commun, admise=False, acquis=(premier,), expire_le=date(2031, 12, 8))
    admis = DecisionSurDossier(**commun, admise=True, certifies=(premier, second))
    prononcer(decisions=[refuse], le=LE, par=agent, a=instant)
    assert rectifier(decision=admis, le=LE, par=agent, a=instant).etat == EtatInscription.ADMISE
    assert [(acquis.version_bloc, acquis.retire_le) for acquis in Acquis.objects.all()] == [(premier, instant.date())]
    assert list(BlocCertifie.objects.en_vigueur().values_list("versionbloc", flat=True)) == [premier.pk, second.pk]
    rectifier(decision=admis, le=LE, par=agent, a=instant)
    assert BlocCertifie.objects.count() == 2
    assert rectifier(decision=refuse, le=LE, par=agent, a=instant).etat == EtatInscription.NON_ADMISE
    assert BlocCertifie.objects.filter(retire_le=instant.date()).count() == 2
    vivants = Acquis.objects.en_vigueur()
    assert [(acquis.version_bloc, acquis.decision_le) for acquis in vivants] == [(premier, LE)]
    assert Acquis.objects.count() == 2


def test_une_rectification_suit_une_decision(inscription, membre_of, agent, instant):
    with pytest.raises(TransitionInterdite):
        rectifier(decision=DecisionSurDossier(inscription, admise=True), le=LE, par=agent, a=instant)
