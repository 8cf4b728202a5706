"""No sentence types again the number of a rule: it comes from the `Delai`, the constant or the setting that holds it.

Docstrings and comments quote the sources, and are read by nobody else. « Un jour » is an article, not a number.
"""

import ast
import re
from pathlib import Path

import pytest

from candidats.choix import EtapeEnquete
from candidats.regles.insertion import INSERTION_2_ANS, INSERTION_6_MOIS
from certif_portal.commun.durees import en_lettres
from certif_portal.commun.regles import Delai
from certif_portal.portail.catalogue import regles
from referentiels.choix import MotifSuppression
from referentiels.regles import PROMOTIONS_ATTENDUES, USAGE_PROMOTIONS
from tests.architecture.test_style import APPS, gabarits, relatif, sources, texte_visible
from tests.environnement import RACINE

NOMBRES = (
    r"\d+|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|vingt|trente|quarante|"
    r"quarante-deux|soixante"
)
UNITES = r"jours?|mois|ans?|années?|semaines?|heures?|minutes?"
COMPTES = (
    r"personnes?|membres?|évaluateurs?|jurys?|promotions?|copies?|voix|lignes?|candidats?|représentants?|"
    r"blocs?"
)
ORDINAUX = r"\d+ᵉ|deuxième|troisième|quatrième|cinquième|sixième|quinzième|trentième"
ESPACE = r"(?:[ \u00a0\u202f\n]|&nbsp;)+"
DUREE = re.compile(
    rf"(?<![\w,-])(?:(?:{NOMBRES})(?:{ESPACE}(?:prochains?|derniers?|dernières?))?{ESPACE}(?:{UNITES})"
    rf"|un{ESPACE}(?:mois|an)|une{ESPACE}(?:heure|semaine)|(?:{ORDINAUX}){ESPACE}(?:{UNITES}))(?!\w)",
    re.I,
)
COMPTE = re.compile(rf"(?<![\w,-])(?!1\b)(?:{NOMBRES}){ESPACE}(?:{COMPTES})(?!\w)", re.I)
# Where a number is a story or an example, and no rule: the demonstration, the page that shows the components.
RECITS = ("certif_portal/portail/demo/", "certif_portal/commun/demo/", "templates/commun/")
# Names of closed lists: choices import nothing. The last test ties each to its rule.
NOMS = {
    "candidats/choix.py": {
        f"À {INSERTION_6_MOIS.en_lettres}": EtapeEnquete.SIX_MOIS,
        f"À {INSERTION_2_ANS.en_lettres}": EtapeEnquete.DEUX_ANS,
    },
    "referentiels/choix.py": {
        f"Usage : moins de {en_lettres(PROMOTIONS_ATTENDUES)} promotions sur les {en_lettres(USAGE_PROMOTIONS.ans)} "
        "dernières années": MotifSuppression.USAGE,
    },
}


def redit(phrase: str) -> bool:
    """A length of time, or a number of people or things: a rule holds it."""
    return bool(DUREE.search(phrase) or COMPTE.search(phrase))


def litteraux(arbre: ast.Module) -> list[str]:
    """Every string of a module that is not a docstring (nor a bare string under a constant)."""
    nus = {id(noeud.value) for noeud in ast.walk(arbre) if isinstance(noeud, ast.Expr)}
    return [
        noeud.value
        for noeud in ast.walk(arbre)
        if isinstance(noeud, ast.Constant) and isinstance(noeud.value, str) and id(noeud) not in nus
    ]


def fautes_python(chemin: str, texte: str) -> list[str]:
    return [f"{chemin}: {phrase}" for phrase in litteraux(ast.parse(texte)) if redit(phrase)]


def fautes_gabarit(fichier: Path) -> list[str]:
    """Text shown, and sentences handed to an included component."""
    texte = fichier.read_text()
    phrases = [*texte_visible(fichier).splitlines(), *re.findall(r"{%[^%]*%}", texte)]
    return [f"{relatif(fichier)}: {phrase.strip()}" for phrase in phrases if redit(phrase)]


def test_aucune_phrase_du_code_ne_redit_le_nombre_d_une_regle():
    fichiers = [f for f in sources(*APPS) if not relatif(f).startswith(RECITS)]
    fautes = {faute for fichier in fichiers for faute in fautes_python(relatif(fichier), fichier.read_text())}
    assert fautes == {f"{chemin}: {nom}" for chemin, noms in NOMS.items() for nom in noms}


def test_un_nom_de_liste_fermee_dit_le_nombre_de_sa_regle():
    """Worded from the rules above: were a rule to change, its name in the list no longer answers."""
    assert [(nom, choix.label) for noms in NOMS.values() for nom, choix in noms.items() if nom != choix.label] == []


def test_aucun_gabarit_ne_redit_le_nombre_d_une_regle():
    fichiers = [f for f in gabarits("html", "txt") if not relatif(f).startswith(RECITS)]
    assert [faute for fichier in fichiers for faute in fautes_gabarit(fichier)] == []


@pytest.mark.parametrize(
    "phrase",
    [
        "Convoqués 15 jours calendaires avant",
        "au plus tard 6\u00a0mois",
        "pendant 5 ans",
        "dans les deux mois",
        "quinze jours",
        "valable une heure",
        "dix minutes",
        "gardée 42 ans",
        "jusqu’à un mois après",
        "un an au moins",
        "Échéances des quinze prochains jours",
        "24&nbsp;mois",
        "cinq membres au plus",
        "deux évaluateurs au moins",
        "le 15ᵉ jour",
        "le quinzième jour",
    ],
)
def test_le_controle_voit_un_nombre_redit(tmp_path, phrase):
    """The negative control: were one of these typed again, the checks above would say it."""
    assert fautes_python("x.py", f'"""15 jours."""\nDIT = {phrase!r}\n') == [f"x.py: {phrase}"]
    assert fautes_python("x.py", f'DIT = f"{phrase} {{jury}}"\n') == [f"x.py: {phrase} "]
    assert redit(f'{{% include "composants/vide.html" with texte="{phrase}." %}}')


@pytest.mark.parametrize(
    "phrase", ["Choisissez un jour", "une année", "avant le mois de mai", "3 pièces", "le 2 mai", "1 ligne reste"]
)
def test_le_controle_laisse_ce_qui_n_est_pas_un_delai(phrase):
    assert redit(phrase) is False


# ---------------------------------------------------------------- what is written by hand: the guide, the glossary

RENVOI = re.compile(r"`([A-Z0-9]+(?:-[A-Z0-9]+)+)`")


def paragraphes(fichier: Path) -> list[str]:
    return re.split(r"\n(?=\s*\n|- |\d+\. |\| |#)", fichier.read_text())


@pytest.mark.parametrize(
    "fichier", [*sorted((RACINE / "docs/guide").glob("*.md")), RACINE / "docs/glossaire.md"], ids=relatif
)
def test_chaque_delai_du_guide_nomme_sa_regle_et_en_dit_le_nombre(fichier):
    """A page written by hand names the rule beside each number, and the number is the rule's."""
    delais = {ligne.regle.code: ligne.regle for ligne in regles() if isinstance(ligne.regle, Delai)}
    fautes = []
    for paragraphe in paragraphes(fichier):
        cites = [delais[code] for code in RENVOI.findall(paragraphe) if code in delais]
        dits = {forme for delai in cites for forme in (delai.duree, delai.en_lettres)}
        for trouve in DUREE.findall(paragraphe):
            if re.sub(ESPACE, " ", trouve) not in dits:
                fautes.append(f"{relatif(fichier)}: « {trouve} » sans sa règle : {paragraphe.strip()[:120]}")
    assert fautes == []
