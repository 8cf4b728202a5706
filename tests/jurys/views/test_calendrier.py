"""The pages of a year: dates proposed and kept, a jury moved with before and after, the CPREFP told."""

import io
from datetime import date

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from jurys.models import InformationCPREFP, Jury
from jurys.services.composition import retirer_membre_jury
from jurys.services.cprefp import envoyer_information, preparer_information
from tests.jurys.composition import A
from tests.jurys.factories import PDF_MINIMAL, JuryFactory, creer_jury_compose
from tests.jurys.views.lecture import PAGE, messages_de, texte

pytestmark = pytest.mark.django_db
RECU = ("recu.pdf", PDF_MINIMAL, "application/pdf")


def test_proposer_changer_et_creer(agent, connecte, en_novembre):
    JuryFactory(numero="2026-1", date=date(2026, 3, 10), lieu="Nantes")
    client, adresse = connecte(agent), reverse("calendrier_arreter", args=[2027])
    page = client.get(adresse)
    proposees = [ligne.initial["date_jury"] for ligne in page.context["lignes"]]
    assert proposees == [date(2027, 3, 9), date(2027, 6, 8), date(2027, 9, 14), date(2027, 12, 14)]
    envoi = {"form-TOTAL_FORMS": 4, "form-INITIAL_FORMS": 4}
    for rang, jour in enumerate(proposees):
        envoi |= {f"form-{rang}-date_jury": jour.isoformat(), f"form-{rang}-lieu": "Nantes"}
    faux = envoi | {"form-0-retenue": "on", "form-0-date_jury": "2028-03-14"}
    refusee = texte(client.post(adresse, faux))
    assert "Une date de 2027 est attendue." in refusee
    assert refusee.count("Date, ligne 1") == 2  # in the summary as on the field
    assert "Retenez au moins une date." in texte(client.post(adresse, envoi))
    envoi |= {"form-0-retenue": "on", "form-3-retenue": "on", "form-3-date_jury": "2027-12-07"}
    reponse = client.post(adresse, envoi, follow=True)
    assert messages_de(reponse) == ["Jurys créés : 2."]
    crees = Jury.objects.filter(date__year=2027).order_by("date").values_list("numero", "date")
    assert list(crees) == [("2027-1", date(2027, 3, 9)), ("2027-2", date(2027, 12, 7))]


@pytest.mark.parametrize("nombre", [0, 1, 3])
def test_la_page_d_une_annee_prend_autant_de_requetes(agent, connecte, en_novembre, nombre, django_assert_num_queries):
    for rang in range(nombre):
        JuryFactory(numero=f"2026-{rang + 1}", date=date(2026, 12, rang + 1))
    client = connecte(agent)
    client.get(reverse("calendrier_detail", args=[2026]))  # the first page of a process learns of its database
    with django_assert_num_queries(PAGE + (5 if not nombre else 7)):
        page = texte(client.get(reverse("calendrier_detail", args=[2026])))
    assert ("Aucun jury cette année-là" in page) is (nombre == 0)
    assert ("Préparer la lettre" in page) is (nombre > 0)
    assert client.get(reverse("calendrier")).url == reverse("calendrier_detail", args=[2026])
    assert client.get(reverse("calendrier_detail", args=[1789])).status_code == 404


def test_informer_la_cprefp_depuis_le_calendrier(agent, auditeur, connecte, en_novembre):
    jury, client = creer_jury_compose(etat="preparation"), connecte(agent)
    client.post(reverse("cprefp_preparer"))
    information = InformationCPREFP.objects.get()
    adresse = reverse("cprefp_modifier", args=[information.pk])
    page = client.get(adresse)
    envoi = page.context["formulaire"].initial | {"courriel": "cprefp@exemple.fr"}
    assert client.post(adresse, envoi).url == reverse("cprefp_envoyer", args=[information.pk])
    envoyer = reverse("cprefp_envoyer", args=[information.pk])
    assert "part aujourd’hui à : cprefp@exemple.fr" in texte(client.get(envoyer))
    client.post(envoyer, {"canal": "portail", "le": "2026-11-10"})
    page = texte(connecte(auditeur).get(reverse("calendrier_detail", args=[2026])))
    assert "courriel du portail à cprefp@exemple.fr" in page
    assert "La CPREFP connaît la date et les membres de chaque jury à venir." in page
    assert client.get(reverse("cprefp_lettre", args=[information.pk])).content.startswith(b"%PDF")
    assert client.get(reverse("cprefp_lettre", args=[information.pk]) + "?preuve=1").status_code == 404
    reponse = client.post(reverse("cprefp_preparer"), follow=True)
    assert "La CPREFP connaît déjà" in messages_de(reponse)[0]
    jury.refresh_from_db()
    assert jury.cpref_informee_le == date(2026, 11, 10)


def test_ecarter_la_lettre(agent, connecte, en_novembre):
    JuryFactory()
    client = connecte(agent)
    client.post(reverse("cprefp_preparer"))
    information = InformationCPREFP.objects.get()
    reponse = client.post(reverse("cprefp_ecarter", args=[information.pk]), follow=True)
    assert messages_de(reponse)[-1] == "La lettre est écartée."


def test_deplacer_un_jury_dit_avant_apres_et_qui_est_prevenu(agent, connecte, en_novembre):
    jury, client = creer_jury_compose(etat="preparation"), connecte(agent)
    Jury.objects.filter(pk=jury.pk).update(cpref_informee_le=date(2026, 11, 2))
    adresse = reverse("jury_modifier", args=[jury.pk])
    envoi = {"date_jury": "2026-12-15", "heure": "", "lieu": "Saint-Nazaire"}
    vue = client.post(adresse, envoi | {"apercu": "1"})  # seen first, at the first click, and not confirmed by it
    assert (
        vue.context["formulaire"].errors,
        "Jury à convoquer" in {d.quoi for d in vue.context["apercu"].deplacements},
    ) == (
        {},
        True,
    )
    assert 'value="on"' not in texte(vue)
    reponse = client.post(adresse, envoi)
    page, formulaire = texte(reponse), reponse.context["formulaire"]
    assert {nom: formulaire[nom].value() for nom in (*envoi, "confirme")} == envoi | {"confirme": "on"}
    assert 'name="confirme" value="on"' in page
    assert "Avant : 8 décembre 2026, Saint-Nazaire. Après : 15 décembre 2026, Saint-Nazaire." in page
    assert "Prévenus par courriel : Nolwenn Tanguy" in page
    assert "La CPREFP est à informer du changement" in page
    jury.refresh_from_db()
    assert jury.date == date(2026, 12, 8)
    client.post(adresse, envoi | {"confirme": "on"})
    jury.refresh_from_db()
    assert (jury.date, jury.cpref_informee_le) == (date(2026, 12, 15), None)


@pytest.mark.parametrize("connu", [False, True])
def test_annuler_un_jury_dit_si_la_cprefp_en_savait_quelque_chose(agent, connecte, en_novembre, connu):
    """CPREFP-INFORMATION: told of another composition, it is to be told of the end."""
    jury = creer_jury_compose(etat="preparation")
    Jury.objects.filter(pk=jury.pk).update(cpref_informee_le=None)
    if connu:
        information = preparer_information(par=agent, a=A)
        envoyer_information(
            information=information, le=date(2026, 10, 30), canal="courriel", preuve=RECU, par=agent, a=A
        )
        retirer_membre_jury(membre=jury.membres.filter(preside=False).first(), par=agent, a=A)
        assert Jury.objects.get(pk=jury.pk).cpref_informee_le is None
    page = texte(connecte(agent).get(reverse("jury_annuler", args=[jury.pk])))
    assert ("La CPREFP est à informer du changement" in page) is connu


@pytest.mark.parametrize(("quoi", "lignes"), [("", 2), ("membres", 5), ("demandes", 3)])
def test_les_classeurs_d_une_annee(agent, connecte, quoi, lignes):
    creer_jury_compose(etat="preparation")
    reponse = connecte(agent).get(reverse("calendrier_exporter", args=[2026]), {"quoi": quoi})
    feuille = load_workbook(io.BytesIO(reponse.content)).active
    assert feuille.max_row == lignes
