"""Every text that comes in is cleaned at the door: a walk of the forms of the portal, of its administration and of its
libraries."""

import importlib
import pkgutil

import pytest
from django import forms
from django.contrib import admin
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from certif_portal.commun.administration import VOIR, LigneForm
from certif_portal.commun.formulaires import Formulaire, FormulaireModele
from certif_portal.commun.middleware import MOTS_DE_PASSE, textes_propres
from tests.comptes.factories import creer_personne

NOTRES = ("certif_portal", "candidats", "evaluations", "habilitations", "jurys", "referentiels")
SALE, PROPRE = "Le\u200b Goff\u00ad Zoe\u0301 \U000e0041", "Le Goff Zoé "
A_PART = {
    "certif_portal.comptes.forms.AcceptationForm": "deux mots de passe, pris comme ils sont tapés",
    "certif_portal.comptes.adaptateur.CodeDeConnexionForm": "un code, comparé tel quel par la bibliothèque",
    "certif_portal.comptes.adaptateur.FacteurForm": "un code, comparé tel quel par la bibliothèque",
    "certif_portal.comptes.adaptateur.FacteurEncoreForm": "un code, comparé tel quel par la bibliothèque",
    **dict.fromkeys(
        (
            "certif_portal.comptes.adaptateur.ApplicationForm",
            "certif_portal.comptes.adaptateur.CleForm",
            "certif_portal.comptes.adaptateur.MotDePasseForm",
            "certif_portal.comptes.adaptateur.NomDeCleForm",
        ),
        "un formulaire de la bibliothèque : son texte est nettoyé à la porte, comme celui des nôtres",
    ),
    "certif_portal.commun.administration.LigneForm": "la même toilette, pour l’administration",
}


def nos_formulaires() -> set[type[forms.BaseForm]]:
    for nom in NOTRES:
        paquet = importlib.import_module(nom)
        for module in pkgutil.walk_packages(paquet.__path__, f"{nom}."):
            if ".migrations" not in module.name and not module.name.endswith(("celery", "wsgi")):
                importlib.import_module(module.name)
    trouves, restants = set(), [forms.BaseForm]
    while restants:
        for enfant in restants.pop().__subclasses__():
            restants.append(enfant)
            if enfant.__module__.startswith(NOTRES):
                trouves.add(enfant)
    return trouves


def test_chaque_formulaire_nettoie_son_texte():
    trouves = nos_formulaires()
    assert len(trouves) > 90  # a walk that sees fewer sees nothing
    sans = {f"{f.__module__}.{f.__name__}" for f in trouves if not issubclass(f, (Formulaire, FormulaireModele))}
    assert sans == set(A_PART)


def test_chaque_page_de_l_administration_nettoie_son_texte():
    pages = [une for une in admin.site._registry.values() if une.__module__.startswith(NOTRES)]
    assert len(pages) > 5
    assert [page for page in pages if not issubclass(page.form, LigneForm)] == []
    lignes = [ligne for page in pages for ligne in page.inlines]
    assert [ligne for ligne in lignes if ligne.droits != {VOIR}] == []  # nothing is written on the page of another


@pytest.mark.parametrize("nom", ["nom", "login", "texte"])
def test_un_envoi_perd_ses_signes_invisibles(nom):
    vus = []
    textes_propres(lambda request: vus.append(request.POST) or HttpResponse())(
        RequestFactory().post("/", {nom: [SALE, "intact"], "autre": "Zo\x91"})
    )
    assert (vus[0].getlist(nom), vus[0]["autre"]) == ([PROPRE, "intact"], "Zo\x91")  # a control is asked about


@pytest.mark.parametrize("nom", sorted(MOTS_DE_PASSE))
def test_un_mot_de_passe_reste_comme_il_est_tape(nom):
    vus = []
    envoi = RequestFactory().post("/", {nom: SALE})
    textes_propres(lambda request: vus.append(request.POST[nom]) or HttpResponse())(envoi)
    assert vus == [SALE]


@pytest.mark.django_db
def test_la_connexion_et_la_reinitialisation_lisent_une_adresse_propre(client):
    """allauth's own forms: an address pasted with a sign that prints nothing is that address."""
    personne = creer_personne("agent")
    for page, champ in (("account_login", "login"), ("account_reset_password", "email")):
        envoi = {champ: f"\u200b{personne.email}\u2060", "password": "x"}
        reponse = client.post(reverse(page), envoi)
        formulaire = (reponse.context or {}).get("form")
        lue = formulaire.cleaned_data.get(champ) if formulaire else personne.email
        assert (lue, reponse.status_code in (200, 302)) == (personne.email, True)


@pytest.mark.django_db
def test_l_administration_demande_ce_que_rien_n_imprime():
    pages = admin.site._registry.values()
    page = next(une for une in pages if issubclass(une.form, LigneForm) and "modifier" in une.droits)
    form = page.get_form(RequestFactory().get("/"))
    texte = next(nom for nom, champ in form.base_fields.items() if type(champ) is forms.CharField)
    saisi = form({texte: "Zoé 🙂"})
    assert "U+1F642" in saisi.errors[texte][0]
