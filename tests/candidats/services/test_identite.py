"""Identity papers: read by the staff alone, gone with the decision."""

from functools import partial

import pytest

from candidats.choix import EtatDerogation, EtatInscription, TypePieceIdentite
from candidats.models import Candidat, PieceIdentite
from candidats.queries.inscription import details_saisis
from candidats.regles.identite import identite_montree
from candidats.services.depot import (
    accepter_inscription,
    decider_derogation,
    demander_derogation,
    deposer_inscription,
    renvoyer_inscription,
)
from candidats.services.identite import (
    ajouter_piece,
    annuler_verification,
    corriger_courriel,
    deposer_piece_identite,
    supprimer_pieces,
    verifier_identite,
)
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee, TransitionInterdite
from certif_portal.commun.journal import journal_de
from certif_portal.commun.models import ContenuFichier, Courriel, Fichier
from tests.candidats.depot import actes, modifier
from tests.candidats.factories import InscriptionFactory, piece_recue

pytestmark = pytest.mark.django_db


def test_le_seizieme_jour_demande_une_derogation(tardif, membre_of, agent, instant):
    """INSCRIPTION-DELAI"""
    with pytest.raises(RegleNonRespectee, match="INSCRIPTION-DELAI") as refus:
        deposer_inscription(inscription=tardif, par=membre_of, a=instant)
    assert "19\u00a0novembre\u00a02026" in str(refus.value)
    derogation = demander_derogation(inscription=tardif, motif="Embauche tardive.", par=membre_of, a=instant)
    deposer_inscription(inscription=tardif, par=membre_of, a=instant)
    verifier_identite(inscription=tardif, type_document=TypePieceIdentite.CARTE, par=agent, a=instant)
    with pytest.raises(RegleNonRespectee, match="La dérogation est demandée"):
        accepter_inscription(inscription=tardif, par=agent, a=instant)
    decider_derogation(derogation=derogation, accordee=True, motif="Contrat signé le 2.", par=agent, a=instant)
    acceptee = accepter_inscription(inscription=tardif, par=agent, a=instant)
    assert acceptee.etat == EtatInscription.ACCEPTEE
    derogation.refresh_from_db()
    assert (derogation.etat, derogation.decidee_par, derogation.motif_decision) == (
        EtatDerogation.ACCORDEE,
        agent,
        "Contrat signé le 2.",
    )
    assert [courriel.acte for courriel in Courriel.objects.order_by("pk")] == [
        "derogation_decidee",
        "inscription_acceptee",
        "candidat_accueil",
    ]


def test_une_derogation_refusee_bloque_l_acceptation(tardif, membre_of, agent, instant):
    derogation = demander_derogation(inscription=tardif, motif="Oubli.", par=membre_of, a=instant)
    deposer_inscription(inscription=tardif, par=membre_of, a=instant)
    decider_derogation(derogation=derogation, accordee=False, motif="Sans raison.", par=agent, a=instant)
    verifier_identite(inscription=tardif, type_document=TypePieceIdentite.CARTE, par=agent, a=instant)
    with pytest.raises(RegleNonRespectee, match="La dérogation est refusée"):
        accepter_inscription(inscription=tardif, par=agent, a=instant)
    with pytest.raises(TransitionInterdite):
        decider_derogation(derogation=derogation, accordee=True, motif="Finalement.", par=agent, a=instant)


def test_on_n_accepte_pas_sans_identite_verifiee(deposee, agent, instant):
    """IDENTITE-VERIFIEE"""
    with pytest.raises(RegleNonRespectee, match="IDENTITE-VERIFIEE"):
        accepter_inscription(inscription=deposee, par=agent, a=instant)
    verifier_identite(inscription=deposee, type_document=TypePieceIdentite.PASSEPORT, par=agent, a=instant)
    acceptee = accepter_inscription(inscription=deposee, par=agent, a=instant)
    assert (acceptee.etat, acceptee.acceptee_par) == (EtatInscription.ACCEPTEE, agent)
    candidat = Candidat.objects.get()
    assert (candidat.identite_verifiee_par, candidat.identite_document) == (agent, TypePieceIdentite.PASSEPORT)
    assert actes(deposee)[-3:] == ["identite", "acceptation", "candidat_prevenu"]


def test_une_identite_verifiee_ne_se_change_plus(deposee, membre_of, agent, instant):
    verifier_identite(inscription=deposee, type_document=TypePieceIdentite.CARTE, par=agent, a=instant)
    renvoyer_inscription(inscription=deposee, motif="Le tuteur manque.", par=agent, a=instant)
    with pytest.raises(ErreurMetier, match="est vérifié"):
        modifier(deposee, membre_of, instant, nom_naissance="Obrien")
    assert modifier(deposee, membre_of, instant, tuteur_nom="Ewen Tanguy").tuteur_nom == "Ewen Tanguy"


def test_une_nouvelle_piece_remplace_l_ancienne(brouillon, membre_of, instant):
    genre, fichier = piece_recue()
    deposer_piece_identite(
        inscription=brouillon, type_document=TypePieceIdentite.PASSEPORT, fichier=fichier, par=membre_of, a=instant
    )
    assert len(details_saisis(brouillon).pieces) == 1
    assert (Fichier.objects.count(), ContenuFichier.objects.count()) == (1, 1)
    assert brouillon.pieces_identite.filter(supprimee_le__isnull=False).count() == 1
    assert genre == TypePieceIdentite.CARTE


def test_une_piece_ne_se_depose_plus_apres_l_acceptation(membre_of, instant):
    inscription = InscriptionFactory()
    genre, fichier = piece_recue()
    with pytest.raises(TransitionInterdite):
        deposer_piece_identite(inscription=inscription, type_document=genre, fichier=fichier, par=membre_of, a=instant)


def test_une_piece_dont_le_fichier_est_perdu_se_ferme_aussi(deposee, instant):
    PieceIdentite.objects.update(fichier=None)
    assert supprimer_pieces(deposee, a=instant) == 1
    assert PieceIdentite.objects.get().supprimee_le == instant
    assert supprimer_pieces(deposee, a=instant) == 0


def test_l_adresse_du_candidat_se_corrige_seule(agent, instant):
    """The civil status is left alone, what an import left incomplete in it included."""
    candidat = InscriptionFactory(candidat__courriel="faux@exemple.fr", candidat__commune_naissance="").candidat
    avant = Candidat.objects.values().get(pk=candidat.pk)
    corriger_courriel(candidat=candidat, courriel="juste@exemple.fr", par=agent, a=instant)
    assert Candidat.objects.values().get(pk=candidat.pk) == avant | {"courriel": "juste@exemple.fr"}
    dit = journal_de(candidat).get()
    assert (dit.acte, dit.phrase, dit.par) == ("courriel", "Adresse électronique du candidat corrigée.", agent)


def test_une_adresse_impossible_est_refusee(agent, instant):
    candidat = InscriptionFactory(candidat__courriel="faux@exemple.fr").candidat
    with pytest.raises(ErreurMetier) as refus:
        corriger_courriel(candidat=candidat, courriel="juste@exemple", par=agent, a=instant)
    assert str(refus.value).replace("\u00a0", " ") == (
        "« juste@exemple » n’est pas une adresse à laquelle on peut écrire : nom@domaine.fr est attendu, "
        "sans accent avant le @."
    )
    candidat.refresh_from_db()
    assert (candidat.courriel, journal_de(candidat).count()) == ("faux@exemple.fr", 0)


def test_une_verification_se_reprend_tant_que_rien_n_en_depend(deposee, agent, responsable, instant):
    verifier_identite(inscription=deposee, type_document=TypePieceIdentite.CARTE, par=agent, a=instant)
    with pytest.raises(ErreurMetier, match="n’a pas été vérifiée par vous"):
        annuler_verification(inscription=deposee, par=responsable, a=instant)
    annuler_verification(inscription=deposee, par=agent, a=instant)
    candidat = Candidat.objects.get()
    dite = (candidat.identite_verifiee_le, candidat.identite_verifiee_par, candidat.identite_document)
    assert dite == (None, None, "")
    assert journal_de(deposee)[0].phrase == f"Vérification de l’identité de {candidat} annulée."
    with pytest.raises(ErreurMetier, match="n’a pas été vérifiée par vous"):
        annuler_verification(inscription=deposee, par=agent, a=instant)


def test_une_verification_dont_une_acceptation_depend_reste(deposee, agent, instant):
    verifier_identite(inscription=deposee, type_document=TypePieceIdentite.CARTE, par=agent, a=instant)
    InscriptionFactory(candidat=deposee.candidat, organisme=deposee.organisme)
    with pytest.raises(ErreurMetier, match="est déjà acceptée"):
        annuler_verification(inscription=deposee, par=agent, a=instant)


def test_on_ne_dit_conforme_que_ce_que_la_page_a_montre(deposee, membre_of, agent, instant):
    """The OF took its deposit back, gave another paper and deposited again while the page was open."""
    vue = identite_montree(deposee.candidat, [deposee.pieces_identite.get().pk])
    verifier = partial(
        verifier_identite, inscription=deposee, type_document=TypePieceIdentite.CARTE, par=agent, a=instant
    )
    ajouter_piece(deposee, *piece_recue(), par=membre_of, a=instant)
    with pytest.raises(ErreurMetier, match="ont changé depuis que cette page est ouverte"):
        verifier(vue=vue)
    assert Candidat.objects.get().identite_verifiee_le is None
    nouvelle = deposee.pieces_identite.get(supprimee_le=None).pk
    assert verifier(vue=identite_montree(deposee.candidat, [nouvelle])).candidat.identite_verifiee_le == instant
