"""Indexes of what is counted without reading its rows (decision 0452)."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('candidats', '0036_envoyees_gac'),
        ('habilitations', '0007_ordres_surs'),
        ('referentiels', '0005_ordres_surs'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='echeancedossier',
            index=models.Index(fields=['acteur', 'limite'], name='echeance_par_acteur'),
        ),
        migrations.AddIndex(
            model_name='inscription',
            index=models.Index(fields=['id', 'referentiel', 'portee', 'projet', 'candidat'], name='inscription_comptee'),
        ),
    ]
