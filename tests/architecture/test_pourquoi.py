"""What cannot be pressed, ticked or written says why, beside it or at the head of its card."""

import re
from pathlib import Path

from tests.architecture.test_style import gabarits, relatif

ETEINT = re.compile(r'aria-disabled="true"|(?<![-\w".])disabled(?![-\w=])')
"""As a link that leads nowhere, or by the attribute of HTML."""
RAISON = re.compile(r"composants/pourquoi\.html|{% pourquoi")
DITES_AU_DESSUS = {
    "templates/composants/acte.html": "page.empechement",  # the alert at the head of the card
    "templates/composants/signature.html": "Rien n’est encore tracé.",  # beside it, until something is drawn
    "templates/evaluations/grille_competence.html": "<b>Grille scellée</b>",  # the alert at the head of the form
    "templates/jurys/jury_composer.html": "déjà dans ce jury",  # under the name of whoever sits already
}
PORTEE = 3
"""Lines below the button where its reason stands."""


def muets(gabarit: str, texte: str) -> list[str]:
    lignes = texte.splitlines()
    return [
        f"{gabarit}:{rang}"
        for rang, ligne in enumerate(lignes, start=1)
        if ETEINT.search(ligne)
        and not RAISON.search(" ".join(lignes[rang - 1 : rang + PORTEE]))
        and DITES_AU_DESSUS.get(gabarit, "\0") not in texte
    ]


def test_chaque_bouton_eteint_dit_pourquoi():
    fichiers: list[Path] = gabarits("html")
    assert [faute for fichier in fichiers for faute in muets(relatif(fichier), fichier.read_text())] == []
    assert sum(bool(ETEINT.search(fichier.read_text())) for fichier in fichiers) > 8


def test_un_bouton_eteint_sans_raison_se_verrait():
    assert muets("x.html", '<span aria-disabled="true">Clore</span>\n<p>…</p>') == ["x.html:1"]
    assert muets("x.html", '<span aria-disabled="true">Clore</span>\n{% pourquoi %}…{% endpourquoi %}') == []
    assert muets("x.html", "<button disabled>Clore</button>\n<p>…</p>") == ["x.html:1"]
    assert muets("x.html", "<input{% if clos %} disabled{% endif %}>") == ["x.html:1"]
    assert muets("x.html", '<p class="disabled" data-disabled>{{ form.disabled }}</p>') == []


# --- every date that a rule computes

DATE = re.compile(
    r"{% echeance |(?:au plus tard le|d’ici le|avant le|jusqu’au)[^|{]*(?:<b>)?{{[^}]*limite[^}]*}}|date_limite\|date"
)
SON_POURQUOI = re.compile(r"pourquoi|explication|regle\.citation|d\.pourquoi")
DATES_CHOISIES = {
    "templates/composants/echeance.html": "le composant : qui l’emploie donne son origine",
    "templates/commun/composants.html": "la page qui montre les composants",
    "templates/composants/marche.html": "les étapes : la limite de l’acte et son calcul sont dits au-dessous",
    "templates/portail/_jurys_du_membre.html": "le jour choisi d’un jury",
    "templates/referentiels/referentiel_detail.html": "une date publiée par France compétences, non calculée",
}
ALENTOUR = 6


def dates_muettes(gabarit: str, texte: str) -> list[str]:
    lignes = texte.splitlines()
    return [
        f"{gabarit}:{rang}"
        for rang, ligne in enumerate(lignes, start=1)
        if DATE.search(ligne)
        and gabarit not in DATES_CHOISIES
        and not SON_POURQUOI.search(" ".join(lignes[max(0, rang - 1 - ALENTOUR) : rang + ALENTOUR]))
    ]


def test_chaque_date_calculee_dit_pourquoi():
    fichiers = [f for f in gabarits("html") if not {"documents", "courriels"} & set(f.parts)]
    assert [faute for fichier in fichiers for faute in dates_muettes(relatif(fichier), fichier.read_text())] == []
    assert sum(bool(DATE.search(fichier.read_text())) for fichier in fichiers) > 15
    assert set(DATES_CHOISIES) <= {relatif(fichier) for fichier in fichiers if DATE.search(fichier.read_text())}


def test_une_date_muette_se_verrait():
    assert dates_muettes("x.html", "<td>{% echeance jury.limite aujourdhui %}</td>") == ["x.html:1"]
    assert dates_muettes("x.html", "au plus tard le {{ limite|date_longue }}") == ["x.html:1"]
    assert dates_muettes("x.html", '{% echeance a.limite aujourdhui %}\n{% pourquoi_date "X" %}') == []
    assert dates_muettes("x.html", "partie le {{ jury.convoque_le|date_longue }}") == []
