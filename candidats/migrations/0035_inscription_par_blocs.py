"""An index of what a jury gave without the whole certification (decision 0444)."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('candidats', '0034_inscription_decidee'),
        ('habilitations', '0007_ordres_surs'),
        ('referentiels', '0005_ordres_surs'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='inscription',
            index=models.Index(condition=models.Q(('portee', 'blocs'), ('etat', 'non_admise'), _connector='OR'), fields=['id', 'candidat'], name='inscription_par_blocs'),
        ),
    ]
