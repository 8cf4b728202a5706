"""A list with nothing in it says why, or what to do first: never a bare title."""

import re
from pathlib import Path

from tests.architecture.test_style import gabarits, relatif

USAGE = re.compile(r"{%\s*include \"composants/vide\.html\"(.*?)%}", re.S)
DIT = re.compile(r'\b(?:texte|action_url)=(?!"")')
ENTOURE = re.compile(r"{% with [^%]*\btexte=")
AUTOUR = 450  # characters before the component, where an enclosing `with` gives it its words


def fautes(fichier: Path, texte: str) -> list[str]:
    """Uses that say neither, nor stand in a `with` that does."""
    return [
        f"{relatif(fichier)}:{texte[: usage.start()].count(chr(10)) + 1}"
        for usage in USAGE.finditer(texte)
        if not DIT.search(usage[1])
        and ("texte=" in usage[1] or not ENTOURE.search(texte, max(0, usage.start() - AUTOUR), usage.start()))
    ]


def test_une_liste_vide_dit_pourquoi_ou_que_faire():
    fichiers = gabarits("html")
    assert [faute for fichier in fichiers for faute in fautes(fichier, fichier.read_text())] == []
    assert sum(len(USAGE.findall(fichier.read_text())) for fichier in fichiers) >= 90


def test_une_liste_vide_muette_se_voit():
    """Negative control: a bare title, an empty text; and what says something passes."""
    [fichier] = [f for f in gabarits("html") if f.name == "vide.html"]
    usage = '{{% include "composants/vide.html" with titre="Rien" {} %}}'
    muettes = [usage.format(reste) for reste in ("", 'texte=""', 'texte="" action_url=""', "only")]
    assert [len(fautes(fichier, muette)) for muette in muettes] == [1, 1, 1, 1]
    dites = [usage.format(reste) for reste in ('texte="Retirez un filtre."', "action_url=url", "texte=explication")]
    dites.append('{% with texte="Retirez un filtre." %}' + muettes[0])
    assert [fautes(fichier, dite) for dite in dites] == [[], [], [], []]
