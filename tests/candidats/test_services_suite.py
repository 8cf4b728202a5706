"""After the acceptance: company learned later, VAE, livret, jury, abandonment."""

from datetime import date

import pytest

from candidats.choix import Accord, EtatInscription, EtatLivret, Origine, TypePieceIdentite
from candidats.donnees import DonneesEntreprise, FichierRecu
from candidats.models import Acquis, Inscription, PieceIdentite
from candidats.queries.competence import competences_visees
from candidats.services.decision import (
    completer_entreprise,
    noter_commission,
    prononcer_admission,
    prononcer_non_admission,
)
from candidats.services.depot import InscriptionIncomplete
from candidats.services.incident import abandonner_inscription
from candidats.services.livret import deposer_livret, noter_validation_livret, renvoyer_livret
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee, TransitionInterdite
from certif_portal.commun.journal import journal_de
from certif_portal.commun.models import ContenuFichier, Courriel, Fichier
from referentiels.choix import NatureModalite
from tests.candidats.factories import InscriptionFactory, donnees_livret, image_png

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


# ---------------------------------------------------------------- company of a job seeker


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


# ---------------------------------------------------------------- livret de suivi


def test_un_livret_se_depose_et_se_valide(inscription, membre_of, agent, instant):
    livret = deposer_livret(
        inscription=inscription, donnees=donnees_livret(inscription), fichier=None, par=membre_of, a=instant
    )
    inscription.refresh_from_db()
    assert (livret.etat, livret.premier_depot_le) == (EtatLivret.DEPOSE, date(2026, 11, 20))
    assert inscription.date_evaluation_prevue == date(2027, 5, 20)
    assert [ligne.modalites.count() for ligne in livret.lignes.all()] == [2, 2, 2, 2]
    noter_validation_livret(livret=livret, par=agent, a=instant)
    livret.refresh_from_db()
    assert (livret.etat, livret.valide_par) == (EtatLivret.VALIDE, agent)
    assert Courriel.objects.get().acte == "livret_valide"
    assert list(journal_de(inscription).values_list("acte", flat=True))[::-1] == ["livret-depot", "livret-validation"]


def test_un_livret_refuse_dit_chaque_ligne(inscription, membre_of, instant):
    """LIVRET-SITUATION"""
    projet = inscription.referentiel.modalites.get(nature=NatureModalite.PROJET)
    donnees = donnees_livret(inscription, modalites=(projet.pk,))
    with pytest.raises(InscriptionIncomplete, match="LIVRET-SITUATION") as refus:
        deposer_livret(inscription=inscription, donnees=donnees, fichier=None, par=membre_of, a=instant)
    attendus = [f"motif_{ligne.competence.pk}" for ligne in competences_visees(inscription)]
    assert [constat.champ for constat in refus.value.constats] == attendus


def test_des_blocs_seuls_n_ont_que_leurs_competences(organisme, referentiel, membre_of, instant):
    inscription = InscriptionFactory(organisme=organisme, referentiel=referentiel, portee="blocs")
    inscription.blocs.set([referentiel.compositions.get(ordre=2).version_bloc])
    assert [ligne.numero for ligne in competences_visees(inscription)] == [3, 4]
    livret = deposer_livret(
        inscription=inscription, donnees=donnees_livret(inscription), fichier=None, par=membre_of, a=instant
    )
    assert livret.lignes.count() == 2


def test_un_salarie_ne_donne_pas_seul_son_accord(inscription, membre_of, instant):
    """LIVRET-ACCORD"""
    donnees = donnees_livret(inscription, accord=Accord.CANDIDAT)
    with pytest.raises(InscriptionIncomplete, match="LIVRET-ACCORD"):
        deposer_livret(inscription=inscription, donnees=donnees, fichier=None, par=membre_of, a=instant)


def test_un_livret_renvoye_se_corrige(inscription, membre_of, agent, instant):
    image = FichierRecu("livret.png", image_png(), "image/png")
    depot = {"inscription": inscription, "par": membre_of, "a": instant}
    livret = deposer_livret(donnees=donnees_livret(inscription), fichier=image, **depot)
    with pytest.raises(TransitionInterdite):
        deposer_livret(donnees=donnees_livret(inscription), fichier=None, **depot)
    renvoyer_livret(livret=livret, motif="La date est impossible.", par=agent, a=instant)
    assert "La date est impossible." in Courriel.objects.get().texte
    deposer_livret(donnees=donnees_livret(inscription), fichier=image, **depot)
    livret.refresh_from_db()
    assert (livret.etat, livret.motif_retour, Fichier.objects.count()) == (EtatLivret.DEPOSE, "", 1)


def test_pas_de_livret_avant_l_acceptation(membre_of, instant, organisme, referentiel):
    inscription = InscriptionFactory(organisme=organisme, referentiel=referentiel, deposee=True)
    with pytest.raises(TransitionInterdite):
        deposer_livret(
            inscription=inscription, donnees=donnees_livret(inscription), fichier=None, par=membre_of, a=instant
        )


# ---------------------------------------------------------------- decision of the jury, abandonment


def test_l_admission_supprime_la_piece_d_identite(inscription, membre_of, agent, instant):
    piece = avec_piece(inscription, membre_of, instant)
    prononcer_admission(inscription=inscription, le=date(2026, 12, 8), par=agent, a=instant)
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


def test_la_commission_remplace_la_date_prevue(inscription):
    assert inscription.date_evaluation == date(2026, 11, 6)
    noter_commission(inscription=inscription, date_commission=date(2026, 11, 27))
    assert Inscription.objects.get(pk=inscription.pk).date_evaluation == date(2026, 11, 27)
    noter_commission(inscription=inscription, date_commission=None)
    assert Inscription.objects.get(pk=inscription.pk).date_evaluation == date(2026, 11, 6)
