"""The list of what the portal told a person, its count in the frame, and the page of their choices."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from certif_portal.commun.choix import EtatCourriel
from certif_portal.commun.courriels import deposer_texte
from certif_portal.commun.models import Courriel
from certif_portal.comptes.choix import Role
from certif_portal.portail.choix import NATURES, OBLIGATOIRES, NatureCourriel
from certif_portal.portail.queries.notification import (
    MEMOIRE,
    NATURES_DE,
    cadences_de,
    natures_de,
    notifications_de,
    nouvelles_de,
)
from tests.comptes.factories import creer_personne
from tests.environnement import RACINE
from tests.jurys.factories import JuryFactory, MembreJuryFactory

pytestmark = pytest.mark.django_db
LISTE = reverse("notification_liste")
A_D_AUTRES = {
    *("avis_demande", "avis_recu", "candidat_accueil", "candidat_convocation", "candidat_decommande"),
    *("candidature_a_confirmer", "candidature_refusee", "cprefp_information", "demande_a_confirmer"),
    *("demande_refusee", "demande_reprise", "dossier_gtp", "enquete_insertion", "etat_civil_a_confirmer"),
    *("jury_convocation_copie", "jury_designation", "jury_designation_retiree", "lettre_candidat"),
    *("lettre_entreprise", "rapport_demande", "recevabilite_decidee", "tete_journal"),
}
"""Mails to people who have no account: nothing to choose, they always leave."""


def lu(reponse):
    return re.sub(r"\s+", " ", reponse.content.decode()).replace("&nbsp;", "\u00a0")


def ecrire(personne, a, objet="Inscription acceptée", acte="inscription_acceptee", **champs):
    texte = champs.pop("texte", "Voyez http://127.0.0.1:8000/inscriptions/7/ dès aujourd’hui.")
    return deposer_texte(destinataire=personne.email, objet=objet, texte=texte, acte=acte, a=a, **champs)


def test_chaque_courriel_a_sa_nature_ou_va_a_qui_n_a_pas_de_compte():
    modeles = {fichier.stem for fichier in (RACINE / "templates/courriels").glob("*.txt")}
    assert (set(NATURES) - {"connexion"}) | A_D_AUTRES == modeles
    assert set(NATURES) & A_D_AUTRES == set()


def test_chaque_nature_se_montre_a_un_role():
    montrees = {nature for role in Role for nature in natures_de({role})}
    assert montrees == set(NatureCourriel)
    assert set(NATURES_DE) <= set(Role)
    assert natures_de({Role.JURE}) == [NatureCourriel.CONVOCATION, NatureCourriel.ACCES]
    assert natures_de({Role.EVALUATEUR})[0] == NatureCourriel.SEANCE


def test_on_lit_ce_qui_est_a_soi_et_fut_dit(membre_of, membre_autre_of, instant, jour):
    deux = [ecrire(membre_of, instant - timedelta(hours=h), objet=f"Dit il y a {h} h") for h in (2, 1)]
    ecrire(membre_autre_of, instant)
    ecrire(membre_of, instant, acte="connexion")
    ecrire(membre_of, instant - MEMOIRE - timedelta(days=1))
    retenu = ecrire(membre_of, instant)
    Courriel.objects.filter(pk=retenu.pk).update(etat=EtatCourriel.RETENU)
    assert list(notifications_de(membre_of, jour)) == [deux[1], deux[0]]


def test_le_compte_du_cadre_est_celui_de_la_liste_et_tombe_quand_tout_est_lu(connecte, membre_of, instant, jour):
    client = connecte(membre_of)
    membre_of.date_joined = instant - timedelta(days=30)
    membre_of.save()
    premiere = ecrire(membre_of, instant - timedelta(hours=2), objet="Première")
    derniere = ecrire(membre_of, instant - timedelta(hours=1), objet="Dernière")
    page = lu(client.get(LISTE))
    assert 'Notifications<span class="n">2</span>' in page
    assert page.count("nouveau</span>") == 2
    assert page.index("Dernière") < page.index("Première")
    assert f'action="{reverse("notification_lire", args=[derniere.pk])}"' in page
    assert 'href="/inscriptions/7/"' in page
    apres = ecrire(membre_of, instant, objet="Arrivée pendant la lecture")
    assert client.post(reverse("notification_lire", args=[derniere.pk])).url == LISTE
    assert list(nouvelles_de(membre_of, jour)) == [apres]
    assert 'Notifications<span class="n">1</span>' in lu(client.get(LISTE))
    assert client.post(reverse("notification_lire", args=[premiere.pk])).url == LISTE
    assert list(nouvelles_de(membre_of, jour)) == [apres]


def test_le_compte_ne_coute_aucune_requete_au_cadre(connecte, membre_of, instant, django_assert_num_queries):
    """Session, person, roles, the frame: as before."""
    client = connecte(membre_of)
    client.get(reverse("regle_liste"))
    with django_assert_num_queries(4):
        assert 'Notifications<span class="n">' not in lu(client.get(reverse("regle_liste")))
    ecrire(membre_of, instant)
    with django_assert_num_queries(4):
        client.get(reverse("regle_liste"))


def test_on_ne_lit_pas_pour_un_autre(connecte, membre_of, membre_autre_of, instant):
    courriel = ecrire(membre_autre_of, instant)
    assert connecte(membre_of).post(reverse("notification_lire", args=[courriel.pk])).status_code == 404


def test_un_lien_personnel_ne_se_montre_pas(connecte, membre_of, instant):
    ecrire(membre_of, instant, confidentiel=True, texte="http://127.0.0.1:8000/avis/secret/")
    page = lu(connecte(membre_of).get(LISTE))
    assert "secret" not in page
    assert "lisez le courriel" in page


def test_qui_siege_ne_lit_aucun_nom_avant_la_cloture(connecte, instant):
    jure = creer_personne(Role.JURE)
    membre = MembreJuryFactory(jury=JuryFactory(), utilisateur=jure)
    ecrire(jure, instant, texte="Zoé O’Brien")
    page = lu(connecte(jure).get(LISTE))
    assert "Zoé" not in page
    assert "quand le jury où vous siégez sera clos" in page
    membre.delete()
    assert "Zoé" in lu(connecte(jure).get(LISTE))


def test_une_liste_vide_dit_ce_qui_s_y_lira(connecte, membre_of):
    assert "Rien de récent" in lu(connecte(membre_of).get(LISTE))


def test_choisir_et_ce_qui_ne_se_choisit_pas(connecte, membre_of):
    client, adresse = connecte(membre_of), reverse("preferences_modifier")
    page = lu(client.get(adresse))
    assert OBLIGATOIRES[NatureCourriel.RESULTAT] in page
    choix = {"acceptation": "quotidien", "renvoi": "au_fil", "reponse": "portail", "seance": "au_fil"}
    reponse = client.post(adresse, choix | {"resultat": "portail"})
    assert reponse.url == reverse("mon_compte")
    assert cadences_de(membre_of) == {"acceptation": "quotidien", "reponse": "portail"}
    assert '<option value="quotidien" selected>' in lu(client.get(adresse))


def test_une_cadence_inconnue_est_refusee(connecte, membre_of):
    reponse = connecte(membre_of).post(reverse("preferences_modifier"), {"acceptation": "jamais"})
    assert reponse.status_code == 200
    assert cadences_de(membre_of) == {}
    assert mail.outbox == []
