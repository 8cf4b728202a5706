"""What a reading left aside moves to a row of its own: every list loaded and parsed it on each line."""

import django.db.models.deletion
from django.db import migrations, models

VERS = (
    "INSERT INTO referentiels_provenance (referentiel_id, textes_ecartes, doutes) "
    "SELECT id, textes_ecartes, doutes FROM referentiels_referentiel"
)
RETOUR = (
    "UPDATE referentiels_referentiel SET "
    "textes_ecartes = COALESCE((SELECT p.textes_ecartes FROM referentiels_provenance p WHERE p.referentiel_id = id), textes_ecartes), "
    "doutes = COALESCE((SELECT p.doutes FROM referentiels_provenance p WHERE p.referentiel_id = id), doutes)"
)


class Migration(migrations.Migration):
    dependencies = [("referentiels", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Provenance",
            fields=[
                (
                    "referentiel",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="provenance",
                        serialize=False,
                        to="referentiels.referentiel",
                    ),
                ),
                ("textes_ecartes", models.JSONField(blank=True, default=list, verbose_name="textes non repris")),
                ("doutes", models.JSONField(blank=True, default=list, verbose_name="endroits à relire")),
            ],
            options={"verbose_name": "provenance d’un référentiel", "verbose_name_plural": "provenances des référentiels"},
        ),
        migrations.RunSQL(VERS, RETOUR),
        migrations.RemoveField(model_name="referentiel", name="textes_ecartes"),
        migrations.RemoveField(model_name="referentiel", name="doutes"),
    ]
