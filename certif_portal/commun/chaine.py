"""The chain of the journal: what an entry says has its fingerprint, and a link a day closes the entries of before.

An entry is fingerprinted with a salt of its own, when it is written. The link of a day is the hash of the one before,
then of each entry in the order of its key: what names nobody, and its fingerprint. A purge may empty what names
people, salt included: the link still holds all the rest. Whoever owns the tables could write everything again, but not
the head that left the centre (decision 0401).
"""

import hashlib
import json
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from certif_portal.commun.models import EntreeJournal, MaillonJournal

DIT = ("dossier_type", "dossier_id", "acte", "phrase", "par_id", "par_nom", "le")
"""What the fingerprint of an entry is made of, in this order."""
DE_PERSONNE = ("id", "dossier_type", "dossier_id", "acte", "le", "empreinte")
"""What a link holds of an entry: nothing that a purge empties."""
PAR_LOT = 5_000
PATIENCE = "3s"
"""How long the link waits for whoever is writing; it is asked again later in the night."""


def sceller(valeurs: Sequence[Any]) -> tuple[str, str]:
    """A new salt, and the fingerprint of these values (`DIT`) with it."""
    sel = secrets.token_hex(16)
    return sel, empreinte_de(sel, valeurs)


def empreinte_de(sel: str, valeurs: Sequence[Any]) -> str:
    return hashlib.sha256(_texte([sel, *valeurs])).hexdigest()


def _texte(valeurs: Sequence[Any]) -> bytes:
    """One writing for the same values, whichever engine keeps them."""
    return json.dumps(valeurs, default=_instant, separators=(",", ":")).encode()


def _instant(a: datetime) -> str:
    return a.astimezone(UTC).isoformat(timespec="microseconds")


@dataclass
class _Condense:
    """A link being made."""

    empreinte: str
    premier: int = 0
    nombre: int = 0

    def __post_init__(self) -> None:
        self._somme = hashlib.sha256(self.empreinte.encode())

    def ajouter(self, valeurs: Sequence[Any]) -> None:
        self.premier = self.premier or valeurs[0]
        self.nombre += 1
        self._somme.update(_texte(valeurs) + b"\n")

    def fermer(self) -> str:
        return self._somme.hexdigest()


def preparer_maillon(*, jour: date, a: datetime) -> MaillonJournal | None:
    """The link of this day, to be kept, which closes what was written until now; None when it is made already, or
    nothing was written. Entries without a fingerprint, written before there was a chain, get it first.

    To be called outside a transaction: nobody is kept waiting, and what was done of it remains.
    """
    if MaillonJournal.objects.filter(jour=jour).exists():
        return None
    avant = MaillonJournal.objects.last()
    depuis, borne = (avant.dernier if avant else 0), _borne()
    empreindre(depuis, borne)
    condense = _Condense(avant.empreinte if avant else "")
    entrees = EntreeJournal.objects.filter(pk__gt=depuis, pk__lte=borne).order_by("pk")
    for valeurs in entrees.values_list(*DE_PERSONNE).iterator(PAR_LOT):
        condense.ajouter(valeurs)
    if not condense.nombre:
        return None
    return MaillonJournal(
        jour=jour,
        premier=condense.premier,
        dernier=borne,
        nombre=condense.nombre,
        empreinte=condense.fermer(),
        fait_le=a,
    )


def _borne() -> int:
    """The last key below which nothing is still to come: a key is drawn before its entry is committed, so whoever is
    writing is waited for, this once; no act ever waits for another."""
    with transaction.atomic(), connection.cursor() as curseur:
        if connection.vendor == "postgresql":
            curseur.execute("SELECT set_config('lock_timeout', %s, true)", [PATIENCE])
            curseur.execute(f'LOCK TABLE "{EntreeJournal._meta.db_table}" IN SHARE MODE')
        return EntreeJournal.objects.aggregate(derniere=Max("pk"))["derniere"] or 0


def empreindre(depuis: int = 0, jusque: int | None = None) -> int:
    """Give a fingerprint to entries that have none, batch by batch, each kept as it is done. How many there were."""
    nombre, cible = 0, jusque if jusque is not None else _borne()
    while True:
        sans = EntreeJournal.objects.filter(pk__gt=depuis, pk__lte=cible, empreinte="").order_by("pk")
        lot = list(sans.values_list("pk", *DIT)[:PAR_LOT])
        if not lot:
            return nombre
        _ecrire([(cle, *sceller(valeurs)) for cle, *valeurs in lot])
        depuis, nombre = lot[-1][0], nombre + len(lot)


def _ecrire(empreintes: list[tuple[int, str, str]]) -> None:
    table = EntreeJournal._meta.db_table
    with connection.cursor() as curseur:
        if connection.vendor == "postgresql":
            curseur.execute(
                f'UPDATE "{table}" e SET sel = v.sel, empreinte = v.empreinte '  # noqa: S608 the name of a model's table
                "FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS v(id, sel, empreinte) WHERE e.id = v.id",
                [list(colonne) for colonne in zip(*empreintes, strict=True)],
            )
        else:
            curseur.executemany(
                f'UPDATE "{table}" SET sel = %s, empreinte = %s WHERE id = %s',  # noqa: S608 the same
                [(sel, empreinte, cle) for cle, sel, empreinte in empreintes],
            )


# --- verified -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Verification:
    """What was read, and the first thing that is not what was written; empty when all is."""

    entrees: int
    maillons: int
    tete: str
    ecart: str = ""


@dataclass(frozen=True)
class _Lue:
    """One entry as it stands, with what it should be by itself."""

    cle: int
    dit: Sequence[Any]
    sel: str
    empreinte: str

    @property
    def du_maillon(self) -> tuple[Any, ...]:
        type_, dossier, acte, _, _, _, le = self.dit
        return (self.cle, type_, dossier, acte, le, self.empreinte)

    @property
    def tient(self) -> bool:
        """Emptied by a purge, it bears neither salt nor text nor name: its link alone answers for it."""
        if self.sel:
            return self.empreinte == empreinte_de(self.sel, self.dit)
        _, _, _, phrase, par, par_nom, _ = self.dit
        return bool(self.empreinte) and not (phrase or par or par_nom)

    def __str__(self) -> str:
        type_, dossier, acte, *_, le = self.dit
        return f"L’entrée {self.cle} du journal ({type_} {dossier}, acte « {acte} », {le:%d/%m/%Y %H:%M} UTC)"


def verifier(tete: str = "") -> Verification:
    """Read everything again. `tete`: a head kept outside, which must be that of one of the links."""
    entrees = _entrees()
    attendue, somme, lues, maillons = next(entrees, None), "", 0, list(MaillonJournal.objects.order_by("dernier"))
    for rang, maillon in enumerate(maillons):
        condense, fausse = _Condense(somme), ""
        while attendue is not None and attendue.cle <= maillon.dernier:
            fausse = fausse or ("" if attendue.tient else f"{attendue} n’est plus ce qui a été écrit.")
            condense.ajouter(attendue.du_maillon)
            attendue = next(entrees, None)
        lues, somme = lues + condense.nombre, condense.fermer()
        if ecart := fausse or _ecart(maillon, condense.nombre, somme):
            return Verification(lues, rang, somme, ecart)
    while attendue is not None:  # not linked yet
        lues += 1
        if attendue.empreinte and not attendue.tient:
            return Verification(lues, len(maillons), somme, f"{attendue} n’est plus ce qui a été écrit.")
        attendue = next(entrees, None)
    inconnue = tete and tete not in {maillon.empreinte for maillon in maillons}
    perdue = f"La tête {tete}, gardée hors du portail, n’est celle d’aucun maillon : la chaîne a été récrite."
    return Verification(lues, len(maillons), somme, perdue if inconnue else "")


def _entrees() -> Iterator[_Lue]:
    lignes = EntreeJournal.objects.order_by("pk").values_list("pk", *DIT, "sel", "empreinte")
    for cle, *dit, sel, empreinte in lignes.iterator(PAR_LOT):
        yield _Lue(cle, dit, sel, empreinte)


def _ecart(maillon: MaillonJournal, nombre: int, somme: str) -> str:
    bornes = f"Le {maillon} (entrées {maillon.premier} à {maillon.dernier})"
    if nombre != maillon.nombre:
        return f"{bornes} fermait {maillon.nombre} entrées : il y en a {nombre}."
    if somme != maillon.empreinte:
        return f"{bornes} n’a plus son empreinte : lui, ou l’une de ses entrées, a été récrit."
    return ""
