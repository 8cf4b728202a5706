"""Workbooks prepared apart, kept for who asked."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("commun", "0002_initial"),
        ("portail", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Export",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("nature", models.SlugField(max_length=20, verbose_name="nature")),
                ("requete", models.CharField(blank=True, max_length=1000, verbose_name="filtres")),
                (
                    "etat",
                    models.CharField(
                        choices=[("en_cours", "En préparation"), ("pret", "Prêt"), ("echec", "En échec")],
                        default="en_cours",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("nombre", models.PositiveIntegerField(default=0, verbose_name="lignes")),
                ("demande_le", models.DateTimeField(verbose_name="demandé le")),
                ("termine_le", models.DateTimeField(blank=True, null=True, verbose_name="terminé le")),
                (
                    "fichier",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="commun.fichier",
                        verbose_name="classeur",
                    ),
                ),
                (
                    "par",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="demandé par",
                    ),
                ),
            ],
            options={
                "verbose_name": "export",
                "ordering": ["-demande_le", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("etat", "pret"), _negated=True)
                        | models.Q(("termine_le__isnull", False)),
                        name="export_pret_date",
                        violation_error_message="Un classeur prêt dit quand il l’a été.",
                    )
                ],
            },
        ),
    ]
