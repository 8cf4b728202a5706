"""Indexes of what is counted without reading its rows (decision 0452)."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('commun', '0016_adresses_sans_jeton'),
        ('evaluations', '0015_ordres_surs'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='feuilleemargement',
            index=models.Index(condition=models.Q(('etat', 'rendu')), fields=['commission'], name='emargement_rendu'),
        ),
    ]
