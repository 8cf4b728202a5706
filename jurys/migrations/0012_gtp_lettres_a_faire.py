"""A letter of annexe 12 asked for by an earlier closing, and not made yet, gives way to that of its file, which lists
what is really joined."""

from django.db import migrations


def ecarter_les_lettres(apps, schema_editor):
    papiers = apps.get_model("jurys", "Papier").objects.filter(nature="attestation", dossier_gtp__isnull=True)
    papiers.exclude(etat="fait").delete()


class Migration(migrations.Migration):
    dependencies = [("jurys", "0011_gtp_dossier")]
    operations = [migrations.RunPython(ecarter_les_lettres, migrations.RunPython.noop)]
