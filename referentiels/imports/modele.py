"""What is read in a référentiel, before anything is stored: frozen, comparable, without Django."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from referentiels.numeros import NumeroLu

FAMILLES = ("methodes", "moyens", "liens", "contraintes")


@dataclass(frozen=True)
class Doute:
    """A place a human must look at; nothing was guessed there.

    `change`: a text of the source was put together otherwise, or left out; it is ticked before the publication.
    """

    ou: str
    quoi: str
    change: bool = False


@dataclass(frozen=True)
class Identite:
    """What identifies a certification; None where the document does not say it. `doutes`: what it says otherwise."""

    type: str | None = None
    numero: NumeroLu | None = None
    intitule: str | None = None
    niveau: int | None = None
    categorie: str | None = None
    date_gtp: date | None = None
    doutes: tuple[Doute, ...] = ()

    def champs(self) -> tuple[tuple[str, str, str | None], ...]:
        """(key, name, value or None) of each field, in the order they are shown: read, or not read."""
        return (
            ("type", "Type", self.type),
            ("numero", "Numéro", self.numero.imprime.strip() if self.numero else None),
            ("intitule", "Intitulé", self.intitule),
            ("niveau", "Niveau", str(self.niveau) if self.niveau else None),
            ("categorie", "Catégorie", self.categorie),
            ("date_gtp", "Date de la décision du GTP", f"{self.date_gtp:%d/%m/%Y}" if self.date_gtp else None),
        )


class DocumentRefuse(ValueError):
    """The document cannot be read as a référentiel: where, what was read, what was expected. In French.

    `identite`: what could be identified all the same, when the file could be opened.
    """

    def __init__(self, *, ou: str, lu: str, attendu: str, identite: Identite | None = None) -> None:
        self.ou, self.lu, self.attendu, self.identite = ou, lu, attendu, identite
        self.quoi = f"Lu : {lu}. Attendu : {attendu}."
        super().__init__(f"{ou}. {self.quoi}")


@dataclass(frozen=True)
class Element:
    """One text of a list; `sous` marks a bullet that hangs under the text before it."""

    texte: str
    sous: bool = False


@dataclass(frozen=True)
class Ecarte:
    """A text fragment of the source that is not stored, where it was and why."""

    ou: str
    texte: str
    motif: str


@dataclass(frozen=True)
class ActiviteLue:
    intitule: str
    texte: str


@dataclass(frozen=True)
class ModaliteLue:
    """One modality that may be chosen; `nature` is a value of `choix.NatureModalite`.

    Observation and questioning share one printed title: the first of the two carries it.
    """

    nature: str
    texte: str


@dataclass(frozen=True)
class CriteresLus:
    methodes: tuple[Element, ...] = ()
    moyens: tuple[Element, ...] = ()
    liens: tuple[Element, ...] = ()
    contraintes: tuple[Element, ...] = ()

    def familles(self) -> tuple[tuple[str, tuple[Element, ...]], ...]:
        return tuple((famille, getattr(self, famille)) for famille in FAMILLES)


@dataclass(frozen=True)
class CompetenceLue:
    """`numero` is the one printed in its bloc, where numbering restarts at 1; None when none is printed."""

    numero: int | None
    intitule: str
    conditions: tuple[Element, ...] = ()
    criteres: CriteresLus = CriteresLus()
    resultats: tuple[Element, ...] = ()


@dataclass(frozen=True)
class BlocLu:
    """A CCPM has no bloc: its competences sit in one BlocLu whose number and title are None."""

    numero: str | None
    intitule: str | None
    connaissances: tuple[Element, ...]
    competences: tuple[CompetenceLue, ...]


@dataclass(frozen=True)
class ReferentielLu:
    type: str
    intitule: str
    prefixe: str | None
    annee: int | None
    mois: int | None
    departements: tuple[str, ...]
    numero: str | None
    suffixe: str | None
    numero_imprime: str | None
    niveau: int | None
    categorie: str | None
    date_gtp: date | None
    mission: str | None
    activites: tuple[ActiviteLue, ...]
    environnement: str | None
    interactions: str | None
    evolutions: str | None
    blocs: tuple[BlocLu, ...]
    mise_en_oeuvre: tuple[str, ...]
    avis_entreprise: str | None
    modalites: tuple[ModaliteLue, ...]
    conditions_admission: str | None
    doutes: tuple[Doute, ...]
    ecartes: tuple[Ecarte, ...]
    empreinte: str  # sha256 of the bytes received
    format: str = "texte"
    proposition: bool = False  # tables were rebuilt: every cell is to be reviewed before anything is confirmed

    @property
    def competences(self) -> tuple[CompetenceLue, ...]:
        return tuple(competence for bloc in self.blocs for competence in bloc.competences)

    @property
    def numero_a_imprimer(self) -> str:
        """The number as it was printed, or put together from its parts on the model of the dispositif."""
        if self.numero_imprime:
            return self.numero_imprime
        mois = f"{self.mois:02d}" if self.mois else ""
        morceaux = (self.prefixe, str(self.annee or ""), mois, "/".join(self.departements), self.numero, self.suffixe)
        return " ".join(morceau for morceau in morceaux if morceau)

    def numerote(self, donne: NumeroLu, imprime: str | None) -> ReferentielLu:
        """With that number, in the place of the one that was read."""
        return replace(
            self,
            prefixe=donne.prefixe,
            annee=donne.annee,
            mois=donne.mois,
            departements=donne.departements,
            numero=donne.numero,
            suffixe=donne.suffixe,
            numero_imprime=imprime,
        )

    @property
    def identite(self) -> Identite:
        numero = None
        if self.numero:
            numero = NumeroLu(
                self.numero_a_imprimer,
                *(self.prefixe, self.annee, self.mois, self.departements, self.numero, self.suffixe),
            )
        return Identite(self.type, numero, self.intitule or None, self.niveau, self.categorie, self.date_gtp)

    def textes(self) -> Iterator[str]:
        """Every text that is stored, once each, in reading order. Parsed dates and numbers are not texts."""
        yield self.intitule
        yield self.mission or ""
        for activite in self.activites:
            yield from (activite.intitule, activite.texte)
        yield from (self.environnement or "", self.interactions or "", self.evolutions or "")
        for bloc in self.blocs:
            yield from (bloc.numero or "", bloc.intitule or "")
            yield from (element.texte for element in bloc.connaissances)
            for competence in bloc.competences:
                yield str(competence.numero or "")
                yield from _textes_competence(competence)
        yield from self.mise_en_oeuvre
        for modalite in self.modalites:
            yield modalite.texte
        yield from (self.avis_entreprise or "", self.conditions_admission or "")

    def en_json(self) -> dict[str, Any]:
        """The object printed by `--json`: what was not read is null."""
        return {
            "accepte": True,
            **_identite_en_json(self.identite),
            "mission": self.mission,
            "activites": [{"intitule": a.intitule, "texte": a.texte} for a in self.activites],
            "environnement": self.environnement,
            "interactions": self.interactions,
            "evolutions": self.evolutions,
            "modalites": [modalite.texte for modalite in self.modalites],
            "conditions_admission": self.conditions_admission,
            "blocs": [_bloc_en_json(bloc) for bloc in self.blocs],
            "doutes": [{"ou": d.ou, "quoi": d.quoi} for d in self.doutes],
        }


def refus_en_json(refus: DocumentRefuse) -> dict[str, Any]:
    """The same object for a refused document: what was identified, everything else null, the refusal among the
    doubts."""
    identite = refus.identite or Identite()
    return {
        "accepte": False,
        **_identite_en_json(identite),
        **dict.fromkeys(_TEXTES),
        **{cle: [] for cle in _LISTES},
        "doutes": [{"ou": d.ou, "quoi": d.quoi} for d in (Doute(refus.ou, refus.quoi), *identite.doutes)],
    }


_TEXTES = ("mission", "environnement", "interactions", "evolutions", "conditions_admission")
_LISTES = ("activites", "modalites", "blocs")


def _identite_en_json(identite: Identite) -> dict[str, Any]:
    """Its parts, then, field by field, whether it was read."""
    numero = identite.numero or NumeroLu("")
    return {
        "type": identite.type,
        "prefixe": numero.prefixe,
        "annee": numero.annee,
        "mois": numero.mois,
        "departements": list(numero.departements),
        "numero": numero.numero,
        "suffixe": numero.suffixe,
        "niveau": identite.niveau,
        "categorie": identite.categorie,
        "date_gtp": identite.date_gtp.isoformat() if identite.date_gtp else None,
        "intitule": identite.intitule,
        "identification": [
            {"champ": cle, "libelle": libelle, "lu": valeur is not None, "valeur": valeur}
            for cle, libelle, valeur in identite.champs()
        ],
    }


def _textes_competence(competence: CompetenceLue) -> Iterator[str]:
    yield competence.intitule
    yield from (element.texte for element in competence.conditions)
    for _, elements in competence.criteres.familles():
        yield from (element.texte for element in elements)
    yield from (element.texte for element in competence.resultats)


def _bloc_en_json(bloc: BlocLu) -> dict[str, Any]:
    return {
        "numero": bloc.numero,
        "intitule": bloc.intitule,
        "connaissances": [element.texte for element in bloc.connaissances],
        "competences": [
            {
                "intitule": competence.intitule,
                "conditions": [element.texte for element in competence.conditions],
                "criteres": {
                    famille: [element.texte for element in elements]
                    for famille, elements in competence.criteres.familles()
                },
                "resultats": [element.texte for element in competence.resultats],
            }
            for competence in bloc.competences
        ],
    }
