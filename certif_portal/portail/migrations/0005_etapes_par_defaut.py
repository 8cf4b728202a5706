"""The steps that the centre had set, and its late one, become lines of the table; what already left does not leave
again."""

from typing import Any

from django.db import migrations
from django.db.models import F

ACTEURS = ("organisme", "centre", "tuteur", "candidat", "commission")
RETARD, LENDEMAIN, SEMAINE = "retard", 1, 7


def reprendre(apps: Any, schema_editor: Any) -> None:
    etapes, relances = apps.get_model("portail", "EtapeRelance"), apps.get_model("portail", "Relance")
    centre = apps.get_model("centre", "ParametresCentre").objects.first()
    avant = [-int(jours) for jours in (centre.etapes_relance if centre else "15,7,1").split(",") if jours]
    lignes = [etapes(qui=qui, jours=jours) for qui in ACTEURS for jours in (*avant, LENDEMAIN)]
    etapes.objects.bulk_create([*lignes, etapes(qui="responsable", jours=SEMAINE)])
    relances.objects.filter(etape=RETARD).update(etape=f"J+{LENDEMAIN}")
    relances.objects.update(due_le=F("envoyee_le"))


def oublier(apps: Any, schema_editor: Any) -> None:
    apps.get_model("portail", "EtapeRelance").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("centre", "0013_delais_de_l_evaluation"), ("portail", "0004_tournees_de_relances")]
    run_before = [("centre", "0014_alsace_moselle_sans_etapes")]

    operations = [migrations.RunPython(reprendre, oublier)]
