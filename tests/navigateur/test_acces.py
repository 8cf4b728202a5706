"""Accessibility of the pages: one of each template in the suite, all under each role in `dev.py epreuves axe`."""

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib import admin
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Error as PlaywrightError

from jurys.services import suivi
from tests.architecture.droits import ANONYME, ROLES, Monde, adresses_de_l_administration, lire_table
from tests.architecture.monde import creer_monde
from tests.architecture.test_style import gabarits
from tests.comptes.factories import creer_personne
from tests.environnement import RACINE
from tests.evaluations.factories import EvaluateurFactory
from tests.habilitations.factories import creer_membre, creer_organisme_habilite
from tests.navigateur import acces
from tests.navigateur.gabarits import PAGES, SANS_PAGE
from tests.sessions import entrer

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db]
PARTS = 4
ENTIER = os.environ.get("AXE_ENTIER", "")
"""The folder of what the whole walk records."""
FAUTIVE = """<!doctype html><html lang=fr><title>Essai</title><main><h1>x</h1>
<img src=x><p style="color:#ccc">gris</p><table><thead><tr><th>Nom</th><th>Rang</th></tr></thead>
<tr><td>Un</td><td>1</td></tr></table>
<div class=tableau style="width:9px"><b>Large</b></div>
<a href="#rien">là</a> <a href="/un">Ouvrir</a> <a href="/deux">Ouvrir</a><p style="width:2000px">large</p>
<a style="display:block;height:10px" href="/petit">petit</a><div style="height:9px;overflow:hidden">coupé</div>
<div style="height:9px;overflow:auto">défile</div><input aria-invalid=true aria-label=x>
<p class=is-invalid>refus</p></i>
<button><svg class=icone role=img aria-label=x width=16 height=16></svg></button></main>"""
VUES_PAR_NOUS = {
    "code-invalide",
    "debordement",
    "tableau-debordant",
    "texte-coupe",
    "cible-petite",
    "lien-mort",
    "nom-repete",
    "tableau-sans-titre",
    "rang-sans-entete",
    "entete-sans-portee",
    "defilement-sans-clavier",
    "refus-sans-lien",
    "refus-sans-resume",
    "icone-petite",
}


@pytest.fixture
def ecran(page):
    ecran = acces.Ecran(page)
    yield ecran
    ecran.fermer()


def monde_entier():
    monde = creer_monde()
    suivi.refaire_tout()
    return monde


def a_part(part: int) -> list[str]:
    return sorted(PAGES)[part::PARTS]


@pytest.mark.timeout(900)
@pytest.mark.parametrize("part", range(PARTS))
def test_une_page_de_chaque_gabarit_sans_faute(ecran, part):
    """Always the same: on a telephone, all that unfolds unfolded, and measured on a screen too."""
    monde, releve = monde_entier(), acces.Releve(entier=False)
    for gabarit in a_part(part):
        vue = acces.la_vue(monde, *PAGES[gabarit])
        assert vue is not None, f"{PAGES[gabarit]} ne montre plus de page"
        assert vue.gabarit == gabarit, f"{PAGES[gabarit]} montre {vue.gabarit}"
        acces.examiner(ecran, vue, releve, (1440, 320), (320,))
    assert not releve.fautes, str(releve)
    assert releve.partages == {}
    assert releve.motifs == {PAGES[gabarit][0] for gabarit in a_part(part)}


@pytest.mark.timeout(900)
def test_un_formulaire_refuse_le_dit_et_y_mene(ecran):
    """Sent with nothing in it: a summary, its links, a title that says so; one form of each kind of page."""
    monde, releve = monde_entier(), acces.Releve()
    for nom, role in REFUSES:
        vues = list(acces.refusees(monde, acces.la_vue(monde, nom, role)))
        assert vues, f"{nom} : rien n’est refusé"
        for vue in vues:
            acces.examiner(ecran, vue, releve, (820,), (820,))
    assert not releve.fautes, str(releve)


@pytest.fixture
def sans_journal():
    """What the walk says is not lost among the pages that a role may not open."""
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def releve(request):
    """Of one part of the walk: its faults written as they come, the whole when it has come to its end."""
    dossier, partie = Path(ENTIER), request.node.callspec.params.get("partie", "administration")
    with (dossier / f"{partie}.txt").open("w", encoding="utf-8", buffering=1) as fil:
        releve = acces.Releve(suivi=lambda phrase: fil.write(f"{phrase}\n"))
        yield releve
        fil.write(f"\n{releve}\n")


def fichier_de(partie) -> Path:
    return Path(ENTIER) / f"{partie}.json"


def finir(releve, partie) -> None:
    releve.ecrire(fichier_de(partie))
    assert not releve.fautes, str(releve)
    assert releve.partages == {}


@pytest.mark.flaky(reruns=0)  # its faults are recorded
@pytest.mark.skipif(not ENTIER, reason="des heures de pages : dev.py epreuves axe")
@pytest.mark.timeout(20_000)
@pytest.mark.parametrize("partie", range(acces.PARTIES))
def test_tout_le_portail_sous_chaque_role_et_a_trois_largeurs(ecran, releve, sans_journal, partie):
    """Full, then empty; each form refused, for the first role that opens it."""
    seules, roles = (tuple(os.environ.get(nom, "").split()) for nom in ("AXE_ADRESSES", "AXE_ROLES"))
    refuses, passe = set(), fichier_de(partie)
    if passe.exists():  # ended with faults: what was at fault is walked again
        avant = acces.Releve.lire(passe)
        seules = avant.a_reprendre
    for etat, monde in (("plein", monde_entier()), ("vide", monde_vide())):
        for vue in acces.vues(monde, seules, roles or ROLES, etat, slice(partie, None, acces.PARTIES)):
            au_plus(ecran, vue, releve)
            if vue.nom not in refuses and etat == "plein":
                refuses.add(vue.nom)
                for refusee in acces.refusees(monde, vue):
                    au_plus(ecran, refusee, releve)
    finir(avant.repris(releve) if passe.exists() else releve, partie)


def au_plus(ecran, vue, releve) -> None:
    """A page that the browser loses is one fault: hours of the others are not lost with it."""
    if not releve.neuve(vue):
        releve.vues += 1
        return
    try:
        acces.examiner(ecran, vue, releve)
    except PlaywrightError as perte:
        releve.noter("page-perdue", vue, "navigateur", str(perte)[:200])


def monde_vide() -> Monde:
    """Everybody, and nothing that they could read."""
    personnes = {role: creer_personne(role) for role in ("agent", "responsable", "auditeur", "admin", "jure")}
    personnes |= {"of": creer_membre(creer_organisme_habilite()), "evaluateur": EvaluateurFactory().utilisateur}
    return Monde({}, {ANONYME: Client()} | {role: entrer(Client(), qui) for role, qui in personnes.items()})


@pytest.mark.flaky(reruns=0)  # its faults are recorded
@pytest.mark.skipif(not ENTIER, reason="des minutes de pages : dev.py epreuves axe")
@pytest.mark.timeout(3600)
def test_l_administration_devant_axe(page, ecran, releve, sans_journal):
    """Django's own pages, for the technical administrator: lists, additions, and each page of one row of each table."""
    monde = monde_entier()
    for adresse in [*adresses_de_l_administration(), *adresses_d_une_ligne()]:
        client = monde.clients["admin"]
        vue = acces.recevoir(adresse, "admin", adresse, lambda: client.get(adresse))  # noqa: B023
        if vue is not None:
            ecran.montrer(vue)
            page.evaluate(acces.AXE_SCRIPT)
            acces.passer(page, vue, "1440 px", releve)
            releve.motifs.add(adresse)
            releve.vues += 1
    assert releve.vues > len(admin.site._registry)
    finir(releve, "administration")


def adresses_d_une_ligne() -> Iterator[str]:
    for modele in admin.site._registry:
        ligne = modele._default_manager.order_by("pk").first()
        for page in ("change", "history", "delete") if ligne else ():
            yield reverse(f"admin:{modele._meta.app_label}_{modele._meta.model_name}_{page}", args=[ligne.pk])


def test_chaque_gabarit_de_page_est_parcouru_ou_dit_pourquoi():
    """A template added without its page in the walk is seen here."""
    pages = {str(f.relative_to(RACINE / "templates")) for f in gabarits("html") if "{% extends" in f.read_text()}
    pages = {nom for nom in pages if not nom.startswith(HORS_PAGES) and "/_" not in nom}
    assert sorted(pages - set(PAGES) - set(SANS_PAGE)) == []
    assert sorted((set(PAGES) | set(SANS_PAGE)) - pages) == []
    assert set(PAGES) & set(SANS_PAGE) == set()
    table = lire_table()
    assert [nom for nom, role in PAGES.values() if table[nom]["attendus"][role] != 200] == []


HORS_PAGES = ("documents/", "courriels/", "composants/", "admin/", "bootstrap5/", "allauth/")


def test_une_page_fautive_se_voit(ecran):
    """Negative control: of axe, and of each of our measures."""
    releve, vue = acces.Releve(), acces.Vue("essai", "jure", "/", HttpResponse(FAUTIVE))
    acces.examiner(ecran, vue, releve, (320,), (320,))
    assert {"image-alt", "color-contrast"} <= set(releve.fautes)
    assert VUES_PAR_NOUS - set(releve.fautes) == set()
    assert releve.passages == 1


LISTE = """<!doctype html><html lang=fr><title>Essai</title><link rel=stylesheet href="/static/css/portail.css">
<script type=module src="/static/js/portail.js"></script><main><div class="grille grille-egale"><div class=tableau>
<table><thead><tr><th>Nom</th></tr></thead><tbody><tr><td><p style="height:3000px">Un</p></td></tr></tbody></table>
</div></div></main>"""
HAUT = "() => document.querySelector('th').getBoundingClientRect().top"


@pytest.mark.parametrize(("largeur", "suit"), [(1240, True), (1101, True), (1100, False)])
def test_les_entetes_d_une_liste_qui_tient_suivent_la_page(ecran, largeur, suit):
    """Where one that does not fit would scroll: it does once it is too wide, and its headers stay with it."""
    page = ecran.montrer(acces.Vue("essai", "agent", "/", HttpResponse(LISTE)), largeur)
    page.evaluate(acces.POSEE)
    page.evaluate("() => window.scrollTo(0, 1500)")
    assert (page.evaluate(HAUT) == 0) is suit
    page.evaluate("() => { document.querySelector('p').style.width = '1500px'; }")
    page.evaluate(acces.POSEE)
    assert page.evaluate(HAUT) < 0
    assert page.evaluate("() => getComputedStyle(document.querySelector('.tableau')).overflowX") == "auto"


REFUSES = (
    ("account_login", "anonyme"),
    ("demande_deposer", "anonyme"),
    ("avis_repondre", "tuteur"),
    ("inscription_abandonner", "responsable"),
)

CADRES = (
    ("accueil", "responsable"),
    ("inscription_liste", "agent"),
    ("identite_verifier", "agent"),
    ("account_login", "anonyme"),
    ("avis_repondre", "tuteur"),
    ("mes_commissions", "evaluateur"),
    ("independance_seance", "evaluateur"),
    ("jury_deliberation", "president"),
)
"""One page of each frame: its style is that of all the others."""
EN_MOUVEMENT = """() => [...document.querySelectorAll("*")].filter((e) => {
  const style = getComputedStyle(e);
  const durees = [style.transitionDuration, style.animationDuration].map(parseFloat);
  return Math.max(...durees) > 0.01 || style.scrollBehavior === "smooth";
}).map((e) => e.outerHTML.slice(0, 100))"""
SANS_BORD = """() => [...document.querySelectorAll("main :is(.bouton, .btn, input:not([type=hidden]), select)")]
  .filter((e) => e.checkVisibility() && !/radio|checkbox|file/.test(e.type))
  .map((e) => [e, getComputedStyle(e)])
  .filter(([, style]) => style.borderTopStyle === "none" || parseFloat(style.borderTopWidth) < 1)
  .map(([e]) => e.outerHTML.slice(0, 100))"""
ETAT_DESSINE = """() => [...document.querySelectorAll(".etat")].filter((e) => e.checkVisibility())
  .filter((e) => getComputedStyle(e, "::before").backgroundColor === getComputedStyle(document.body).backgroundColor)
  .map((e) => e.outerHTML)"""


@pytest.mark.timeout(600)
def test_rien_ne_se_perd_a_l_etroit_ni_au_large(page, ecran):
    """A telephone held either way, 200 and 400 % of a screen of 1280, text spaced, forced colours, motion reduced."""
    monde, releve = monde_entier(), acces.Releve()
    for nom, role in CADRES:
        vue = acces.la_vue(monde, nom, role)
        assert vue is not None, nom
        ecran.montrer(vue)
        for largeur, hauteur in ((640, 500), (320, 256), (568, 320), (320, 568)):
            page.set_viewport_size({"width": largeur, "height": hauteur})
            acces.mesurer(page, vue, f"{largeur} × {hauteur} px", releve, seules=acces.DE_LA_PLACE)
        page.evaluate(acces.ESPACER, True)
        acces.mesurer(page, vue, "texte espacé", releve, seules=acces.DE_LA_PLACE)
        page.evaluate(acces.ESPACER, False)
        page.evaluate(acces.AXE_SCRIPT)
        acces.passer(page, vue, "320 px", releve)
        page.emulate_media(reduced_motion="reduce")
        assert page.evaluate(EN_MOUVEMENT) == [], vue
        page.emulate_media(forced_colors="active", reduced_motion="no-preference")
        assert page.evaluate(SANS_BORD) == [], vue
        assert page.evaluate(ETAT_DESSINE) == [], vue
        page.emulate_media(forced_colors="none")
    assert not releve.fautes, str(releve)


def test_un_mouvement_un_bord_perdu_un_etat_efface_se_voient(page):
    """Negative controls of what is asked of the frames."""
    page.set_content(
        "<style>body { background: Canvas } p { transition: color 1s }"
        ".etat::before { content: ''; background: Canvas; forced-color-adjust: none }"
        ".bouton { border: 0 }</style><main><p>x</p><a class=bouton>x</a><span class=etat>fait</span></main>"
    )
    assert len(page.evaluate(EN_MOUVEMENT)) == 1
    page.emulate_media(forced_colors="active")
    assert len(page.evaluate(SANS_BORD)) == 1
    assert len(page.evaluate(ETAT_DESSINE)) == 1
