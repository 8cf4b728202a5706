"""Going from one candidate to the next, alone on the wall or in the room; everybody else in one act."""

import re

import pytest
from django.urls import reverse

from certif_portal.centre.models import parametres
from jurys.services.deliberation import decider
from tests.jurys.factories import CE_JOUR
from tests.jurys.views.lecture import AUTRES, MARQUEURS, PAGE, jure_de, messages_de, president_de, texte

pytestmark = pytest.mark.django_db
EN_COMMUN = ("deliberation",)


def page(client, nom, jury, **adresse):
    return texte(client.get(reverse(nom, args=[jury.pk]), adresse))


def montre(contenu: str) -> str:
    """Whose heading has the focus."""
    return re.search(r'<h2 tabindex="-1" autofocus>([^<]+)</h2>', contenu).group(1)


def test_une_decision_est_annoncee_et_le_suivant_a_examiner_recoit_le_foyer(deliberation, agent, connecte):
    jury, (complet, partiel, reserve) = deliberation
    client = connecte(agent)
    for vue in ("jury_deliberation", "jury_projection"):
        envoi = {"decision": "NA"} | ({"vue": "projection"} if vue == "jury_projection" else {})
        reponse = client.post(reverse("presentation_decider", args=[partiel.pk]), envoi, follow=True)
        assert reponse.redirect_chain[0][0] == f"{reverse(vue, args=[jury.pk])}?apres={partiel.code}"
        assert messages_de(reponse) == [f"{partiel.code} : NA."]
        assert 'role="status"' in texte(reponse)
        assert montre(texte(reponse)) == reserve.code
    decider(presentation=reserve, decision="A", par=agent, a=CE_JOUR)
    assert montre(page(client, "jury_deliberation", jury, apres=reserve.code)) == complet.code


def test_un_na_refuse_sur_le_mur_y_revient_avec_son_motif_et_le_foyer_dessus(deliberation, agent, connecte):
    jury, (complet, *_) = deliberation
    envoi = {"decision": "NA", "motif": "Pas prouvé.", "vue": "projection", "competences": "1"}
    complet.refresh_from_db()
    envoi["acquises"] = [c["id"] for bloc in complet.synthese["blocs"] for c in bloc["competences"]]
    reponse = connecte(agent).post(reverse("presentation_decider", args=[complet.pk]), envoi, follow=True)
    assert reponse.redirect_chain[0][0] == f"{reverse('jury_projection', args=[jury.pk])}?code={complet.code}"
    contenu = texte(reponse)
    assert "ADMISSION-TOUTES-COMPETENCES" in messages_de(reponse)[-1]
    assert 'role="alert"' in contenu
    assert 'rows="2" autofocus>Pas prouvé.</textarea>' in contenu
    assert 'tabindex="-1" autofocus' not in contenu


def test_chaque_bouton_d_une_ligne_et_du_panneau_nomme_son_candidat(deliberation, agent, connecte):
    jury, presentations = deliberation
    for vue in ("jury_deliberation", "jury_projection"):
        contenu = page(connecte(agent), vue, jury)
        boutons = re.findall(r'<button[^>]*name="decision"[^>]*>', contenu)
        assert boutons
        codes = [re.search(r'aria-label="[^"]*(J4-\d\d)', bouton) for bouton in boutons]
        assert None not in codes
    for presentation in presentations:
        assert f'aria-label="Voir {presentation.code}"' in page(connecte(agent), "jury_deliberation", jury)


def test_la_projection_montre_un_candidat_puis_tous(deliberation, agent, connecte):
    jury, (complet, partiel, reserve) = deliberation
    client = connecte(agent)
    seul = page(client, "jury_projection", jury, code=partiel.code)
    assert montre(seul) == partiel.code
    assert ('class="rail"' in seul, reserve.code in seul, 'data-touche="a"' in seul) == (False, True, True)
    tous = page(client, "jury_projection", jury, ensemble="1")
    assert re.findall(r'<a href="\?code=(J4-\d\d)"(?! rel| data)', tous)[-3:][-1] == complet.code
    assert f"{reverse('jury_confirmer', args=[jury.pk])}?next=" in tous


def test_la_projection_suit_les_voisins_et_dit_les_touches(deliberation, connecte):
    """The president drives it; another member reads, and is not told of keys that do nothing."""
    jury, _ = deliberation
    contenu = page(connecte(president_de(jury)), "jury_projection", jury)
    assert ('rel="next"' in contenu, "Alt + A admis" in contenu) == (True, True)
    lu = page(connecte(jure_de(jury)), "jury_projection", jury)
    assert ('rel="next"' in lu, "Alt + A admis" in lu, 'name="decision"' in lu) == (True, False, False)


def test_rien_de_nominatif_n_est_projete(deliberation, connecte, django_assert_max_num_queries):
    """JURY-ANONYMAT"""
    jury, presentations = deliberation
    parametres()
    client = connecte(president_de(jury))
    pages = [reverse("jury_projection", args=[jury.pk]), reverse("jury_confirmer", args=[jury.pk])]
    pages += [f"{pages[0]}?ensemble=1", *(f"{pages[0]}?code={presentation.code}" for presentation in presentations)]
    tables = ("candidats_", "habilitations_", "evaluations_")
    for adresse in pages:
        with django_assert_max_num_queries(PAGE + 7) as requetes:
            reponse = client.get(adresse)
        recu = f"{reponse.headers} {reponse.content.decode()}".casefold()
        assert [m for m in (*MARQUEURS.values(), *AUTRES) if m.casefold() in recu] == []
        assert [r["sql"] for r in requetes.captured_queries if any(table in r["sql"] for table in tables)] == []


def test_confirmer_revient_au_mur_et_une_liste_perimee_est_remontree(deliberation, agent, connecte):
    jury, (complet, partiel, _) = deliberation
    client, adresse = connecte(agent), reverse("jury_confirmer", args=[jury.pk])
    reponse = client.post(adresse, {"cles": f"{complet.code} {partiel.code}"}, follow=True)
    assert reponse.redirect_chain[0][0] == adresse
    assert f"{partiel.code} se discute" in messages_de(reponse)[-1]
    mur = reverse("jury_projection", args=[jury.pk])
    reponse = client.post(adresse, {"cles": complet.code, "next": mur}, follow=True)
    assert reponse.redirect_chain[0][0] == mur
    reponse = client.post(adresse, {"cles": complet.code}, follow=True)
    assert messages_de(reponse) == ["Ces candidats étaient déjà déclarés admis : rien n’a changé."]
    assert "Aucun candidat à confirmer" in texte(client.get(adresse))
