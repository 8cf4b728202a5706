"""Indexes of what is counted without reading its rows (decision 0452)."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('candidats', '0037_comptes_sans_lire_les_lignes'),
        ('commun', '0016_adresses_sans_jeton'),
        ('jurys', '0032_attente_des_purges'),
        ('referentiels', '0005_ordres_surs'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='piecejury',
            index=models.Index(condition=models.Q(('etat', 'rendu')), fields=['jury'], name='piece_jury_rendue'),
        ),
        migrations.AddIndex(
            model_name='presentation',
            index=models.Index(fields=['jury', 'inscription', 'decision', 'rectifiee', 'id'], name='presentation_tenue'),
        ),
    ]
