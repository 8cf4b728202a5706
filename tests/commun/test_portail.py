"""The tags of the screens, and the page that shows every component."""

import re
from datetime import date

import pytest
from django.contrib.staticfiles import finders
from django.template import Context, Template
from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from tests.environnement import RACINE

LE = date(2026, 11, 20)


def rendre(texte: str, **contexte) -> str:
    return Template("{% load portail %}" + texte).render(Context({"aujourdhui": LE, **contexte})).replace("\u00a0", "~")


def d_un_trait(reponse) -> str:
    """The page on one line: where a template breaks its lines is nobody's concern."""
    return " ".join(reponse.content.decode().split()).replace("> <", "><")


@pytest.mark.parametrize(
    ("limite", "attendu"),
    [
        (date(2026, 11, 18), '<span class="etat refus">retard~: 2~jours</span>'),
        (date(2026, 11, 20), '<span class="etat faire">aujourd’hui</span>'),
        (date(2026, 11, 21), '<span class="etat faire">demain</span>'),
        (date(2026, 11, 25), '<span class="etat faire">5~jours</span>'),
        (date(2026, 11, 26), '<span class="etat attente">6~jours</span>'),
        (date(2026, 12, 3), '<span class="etat attente">13~jours</span>'),
        (date(2026, 12, 4), '<span class="etat neutre">2~semaines</span>'),
        (None, ""),
    ],
)
def test_echeance_dit_ce_qui_reste(limite, attendu):
    assert rendre("{% echeance limite aujourdhui %}", limite=limite) == attendu


def test_un_texte_coupe_sur_plusieurs_lignes_se_lit_d_un_trait_et_ne_s_echappe_qu_une_fois():
    page = rendre(
        "{% texte as phrase %}\n  Un {{ nom }},\n  puis&nbsp;: fin.\n{% endtexte %}<p>{{ phrase }}</p>", nom="A & B"
    )
    assert page == "<p>Un A &amp; B, puis~: fin.</p>"


def test_etat_echappe_son_mot_et_reste_neutre_quand_la_sorte_est_inconnue():
    assert rendre("{% etat 'rouge' mot %}", mot="<b>") == '<span class="etat neutre">&lt;b&gt;</span>'


def test_les_choix_d_une_liste_s_echappent_et_un_seul_est_choisi():
    rendu = rendre("{% options choix valeur %}", choix=[("", "A & B"), (12345, "<i>"), ("2", "deux")], valeur=12345)
    assert rendu == (
        '<option value="">A &amp; B</option><option value="12345" selected>&lt;i&gt;</option>'
        '<option value="2">deux</option>'
    )
    ecrit = rendre("{% options choix %}", choix=[(1, SafeString("A &amp; B")), (2, gettext_lazy("C & D")), ('"', "'")])
    assert "&amp;amp;" not in ecrit and "C &amp; D" in ecrit and 'value="&quot;">&#x27;<' in ecrit
    assert " selected" not in rendre("{% options choix %}", choix=[("2", "deux")])


def test_pourquoi_garde_son_contenu_et_echappe_les_valeurs():
    rendu = rendre("{% pourquoi 'Pourquoi ?' %}<p>{{ motif }}</p>{% endpourquoi %}", motif="a < b")
    assert rendu == '<details class="pourquoi"><summary>Pourquoi ?</summary><div><p>a &lt; b</p></div></details>'


def test_icone_muette_ou_nommee():
    assert 'aria-hidden="true"' in rendre("{% icone 'recherche' %}")
    assert 'role="img" aria-label="Chercher"' in rendre("{% icone 'recherche' 'Chercher' %}")


def test_une_date_absente_ne_donne_rien():
    for filtre in ("date_longue", "date_entiere", "heure"):
        assert rendre("{{ rien|" + filtre + " }}", rien=None) == ""
    for filtre in ("date_courte", "date_jour", "instant", "il_y_a", "jour_moins"):
        assert rendre("{{ rien|" + filtre + ":aujourdhui }}", rien=None) == ""


def test_chaque_icone_appelee_existe():
    with open(finders.find("icones.svg"), encoding="utf-8") as sprite:
        symboles = set(re.findall(r'<symbol id="([\w-]+)"', sprite.read()))
    gabarits = (fichier.read_text() for fichier in (RACINE / "templates").rglob("*.html"))
    appelees = {nom for texte in gabarits for nom in re.findall(r"{% icone [\"']([\w-]+)[\"']", texte)}
    assert appelees - symboles == set()


def test_chaque_composant_dit_ses_parametres():
    composants = sorted((RACINE / "templates" / "composants").glob("*.html"))
    assert [f.name for f in composants if not f.read_text().startswith(("{#", "{% comment %}"))] == []


@pytest.mark.django_db
def test_la_page_des_composants_les_montre_tous(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(1):
        page = client.get("/composants/").content.decode()
    assert page.count('<li class="fait">') == 3
    assert page.count('aria-current="step"') == 1
    assert "Rien n’est enregistré&nbsp;: 3 points sont à corriger" in page
    assert '<a href="#id_date_naissance">Date de naissance</a>' in page
    assert "1 à 50 sur <b>572</b> inscriptions" in page


@pytest.mark.django_db
def test_tri_et_pages_gardent_les_filtres_de_l_adresse(client):
    page = d_un_trait(client.get("/composants/?etat=a_verifier&tri=nom&page=3"))
    assert '<th scope="col" aria-sort="ascending"><a href="?etat=a_verifier&amp;tri=-nom">' in page
    assert '<a href="?etat=a_verifier&amp;tri=nom&amp;page=4" rel="next">' in page


@pytest.mark.django_db
def test_la_page_de_la_tablette_dit_ou_l_on_en_est(client):
    page = d_un_trait(client.get("/composants/tablette/"))
    assert page.count('aria-current="step"') == 1
    assert "Analyser une modification&nbsp;: pas maîtrisée" in page


@pytest.mark.django_db
def test_les_pages_d_erreur_sont_en_francais_et_ne_dependent_de_rien(client):
    reponse = client.get("/nulle-part/")
    assert (reponse.status_code, "Rien à cette adresse" in reponse.content.decode()) == (404, True)
    assert "Le portail a rencontré une panne" in get_template("500.html").render()
