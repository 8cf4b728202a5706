"""A draft written, and written again."""

from dataclasses import replace
from datetime import date

import pytest

from candidats.choix import EtatInscription, Portee, TypePieceIdentite
from candidats.models import Candidat, Entreprise, Inscription
from candidats.queries.inscription import donnees_de
from candidats.services.depot import demander_derogation
from candidats.services.inscription import creer_inscription, modifier_inscription
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee
from tests.candidats.depot import actes, modifier
from tests.candidats.factories import donnees_completes, piece_recue
from tests.referentiels.factories import creer_referentiel

pytestmark = pytest.mark.django_db


def test_un_brouillon_garde_tout_ce_qui_est_saisi(organisme, referentiel, membre_of, instant):
    bloc = referentiel.blocs.first()
    donnees = donnees_completes(
        referentiel_id=referentiel.pk,
        portee=Portee.BLOCS,
        blocs=(bloc.pk,),
        financements=("CPF", "PDC"),
        cpf_abonde=True,
        amenagements=("temps_majore",),
    )
    inscription = creer_inscription(donnees=donnees, organisme=organisme, par=membre_of, a=instant)
    relue = Inscription.objects.get(pk=inscription.pk)
    assert donnees_de(relue) == donnees
    assert relue.etat == EtatInscription.BROUILLON
    assert relue.candidat.cle_recherche == "o brien nguyen lucja"
    assert actes(relue) == ["creation"]


def test_un_brouillon_se_garde_incomplet(organisme, referentiel, membre_of, instant):
    donnees = replace(
        donnees_completes(demandeur_emploi=True, referentiel_id=referentiel.pk),
        sexe="",
        commune_naissance="",
        departement_naissance="",
        origine="",
        financements=(),
        formateurs=(),
        entree_formation=None,
        fin_formation=None,
    )
    inscription = creer_inscription(donnees=donnees, organisme=organisme, par=membre_of, a=instant)
    assert donnees_de(Inscription.objects.get(pk=inscription.pk)) == donnees


def test_une_incoherence_ne_s_enregistre_pas(organisme, referentiel, membre_of, instant):
    donnees = donnees_completes(referentiel_id=referentiel.pk, entreprise_siret="73282932000075")
    with pytest.raises(ErreurMetier, match="SIRET"):
        creer_inscription(donnees=donnees, organisme=organisme, par=membre_of, a=instant)
    assert Candidat.objects.count() == 0


def test_la_meme_personne_ne_s_inscrit_pas_deux_fois(brouillon, organisme, referentiel, membre_of, instant):
    donnees = donnees_completes(referentiel_id=referentiel.pk, nom_naissance="O'BRIEN NGUYEN", prenom="Lucja")
    with pytest.raises(RegleNonRespectee, match="INSCRIPTION-UNIQUE"):
        creer_inscription(donnees=donnees, organisme=organisme, par=membre_of, a=instant)
    assert Inscription.objects.count() == 1


def test_deux_blocs_differents_sont_deux_inscriptions(organisme, referentiel, membre_of, instant):
    for bloc in referentiel.blocs.all():
        donnees = donnees_completes(referentiel_id=referentiel.pk, portee=Portee.BLOCS, blocs=(bloc.pk,))
        creer_inscription(donnees=donnees, organisme=organisme, par=membre_of, a=instant)
    assert (Inscription.objects.count(), Candidat.objects.count()) == (2, 1)


def test_l_autre_organisme_a_sa_propre_fiche(brouillon, autre_organisme, referentiel, membre_autre_of, instant):
    """Neither the person nor the company is shared: an OF never writes on another's."""
    donnees = donnees_completes(referentiel_id=referentiel.pk, entreprise_adresse="Ailleurs")
    creer_inscription(donnees=donnees, organisme=autre_organisme, par=membre_autre_of, a=instant)
    assert (Candidat.objects.count(), Entreprise.objects.count()) == (2, 2)
    assert Inscription.objects.get(pk=brouillon.pk).entreprise.adresse == "3 rue des Forges"


def test_une_entreprise_corrigee_ne_laisse_pas_d_orpheline(brouillon, membre_of, instant):
    modifier(brouillon, membre_of, instant, entreprise_raison_sociale="Ateliers Maelström")
    assert [entreprise.raison_sociale for entreprise in Entreprise.objects.all()] == ["Ateliers Maelström"]


def test_une_piece_d_identite_vient_avec_la_correction(brouillon, membre_of, instant):
    modifier_inscription(
        inscription=brouillon, donnees=donnees_de(brouillon), par=membre_of, a=instant, piece=piece_recue()
    )
    assert (
        list(brouillon.pieces_identite.values_list("type", "deposee_par"))
        == [(TypePieceIdentite.CARTE, membre_of.pk)] * 2
    )


def test_pas_de_derogation_dans_les_delais_ni_deux_fois(brouillon, membre_of, instant):
    with pytest.raises(ErreurMetier, match="dans les délais"):
        demander_derogation(inscription=brouillon, motif="Au cas où.", par=membre_of, a=instant)
    modifier(brouillon, membre_of, instant, entree_formation=date(2026, 10, 1))
    demander_derogation(inscription=brouillon, motif="Retard.", par=membre_of, a=instant)
    with pytest.raises(ErreurMetier, match="déjà été demandée"):
        demander_derogation(inscription=brouillon, motif="Encore.", par=membre_of, a=instant)


def test_une_certification_qui_n_existe_pas_est_a_choisir(organisme, membre_of, instant):
    with pytest.raises(ErreurMetier, match=r"^La certification est à choisir\.$"):
        creer_inscription(donnees=donnees_completes(referentiel_id=0), organisme=organisme, par=membre_of, a=instant)
    assert (Inscription.objects.count(), Candidat.objects.count()) == (0, 0)


def test_deux_personnes_nees_le_meme_jour_ont_chacune_leur_fiche(organisme, referentiel, membre_of, instant):
    donnees = donnees_completes(referentiel_id=referentiel.pk)
    autre = replace(donnees, nom_naissance="Le Goff", courriel="yann@exemple.fr")
    for une in (donnees, autre):
        creer_inscription(donnees=une, organisme=organisme, par=membre_of, a=instant)
    fiches = Candidat.objects.order_by("pk").values_list("nom_naissance", "courriel")
    assert list(fiches) == [("O’Brien-Nguyễn", "lucja@exemple.fr"), ("Le Goff", "yann@exemple.fr")]


def test_une_fiche_partagee_dont_rien_ne_change_sert_de_nouveau(partagee, autre_organisme, membre_of, instant):
    """The details it already has, and those left empty, rewrite nothing."""
    notre, _, donnees = partagee
    memes = replace(donnees, referentiel_id=creer_referentiel().pk, courriel="a@exemple.fr", telephone="")
    avant = list(Candidat.objects.order_by("pk").values())
    nouvelle = creer_inscription(donnees=memes, organisme=autre_organisme, par=membre_of, a=instant)
    assert nouvelle.candidat == notre.candidat
    assert list(Candidat.objects.order_by("pk").values()) == avant
