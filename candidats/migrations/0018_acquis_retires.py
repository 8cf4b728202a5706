"""What a jury left may be withdrawn by a rectification, and stays told: the link to the blocs certified gets a day."""

import django.db.models.deletion
from django.db import migrations, models

RETIRE = {"blank": True, "help_text": "Par un procès-verbal rectificatif.", "null": True, "verbose_name": "retiré le"}


class Migration(migrations.Migration):
    dependencies = [
        ("candidats", "0017_qui_doit_agir_pour_une_piece"),
        ("referentiels", "0001_initial"),
    ]

    operations = [
        migrations.AddField("acquis", "retire_le", models.DateField(**RETIRE)),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="BlocCertifie",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "inscription",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="candidats.inscription"),
                        ),
                        (
                            "versionbloc",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                to="referentiels.versionbloc",
                                verbose_name="bloc",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "bloc certifié",
                        "verbose_name_plural": "blocs certifiés",
                        "db_table": "candidats_inscription_blocs_certifies",
                        "unique_together": {("inscription", "versionbloc")},
                    },
                ),
                migrations.AlterField(
                    "inscription",
                    "blocs_certifies",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Par le jury, seuls ou avec leur certification entière.",
                        related_name="+",
                        through="candidats.BlocCertifie",
                        to="referentiels.versionbloc",
                        verbose_name="blocs certifiés",
                    ),
                ),
            ],
        ),
        migrations.AddField("bloccertifie", "retire_le", models.DateField(**RETIRE)),
        migrations.AlterUniqueTogether("bloccertifie", set()),
        migrations.AddConstraint(
            "bloccertifie",
            models.UniqueConstraint(
                condition=models.Q(retire_le__isnull=True),
                fields=("inscription", "versionbloc"),
                name="bloc_certifie_unique",
                violation_error_message="Ce bloc est déjà certifié par cette inscription.",
            ),
        ),
    ]
