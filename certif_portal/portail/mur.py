"""The second wall of the perimeter, in PostgreSQL itself: a page that an OF, an evaluator, a juror or a tutor reads is
read under a role to which the base shows their registrations, and what hangs from them, no other (decision 0416).

The first wall is `visibles_par`. A view that forgets it reads nothing more: row-level security says the perimeter
again, from the tables alone.
"""

import hashlib
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import Error, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import ForeignKey, Model

from candidats.models import Acquis, BlocCertifie, Candidat, Inscription, Reprise
from certif_portal.commun.droits_base import ROLE_MUR, ROLE_PASSAGE, creer_les_roles_du_mur, droits_sur_les_lignes
from evaluations.models import (
    AvisEntreprise,
    Commission,
    Evaluateur,
    InvitationCommission,
    LienAvis,
    MembreCommission,
    Passage,
)
from habilitations.models import MembreOrganisme
from jurys.models import MembreJury, Presentation

journal_technique = logging.getLogger(__name__)
SANS_MUR = frozenset({Acquis, BlocCertifie, Reprise})
"""What a candidate obtained elsewhere is told, by design, to the OF that registers them again: codes, no name."""
_lecteur: ContextVar[tuple[str, str] | None] = ContextVar("lecteur", default=None)


def _t(modele: type[Model]) -> str:
    return f'"{modele._meta.db_table}"'


def fonctions() -> Iterator[str]:
    """What the reader may see, read above every policy; `portail.personne` and `portail.jeton` say who reads."""
    personne = "NULLIF(current_setting('portail.personne', true), '')::bigint"
    inscriptions = f"""
        SELECT i.id FROM {_t(Inscription)} i JOIN {_t(MembreOrganisme)} m ON m.organisme_id = i.organisme_id
         WHERE m.utilisateur_id = {personne} AND m.retire_le IS NULL
        UNION SELECT p.inscription_id FROM {_t(Passage)} p
          JOIN {_t(MembreCommission)} m ON m.commission_id = p.commission_id
          JOIN {_t(Evaluateur)} e ON e.id = m.evaluateur_id WHERE e.utilisateur_id = {personne}
        UNION SELECT p.inscription_id FROM {_t(Presentation)} p
          JOIN {_t(MembreJury)} m ON m.jury_id = p.jury_id WHERE m.utilisateur_id = {personne}
        UNION SELECT a.inscription_id FROM {_t(AvisEntreprise)} a JOIN {_t(LienAvis)} l ON l.avis_id = a.id
         WHERE l.jeton_sha256 = NULLIF(current_setting('portail.jeton', true), '')"""  # noqa: S608  names of tables
    candidats = f"SELECT candidat_id FROM {_t(Inscription)} WHERE id IN (SELECT mur_inscriptions())"  # noqa: S608
    seances = f"""
        SELECT commission_id FROM {_t(Passage)} WHERE inscription_id IN (SELECT mur_inscriptions())
        UNION SELECT m.commission_id FROM {_t(MembreCommission)} m
          JOIN {_t(Evaluateur)} e ON e.id = m.evaluateur_id WHERE e.utilisateur_id = {personne}
        UNION SELECT m.commission_id FROM {_t(InvitationCommission)} m
          JOIN {_t(Evaluateur)} e ON e.id = m.evaluateur_id WHERE e.utilisateur_id = {personne}"""  # noqa: S608
    for nom, requete in (
        ("mur_inscriptions", inscriptions),
        ("mur_candidats", candidats),
        ("mur_commissions", seances),
    ):
        yield (
            f"CREATE OR REPLACE FUNCTION {nom}() RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER "
            f"SET search_path FROM CURRENT AS $mur$ {requete} $mur$"
        )


def perimetres() -> dict[type[Model], str]:
    """Every table that hangs from a registration, a person or a sitting -> what of it its reader sees."""
    murs: dict[type[Model], str] = {
        Inscription: "id IN (SELECT mur_inscriptions())",
        Candidat: "id IN (SELECT mur_candidats())",
        Commission: "id IN (SELECT mur_commissions())",
    }
    for racine in (Inscription, Candidat):
        murs[racine.history.model] = murs[racine]
    while nouveaux := {
        modele: " AND ".join(conditions)
        for modele in apps.get_models()
        if modele not in murs and modele not in SANS_MUR and (conditions := list(_conditions(modele, murs)))
    }:
        murs |= nouveaux
    return murs


def _conditions(modele: type[Model], murs: dict[type[Model], str]) -> Iterator[str]:
    for champ in modele._meta.concrete_fields:
        autre: Any = champ.related_model
        if isinstance(champ, ForeignKey) and autre in murs and not issubclass(modele, autre):
            vide = f'"{champ.column}" IS NULL OR ' if champ.null else ""
            siennes = f'SELECT "{champ.target_field.column}" FROM {_t(autre)}'  # noqa: S608
            yield f'({vide}"{champ.column}" IN ({siennes}))'


def poser_le_mur(connexion: BaseDatabaseWrapper, roles: Sequence[str]) -> None:
    """Lay it as it is written now, by the owner of the tables. `roles` work before it and pass through it; the first,
    the application's, may stand behind it.

    A table at a time, each in its own transaction: pages go on, and never wait for more than one (decision 0398). The
    right to pass is given before the first is closed, the right to stand behind it once all are.
    """
    citer = connexion.ops.quote_name
    with connexion.cursor() as curseur:
        with transaction.atomic(using=connexion.alias):
            creer_les_roles_du_mur(curseur)
            for role in roles:
                curseur.execute(f"GRANT {ROLE_PASSAGE} TO {citer(role)}")
            for geste in fonctions():
                curseur.execute(geste)
        en_place = _en_place(curseur)
        for modele, visible in perimetres().items():
            gestes = "; ".join(_politiques(_t(modele), visible))
            empreinte = hashlib.sha256(gestes.encode()).hexdigest()
            if en_place.get(modele._meta.db_table) != empreinte:
                with transaction.atomic(using=connexion.alias):
                    curseur.execute(f"{gestes}; COMMENT ON POLICY mur_passage ON {_t(modele)} IS '{empreinte}'")
        with transaction.atomic(using=connexion.alias):
            for geste in droits_sur_les_lignes(connexion, ROLE_MUR):
                curseur.execute(geste)
            curseur.execute(f"GRANT {ROLE_MUR} TO {citer(roles[0])}")


POLITIQUES = ("mur_passage", "mur_lecture", "mur_ajout", "mur_changement", "mur_retrait")


def _en_place(curseur: Any) -> dict[str, str]:
    """Table -> what was laid on it. One that was made again, or opened by hand, says nothing."""
    curseur.execute(
        "SELECT t.relname, obj_description(p.oid, 'pg_policy') FROM pg_class t JOIN pg_policy p ON p.polrelid = t.oid "
        "AND p.polname = %s WHERE t.relrowsecurity AND t.relnamespace = current_schema()::regnamespace AND "
        "(SELECT count(*) FROM pg_policy WHERE polrelid = t.oid AND polname = ANY(%s)) = %s",
        [POLITIQUES[0], list(POLITIQUES), len(POLITIQUES)],
    )
    return dict(curseur.fetchall())


def _politiques(table: str, visible: str) -> Iterator[str]:
    for nom in POLITIQUES:
        yield f"DROP POLICY IF EXISTS {nom} ON {table}"
    yield f"CREATE POLICY mur_passage ON {table} TO {ROLE_PASSAGE} USING (true) WITH CHECK (true)"
    yield f"CREATE POLICY mur_lecture ON {table} FOR SELECT TO {ROLE_MUR} USING ({visible})"
    yield f"CREATE POLICY mur_ajout ON {table} FOR INSERT TO {ROLE_MUR} WITH CHECK (true)"
    yield f"CREATE POLICY mur_changement ON {table} FOR UPDATE TO {ROLE_MUR} USING (true)"
    yield f"CREATE POLICY mur_retrait ON {table} FOR DELETE TO {ROLE_MUR} USING (true)"
    yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"


_poses: dict[str, bool] = {}


def mur_pose(alias: str) -> bool:
    """Whether this process may stand behind it: laid in this base, its role given what it reads. Asked until it is, so
    that a process begun before `accorder_droits` takes it up; that it is not is a line of the logs, once."""
    if not _poses.get(alias):
        pose = _lire_s_il_est_pose(connections[alias])
        if not pose and alias not in _poses and not settings.LOCAL:
            journal_technique.warning("Second mur absent de la base : lancez « manage.py accorder_droits ».")
        _poses[alias] = pose
    return _poses[alias]


def _lire_s_il_est_pose(connexion: BaseDatabaseWrapper) -> bool:
    if connexion.vendor != "postgresql":
        return False
    connexion.ensure_connection()
    with connexion.wrap_database_errors, connexion.connection.cursor() as curseur:
        curseur.execute(
            "SELECT to_regprocedure('mur_inscriptions()') IS NOT NULL AND EXISTS (SELECT 1 FROM pg_roles WHERE "
            "rolname = %s AND pg_has_role(oid, 'MEMBER') AND has_table_privilege(oid, %s, 'SELECT'))",
            [ROLE_MUR, Inscription._meta.db_table],
        )
        return bool(curseur.fetchone()[0])


@contextmanager
def derriere_le_mur(connexion: BaseDatabaseWrapper, *, personne: int | None, jeton: str = "") -> Iterator[None]:
    """What is read here is what this person, or this link, may see. The connection is theirs for that time: one that is
    opened again meanwhile stands behind it too."""
    marque = _lecteur.set((str(personne or ""), jeton))
    try:
        connexion.ensure_connection()
        passer_derriere(connexion)
        yield
    finally:
        _lecteur.reset(marque)
        try:
            _executer(connexion, f"RESET ROLE; {LECTEUR}", ["", ""])
        except Error:  # broken: nobody else is given it
            with suppress(Error):
                connexion.close()


LECTEUR = "SELECT set_config('portail.personne', %s, false), set_config('portail.jeton', %s, false)"


def passer_derriere(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Receiver of `connection_created` too."""
    if (lecteur := _lecteur.get()) and connection.vendor == "postgresql":
        _executer(connection, f"{LECTEUR}; SET ROLE {ROLE_MUR}", list(lecteur))


def _executer(connexion: BaseDatabaseWrapper, sql: str, valeurs: list[str]) -> None:
    """By the driver itself: not one query more for who counts those of a page."""
    if connexion.connection is not None:
        with connexion.wrap_database_errors, connexion.connection.cursor() as curseur:
            curseur.execute(sql, valeurs)
