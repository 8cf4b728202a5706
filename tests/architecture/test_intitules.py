"""In a list, the name of a certification holds one line: whole, six times down a page, it hides those of people."""

import re
from collections.abc import Iterator

import pytest

from tests.environnement import RACINE

GABARITS = RACINE / "templates"
LISTES = re.compile(r'<tbody.*?</tbody>|<ul class="liste.*?</ul>', re.S)
NOM = re.compile(r"\{\{\s*[\w.]*\b(?:referentiel|certification)(?:\.intitule)?\s*(?:\|[^}]*)?\}\}")
ENTIERS = {
    "candidats/inscription_certification.html",  # where it is chosen
    "portail/certification_usage.html",  # what the list is of
    "referentiels/referentiel_liste.html",
}


def entiers(texte: str) -> Iterator[str]:
    for liste in LISTES.findall(texte):
        yield from NOM.findall(liste)


@pytest.mark.parametrize("dossier", ["candidats", "evaluations", "habilitations", "jurys", "portail"])
def test_l_intitule_d_une_certification_tient_sur_une_ligne(dossier):
    fautes = {
        nom: trouves
        for gabarit in sorted((GABARITS / dossier).glob("*.html"))
        if (nom := f"{dossier}/{gabarit.name}") not in ENTIERS
        and (trouves := list(entiers(gabarit.read_text(encoding="utf-8"))))
    }
    assert fautes == {}


def test_un_intitule_entier_se_voit():
    assert list(entiers("<tbody><tr><td>{{ ligne.referentiel.intitule|typographie_francaise }}</td></tr></tbody>"))
    assert list(entiers('<ul class="liste"><li>{{ inscription.referentiel }}</li></ul>'))
    assert not list(entiers("<tbody>{% intitule ligne.referentiel.intitule %}</tbody><h1>{{ referentiel }}</h1>"))
