"""The guide: each act speaks of screens that exist; its search; the link « Aide »."""

import re

import pytest
from django.urls import reverse

from certif_portal.comptes.choix import Role
from certif_portal.portail.queries.guide import (
    DOSSIER,
    PAGES,
    acte_du_guide,
    aide_de,
    chercher_dans_le_guide,
    guide,
    pages_de,
)
from tests.architecture.droits import noms_des_adresses

OF, AGENT, EVALUATRICE = frozenset({Role.ORGANISME}), frozenset({Role.AGENT}), frozenset({Role.EVALUATEUR})
ACTES = [acte for page in guide().values() for acte in page.actes]


def titres(q, roles=OF):
    return [trouve.acte.titre for trouve in chercher_dans_le_guide(q, roles)]


def test_chaque_fichier_du_guide_est_une_page():
    assert {fichier.stem for fichier in DOSSIER.glob("*.md")} == {*PAGES, "README"}
    assert [page.slug for page in guide().values() if not page.actes] == []


def test_chaque_acte_a_son_adresse():
    adresses = [(acte.page, acte.slug) for acte in ACTES]
    assert len(set(adresses)) == len(adresses) >= 80
    assert [a for a in ACTES if acte_du_guide(a.page, a.slug) != a] == []


def test_chaque_ecran_nomme_existe_et_a_une_page_au_plus_par_fichier():
    assert {ecran for acte in ACTES for ecran in acte.ecrans} - set(noms_des_adresses()) == set()
    doubles = []
    for page in guide().values():
        nommes = [ecran for acte in page.actes for ecran in acte.ecrans]
        doubles += [(page.slug, ecran) for ecran in set(nommes) if nommes.count(ecran) > 1]
    assert doubles == []


def test_chaque_lien_du_guide_mene_a_une_page_ou_a_un_acte():
    liens = {lien for acte in ACTES for lien in re.findall(r'href="(/guide/[^"]*)"', acte.html)}
    connus = {acte.url for acte in ACTES} | {f"{reverse('guide')}#{page}" for page in PAGES}
    assert liens - connus == set()
    assert f"{reverse('guide')}#importer-un-classeur" in liens


def test_le_texte_est_rendu_avec_sa_typographie_et_la_regle_derriere_un_lien():
    acte = acte_du_guide("centre", "composer-et-convoquer-le-jury")
    assert '<a href="/regles/#JURY-CONVOCATION" title="JURY-CONVOCATION">voir la règle</a>' in acte.html
    assert "<strong>Convoquez</strong> au plus tard quinze jours avant" in acte.html
    assert "avec son\njour et sa preuve\u00a0; partie en retard" in acte.html
    assert "JURY-CONVOCATION" not in acte.texte
    assert "écrans :" not in acte.html


def test_aucun_html_du_guide_ne_passe():
    acte = type(ACTES[0])("centre", "Le centre", "Essai", frozenset(), "<script>alert(1)</script> **gras**")
    assert acte.html == "<p>&lt;script&gt;alert(1)&lt;/script&gt; <strong>gras</strong></p>\n"


def test_l_aide_d_un_ecran_est_celle_de_qui_le_lit():
    """The same screen, told to each role by its own page; nothing said: the guide itself."""
    assert aide_de("accueil", OF) == "/guide/organisme/suivre/"
    assert aide_de("accueil", AGENT) == "/guide/centre/la-journee/"
    assert aide_de("mes_commissions", EVALUATRICE) == "/guide/evaluateur/se-declarer-independant/"
    assert aide_de("jury_convoquer", EVALUATRICE) == "/guide/centre/composer-et-convoquer-le-jury/"
    assert aide_de("chiffre_liste", OF) == "/guide/organisme/vos-chiffres/"
    assert aide_de("chiffre_liste", AGENT) == "/guide/centre/lire-les-chiffres-etablir-le-rapport-annuel/"
    assert aide_de("journal_liste", AGENT) == "/guide/centre/qui-a-fait-lu-ou-extrait-quoi/"
    assert aide_de("vivant", OF) == aide_de("", OF) == "/guide/"


def test_ses_pages_viennent_d_abord():
    siennes, autres = pages_de(EVALUATRICE)
    assert [page.slug for page in siennes] == ["evaluateur", "partout"]
    assert {page.slug for page in (*siennes, *autres)} == set(PAGES)


@pytest.mark.parametrize(
    ("q", "attendu"),
    [
        ("REFERENTIELS ORGANISMES", "Référentiels, organismes, réglages"),  # neither accents nor capitals count
        ("evaluateur indépendance", "Se déclarer indépendant"),  # of one family
        ("duplicatta", "Les certificats"),  # a letter too many
        ("comment convoquer le jury ?", "Composer et convoquer le jury"),  # words that say nothing are left out
        ("forfait", "Vos forfaits"),
    ],
)
def test_un_acte_se_trouve_par_ses_mots(q, attendu):
    assert attendu in titres(q)


def test_chaque_mot_doit_y_etre_et_le_titre_compte_plus():
    assert titres("duplicata kangourou") == titres("") == titres("le de la") == []
    assert titres("rapport")[0] == "Le rapport d’activités"
    assert titres("projet", OF)[0] == "Faire avaliser un projet de certification"
    assert titres("projet", AGENT)[:2] == ["Le projet et le positionnement", "Répondre à un projet de certification"]


def test_un_mot_connu_ne_cherche_pas_ses_voisins():
    """« signer » is said by the guide: « singer », which nobody says, is one error away, and nothing else."""
    assert "Relire et signer" in titres("singer", EVALUATRICE)
    assert titres("xyzt") == []


def test_l_extrait_est_la_phrase_qui_le_dit():
    [trouve] = [t for t in chercher_dans_le_guide("duplicata", AGENT) if t.acte.titre == "Les certificats"]
    assert trouve.extrait.endswith("un duplicata le porte.")
    [lies] = [t for t in chercher_dans_le_guide("SIRET", OF) if t.acte.titre == "Inscrire un candidat"]
    assert lies.extrait == "la date, le lieu, les noms, le SIRET."
    [au_titre] = [t for t in chercher_dans_le_guide("forfaits", OF) if t.acte.titre == "Vos forfaits"]
    assert au_titre.extrait.startswith("Inscriptions › Forfaits montre")
