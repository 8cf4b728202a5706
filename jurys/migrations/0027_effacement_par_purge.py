from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('jurys', '0026_conservation'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='effacement',
            name='effacement_unique',
        ),
        migrations.AddConstraint(
            model_name='effacement',
            constraint=models.UniqueConstraint(fields=('cible', 'cle', 'purge'), name='effacement_unique_par_purge'),
        ),
    ]
