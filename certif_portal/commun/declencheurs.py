"""The triggers that hold what models declare sealed (`immuable.py`), written for each engine, and laid by `migrate`.

Migrations may change sealed rows: while they run, the triggers let the owner of the table pass, and nobody else. What a
trigger refuses reaches services, views and commands as a `LigneScellee`, whichever way the row was written.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.apps import apps
from django.db import DatabaseError, IntegrityError, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.immuable import ROLE_PURGE, Quand, QuandExiste, Scellement

MARQUE = "Scellé : "
LEVES = "scelles.leves"
"""The setting of a session under which the triggers let the owner of a table pass."""
PURGE = "scelles.purge"
"""The setting of one transaction under which the owner of the tables empties what names people, and changes nothing
else, where the purge has no role of its own: a demonstration, a test. Under the application's role it opens nothing."""
DATE_EFFACEE = date(1900, 1, 1)
"""What a purge leaves of a date that may not be empty,"""
MOT_EFFACE = "Effacé"
"""and of a text that a constraint wants."""


class LigneScellee(ErreurMetier):
    """Something sealed was about to change; nothing was written."""


@dataclass(frozen=True)
class TableScellee:
    """One table and what it seals: a model's, or that of a many-to-many."""

    modele: type[models.Model]
    scellement: Scellement

    @property
    def nom(self) -> str:
        return self.modele._meta.db_table

    @property
    def sujet(self) -> str:
        return str(self.modele._meta.verbose_name)


def scellement_de(modele: type[models.Model]) -> Scellement | None:
    return getattr(modele, "scellement", None)


def tables_scellees() -> list[TableScellee]:
    """Every sealed model, then the many-to-many sealed with it."""
    tables = []
    for modele in apps.get_models():
        if scellement := scellement_de(modele):
            tables.append(TableScellee(modele, scellement))
            tables += [_lien(modele, scellement, nom) for nom in scellement.liens]
    return tables


def _lien(modele: type[models.Model], scellement: Scellement, nom: str) -> TableScellee:
    champ: Any = modele._meta.get_field(nom)
    lien, quand = champ.remote_field.through, cast(Quand, scellement.quand)
    chemin = "__".join(partie for partie in (champ.m2m_field_name(), quand.chemin) if partie)
    figes = tuple(colonne.name for colonne in lien._meta.fields if not colonne.primary_key)
    return TableScellee(lien, Scellement(Quand(chemin, quand.champ, quand.valeurs), figes=figes, ajouts=False))


# --- what is written in SQL ---------------------------------------------------------------------


def _texte(valeur: str) -> str:
    return "'" + valeur.replace("'", "''") + "'"


def _condition(table: TableScellee, ligne: str) -> str:
    """Whether this row (OLD or NEW) is sealed."""
    quand = table.scellement.quand
    if isinstance(quand, QuandExiste):
        autre = quand.modele._meta
        return f'EXISTS (SELECT 1 FROM "{autre.db_table}" l WHERE l."{quand.champ}" = {ligne}."{quand.champ}")'
    if not quand.champ:
        return "TRUE"
    valeurs = ", ".join(_texte(valeur) for valeur in quand.valeurs)
    if not quand.chemin:
        return f'{ligne}."{quand.champ}" IN ({valeurs})'
    (premier, *suite), modele = quand.chemin.split("__"), table.modele
    cle: Any = modele._meta.get_field(premier)
    depuis, filtre = f'"{cle.related_model._meta.db_table}" l0', f'l0."id" = {ligne}."{cle.column}"'
    for rang, nom in enumerate(suite, 1):
        cle = cle.related_model._meta.get_field(nom)
        depuis += f' JOIN "{cle.related_model._meta.db_table}" l{rang} ON l{rang}."id" = l{rang - 1}."{cle.column}"'
    return f'EXISTS (SELECT 1 FROM {depuis} WHERE {filtre} AND l{len(suite)}."{quand.champ}" IN ({valeurs}))'


def _vide(champ: Any, ligne: str) -> str:
    colonne = f'{ligne}."{champ.column}"'
    if isinstance(champ, models.JSONField):
        return f"({colonne} IS NULL OR CAST({colonne} AS text) IN ('{{}}', '[]'))"
    if isinstance(champ, models.CharField | models.TextField):
        return f"({colonne} IS NULL OR {colonne} = '')"
    if isinstance(champ, models.BinaryField):
        return f"length({colonne}) = 0"
    if isinstance(champ, models.DateField) and not champ.null:
        return f"{colonne} = '{DATE_EFFACEE.isoformat()}'"
    return f"{colonne} IS NULL"


def _efface(champ: Any) -> str:
    """Whether a new value is one that a purge leaves."""
    vide = _vide(champ, "NEW")
    texte = isinstance(champ, models.CharField | models.TextField)
    return f'({vide} OR NEW."{champ.column}" = {_texte(MOT_EFFACE)})' if texte else vide


def _ajout_refuse(table: TableScellee) -> str:
    """Whether a new row may not be added to what is sealed: any, or one that fills what an added row leaves empty."""
    champs = [table.modele._meta.get_field(nom) for nom in table.scellement.ajouts_vides]
    pleins = " OR ".join(f"NOT {_vide(champ, 'NEW')}" for champ in champs)
    return f"{_condition(table, 'NEW')} AND ({pleins})" if pleins else _condition(table, "NEW")


def _changements(table: TableScellee, differe: str) -> Iterator[tuple[Any, str]]:
    """(field, whether it changes against what is declared); `differe`: how the engine compares what may be empty."""
    scellement, champs = table.scellement, table.modele._meta
    cle = champs.pk
    for nom in (cle.name, *scellement.figes, *scellement.une_fois, *scellement.vidables, *scellement.croissants):
        champ: Any = champs.get_field(nom)
        avant, apres = f'OLD."{champ.column}"', f'NEW."{champ.column}"'
        change = f"{avant} {differe} {apres}"
        if nom in scellement.une_fois:
            change = f"({change} AND NOT {_vide(champ, 'OLD')})"
        elif nom in scellement.vidables:
            change = f"({change} AND NOT {_vide(champ, 'NEW')})"
        elif nom in scellement.croissants:
            change = f"{apres} < {avant}"
        yield champ, change


def _depuis(table: TableScellee) -> str:
    """The column by which a row belongs to what seals it; empty when it is the row itself."""
    quand = table.scellement.quand
    if isinstance(quand, QuandExiste) or not quand.chemin:
        return ""
    champ: Any = table.modele._meta.get_field(quand.chemin.split("__")[0])
    return str(champ.column)


def _refus(table: TableScellee, verbe: str) -> str:
    return f"{MARQUE}{table.sujet}, {verbe}."


PROPRIETAIRE = "pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'USAGE')"
"""Whether whoever writes owns the table: a setting of the session counts for nobody else."""
AJOUT, MODIFICATION, SUPPRESSION = "rien ne s’y ajoute plus", "rien n’y change plus", "rien ne s’en retire plus"


def _postgresql(table: TableScellee) -> Iterator[str]:
    scellement, nom = table.scellement, f"scelle_{table.nom}"

    def lever(verbe: str, detail: str = "''") -> str:
        message = f"{_texte(_refus(table, verbe)[:-1])} || {detail} || '.'"
        return f"RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', MESSAGE = {message};"

    ouverte = f"COALESCE(current_setting('{PURGE}', true), '') = 'oui' AND {PROPRIETAIRE}"
    purge = f"(current_user = '{ROLE_PURGE}' OR ({ouverte}))"
    touches = []
    for champ, change in _changements(table, "IS DISTINCT FROM"):
        purgee = f"({purge} AND {_efface(champ)})"
        quand = f"{change} AND NOT {purgee}" if champ.name in scellement.personnels else change
        touches.append(f"CASE WHEN {quand} THEN {_texte(str(champ.verbose_name))} END")
    corps = [
        f"IF current_setting('{LEVES}', true) = 'oui' AND {PROPRIETAIRE} "
        "THEN RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END; END IF;"
    ]
    if not scellement.ajouts:
        corps.append(f"IF TG_OP = 'INSERT' THEN IF {_ajout_refuse(table)} THEN {lever(AJOUT)} END IF; ")
        corps.append("RETURN NEW; END IF;")
    refus = "" if scellement.suppression else f"IF {_condition(table, 'OLD')} THEN {lever(SUPPRESSION)} END IF; "
    corps.append(f"IF TG_OP = 'DELETE' THEN {refus}RETURN OLD; END IF;")
    corps.append(f"touches := concat_ws(', ', {', '.join(touches)});")
    corps.append(f"IF touches <> '' THEN IF {_condition(table, 'OLD')} THEN")
    corps.append(lever(MODIFICATION, "' (' || touches || ')'"))
    corps.append("END IF; END IF;")
    if not scellement.ajouts and (colonne := _depuis(table)):
        corps.append(f'IF OLD."{colonne}" IS DISTINCT FROM NEW."{colonne}" THEN IF {_condition(table, "NEW")} THEN')
        corps.append(f"{lever(AJOUT)} END IF; END IF;")
    corps.append("RETURN NEW;")
    texte = "\n  ".join(corps)
    yield (
        f'CREATE FUNCTION "{nom}"() RETURNS trigger LANGUAGE plpgsql AS $scelle$\nDECLARE touches text;\n'
        f"BEGIN\n  {texte}\nEND $scelle$"
    )
    quand = "UPDATE OR DELETE" if scellement.ajouts else "INSERT OR UPDATE OR DELETE"
    yield f'CREATE TRIGGER scelle BEFORE {quand} ON "{table.nom}" FOR EACH ROW EXECUTE FUNCTION "{nom}"()'
    if scellement.avec:
        lien: Any = table.modele._meta.get_field(scellement.avec)
        parent = lien.related_model._meta.db_table
        yield (
            f'CREATE FUNCTION "{nom}_avec"() RETURNS trigger LANGUAGE plpgsql AS $scelle$\nBEGIN\n'
            f'  IF EXISTS (SELECT 1 FROM "{parent}" WHERE "id" = OLD."{lien.column}") THEN {lever(SUPPRESSION)} '
            "END IF;\n  RETURN NULL;\nEND $scelle$"
        )
        yield (
            f'CREATE CONSTRAINT TRIGGER scelle_avec AFTER DELETE ON "{table.nom}" DEFERRABLE INITIALLY DEFERRED '
            f'FOR EACH ROW EXECUTE FUNCTION "{nom}_avec"()'
        )


def _sqlite(table: TableScellee) -> Iterator[str]:
    """The demonstration's engine: the same, but for a row deleted with another."""
    scellement = table.scellement
    actes = [("UPDATE", MODIFICATION, f"({' OR '.join(c for _, c in _changements(table, 'IS NOT'))}) AND ", "OLD")]
    if not scellement.suppression:
        actes.append(("DELETE", SUPPRESSION, "", "OLD"))
    if not scellement.ajouts:
        actes.append(("INSERT", AJOUT, "", "NEW"))
    for verbe, refus, filtre, ligne in actes:
        quand = _ajout_refuse(table) if verbe == "INSERT" else f"{filtre}{_condition(table, ligne)}"
        yield (
            f'CREATE TRIGGER "scelle_{table.nom}_{verbe.lower()}" BEFORE {verbe} ON "{table.nom}" WHEN {quand} '
            f"BEGIN SELECT RAISE(ABORT, {_texte(_refus(table, refus))}); END"
        )


def instructions(connexion: BaseDatabaseWrapper) -> list[str]:
    """What lays every trigger, on the tables that exist."""
    connues = set(connexion.introspection.table_names())
    ecrire: Callable[[TableScellee], Iterator[str]] = _postgresql if connexion.vendor == "postgresql" else _sqlite
    return [sql for table in tables_scellees() if table.nom in connues for sql in ecrire(table)]


# --- laid, lifted, told -------------------------------------------------------------------------


CORPS = re.compile(r'CREATE FUNCTION "(\w+)".*?\$scelle\$(.*)\$scelle\$', re.S)


def poser_scelles(connexion: BaseDatabaseWrapper) -> None:
    """Lay the triggers as they are written now: there is no moment without them. One that is in place as it should be
    is left alone, so that a table which pages are reading and writing is locked for a change only."""
    if connexion.vendor != "postgresql":
        with transaction.atomic(using=connexion.alias), connexion.cursor() as curseur:
            retirer_scelles(connexion)
            for sql in instructions(connexion):
                curseur.execute(sql)
        return
    en_place, connues = _en_place(connexion), set(connexion.introspection.table_names())
    for table in tables_scellees():
        gestes = list(_postgresql(table)) if table.nom in connues else []
        voulues = {trouve[1]: trouve[2] for sql in gestes if (trouve := CORPS.match(sql))}
        siennes = {
            nom: en_place.pop(nom) for nom in (f"scelle_{table.nom}", f"scelle_{table.nom}_avec") if nom in en_place
        }
        if siennes != voulues:
            _executer(connexion, [f'DROP FUNCTION "{nom}"() CASCADE' for nom in siennes] + gestes)
    if en_place:
        _executer(connexion, [f'DROP FUNCTION "{nom}"() CASCADE' for nom in en_place])


def _executer(connexion: BaseDatabaseWrapper, gestes: list[str]) -> None:
    with transaction.atomic(using=connexion.alias), connexion.cursor() as curseur:
        for geste in gestes:
            curseur.execute(geste)


def _en_place(connexion: BaseDatabaseWrapper) -> dict[str, str]:
    """Each function of ours, with its text when a trigger that is on calls it."""
    with connexion.cursor() as curseur:
        curseur.execute(
            "SELECT p.proname, CASE WHEN EXISTS (SELECT 1 FROM pg_trigger t WHERE t.tgfoid = p.oid AND t.tgenabled = "
            "'O') THEN p.prosrc ELSE '' END FROM pg_proc p WHERE p.pronamespace = current_schema()::regnamespace "
            r"AND p.proname LIKE 'scelle\_%'"
        )
        return dict(curseur.fetchall())


def retirer_scelles(connexion: BaseDatabaseWrapper) -> None:
    with connexion.cursor() as curseur:
        if connexion.vendor == "postgresql":
            curseur.execute(
                "SELECT proname FROM pg_proc WHERE pronamespace = current_schema()::regnamespace "
                r"AND proname LIKE 'scelle\_%'"
            )
            gestes = [f'DROP FUNCTION "{nom}"() CASCADE' for (nom,) in curseur.fetchall()]
        else:
            curseur.execute(
                r"SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'scelle\_%' ESCAPE '\'"
            )
            gestes = [f'DROP TRIGGER "{nom}"' for (nom,) in curseur.fetchall()]
        for geste in gestes:
            curseur.execute(geste)


@contextmanager
def sans_scelles(connexion: BaseDatabaseWrapper) -> Iterator[None]:
    """For the owner of the tables alone: a migration, a demonstration that is written all at once."""
    if connexion.vendor != "postgresql":
        retirer_scelles(connexion)
        try:
            yield
        finally:
            # a transaction that broke is undone, and what was taken from the base comes back with it
            if not connexion.needs_rollback:
                poser_scelles(connexion)
        return
    with connexion.cursor() as curseur:
        curseur.execute("SELECT current_setting(%s, true)", [LEVES])
        [avant] = curseur.fetchone()
        curseur.execute("SELECT set_config(%s, 'oui', false)", [LEVES])
    try:
        yield
    finally:
        # a transaction that broke is undone, and this setting with it
        with suppress(DatabaseError), connexion.cursor() as curseur:
            curseur.execute("SELECT set_config(%s, %s, false)", [LEVES, avant or ""])


@contextmanager
def purge_permise(connexion: BaseDatabaseWrapper) -> Iterator[None]:
    """Inside one transaction, for the purge alone: personal fields of sealed rows may be emptied, and nothing else."""
    if connexion.vendor != "postgresql":
        with sans_scelles(connexion):
            yield
        return
    with connexion.cursor() as curseur:
        curseur.execute("SELECT set_config(%s, 'oui', true)", [PURGE])
    try:
        yield
    finally:
        with suppress(DatabaseError), connexion.cursor() as curseur:
            curseur.execute("SELECT set_config(%s, '', true)", [PURGE])


def dire_les_scelles(executer: Callable[..., Any], sql: str, params: Any, many: bool, contexte: dict) -> Any:
    """Wrapper of every query of a connection: a refusal of the triggers is a sentence, like any other."""
    try:
        return executer(sql, params, many, contexte)
    except IntegrityError as erreur:
        if MARQUE in str(erreur):
            phrase = str(erreur).partition(MARQUE)[2].partition("\n")[0]
            raise LigneScellee(f"{MARQUE}{phrase}") from erreur
        raise


def ecouter(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Receiver of `connection_created`; first of the list, as `verrous.poser`."""
    if dire_les_scelles not in connection.execute_wrappers:
        connection.execute_wrappers.insert(0, dire_les_scelles)
