"""The checklist on screen: one click when all is conform; no name in it."""

import pytest
from django.urls import reverse

from jurys.choix import EtatJury
from jurys.models import ConstatConformite, Jury
from jurys.services.deliberation import decider
from tests.jurys.factories import CE_JOUR, dossier_pret, jury_clos
from tests.jurys.views.lecture import AUTRES, MARQUEURS, jure_de, messages_de, president_de, texte
from tests.scelles import desceller

pytestmark = pytest.mark.django_db


def test_le_president_constate_d_un_geste_et_la_deliberation_le_dit(deliberation, connecte):
    jury, (complet, *_) = deliberation
    client, adresse = connecte(president_de(jury)), reverse("jury_conformite", args=[jury.pk])
    assert "à constater" in texte(client.get(reverse("jury_deliberation", args=[jury.pk])))
    reponse = client.post(adresse, {"constate_par": jury.membres.get(preside=True).pk}, follow=True)
    assert messages_de(reponse) == ["Le constat de conformité est enregistré."]
    assert "Organisation constatée conforme par Nolwenn Tanguy, sans réserve" in texte(reponse)
    constat = ConstatConformite.objects.get()
    assert (constat.enregistre_par, constat.reserves) == (president_de(jury), {})
    propre = reverse("presentation_conformite", args=[complet.pk])
    envoi = {"constate_par": constat.constate_par_id, "reserve_criteres": "Grille refaite."}
    page = texte(client.post(propre, envoi, follow=True))
    assert "sans réserve, 1 candidat à part" in page
    assert "réserve : Grille refaite." in page
    assert 'value="Grille refaite."' in texte(client.get(propre))


def test_un_membre_lit_et_ne_constate_pas_rien_de_nominatif(deliberation, connecte):
    jury, (complet, *_) = deliberation
    pages = [reverse("jury_conformite", args=[jury.pk]), reverse("presentation_conformite", args=[complet.pk])]
    for page in pages:
        assert connecte(jure_de(jury)).get(page).status_code == 403
        recu = connecte(president_de(jury)).get(page).content.decode().casefold()
        assert [m for m in (*MARQUEURS.values(), *AUTRES) if m.casefold() in recu] == []


def test_la_cloture_avertit_de_ce_qui_n_est_pas_constate(deliberation, agent, connecte):
    jury, _ = deliberation
    client, adresse = connecte(agent), reverse("jury_clore", args=[jury.pk])
    page = texte(client.get(adresse))
    assert ("n’a pas constaté la conformité" in page, "(JURY-CONFORMITE)" in page) == (True, False)
    assert f"{reverse('regle_liste')}#JURY-CONFORMITE" in client.get(adresse).content.decode()
    assert "lettre au GTP s’éditent" not in page  # it is asked for with the file of the GTP
    envoi = {"constate_par": jury.membres.get(preside=True).pk}
    client.post(reverse("jury_conformite", args=[jury.pk]), envoi)
    assert "constatée par Nolwenn Tanguy" in texte(client.get(adresse))


def test_clore_avec_des_reserves_les_nomme_et_les_fait_confirmer(deliberation, agent, connecte):
    """Named one by one, a candidate by the code alone; the badge is not that of what is conform."""
    jury, (complet, *_) = deliberation
    client, adresse = connecte(agent), reverse("jury_clore", args=[jury.pk])
    for presentation in jury.presentations.defer(None):
        decider(presentation=presentation, decision="NA", acquises=[], motif="Non.", par=agent, a=CE_JOUR)
    qui = {"constate_par": jury.membres.get(preside=True).pk}
    client.post(reverse("jury_conformite", args=[jury.pk]), qui | {"reserve_inscription": "Deux tardives."})
    client.post(reverse("presentation_conformite", args=[complet.pk]), qui | {"reserve_criteres": "Refaite."})
    tableau = texte(client.get(reverse("jury_deliberation", args=[jury.pk])))
    assert ("avec réserves" in tableau, "Organisation constatée par Nolwenn Tanguy" in tableau) == (True, True)
    lue = client.get(adresse)
    page, de_la_page = texte(lue), lue.context["page"]
    assert (len(de_la_page.reserves), any("réserve :" in dite for dite in de_la_page.consequences)) == (2, False)
    assert "<b>2&nbsp;réserves</b>" in lue.content.decode()
    for dit in ("réserve : Deux tardives.", f"{complet.code} : Chaque compétence", "réserve : Refaite."):
        assert dit in page
    assert "Ce champ est obligatoire" in texte(client.post(adresse, {"reserves": "2"}))
    jury.refresh_from_db()
    assert jury.etat == EtatJury.DELIBERATION
    client.post(adresse, {"reserves": "2", "confirmees": "on"})
    jury.refresh_from_db()
    assert jury.etat == EtatJury.CLOS


def test_close_sans_constat_la_page_ne_l_attend_plus(agent, connecte, referentiel):
    jury = jury_clos(dossier_pret(referentiel=referentiel), par=agent)
    page = texte(connecte(agent).get(reverse("jury_deliberation", args=[jury.pk])))
    assert ("non constatée" in page, "à constater" in page) == (True, False)
    with desceller():
        Jury.objects.update(cpref_informee_le=None)
    assert "non informée" in texte(connecte(agent).get(reverse("jury_detail", args=[jury.pk])))
