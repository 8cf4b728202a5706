"""A rule is behind a link: its code is in no sentence of a page or of a mail."""

import re
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template
from django.urls import reverse
from django.utils.html import format_html

from certif_portal.commun.typographie import typographier
from certif_portal.comptes.models import Utilisateur
from certif_portal.portail.catalogue import regles
from jurys.regles.delai import JURY_CONVOCATION
from tests.architecture.test_style import gabarits, relatif

CODES = "|".join(sorted((re.escape(ligne.regle.code) for ligne in regles()), key=len, reverse=True))
ECRIT = re.compile(r"\b(?:regles?|\w*_regle|\w+\.regle)(?:\.\w+)*\.code }}|\.citation }}|\.explication }}")
# The page of rules shows each under its code, which the links of all the others lead to.
LES_REGLES = "templates/portail/regle_liste.html"
# A mail links nowhere: its line « Source » holds the reference, alone.
LIGNES_DE_SOURCE = ("templates/courriels/relance.txt", "templates/courriels/relances.txt")


def rendre(texte, user, balise="{% phrase texte %}"):
    contexte = Context({"texte": texte})
    contexte.request = SimpleNamespace(user=user)
    return Template(balise).render(contexte)


def test_une_regle_citee_est_derriere_un_lien():
    lien = f'(<a href="{reverse("regle_liste")}#JURY-CONVOCATION" title="JURY-CONVOCATION">la règle</a>)'
    assert rendre(JURY_CONVOCATION.citation, Utilisateur()) == (
        f"{typographier(JURY_CONVOCATION.enonce)} — {typographier(str(JURY_CONVOCATION.source))} {lien}"
    )
    assert rendre("Trop tard (JURY-CONVOCATION) ; voyez.", Utilisateur()) == f"Trop tard {lien}\xa0; voyez."
    alerte = '{% include "composants/alerte.html" with texte=texte titre="" only %}'
    assert f"Trop tard {lien}." in rendre("Trop tard (JURY-CONVOCATION).", Utilisateur(), alerte)
    assert rendre("JURY-CONVOCATION", Utilisateur(), "Alerte{% regle_liee texte %}") == f"Alerte {lien}"


def test_la_citation_d_une_regle_est_celle_de_la_phrase_pour_qui_la_lit():
    for user in (Utilisateur(), AnonymousUser()):
        citee = rendre(JURY_CONVOCATION, user, "{% citation texte %}")
        assert citee == rendre(JURY_CONVOCATION.citation(), user)
        assert ("<a href" in citee) is user.is_authenticated


@pytest.mark.parametrize("user", [AnonymousUser(), None])
def test_qui_n_ouvre_pas_la_page_des_regles_n_en_a_pas_le_lien(user):
    assert rendre("Trop tard (JURY-CONVOCATION).", user) == "Trop tard."


def test_ce_qui_n_est_pas_une_regle_reste_et_tout_est_echappe():
    assert rendre("Le dossier (IN-000042) <b>", Utilisateur()) == "Le dossier (IN-000042) &lt;b&gt;"
    assert rendre("Rien {0} (JURY-CONVOCATION)", AnonymousUser()) == "Rien {0}"
    assert rendre("l’or & « (JURY-CONVOCATION) »", AnonymousUser()) == "l’or &amp; «\xa0»"
    assert rendre(format_html("<b>{}</b> (JURY-CONVOCATION)", "<"), AnonymousUser()) == "<b>&lt;</b>"


def test_un_courriel_dit_la_phrase_seule():
    dite = rendre("Premier tiers (LIVRET-TIERS) ; dossier (IN-42).", None, "{{ texte|sans_code }}")
    assert dite == "Premier tiers ; dossier (IN-42)."


def test_aucun_gabarit_n_ecrit_un_code_dans_une_phrase():
    fautes = [
        f"{relatif(f)}: {trouve}"
        for f in gabarits("html", "txt")
        if not relatif(f).startswith((LES_REGLES, "templates/documents/", *LIGNES_DE_SOURCE))
        for trouve in ECRIT.findall(f.read_text())
    ]
    ecrits = re.compile(rf"(?<![\w#\"-])(?:{CODES})(?![\w\"-])")
    fautes += [
        f"{relatif(f)}: {code}"
        for f in gabarits("html", "txt")
        if not relatif(f).startswith("templates/commun/")  # the page of components shows how a rule is cited
        for code in ecrits.findall(f.read_text())
    ]
    assert fautes == []
