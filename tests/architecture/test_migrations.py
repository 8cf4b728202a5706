"""The code of before works on the tables of after: what a migration may not do without a reason written here.

A column added that is never empty keeps its default in the database (`evolution.py`): nothing is asked of it.
"""

from collections.abc import Iterator

import pytest
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

DEJA_LA = {
    "commun": 14,
    "comptes": 3,
    "centre": 16,
    "portail": 11,
    "referentiels": 3,
    "habilitations": 6,
    "candidats": 31,
    "evaluations": 13,
    "jurys": 28,
}
"""The last migration of each app when this was first asked: no centre ran a version without them."""
RAISONS: dict[tuple[str, str], str] = {}
"""(app, migration) -> why the code of before works all the same, or which version must not be skipped."""
RETRAITS = (
    migrations.DeleteModel,
    migrations.RemoveField,
    migrations.RenameField,
    migrations.RenameModel,
    migrations.AlterModelTable,
    migrations.AlterUniqueTogether,
    migrations.RunSQL,
)


def fautes(app: str, operations: list[Operation], avant: ProjectState) -> Iterator[str]:
    """What the code of before would meet."""
    neufs: set[str] = set()
    for operation in operations:
        modele = getattr(operation, "model_name", getattr(operation, "name", "")).lower()
        if isinstance(operation, migrations.CreateModel):
            neufs.add(modele)
        elif isinstance(operation, RETRAITS) and modele not in neufs:
            yield f"{type(operation).__name__} de {modele or app}"
        elif isinstance(operation, migrations.AddField) and modele not in neufs:
            champ = operation.field
            if champ.unique and not champ.null:
                yield f"{modele}.{operation.name} est unique et jamais vide"
        elif isinstance(operation, migrations.AlterField) and modele not in neufs:
            yield from plus_etroit(app, modele, operation, avant)


def plus_etroit(app: str, modele: str, operation: migrations.AlterField, avant: ProjectState) -> Iterator[str]:
    ancien, nouveau = avant.models[app, modele].fields[operation.name_lower], operation.field
    if ancien.null and not nouveau.null and not nouveau.has_db_default():
        yield f"{modele}.{operation.name} n’est plus jamais vide"
    if nouveau.unique and not ancien.unique:
        yield f"{modele}.{operation.name} devient unique"
    if isinstance(ancien, models.CharField) and isinstance(nouveau, models.CharField | models.TextField):
        if ancien.max_length and nouveau.max_length and nouveau.max_length < ancien.max_length:
            yield f"{modele}.{operation.name} est plus court"
    elif ancien.get_internal_type() != nouveau.get_internal_type():
        yield f"{modele}.{operation.name} change de type"


def neuves(chargeur: MigrationLoader) -> list[tuple[str, str]]:
    return sorted((app, nom) for app, nom in chargeur.disk_migrations if int(nom[:4]) > DEJA_LA.get(app, 9999))


def test_une_migration_ne_retire_rien_au_code_d_avant():
    chargeur = MigrationLoader(None)
    dites = {
        (app, nom): list(fautes(app, chargeur.disk_migrations[app, nom].operations, avant))
        for app, nom in neuves(chargeur)
        if (avant := chargeur.project_state((app, nom), at_end=False))
    }
    assert {cle: dite for cle, dite in dites.items() if dite and cle not in RAISONS} == {}
    assert [cle for cle in RAISONS if not dites.get(cle)] == []


AVANT = ProjectState()
CHAMPS = [("nom", models.CharField(max_length=20)), ("age", models.IntegerField(null=True))]
migrations.CreateModel("Chose", CHAMPS).state_forwards("essai", AVANT)


@pytest.mark.parametrize(
    ("operation", "dit"),
    [
        (migrations.DeleteModel("Chose"), "DeleteModel de chose"),
        (migrations.RemoveField("chose", "nom"), "RemoveField de chose"),
        (migrations.RenameField("chose", "nom", "titre"), "RenameField de chose"),
        (migrations.RenameModel("Chose", "Objet"), "RenameModel de essai"),
        (migrations.RunSQL("DROP TABLE x"), "RunSQL de essai"),
        (migrations.AddField("chose", "cle", models.UUIDField(unique=True)), "chose.cle est unique et jamais vide"),
        (migrations.AlterField("chose", "age", models.IntegerField(default=1)), "chose.age n’est plus jamais vide"),
        (migrations.AlterField("chose", "age", models.TextField(null=True)), "chose.age change de type"),
        (migrations.AlterField("chose", "nom", models.CharField(max_length=19)), "chose.nom est plus court"),
        (
            migrations.AlterField("chose", "nom", models.CharField(max_length=20, unique=True)),
            "chose.nom devient unique",
        ),
    ],
)
def test_ce_qui_casserait_le_code_d_avant_se_voit(operation, dit):
    assert list(fautes("essai", [operation], AVANT)) == [dit]


@pytest.mark.parametrize(
    "operation",
    [
        migrations.AddField("chose", "poids", models.IntegerField(default=0)),
        migrations.AddField("chose", "mot", models.CharField(max_length=9, blank=True)),
        migrations.AddField("chose", "cle", models.UUIDField(unique=True, null=True)),
        migrations.AlterField("chose", "age", models.IntegerField(null=True, help_text="x")),
        migrations.AlterField("chose", "nom", models.CharField(max_length=40)),
        migrations.AlterField("chose", "nom", models.TextField()),
    ],
)
def test_ce_qui_s_ajoute_est_permis(operation):
    assert list(fautes("essai", [operation], AVANT)) == []
    neuf = [migrations.CreateModel("Objet", []), migrations.RemoveField("objet", "x")]
    assert list(fautes("essai", neuf, AVANT)) == []
