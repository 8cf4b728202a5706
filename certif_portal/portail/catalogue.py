"""Every rule the portal applies, gathered from an explicit list of modules; and the index of decision records."""

from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from django.conf import settings

import candidats.regles
import certif_portal.comptes.regles
import certif_portal.portail.regles
import evaluations.regles
import habilitations.regles
import jurys.regles
import referentiels.regles
from candidats.regles.insertion import SEUIL_PERSONNES
from certif_portal.commun.regles import Delai, Regle, regles_ecrites
from certif_portal.portail.indicateurs import INDICATEURS, TROP_COURT, Indicateur

MODULES: tuple[tuple[str, ModuleType], ...] = (
    ("Référentiels", referentiels.regles),
    ("Habilitation des organismes", habilitations.regles),
    ("Inscription et livret de suivi", candidats.regles),
    ("Évaluation et avis de l’entreprise", evaluations.regles),
    ("Jury, certificats et transmission", jurys.regles),
    ("Accès au portail", certif_portal.comptes.regles),
    ("Échéances et relances", certif_portal.portail.regles),
)


@dataclass(frozen=True)
class RegleNommee:
    """A rule and the constant that holds it."""

    regle: Regle
    constante: str
    module: str

    @property
    def fichier(self) -> str:
        """« jurys/regles/delai.py »: where it is written."""
        chemin = self.module.replace(".", "/")
        return f"{chemin}/__init__.py" if (settings.BASE_DIR / chemin).is_dir() else f"{chemin}.py"

    @property
    def delai(self) -> str:
        return self.regle.duree if isinstance(self.regle, Delai) else ""


@dataclass(frozen=True)
class ReglesApp:
    titre: str
    regles: tuple[RegleNommee, ...]


def regles_par_app() -> list[ReglesApp]:
    """In the order of the way; a rule that another file imports is told once, where it is written."""
    apps = []
    for titre, module in MODULES:
        siennes = [RegleNommee(regle, nom, fichier) for fichier, nom, regle in regles_ecrites(module)]
        apps.append(ReglesApp(titre, tuple(sorted(siennes, key=lambda ligne: ligne.regle.code))))
    return [app for app in apps if app.regles]


def regles() -> list[RegleNommee]:
    return [ligne for app in regles_par_app() for ligne in app.regles]


ENTETE = """# Les règles que le portail applique

Page écrite par `manage.py regles` à partir des constantes du code : ne la modifiez pas à la main.

Trois origines, jamais mêlées : **Dispositif national** (texte de la CPNEFP du 27 octobre 2020), **Usage du centre**
(réglable dans les paramètres du centre ; la valeur par défaut est citée), **Notre lecture** d’un texte muet ou obscur
(une fiche de `docs/decisions/` dit pourquoi). Une règle **bloque** l’acte, ou **alerte** sans l’empêcher.
"""
ENTETE_INDICATEURS = """
## Indicateurs des organismes

Comptés pour un organisme, sur une année, un semestre ou son habilitation, d’après les seuls faits enregistrés :
jamais un taux sans son numérateur ni son dénominateur (décision 0107).

| Code | Indicateur | Ce qu’il compte | Numérateur | Dénominateur | Date retenue | Fait source | Critère | Limite |
|---|---|---|---|---|---|---|---|---|"""


def page_des_regles() -> str:
    """The whole of docs/regles.md."""
    morceaux = [ENTETE]
    for app in regles_par_app():
        morceaux.append(
            f"\n## {app.titre}\n\n| Code | Règle | Délai | Effet | Origine | Source | Constante | Fichier |"
        )
        morceaux.append("|---|---|---|---|---|---|---|---|")
        morceaux += [_ligne(ligne) for ligne in app.regles]
    morceaux.append(ENTETE_INDICATEURS)
    morceaux += [_en_ligne(_cases(indicateur)) for indicateur in INDICATEURS]
    return "\n".join(morceaux) + "\n"


def _ligne(ligne: RegleNommee) -> str:
    regle = ligne.regle
    cases = [
        f"`{regle.code}`",
        regle.enonce,
        ligne.delai,
        regle.effet.value,
        regle.origine.value,
        str(regle.source),
        f"`{ligne.constante}`",
        f"`{ligne.fichier}`",
    ]
    return _en_ligne(cases)


def _cases(indicateur: Indicateur) -> list[str]:
    seuil = f"montré à partir de {SEUIL_PERSONNES} personnes" if indicateur.personnes else ""
    limites = [seuil, TROP_COURT if indicateur.annuel else ""]
    return [
        f"`{indicateur.code}`",
        indicateur.libelle,
        indicateur.compte,
        indicateur.numerateur,
        indicateur.denominateur,
        indicateur.date_comptee,
        indicateur.fait,
        indicateur.indicateur,
        " ; ".join(filter(None, limites)),
    ]


def _en_ligne(cases: list[str]) -> str:
    return "| " + " | ".join(case.replace("|", "\\|") for case in cases) + " |"


ENTETE_DECISIONS = """# Decision records

Where a source is silent or unclear, one short record: context, choice, why, what would change our mind.
Numbers are given by app: 0001 the foundation, 0010 référentiels, 0020 accesses and accreditations, 0030 evaluations,
0040 juries, 0050 registrations, 0060 the portal, 0100 accreditation files. This page is written by `manage.py regles`.
"""


def index_des_decisions(dossier: Path) -> str:
    """docs/decisions/README.md: each record under its own title."""
    fiches = sorted(dossier.glob("[0-9]*.md"))
    lignes = [f"- [{_titre(fiche)}]({fiche.name})" for fiche in fiches]
    return "\n".join([ENTETE_DECISIONS, *lignes]) + "\n"


def _titre(fiche: Path) -> str:
    return fiche.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")
