"""An index of what was sent to the national system (decision 0449)."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('candidats', '0035_inscription_par_blocs'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='lignegac',
            index=models.Index(condition=models.Q(('non_envoyee_le__isnull', True)), fields=['inscription'], name='ligne_gac_envoyee'),
        ),
    ]
