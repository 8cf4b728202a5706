"""The declaration of accessibility: made of the grid, whose every proof exists, and led to by every page."""

import re
from collections import Counter
from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.urls import reverse

from certif_portal.centre.models import ParametresCentre
from certif_portal.portail.queries.accessibilite import CONFORME, NON_CONFORME, SANS_OBJET, grille, lire_grille
from tests.environnement import RACINE

PAR_THEME = {1: 9, 2: 2, 3: 3, 4: 13, 5: 8, 6: 2, 7: 5, 8: 10, 9: 4, 10: 14, 11: 13, 12: 11, 13: 12}
"""RGAA 4.1.2: how many criteria each theme has."""
CRITERES = [critere for theme in grille().themes for critere in theme.criteres]


def lu(client, adresse):
    return " ".join(client.get(adresse).content.decode().replace("\u00a0", " ").replace("&nbsp;", " ").split())


def test_la_grille_a_les_cent_six_criteres_chacun_avec_son_etat():
    attendus = [f"{theme}.{rang}" for theme, nombre in PAR_THEME.items() for rang in range(1, nombre + 1)]
    assert [critere.numero for critere in CRITERES] == attendus
    assert {critere.etat for critere in CRITERES} <= {CONFORME, NON_CONFORME, SANS_OBJET}


def absente(preuve: str) -> bool:
    """A file that is not there, or a test that its file does not hold."""
    chemin, _, essai = preuve.partition("::")
    fichier = RACINE / chemin
    if not fichier.is_file():
        return True
    return bool(essai) and f"def {essai}(" not in fichier.read_text()


def test_chaque_critere_respecte_a_sa_preuve_et_chaque_preuve_existe():
    assert [c.numero for c in CRITERES if c.etat == CONFORME and not c.preuves] == []
    assert [(c.numero, preuve) for c in CRITERES for preuve in c.preuves if absente(preuve)] == []


def test_un_critere_ecarte_ou_pas_respecte_dit_pourquoi():
    assert [c.numero for c in CRITERES if c.etat != CONFORME and not c.note] == []


TABLEAU = re.compile(r"<table.*?</table>", re.S)
TITRE = re.compile(r"<caption.*?</caption>", re.S)
D_UN_GROUPE = re.compile(r'<th[^>]*(?:scope="(?:row|col)group"|rowspan=)')
TETE_DE_GROUPE = re.compile(r'<tbody>(?:\s|\{%[^%]*%\})*<tr class="groupe">\s*<th scope="rowgroup"')


def mal_groupe(tableau: str) -> bool:
    """A heading in the middle of a table: its title does not say that rows are grouped, or its group is not its own."""
    if not D_UN_GROUPE.search(tableau):
        return False
    titre = TITRE.search(tableau)
    tetes = tableau.count('scope="rowgroup"') + tableau.count('scope="colgroup"')
    return titre is None or "groupé" not in titre[0] or len(TETE_DE_GROUPE.findall(tableau)) != tetes


def test_un_tableau_groupe_le_dit_et_chaque_groupe_est_le_sien():
    """Of the screens: a table whose headings are not all on its sides is summed up (RGAA 5.1), and a heading of rows
    holds for the rows of its group alone (5.7)."""
    lus = {f: f.read_text() for f in (RACINE / "templates").rglob("*.html") if f.parent.name != "documents"}
    tableaux = [(f.name, tableau) for f, lu in lus.items() for tableau in TABLEAU.findall(lu)]
    assert sum(bool(D_UN_GROUPE.search(tableau)) for _, tableau in tableaux) >= 10
    assert [nom for nom, tableau in tableaux if mal_groupe(tableau)] == []


@pytest.mark.parametrize(
    ("titre", "corps"),
    [
        ("Membres", '<tbody><tr class="groupe"><th scope="rowgroup">A</th></tr></tbody>'),
        ("Membres groupés", '<tbody><tr></tr><tr class="groupe"><th scope="rowgroup">A</th></tr></tbody>'),
        ("Blocs", '<tbody><tr><th scope="row" rowspan="2">A</th></tr></tbody>'),
    ],
)
def test_un_tableau_mal_groupe_se_voit(titre, corps):
    """Negative control."""
    assert mal_groupe(f"<table><caption>{titre}</caption>{corps}</table>")


@pytest.mark.parametrize(
    "preuve", ["tests/absent.py", "tests/absent.py::test_x", "tests/portail/test_accessibilite.py::test_absent"]
)
def test_une_preuve_absente_se_voit(preuve):
    """Negative control."""
    assert absente(preuve)


UN = '"1.1" = ["conforme", "x", []]'
PARCOURS = "[parcours]\nle = 2026-11-30\nadresses = 3\npages = 9\npassages = 27"


@pytest.mark.parametrize(
    ("conformes", "autres", "parcours", "conclusion", "taux"),
    [
        (2, 0, PARCOURS, "totalement conforme", 100),
        (2, 0, "", "partiellement conforme", 100),
        (199, 1, PARCOURS, "partiellement conforme", 99),
        (1, 1, PARCOURS, "partiellement conforme", 50),
        (1, 2, PARCOURS, "non conforme", 33),
    ],
)
def test_la_conclusion_suit_les_criteres(conformes, autres, parcours, conclusion, taux):
    etats = [CONFORME] * conformes + [NON_CONFORME] * autres + [SANS_OBJET]
    criteres = "\n".join(f'"1.{rang}" = ["{etat}", "x", []]' for rang, etat in enumerate(etats, 1))
    texte = f'etablie_le = 2026-11-30\n{parcours}\n[themes]\n1 = "Images"\n[preuves]\n[criteres]\n{criteres}'
    lue = lire_grille(texte)
    assert (lue.conclusion, lue.taux, lue.etablie_le) == (conclusion, taux, date(2026, 11, 30))


@pytest.mark.django_db
def test_la_declaration_dit_l_etat_le_contact_et_le_recours(client):
    ParametresCentre.objects.update_or_create(pk=1, defaults={"courriel": "acces@centre.example"})
    page = lu(client, reverse("accessibilite"))
    nombres = Counter(critere.etat for critere in CRITERES)
    assert f"Le portail est <b>{grille().conclusion}</b>" in page
    assert f"({nombres[CONFORME]} sur {nombres[CONFORME] + nombres[NON_CONFORME]})" in page
    assert '<a href="mailto:acces@centre.example">' in page
    assert "Défenseur des droits, Libre réponse 71120" in page
    assert page.count('<th scope="row">') == len(CRITERES)
    assert ("sous chaque rôle n’a pas encore été joué" in page) is (grille().parcours is None)
    assert ("toutes ont été demandées sous chaque rôle" in page) is (grille().parcours is not None)
    for critere in grille().non_conformes:
        assert f"Critère {critere.numero}, " in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("parcours", "dit", "tu"),
    [
        (
            PARCOURS,
            "une fois sous chaque rôle : 27 passages devant axe-core, sans une faute",
            "n’a pas encore été joué",
        ),
        ("", "n’a pas encore été joué", "sans une faute"),
    ],
)
def test_la_declaration_ne_dit_de_toutes_les_pages_que_ce_qui_a_ete_parcouru(rf, parcours, dit, tu):
    texte = f'etablie_le = 2026-11-30\n{parcours}\n[themes]\n1 = "Images"\n[preuves]\n[criteres]\n{UN}'
    requete = rf.get(reverse("accessibilite"))
    requete.user = AnonymousUser()
    page = render_to_string("portail/accessibilite.html", {"grille": lire_grille(texte)}, requete)
    page = " ".join(page.replace("\u00a0", " ").replace("&nbsp;", " ").split())
    assert dit in page
    assert tu not in page


@pytest.mark.django_db
def test_sans_adresse_du_centre_la_declaration_dit_a_qui_s_adresser(client):
    ParametresCentre.objects.update_or_create(pk=1, defaults={"courriel": ""})
    assert "Adressez-vous au centre qui vous a invité" in lu(client, reverse("accessibilite"))


@pytest.mark.django_db
@pytest.mark.parametrize("adresse", ["account_login", "certificat_verifier", "organismes_habilites", "demande_deposer"])
def test_une_page_publique_mene_a_la_declaration(client, adresse):
    assert f'<a href="/accessibilite/">Accessibilité : {grille().conclusion}</a>' in lu(client, reverse(adresse))


@pytest.mark.django_db
def test_une_page_du_travail_et_une_tablette_y_menent(connecte, agent, evaluateur):
    for qui, adresse in ((agent, "accueil"), (evaluateur.utilisateur, "mes_commissions"), (agent, "inscription_liste")):
        assert f'<a href="/accessibilite/">Accessibilité : {grille().conclusion}</a>' in lu(
            connecte(qui), reverse(adresse)
        )


TOUCHE_SEULE = re.compile(r"""(?:\bkey\s*===?\s*|case\s+|\{\s*)["'`](\S)["'`]""")


def test_aucune_touche_seule_n_agit_sans_se_desactiver():
    """RGAA 12.10: a script names no character by itself; that of the search comes from the page of whoever wants it."""
    scripts = sorted((RACINE / "static/js").rglob("*.js"))
    assert len(scripts) > 10
    assert [(f.name, lues) for f in scripts if (lues := TOUCHE_SEULE.findall(f.read_text()))] == []
    par_code = [f.name for f in scripts if re.search(r"\bKey[A-Z]\b|\bDigit\d", f.read_text())]
    assert [nom for nom in par_code if "altKey" not in (RACINE / "static/js" / nom).read_text()] == []


@pytest.mark.parametrize(
    "script", ['if (key === "/") x()', "case 'n': x()", 'evenement.key == "?"', '({ "j": 1 })[key]']
)
def test_une_touche_seule_se_voit(script):
    """Negative control."""
    assert TOUCHE_SEULE.search(script)
