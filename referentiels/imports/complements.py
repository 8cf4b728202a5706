"""What a text does not carry, given by who imports it. It completes the reading and never contradicts it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from referentiels.imports.modele import DocumentRefuse, Doute, ReferentielLu
from referentiels.numeros import lire_numero

_OU = "Données d’import"


def completer(
    lu: ReferentielLu, *, numero: str = "", niveau: int | None = None, date_gtp: date | None = None
) -> ReferentielLu:
    """The reading with its identity completed; the doubts answered here are gone."""
    if numero:
        lu = _completer_numero(lu, numero)
    lu = _completer_champ(lu, "niveau", niveau)
    return _completer_champ(lu, "date_gtp", date_gtp)


def _completer_numero(lu: ReferentielLu, imprime: str) -> ReferentielLu:
    donne = lire_numero(imprime)
    if donne.numero is None:
        raise DocumentRefuse(ou=_OU, lu=f"le numéro « {imprime} »", attendu="un numéro comme « CQPM 2006 0248 »")
    if lu.numero is not None and donne.numero != lu.numero:
        raise DocumentRefuse(
            ou=_OU, lu=f"le numéro « {imprime} »", attendu=f"celui que porte le document, « {lu.numero_imprime} »"
        )
    return replace(
        lu.numerote(donne, donne.imprime),
        doutes=(*_sans(lu, "de numéro"), *(Doute(_OU, doute) for doute in donne.doutes)),
    )


def _completer_champ(lu: ReferentielLu, champ: str, donne: int | date | None) -> ReferentielLu:
    if donne is None:
        return lu
    connu = getattr(lu, champ)
    if connu is not None and connu != donne:
        raise DocumentRefuse(
            ou=_OU, lu=f"{_NOMS[champ]} {_dire(donne)}", attendu=f"ce que dit le document, {_dire(connu)}"
        )
    manque = {"niveau": "de niveau", "date_gtp": "la date de la décision"}[champ]
    valeurs: dict[str, object] = {champ: donne}
    return replace(lu, **valeurs, doutes=_sans(lu, manque))  # type: ignore[arg-type]


_NOMS = {"niveau": "le niveau", "date_gtp": "la date de décision"}


def _dire(valeur: int | date) -> str:
    return f"{valeur:%d/%m/%Y}" if isinstance(valeur, date) else str(valeur)


def _sans(lu: ReferentielLu, manque: str) -> tuple[Doute, ...]:
    return tuple(doute for doute in lu.doutes if doute.ou != "En-tête" or f"ne porte pas {manque}" not in doute.quoi)
