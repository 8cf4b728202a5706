"""The walk of every form of the portal: each page that shows one, opened by the first role that may, is left open while
its session ends, and, where it edits, while a colleague records something else."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import lxml.html
from django.conf import settings
from django.core import signing
from django.db import transaction
from django.test import Client
from django.urls import reverse

from certif_portal.commun import versions
from certif_portal.commun.choix import LECTURES
from certif_portal.commun.gardes import COOKIE
from certif_portal.commun.models import EntreeJournal
from certif_portal.comptes.models import Utilisateur
from tests.architecture.droits import ANONYME, ROLES, TUTEUR, Monde, lire_table, noms_des_adresses
from tests.comptes.factories import creer_personne
from tests.sessions import entrer

TEXTE, COURRIEL = "Saisi avant la fin", "saisi@avant.example"
HORS = ("account_", "mfa_", "demo_", "administration", "composants", "commission_jour_etat")
"""Of allauth, the demonstration, Django's admin; a part of a page that is walked with it."""
ORDRE = (ANONYME, TUTEUR, "responsable", *ROLES)  # a public form is filled by a visitor
SAISIE_LIBRE = {"text", "search", "tel", ""}


@dataclass(frozen=True)
class Formulaire:
    """A form of a page, as a browser would send it."""

    nom: str  # of the page
    role: str
    page: str
    cible: str
    champs: dict[str, list[str]]
    textes: tuple[str, ...]  # names of the fields in which one types
    remplis: tuple[str, ...]  # names of the visible fields shown with a value
    retenu: bool  # the browser keeps what is typed in it (static/js/retenue.js)
    fichiers: tuple[str, ...]  # names of the fields that take a file
    noms: tuple[str, ...]  # of every field, those left empty or unticked included

    @property
    def saisi(self) -> dict[str, list[str]]:
        courriels = {nom for nom in self.textes if "courriel" in nom or "destinataire" in nom}
        return self.champs | {nom: [COURRIEL if nom in courriels else TEXTE] for nom in self.textes}

    @property
    def version(self) -> dict[str, Any] | None:
        jeton = self.champs.get(versions.CHAMP, [""])[0]
        return signing.loads(jeton, salt=versions.SEL) if jeton else None

    def __str__(self) -> str:
        return f"{self.nom} ({self.role}) → {self.cible}"


def _lire(nom: str, role: str, page: str, html: str) -> Iterator[Formulaire]:
    retenue = "js/retenue" in html
    for form in lxml.html.fromstring(html).forms:
        cible = (form.action or page).partition("?")[0]
        if form.method != "POST" or cible.startswith(("/compte/", "/saisie/")) or cible == reverse("vue_enregistrer"):
            continue
        champs: dict[str, list[str]] = {}
        for cle, valeur in form.form_values():
            champs.setdefault(cle, []).append(valeur)
        visibles = [e for e in form.inputs if e.name and e.get("type") not in ("hidden", "submit", "file")]
        libres = [e for e in visibles if e.get("disabled") is None and _libre(e)]
        textes = tuple(e.name for e in libres)
        remplis = tuple({e.name for e in visibles if e.get("disabled") is None and _rempli(e)})
        fichiers = tuple({e.name for e in form.inputs if e.name and e.get("type") == "file"})
        retenu = retenue and form.get("data-retenir") is not None
        noms = tuple({e.name for e in form.inputs if e.name})
        yield Formulaire(nom, role, page, cible, champs, textes, remplis, retenu, fichiers, noms)


def _libre(entree: Any) -> bool:
    return entree.tag == "textarea" or (entree.tag == "input" and entree.get("type", "") in SAISIE_LIBRE)


def _rempli(entree: Any) -> bool:
    """With a value that is not the form's own default: a first choice says nothing."""
    if entree.tag == "textarea":
        return bool((entree.text or "").strip())
    if entree.tag == "select":
        return any(option.get("selected") is not None and option.get("value") for option in entree.iter("option"))
    if entree.get("type") in ("checkbox", "radio"):
        return entree.get("checked") is not None
    return bool(entree.get("value"))


def formulaires(monde: Monde, *seules: str, ordre: tuple[str, ...] = ORDRE) -> list[Formulaire]:
    """One page per address that shows a form to somebody of `ordre`, with each of its forms."""
    routes, trouves = noms_des_adresses(), []
    for nom, ligne in lire_table().items():
        if nom.startswith(HORS) or ligne["methode"] != "GET" or (seules and nom not in seules):
            continue
        roles = [role for role in ordre if ligne["attendus"][role] == 200]
        for role in roles:
            adresse = monde.adresse(nom, routes[nom], ligne["objet"], role)
            with transaction.atomic():
                reponse = monde.clients[role].get(adresse)
                transaction.set_rollback(True)
            if "html" not in reponse.headers.get("Content-Type", "") or reponse.streaming:
                break  # a file has no form, whoever opens it
            if reponse.status_code != 200:
                continue
            lus = list(_lire(nom, role, adresse, reponse.content.decode()))
            if lus:
                trouves += lus
                break
    return trouves


def actes() -> int:
    """How many acts were told; a page that is read again is no act."""
    return EntreeJournal.objects.exclude(acte__in=LECTURES).count()


# ---------------------------------------------------------------- two tabs


def verdict_deux_onglets(monde: Monde, form: Formulaire) -> str:
    """Nothing when the stale form is refused side by side, and nothing is recorded."""
    version = form.version
    if version is None:
        return ""
    champ = next((nom for nom in form.textes if nom in version["v"]), None) or next(iter(version["v"]), None)
    if champ is None:
        return f"{form} : rien à comparer"
    version["v"][champ] = ["Vu autrefois"]  # what the page showed, before the colleague's act
    perime = form.champs | {versions.CHAMP: [signing.dumps(version, salt=versions.SEL, compress=True)]}
    with transaction.atomic():
        avant = actes()
        reponse = monde.clients[form.role].post(form.cible, perime | ({champ: [TEXTE]} if champ in form.textes else {}))
        ecrit = actes() - avant
        transaction.set_rollback(True)
    corps = reponse.content.decode()
    if reponse.status_code != 200 or 'class="ecarts"' not in corps or "Vu autrefois" not in corps:
        return f"{form} : un formulaire périmé est reçu ({reponse.status_code})"
    return f"{form} : un formulaire périmé est enregistré" if ecrit else ""


# ---------------------------------------------------------------- a lost session


def verdict_session_perdue(monde: Monde, form: Formulaire) -> str:
    """Nothing when what was typed comes back to its author after the login, and to nobody else."""
    client = monde.clients[form.role]
    public = form.role in (ANONYME, TUTEUR)
    with transaction.atomic():
        verdict = _page_perdue(client, form) if public else _session_perdue(client, form)
        transaction.set_rollback(True)
    return verdict and f"{form} : {verdict}"


def _session_perdue(client: Client, form: Formulaire) -> str:
    personne = Utilisateur.objects.get(pk=client.session["_auth_user_id"])
    perdu = Client()
    envoi = perdu.post(form.cible, form.saisi, headers={"Referer": f"http://testserver{form.page}"})
    if envoi.status_code != 302 or not envoi["Location"].startswith(reverse(settings.LOGIN_URL)):
        return f"sans session, la réponse est {envoi.status_code}"
    avant = actes()
    autre = Client()
    autre.cookies[COOKIE] = perdu.cookies[COOKIE].value
    entrer(autre, creer_personne("agent"))
    if TEXTE in autre.get(form.page).content.decode() and form.textes:
        return "un autre compte lit ce qui avait été saisi"
    entrer(perdu, personne)
    return _rendu(perdu, form, avant)


def _page_perdue(client: Client, form: Formulaire) -> str:
    """A public page has no session to lose: its cookies are gone, and the form's protection with them."""
    perdu = Client(enforce_csrf_checks=True)
    entetes = {"Referer": f"http://testserver{form.page}", "Origin": "http://testserver"}
    envoi = perdu.post(form.cible, form.saisi, headers=entetes)
    if envoi.status_code != 302:
        return f"page expirée, la réponse est {envoi.status_code}"
    return _rendu(perdu, form, actes())


def _rendu(client: Client, form: Formulaire, avant: int) -> str:
    page = client.get(form.page)
    corps = page.content.decode()
    if page.status_code != 200:
        return f"au retour, la page répond {page.status_code}"
    if "saisie-rendue" not in corps:
        return "rien ne dit que la saisie est rendue"
    if form.textes and TEXTE not in corps and COURRIEL not in corps:
        return "ce qui avait été saisi n’est pas rendu"
    if actes() != avant:
        return "le retour sur la page a fait un acte"
    return ""
