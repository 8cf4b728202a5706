"""Every mailed link dies at once: a key that changes closes none of them, since the database keeps their hash."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.urls import reverse

from candidats.models import ConfirmationEtatCivil, DemandeInscription, EnqueteInsertion, LienRapport, RapportActivites
from certif_portal.centre.models import parametres
from certif_portal.commun import horloge
from certif_portal.commun.choix import EtatCourriel
from certif_portal.commun.courriels import deposer_texte
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.journal import journal_de
from certif_portal.commun.liens import empreinte_jeton
from certif_portal.commun.models import Courriel
from certif_portal.comptes.models import Invitation
from certif_portal.portail.models import AbonnementAgenda
from certif_portal.portail.services.liens import REVOQUE, SORTES, liens_ouverts, revoquer_liens
from evaluations.models import AvisEntreprise, CandidatureEvaluateur, InvitationCommission, LienAvis
from evaluations.services.avis import renvoyer_lien_avis
from tests.candidats.factories import InscriptionFactory
from tests.evaluations.factories import EvaluateurFactory, creer_commission

pytestmark = pytest.mark.django_db
JETON = "j" * 43


@pytest.fixture
def instant():
    return horloge.maintenant()


@pytest.fixture
def ouverts(agent, referentiel, instant):
    """One open link of each kind, and beside it one that was used or is over."""
    inscription, fin = InscriptionFactory(etat="acceptee"), instant + timedelta(days=5)
    lien = {"destinataire": "x@exemple.fr", "cree_le": instant}
    avis = AvisEntreprise.objects.create(inscription=inscription, demande_le=instant)
    rapport = RapportActivites.objects.create(inscription=inscription, demande_le=instant)
    commission = creer_commission(EvaluateurFactory(), EvaluateurFactory())
    parents = (
        (LienAvis, lambda: {"avis": avis}),
        (LienRapport, lambda: {"rapport": rapport}),
        (InvitationCommission, lambda: {"commission": commission, "evaluateur": EvaluateurFactory()}),
    )
    for modele, parent in parents:
        modele.objects.create(jeton_sha256=empreinte_jeton(JETON), expire_le=fin, **lien, **parent())
        for rang, autre in enumerate(({"utilise_le": instant}, {"revoque_le": instant}, {"expire_le": instant})):
            modele.objects.create(**{"jeton_sha256": str(rang) * 64, "expire_le": fin, **lien, **parent(), **autre})
    demande = {"demandeur": "candidat", "courriel": "x@exemple.fr", "nom_naissance": "Demandeur", "prenom": "Un"}
    demande |= {"voie": "vae", "date_naissance": instant.date() - timedelta(days=9000), "referentiel": referentiel}
    profil = {"prenom": "Un", "nom": "Professionnel", "courriel": "pro@exemple.fr", "contact": "courriel"}
    profil |= {"entreprise_nom": "Forges", "fonction": "Régleur", "metier": "Régleur", "origine": "metallurgie"}
    acces = {"utilisateur": agent, "role": "agent", "portee": "x", "envoyee_le": instant}
    for modele, champs in (
        (DemandeInscription, {**demande, "recue_le": instant}),
        (CandidatureEvaluateur, {**profil, "charte_le": instant, "recue_le": instant}),
        (ConfirmationEtatCivil, {"inscription": inscription, "destinataire": "x@exemple.fr", "envoyee_le": instant}),
        (Invitation, acces),
    ):
        modele.objects.create(jeton_sha256=empreinte_jeton(JETON), expire_le=fin, **champs)
        modele.objects.create(jeton_sha256="1" * 64, expire_le=instant, **champs)
    for etape, champs in (("six_mois", {"jeton_sha256": "2" * 64}), ("deux_ans", {"jeton_sha256": ""})):
        EnqueteInsertion.objects.create(inscription=inscription, etape=etape, prevue_le=instant.date(), **champs)
    AbonnementAgenda.objects.create(personne=agent, graine="g" * 22, cree_le=instant)
    return inscription


def comptes(lus):
    return {sorte.nom: nombre for sorte, nombre in lus}


UN_DE_CHAQUE = {sorte.nom: 1 for sorte in SORTES}


def test_chaque_sorte_de_lien_se_compte_puis_se_revoque(ouverts, instant):
    assert comptes(liens_ouverts([], instant)) == UN_DE_CHAQUE
    assert comptes(revoquer_liens(raison="clé perdue", sortes=[], a=instant)) == UN_DE_CHAQUE
    assert comptes(liens_ouverts([], instant)) == dict.fromkeys(UN_DE_CHAQUE, 0)
    [entree] = journal_de(parametres()).filter(acte="liens_revoques")
    assert "avis de l’entreprise : 1" in entree.phrase
    assert entree.phrase.endswith(". clé perdue")
    assert comptes(revoquer_liens(raison="encore", sortes=[], a=instant)) == dict.fromkeys(UN_DE_CHAQUE, 0)
    assert "aucun n’était ouvert" in journal_de(parametres()).first().phrase


def test_une_sorte_seule_et_une_raison_vide(ouverts, instant):
    assert comptes(revoquer_liens(raison="adresse volée", sortes=["avis"], a=instant)) == {"avis": 1}
    assert comptes(liens_ouverts([], instant)) == UN_DE_CHAQUE | {"avis": 0}
    with pytest.raises(ErreurMetier, match="Dites pourquoi"):
        revoquer_liens(raison="  ", sortes=[], a=instant)


def test_un_courriel_qui_attend_ne_part_pas_avec_un_lien_mort(ouverts, instant):
    def attendre(acte, confidentiel):
        champs = {"destinataire": "x@exemple.fr", "objet": "x", "texte": f"lien {acte}", "a": instant}
        return deposer_texte(acte=acte, confidentiel=confidentiel, **champs)

    lien, code, simple = attendre("avis", True), attendre("connexion", True), attendre("convocation", False)
    revoquer_liens(raison="adresse volée", sortes=["avis"], a=instant)
    assert Courriel.objects.get(pk=lien.pk).etat == EtatCourriel.A_ENVOYER  # of this kind or another, who knows
    revoquer_liens(raison="clé perdue", sortes=[], a=instant)
    lus = {courriel.pk: courriel for courriel in Courriel.objects.all()}
    assert (lus[lien.pk].etat, lus[lien.pk].erreur) == (EtatCourriel.ECHEC, REVOQUE)
    assert "lien avis" not in lus[lien.pk].texte
    assert {lus[code.pk].etat, lus[simple.pk].etat} == {EtatCourriel.A_ENVOYER}


def test_qui_suit_un_lien_revoque_le_lit_et_un_autre_se_renvoie(client, ouverts, agent, instant):
    adresse = reverse("avis_repondre", args=[JETON])
    assert client.get(adresse).status_code == 200
    revoquer_liens(raison="clé perdue", sortes=[], a=instant)
    refus = client.get(adresse)
    assert refus.status_code in (404, 410)
    renvoyer_lien_avis(avis=ouverts.avis, destinataire="x@exemple.fr", par=agent, a=instant)
    assert comptes(liens_ouverts(["avis"], instant)) == {"avis": 1}


def test_la_commande_compte_avant_et_dit_comment_renvoyer(ouverts, capsys):
    call_command("revoquer_liens", "clé perdue", simulation=True)
    dit = capsys.readouterr().out
    assert "calendriers abonnés : 1 ; pour en renvoyer : chacun prend une nouvelle adresse" in dit
    assert "Rien n’a été révoqué" in dit
    call_command("revoquer_liens", "clé perdue", sorte=["agenda"])
    assert "calendriers abonnés : 1 ;" in capsys.readouterr().out
    call_command("revoquer_liens", "clé perdue", sorte=["agenda"])
    assert "calendriers abonnés : 0\n" in capsys.readouterr().out
    with pytest.raises(CommandError, match="Dites pourquoi"):
        call_command("revoquer_liens", " ")


def test_aucune_table_de_liens_n_est_oubliee():
    """A model that keeps the hash of a mailed token is one of the kinds; what is kept of a browser is not a link."""
    from django.apps import apps

    gardent = {m for m in apps.get_models() for champ in m._meta.fields if champ.name == "jeton_sha256"}
    assert gardent == {LienAvis, LienRapport, InvitationCommission, Invitation, ConfirmationEtatCivil} | {
        DemandeInscription,
        CandidatureEvaluateur,
        EnqueteInsertion,
    }
    assert Authenticator not in gardent
