"""The deliberation on screen: who reads, who decides, and what never appears."""

import pytest
from django.urls import reverse

from certif_portal.centre.models import parametres
from certif_portal.comptes.choix import Role
from evaluations.models import AvisEntreprise
from jurys.choix import EtatJury
from jurys.models import Certificat, Presentation
from jurys.services.cloture import clore_jury
from jurys.services.deliberation import decider
from tests.comptes.factories import creer_personne
from tests.jurys.factories import (
    AVANT,
    CE_JOUR,
    MembreJuryFactory,
    creer_jury_compose,
    dossier_pret,
    ouvrir,
    presenter,
)
from tests.jurys.views.lecture import AUTRES, MARQUEURS, PAGE, jure_de, messages_de, president_de, texte

pytestmark = pytest.mark.django_db
EN_COMMUN = ("deliberation",)
FERMEES = (
    *("jury_modifier", "jury_annuler", "jury_membre_ajouter", "jury_composer", "jury_designations"),
    "jury_convoquer",
)


def test_rien_de_nominatif_n_arrive_a_un_jure(deliberation, connecte, django_assert_max_num_queries):
    """JURY-ANONYMAT: pages, headers and SQL, before the closing."""
    jury, presentations = deliberation
    parametres()
    pages = [reverse("jury_liste"), jury.get_absolute_url(), reverse("jury_deliberation", args=[jury.pk])]
    pages += [f"{pages[2]}?code={presentation.code}" for presentation in presentations]
    for personne in (jure_de(jury), president_de(jury)):
        client = connecte(personne)
        for page in pages:
            with django_assert_max_num_queries(PAGE + 8) as requetes:
                reponse = client.get(page)
            assert reponse.status_code == 200
            recu = f"{reponse.headers} {reponse.content.decode()}".casefold()
            assert [m for m in (*MARQUEURS.values(), *AUTRES) if m.casefold() in recu] == []
            tables = ("candidats_candidat", "candidats_historicalcandidat", "candidats_entreprise", "habilitations_")
            assert [r["sql"] for r in requetes.captured_queries if any(table in r["sql"] for table in tables)] == []
    assert "[…], de […], hésite." in texte(client.get(f"{pages[2]}?code={presentations[1].code}"))


def test_la_page_de_deliberation_dit_ce_qui_decide(deliberation, agent, connecte):
    jury, (complet, partiel, reserve) = deliberation
    page = texte(connecte(agent).get(reverse("jury_deliberation", args=[jury.pk]), {"code": partiel.code}))
    for attendu in (
        f'aria-label="Voir {complet.code}"><b class="insecable">{complet.code}</b>',
        "tout maîtrisé",
        "À examiner",
        "2 décisions à prendre",
        "Sans observation",
        "1 pas en autonomie",
        "2 / 2",
        "1 / 2",
        "réservé",
        "confirmer le seul sans observation",
        "3 candidats sans décision",
        "CLOTURE-COMPLETE",
        "présidé par Nolwenn Tanguy",
        "2 voix patronales, 2 syndicales",
        "Organisation conforme : <span>inscription acceptée dans les délais ✓</span>",
        "code propre à ce jury, ordre tiré au sort",
        "celle du président est prépondérante",
    ):
        assert attendu in page
    assert reserve.code in page


def test_le_president_decide_un_jure_lit(deliberation, connecte):
    jury, (complet, partiel, _) = deliberation
    adresse = reverse("presentation_decider", args=[complet.pk])
    assert connecte(jure_de(jury)).post(adresse, {"decision": "A"}).status_code == 403
    client = connecte(president_de(jury))
    reponse = client.post(adresse, {"decision": "A"})
    assert reponse.url == f"{reverse('jury_deliberation', args=[jury.pk])}?apres={complet.code}"
    complet.refresh_from_db()
    assert (complet.decision, complet.decidee_par) == ("A", president_de(jury))
    reponse = client.post(reverse("presentation_decider", args=[partiel.pk]), {"decision": "A"}, follow=True)
    assert "un motif est attendu" in messages_de(reponse)[-1]
    assert reponse.redirect_chain[0][0].endswith(f"?code={partiel.code}")
    partiel.refresh_from_db()
    assert partiel.decision == ""


@pytest.mark.parametrize(
    ("envoi", "dit"),
    [
        ({"decision": "AJ"}, "DECISION-A-NA"),
        ({}, "obligatoire"),
        ({"decision": "A", "voix_pour": "2"}, "voix pour et les voix contre"),
        ({"decision": "A", "voix_pour": "x", "voix_contre": "1"}, "nombre entier"),
        ({"decision": "A", "voix_pour": "0", "voix_contre": "4"}, "PARTAGE-VOIX"),
        ({"decision": "NA", "competences": "1", "acquises": ["999999"]}, "999999"),
    ],
)
def test_une_saisie_fausse_est_dite_et_rien_n_est_ecrit(deliberation, agent, connecte, envoi, dit):
    _, (complet, *_) = deliberation
    reponse = connecte(agent).post(reverse("presentation_decider", args=[complet.pk]), envoi, follow=True)
    assert any(dit in message for message in messages_de(reponse))
    complet.refresh_from_db()
    assert complet.decision == ""


def test_le_panneau_dit_ce_que_le_jury_valide(deliberation, agent, connecte):
    _, (complet, *_) = deliberation
    complet.refresh_from_db()
    visees = [c["id"] for bloc in complet.synthese["blocs"] for c in bloc["competences"]]
    envoi = {"decision": "NA", "motif": "La dernière n’est pas prouvée.", "competences": "1", "acquises": visees[:3]}
    connecte(agent).post(reverse("presentation_decider", args=[complet.pk]), envoi)
    assert list(complet.validations.order_by("pk").values_list("acquise", flat=True)) == [True, True, True, False]


def test_une_decision_changee_dans_un_autre_onglet_ne_se_scelle_pas_sans_etre_vue(deliberation, agent, connecte):
    """The page said two admitted; meanwhile the president refused one of them. Read again, it is closed."""
    jury, (complet, partiel, reserve) = deliberation
    client, adresse = connecte(agent), reverse("jury_clore", args=[jury.pk])
    for presentation, decision in ((complet, "A"), (partiel, "NA"), (reserve, "A")):
        decider(presentation=presentation, decision=decision, par=agent, a=CE_JOUR)
    page = client.get(adresse)
    assert "2 admis, 1 non admis" in texte(page)
    montre = page.context["formulaire"].initial
    decider(presentation=complet, decision="NA", acquises=[], motif="Vu en séance.", par=agent, a=CE_JOUR)
    refus = client.post(adresse, montre)
    jury.refresh_from_db()
    assert (jury.etat, Certificat.objects.count()) == (EtatJury.DELIBERATION, 0)
    assert "Une décision a changé" in texte(refus)
    assert "1 admis, 2 non admis" in texte(refus)
    envoye = refus.context["formulaire"]
    client.post(adresse, {champ.name: champ.value() for champ in envoye})
    jury.refresh_from_db()
    assert (jury.etat, Certificat.objects.count()) == (EtatJury.CLOS, 1)


def test_confirmer_puis_clore_depuis_les_ecrans(deliberation, agent, connecte, referentiel):
    jury, (complet, partiel, reserve) = deliberation
    client = connecte(agent)
    adresse = reverse("jury_confirmer", args=[jury.pk])
    liste = texte(client.get(adresse))
    assert (f"<li>{complet.code}</li>" in liste, partiel.code in liste, "Déclarer admis : 1 décision" in liste) == (
        True,
        False,
        True,
    )
    reponse = client.post(adresse, {"cles": complet.code}, follow=True)
    assert messages_de(reponse) == ["Candidats sans observation déclarés admis : 1 décision."]
    complet.refresh_from_db()
    assert complet.decision == "A"
    reponse = client.post(reverse("jury_clore", args=[jury.pk]), follow=True)
    assert "2 candidats sans décision" in texte(reponse)
    client.post(reverse("presentation_decider", args=[partiel.pk]), {"decision": "NA"})
    client.post(reverse("presentation_decider", args=[reserve.pk]), {"decision": "A"})
    assert "2 admis, 1 non admis" in texte(client.get(reverse("jury_clore", args=[jury.pk])))
    reponse = client.post(reverse("jury_clore", args=[jury.pk]), follow=True)
    jury.refresh_from_db()
    assert (jury.etat, Certificat.objects.count()) == (EtatJury.CLOS, 2)
    page = texte(reponse)
    for attendu in (
        "à faire signer",
        "Lettres aux candidats et aux entreprises",
        "au plus tard le 8 février 2027",
        "MARQUEURUSAGE",
    ):
        assert attendu in page


def test_apres_la_cloture_un_jure_relit_sans_nom(deliberation, agent, connecte):
    jury, presentations = deliberation
    for presentation in presentations:
        decider(presentation=presentation, decision="A", motif="Oui.", par=agent, a=CE_JOUR)
    clore_jury(jury=jury, par=agent, a=CE_JOUR)
    client = connecte(jure_de(jury))
    for page in (jury.get_absolute_url(), reverse("jury_deliberation", args=[jury.pk])):
        recu = client.get(page).content.decode().casefold()
        assert [m for m in (*MARQUEURS.values(), *AUTRES) if m.casefold() in recu] == []


def test_un_invite_et_un_jure_d_ailleurs_ne_lisent_pas(deliberation, connecte):
    jury, _ = deliberation
    invite = creer_personne(Role.JURE)
    MembreJuryFactory(jury=jury, invite=True, utilisateur=invite)
    adresse = reverse("jury_deliberation", args=[jury.pk])
    assert connecte(invite).get(adresse).status_code == 403
    assert connecte(creer_personne(Role.JURE)).get(adresse).status_code == 404


def test_avant_l_ouverture_il_n_y_a_rien_a_lire(connecte, referentiel, agent):
    jury = creer_jury_compose()
    presenter(jury, dossier_pret(referentiel=referentiel), par=agent)
    page = texte(connecte(jure_de(jury)).get(reverse("jury_deliberation", args=[jury.pk])))
    assert "La délibération n’est pas ouverte" in page


def test_l_auditeur_lit_et_n_agit_pas(deliberation, auditeur, connecte):
    jury, (complet, *_) = deliberation
    client = connecte(auditeur)
    page = texte(client.get(jury.get_absolute_url()))
    assert "MARQUEURUSAGE" in page
    assert "Détacher" not in page
    assert client.post(reverse("presentation_decider", args=[complet.pk]), {"decision": "A"}).status_code == 403
    assert client.post(reverse("jury_clore", args=[jury.pk])).status_code == 403


def test_detacher_depuis_la_deliberation(deliberation, agent, connecte):
    jury, (complet, *_) = deliberation
    reponse = connecte(agent).post(reverse("jury_detacher", args=[complet.pk]), {"motif": "Non examiné."})
    assert reponse.url == reverse("jury_deliberation", args=[jury.pk])
    assert not Presentation.objects.filter(pk=complet.pk).exists()


def test_ouvrir_avec_les_presents(agent, connecte, referentiel, le_jour_du_jury):
    jury, client = creer_jury_compose(), connecte(agent)
    presenter(jury, dossier_pret(referentiel=referentiel), par=agent)
    president = jury.membres.get(preside=True)
    adresse = reverse("jury_ouvrir", args=[jury.pk])
    assert "Le président est absent" in texte(client.post(adresse, {"presents": []}))
    client.post(adresse, {"presents": [president.pk]})
    jury.refresh_from_db()
    assert (jury.etat, jury.membres.filter(present=True).count()) == (EtatJury.DELIBERATION, 1)


def test_un_na_refuse_garde_son_motif_ses_voix_et_ses_coches(deliberation, agent, connecte):
    jury, (complet, *_) = deliberation
    client = connecte(agent)
    complet.refresh_from_db()
    [premiere, *_] = [c["id"] for bloc in complet.synthese["blocs"] for c in bloc["competences"]]
    envoi = {"decision": "NA", "motif": "Pas prouvé.", "voix_pour": "3", "voix_contre": "1", "competences": "1"}
    envoi["acquises"] = [premiere]
    reponse = client.post(reverse("presentation_decider", args=[complet.pk]), envoi, follow=True)
    page = texte(reponse)
    assert "le vote dit A" in messages_de(reponse)[-1]
    assert "Pas prouvé.</textarea>" in page
    assert page.count("checked") == 1
    assert tuple(v for v in ('value="3"', 'value="1"') if v in page) == ('value="3"', 'value="1"')
    assert "Pas prouvé." not in texte(client.get(reverse("jury_deliberation", args=[jury.pk]), {"code": complet.code}))


def test_un_demandeur_d_emploi_sans_entreprise_reste_dans_la_confirmation_groupee(agent, connecte, referentiel):
    jury = creer_jury_compose()
    inscription = dossier_pret(referentiel=referentiel, demandeur_emploi=True, entreprise=None)
    AvisEntreprise.objects.update(
        etat="absent",
        absence_motif="Pas d’entreprise.",
        absence_par=agent,
        absence_le=AVANT,
        valeur=None,
        rendu_le=None,
    )
    presenter(jury, inscription, par=agent)
    ouvrir(jury, par=agent)
    page = texte(connecte(agent).get(reverse("jury_deliberation", args=[jury.pk])))
    assert "sans objet, pas d’entreprise" in page
    assert "confirmer le seul sans observation" in page


def test_un_jury_ouvert_ferme_les_formulaires_qui_le_preparent(deliberation, agent, connecte):
    jury, _ = deliberation
    client, membre = connecte(agent), jury.membres.first()
    pages = [reverse(nom, args=[jury.pk]) for nom in FERMEES] + [reverse("jury_membre_retirer", args=[membre.pk])]
    for page in pages:
        assert "Le jury est « En délibération » : cela ne change plus." in texte(client.get(page)), page
