"""The pages of the unions: asked, answered on one page, their letters printed, their list."""

import pytest
from django.urls import reverse

from certif_portal.commun.choix import EtatCourriel
from certif_portal.commun.models import Courriel
from jurys.models import OrganisationSyndicale
from tests.jurys.factories import JuryFactory, OrganisationSyndicaleFactory, creer_jury_compose
from tests.jurys.views.lecture import messages_de, texte

pytestmark = pytest.mark.django_db


def test_solliciter_repondre_et_imprimer(agent, connecte, en_novembre):
    jury, client = JuryFactory(), connecte(agent)
    OrganisationSyndicaleFactory(sigle="CFDT", courriel="cfdt@exemple.fr")
    muette = OrganisationSyndicaleFactory(sigle="FO", nom="Union FO")
    adresse = reverse("jury_designations", args=[jury.pk])
    page = texte(client.get(adresse))
    assert "<b>CFDT</b>, par courriel à cfdt@exemple.fr" in page
    assert "<b>FO</b>, par lettre à imprimer" in page
    assert "Toutes les réponses" not in texte(client.get(reverse("jury_reponses", args=[jury.pk])))
    reponse = client.post(adresse, {"canal": "portail", "le": "2026-11-10"}, follow=True)
    assert messages_de(reponse) == ["Organisations sollicitées : 2."]
    assert "Demander les désignations" not in texte(reponse)
    assert Courriel.objects.get(acte="jury_designation").etat == EtatCourriel.A_ENVOYER
    lettres = client.get(reverse("designation_lettres", args=[jury.pk]))
    assert (lettres.content[:5], "demandes-de-designation" in lettres["Content-Disposition"]) == (b"%PDF-", True)
    un, deux = jury.demandes.order_by("organisation__sigle")
    repondre = reverse("jury_reponses", args=[jury.pk])
    faux = {f"issue_{un.pk}": "designe", f"le_{un.pk}": "2026-11-09", f"issue_{deux.pk}": "sans_reponse"}
    assert "La réponse ne peut pas précéder la demande" in texte(client.post(repondre, faux))
    reponse = client.post(repondre, faux | {f"le_{un.pk}": "2026-11-10"}, follow=True)
    assert messages_de(reponse) == ["Réponses enregistrées : 2."]
    assert "n’a pas répondu" in texte(reponse)
    assert muette.demandes.get().issue == "sans_reponse"


def test_sans_lettre_rien_a_imprimer(agent, connecte):
    jury = creer_jury_compose(etat="preparation")
    assert connecte(agent).get(reverse("designation_lettres", args=[jury.pk])).status_code == 404


def test_retirer_une_demande(agent, connecte):
    jury = creer_jury_compose(etat="preparation")
    demande = jury.demandes.first()
    adresse = reverse("designation_retirer", args=[demande.pk])
    reponse = connecte(agent).post(adresse, {"motif": "Doublon"}, follow=True)
    assert messages_de(reponse) == [f"La demande à {demande.organisation} est retirée."]
    assert jury.demandes.count() == 1


def test_la_liste_datee_des_organisations(agent, auditeur, connecte, en_novembre):
    client = connecte(agent)
    liste = reverse("organisation_liste")
    assert "Aucune organisation" in texte(client.get(liste))
    donnees = {"sigle": "CFDT", "nom": "Métallurgie", "debut": "2021-01-01", "fin": "2026-11-09"}
    client.post(reverse("organisation_creer"), donnees)
    assert "non représentative" in texte(client.get(liste))
    cfdt = OrganisationSyndicale.objects.get()
    client.post(reverse("organisation_modifier", args=[cfdt.pk]), donnees | {"fin": "2026-11-10"})
    page = texte(connecte(auditeur).get(liste))
    assert ("non représentative" in page, "du 1er janvier 2021 au 10 novembre 2026" in page) == (False, True)
    assert "Ajouter une organisation" not in page
