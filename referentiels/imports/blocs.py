"""The table « blocs, compétences, connaissances » of a CQPM, and the plain list of a CCPM."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from referentiels.imports.carnet import LIBELLE, REPETE, Carnet
from referentiels.imports.modele import DocumentRefuse
from referentiels.imports.structure import Fragment, Ligne, Rangee, est_une_fin_de_phrase, texte_seul
from referentiels.imports.texte import cle, extrait

NUMERO_BLOC = re.compile(r"^BDC\s*(?:n\s*°)?\s*(\d{4})\s*[:.–-]?\s*", re.IGNORECASE)
_NUMERO_COMPETENCE = re.compile(r"^(\d{1,2})\s*(?:[.)–-]\s*|\s(?=[A-ZÀ-Ý]))")
COMPETENCES_MAXIMUM = 200
COMPETENCE_NUMEROTEE = re.compile(
    r"^(?P<libelle>comp[ée]tence(?:\s*n\s*°)?)\s*(?P<numero>\d{1,2})\s*[:.–-]\s*", re.IGNORECASE
)


@dataclass
class CompetenceEnCours:
    numero: int | None
    intitule: str
    conditions: list[Fragment] = field(default_factory=list)
    criteres: dict[str, list[Fragment]] = field(default_factory=dict)
    resultats: list[Fragment] = field(default_factory=list)
    evaluee: bool = False


@dataclass
class BlocEnCours:
    numero: str | None
    intitule: str | None
    connaissances: list[Fragment] = field(default_factory=list)
    competences: list[CompetenceEnCours] = field(default_factory=list)


def lire_rangee_bloc(
    blocs: list[BlocEnCours], rangee: Rangee, roles: list[str], ou: str, carnet: Carnet, *, coupe: bool = False
) -> None:
    """Add one row of the table: a blank bloc cell continues the bloc above, also over a page cut (`coupe`)."""
    cellules = dict(zip(roles, rangee.cellules, strict=True))
    place = f"{ou}, {carnet.lieu(rangee.numero)}"
    if cellules["bloc"]:
        _ouvrir_bloc(blocs, cellules["bloc"], place, ou, carnet)
    if not blocs:
        carnet.refuser(
            ou=place,
            lu=f"une rangée sans bloc : {extrait(_tout(rangee))}",
            attendu="un bloc dans la première cellule (« BDC0000 Intitulé »)",
        )
        blocs.append(BlocEnCours(None, None))
    bloc = blocs[-1]
    ajouter(bloc.connaissances, cellules["connaissances"], place, carnet, coupe=coupe)
    for rang, texte in enumerate(_intitules(cellules["competence"])):
        numero, intitule = separer_numero(texte)
        if coupe and rang == 0 and numero is None and _continue(bloc.competences, intitule):
            _prolonger(bloc.competences[-1], intitule, place, carnet)
        else:
            bloc.competences.append(CompetenceEnCours(numero, intitule))


def lire_rangee_liste(blocs: list[BlocEnCours], rangee: Rangee, roles: list[str], carnet: Carnet) -> None:
    """A plain list of competences, before the blocs."""
    cellules = dict(zip(roles, rangee.cellules, strict=True))
    if not blocs:
        blocs.append(BlocEnCours(None, None))
    blocs[-1].connaissances.extend(cellules.get("connaissances", ()))
    for texte in _intitules(cellules.get("competence", ())):
        blocs[-1].competences.append(CompetenceEnCours(*separer_numero(texte)))


def ajouter(
    textes: list[Fragment], suite: tuple[Fragment, ...], place: str, carnet: Carnet, *, coupe: bool = False
) -> None:
    """Add the texts of a cell; a sentence cut by a page is put together again, and said."""
    if coupe and textes and suite and est_une_fin_de_phrase(textes[-1], suite[0]):
        carnet.changer(place, f"phrase coupée par une page, recollée : « {textes[-1].texte} » + « {suite[0].texte} »")
        textes[-1] = replace(textes[-1], texte=f"{textes[-1].texte} {suite[0].texte}")
        suite = suite[1:]
    textes.extend(suite)


def _continue(competences: list[CompetenceEnCours], texte: str) -> bool:
    """At the top of a page, a text without number goes on with the title above: its case says so, or the numbers do."""
    return bool(competences) and (texte[:1].islower() or competences[-1].numero is not None)


def _prolonger(competence: CompetenceEnCours, suite: str, place: str, carnet: Carnet) -> None:
    carnet.changer(place, f"intitulé coupé par une page, recollé : « {competence.intitule} » + « {suite} »")
    competence.intitule += f" {suite}"


def ouvrir_bloc(blocs: list[BlocEnCours], ligne: Ligne, ou: str, carnet: Carnet) -> None:
    """A bloc printed over the whole width of the table, above its competences."""
    _ouvrir_bloc(blocs, (Fragment(ligne.texte),), f"{ou}, {carnet.lieu(ligne.numero)}", ou, carnet)


def _ouvrir_bloc(blocs: list[BlocEnCours], cellule: tuple[Fragment, ...], place: str, ou: str, carnet: Carnet) -> None:
    texte = texte_seul(cellule)
    forme = NUMERO_BLOC.match(texte)
    intitule = texte[forme.end() :] if forme else texte
    numero = f"BDC{forme[1]}" if forme else None
    if blocs and blocs[-1].numero == numero and cle(intitule) in {"", cle(blocs[-1].intitule or "")}:
        carnet.ecarter(ou, texte, REPETE)  # the bloc printed again at the top of a page
        return
    if numero is None and blocs and intitule[:1].islower() and not blocs[-1].competences[1:]:
        carnet.changer(place, f"intitulé de bloc coupé par une page, recollé : « {blocs[-1].intitule} » + « {texte} »")
        blocs[-1].intitule = f"{blocs[-1].intitule or ''} {texte}".strip()
        return
    if numero and numero in {bloc.numero for bloc in blocs}:
        carnet.refuser(ou=place, lu=f"le bloc {numero} une deuxième fois", attendu="un numéro par bloc")
    if numero is None:
        carnet.douter(place, f"le bloc « {texte} » n’a pas de numéro BDC lisible")
    if not intitule:
        carnet.douter(place, f"le bloc {numero} n’a pas d’intitulé")
    blocs.append(BlocEnCours(numero, intitule or None))


def _intitules(cellule: tuple[Fragment, ...]) -> list[str]:
    """Several numbered competences may share one cell; a fragment without number continues the one before."""
    intitules: list[str] = []
    for fragment in cellule:
        if intitules and not _NUMERO_COMPETENCE.match(fragment.texte) and not fragment.puce:
            intitules[-1] += f" {fragment.texte}"
        else:
            intitules.append(fragment.texte)
    return intitules


def separer_numero(texte: str) -> tuple[int | None, str]:
    """« 1. Déterminer… » → (1, « Déterminer… »)."""
    forme = _NUMERO_COMPETENCE.match(texte)
    return (int(forme[1]), texte[forme.end() :]) if forme else (None, texte)


def lire_competence_listee(texte: str, ou: str, carnet: Carnet) -> CompetenceEnCours | None:
    """« Compétence 1 : Conduire… », the form of a CCPM; None for any other line."""
    forme = COMPETENCE_NUMEROTEE.match(texte)
    if forme is None or not texte[forme.end() :].strip():
        return None
    carnet.ecarter(ou, forme["libelle"], LIBELLE)
    return CompetenceEnCours(int(forme["numero"]), texte[forme.end() :].strip())


def verifier_blocs(blocs: list[BlocEnCours], ou: str, carnet: Carnet) -> None:
    """Refuse a référentiel without competences; point at odd numbering and empty lists."""
    if not any(bloc.competences for bloc in blocs):
        raise DocumentRefuse(
            ou=ou, lu="aucune compétence", attendu="un tableau « Blocs de compétences, Compétences, Connaissances »"
        )
    nombre = sum(len(bloc.competences) for bloc in blocs)
    if nombre > COMPETENCES_MAXIMUM:
        raise DocumentRefuse(ou=ou, lu=f"{nombre} compétences", attendu=f"{COMPETENCES_MAXIMUM} compétences au plus")
    for bloc in blocs:
        nom = bloc.numero or bloc.intitule or "compétences"
        if not bloc.competences:
            carnet.refuser(ou=ou, lu=f"le bloc {nom} sans compétence", attendu="au moins une compétence par bloc")
        numeros = [competence.numero for competence in bloc.competences]
        if not any(numeros):
            carnet.douter(ou, f"{nom} : aucun numéro de compétence imprimé, {len(numeros)} attendus")
        elif numeros != list(range(1, len(numeros) + 1)):
            lus = ", ".join("aucun" if numero is None else str(numero) for numero in numeros)
            carnet.douter(ou, f"{nom} : numéros de compétence lus {lus}, attendus de 1 à {len(numeros)}")
        if bloc.numero and not bloc.connaissances:
            carnet.douter(ou, f"{nom} : aucune connaissance associée")


def _tout(rangee: Rangee) -> str:
    return " | ".join(texte_seul(cellule) for cellule in rangee.cellules if cellule)
