"""How a rule is written once: a code, a sentence, a source. No Django here."""

import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from importlib import import_module
from types import ModuleType

from dateutil.relativedelta import relativedelta

from certif_portal.commun.durees import compte, compte_en_lettres


class Origine(StrEnum):
    """Where a rule comes from; the four are never mixed."""

    NATIONALE = "Dispositif national"
    LOI = "Loi et règlement"
    CENTRE = "Usage du centre"
    LECTURE = "Notre lecture"


class Effet(StrEnum):
    BLOQUANTE = "bloque"
    ALERTE = "alerte"


@dataclass(frozen=True)
class Source:
    """The text a rule comes from, down to the paragraph."""

    texte: str
    passage: str

    def __str__(self) -> str:
        return f"{self.texte}, {self.passage}" if self.passage else self.texte


def dispositif(
    *, partie: int = 2, chapitre: int | None = None, paragraphe: str = "", annexe: int | None = None
) -> Source:
    """A passage of the « Dispositif des certifications professionnelles » (CPNEFP, 27/10/2020)."""
    morceaux = []
    if annexe is not None:
        morceaux.append(f"annexe {annexe}")
    else:
        morceaux.append(f"partie {partie}")
        if chapitre is not None:
            morceaux.append(f"chapitre {chapitre}")
    if paragraphe:
        morceaux.append(f"§ {paragraphe}" if annexe is None else paragraphe)
    return Source("Dispositif CPNEFP du 27 octobre 2020", ", ".join(morceaux))


def usage(passage: str) -> Source:
    """A centre's own usage, editable in the settings; the default is that of UIMM 35-56."""
    return Source("Usage du centre (défaut : CERTIMÉTAL UIMM 35-56)", passage)


def reglage(passage: str) -> Source:
    """A delay that no source gives: the portal proposes one, the centre sets its own."""
    return Source("Réglage du centre (défaut proposé par le portail)", passage)


def decision(numero: int, titre: str) -> Source:
    """Our reading of a silent or unclear text: a decision record in docs/decisions."""
    return Source(f"Décision {numero:04d}", titre)


@dataclass(frozen=True)
class Regle:
    """A rule that is no delay: what must hold, in one French sentence shown to users."""

    code: str
    enonce: str
    source: Source
    origine: Origine = Origine.NATIONALE
    effet: Effet = Effet.BLOQUANTE

    def citation(self) -> str:
        return f"{self.enonce} — {self.source} ({self.code})"


@dataclass(frozen=True)
class Delai(Regle):
    """A delay in calendar days or calendar months, clamped to the month's end.

    Its sentence says the number by `{duree}` (« 15 jours ») or `{en_lettres}` (« quinze jours »), never typed again.
    """

    jours: int = 0
    mois: int = 0
    ans: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "enonce", self.enonce.format(duree=self.duree, en_lettres=self.en_lettres))

    def _pas(self, jours: int | None, mois: int | None, sens: int = 1) -> timedelta | relativedelta:
        """The national length, or the centre's own when the rule is a usage; `sens`: -1 to go back."""
        if jours is None and mois is None:
            return _longueur(sens * self.jours, sens * self.mois, sens * self.ans)
        return _longueur(sens * (jours or 0), sens * (mois or 0), 0)

    def avant(self, repere: date, *, jours: int | None = None, mois: int | None = None) -> date:
        """Last useful day when the act must come before `repere`."""
        return repere + self._pas(jours, mois, -1)

    def apres(self, repere: date, *, jours: int | None = None, mois: int | None = None) -> date:
        """Last useful day when the act must come after `repere`."""
        return repere + self._pas(jours, mois)

    @property
    def duree(self) -> str:
        """« 15 jours »."""
        return self._dire(compte)

    @property
    def en_lettres(self) -> str:
        """« quinze jours »."""
        return self._dire(compte_en_lettres)

    def _dire(self, mots: Callable[[int, str], str]) -> str:
        parties = ((self.jours, "jour"), (self.mois, "mois"), (self.ans, "an"))
        return " et ".join(mots(nombre, unite) for nombre, unite in parties if nombre)


@lru_cache
def _longueur(jours: int, mois: int, ans: int) -> timedelta | relativedelta:
    """A home asks for six hundred of them, of some thirty lengths; nothing changes one once made. Days alone, which
    look at no end of month, are added forty times as fast."""
    return relativedelta(days=jours, months=mois, years=ans) if mois or ans else timedelta(days=jours)


def premier_tiers(debut: date, fin: date) -> date:
    """Last day of the first third of a training, both ends counted."""
    return debut + timedelta(days=max((fin - debut).days + 1, 3) // 3 - 1)


def regles_ecrites(module: ModuleType) -> Iterator[tuple[str, str, Regle]]:
    """(file, constant, rule) of every rule written in a module, or in the files of a package; not those they import."""
    chemin = getattr(module, "__path__", ())
    fichiers = [import_module(trouve.name) for trouve in pkgutil.iter_modules(chemin, f"{module.__name__}.")]
    for fichier in fichiers or [module]:
        cibles = re.findall(r"^([A-Z][\w, ]*)(?::.+?)? = ", inspect.getsource(fichier), re.M)
        ecrites = {nom for cible in cibles for nom in cible.split(", ")}
        for nom, valeur in sorted(vars(fichier).items()):
            if nom in ecrites and isinstance(valeur, Regle):
                yield fichier.__name__, nom, valeur
