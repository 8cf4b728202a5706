"""Letters lost on the way from a page to its text layer. They are pointed at, with the likely word; nothing is
mended."""

from __future__ import annotations

import re
from collections.abc import Iterator

from referentiels.imports.modele import Doute, ReferentielLu
from referentiels.imports.texte import extrait

# Words of the model and of the trade that hold a ligature or a circumflex, long enough to be known without it.
_MOTS = (
    *("certification", "certifications", "qualification", "qualifications", "modification", "modifications"),
    *("identification", "vérification", "vérifications", "définition", "définitions", "planification", "spécification"),
    *("spécifications", "spécifique", "spécifiques", "justification", "classification", "identifier", "identifié"),
    *("identifiés", "identifiée", "identifiées", "vérifier", "vérifiée", "vérifiés", "définies", "planifier"),
    *("efficace", "efficacité", "efficacement", "effectuer", "effectué", "effectuée", "effectués", "effectuées"),
    *("différent", "différents", "différente", "différentes", "difficulté", "difficultés", "suffisant", "affecter"),
    *("finalité", "bénéfice", "configuration", "confirmer", "conflits", "influence", "simplifier", "référentiel"),
    *("contrôle", "contrôles", "contrôler", "contrôlée", "contrôlées", "contrôlés", "maîtrise", "maîtriser"),
    *("compétence", "compétences", "matériel", "sécurité", "opération", "opérations", "méthode", "méthodes"),
)
_PERDUS = re.compile(r"ffi|ffl|ff|fi|fl|ti|ô|î|é")
_SIGNES = re.compile("\ufffd|\\(cid:\\d+\\)|[\ue000-\uf8ff]|(?<=[a-zà-ÿ])\\?(?=[a-zà-ÿ])")


def _formes_abimees() -> dict[str, str]:
    formes: dict[str, str] = {"fréquentiel": "référentiel", "fréquentiels": "référentiels"}
    for mot in _MOTS:
        for perdu in _PERDUS.finditer(mot, 0, len(mot) - 2):  # « effectuée » without its accent is « effectue »
            for reste in ("", " "):
                forme = mot[: perdu.start()] + reste + mot[perdu.end() :]
                if len(forme) >= 6 and forme not in _MOTS:
                    formes.setdefault(forme, mot)
    return formes


_FORMES = _formes_abimees()
_ABIMES = re.compile(r"(?<!\w)(?:" + "|".join(sorted(map(re.escape, _FORMES), key=len, reverse=True)) + r")(?!\w)")


def signaler_degats(lu: ReferentielLu) -> Iterator[Doute]:
    """One doubt per damaged place, with the text it stands in."""
    for ou, texte in _textes_situes(lu):
        for signe in _SIGNES.finditer(texte):
            debut = max(signe.start() - 20, 0)
            yield Doute(ou, f"signe illisible dans {extrait(texte[debut : signe.end() + 20])}")
        for abime in _ABIMES.finditer(texte.lower()):
            yield Doute(
                ou,
                (
                    f"lettres perdues : « {abime[0]} », sans doute « {_FORMES[abime[0]]} », laissé tel quel "
                    f"({extrait(texte, 60)})"
                ),
            )


def _textes_situes(lu: ReferentielLu) -> Iterator[tuple[str, str]]:
    yield "Titre", lu.intitule
    for ou, texte in (
        ("Mission", lu.mission),
        ("Environnement", lu.environnement),
        ("Interactions", lu.interactions),
        ("Évolutions", lu.evolutions),
        ("Avis de l’entreprise", lu.avis_entreprise),
        ("Conditions d’admissibilité", lu.conditions_admission),
        *(("Activité", f"{activite.intitule}\n{activite.texte}") for activite in lu.activites),
        *(("Mise en œuvre des évaluations", texte) for texte in lu.mise_en_oeuvre),
        *(("Modalité", modalite.texte) for modalite in lu.modalites),
    ):
        yield ou, texte or ""
    for bloc in lu.blocs:
        nom = bloc.numero or bloc.intitule or "Compétences"
        yield nom, bloc.intitule or ""
        yield from ((nom, element.texte) for element in bloc.connaissances)
        for competence in bloc.competences:
            ou = f"Compétence « {competence.intitule} »"
            yield ou, competence.intitule
            familles = [elements for _, elements in competence.criteres.familles()]
            for elements in (competence.conditions, *familles, competence.resultats):
                yield from ((ou, element.texte) for element in elements)
