"""The steps of reminders are a table of the portal; public holidays of Alsace and Moselle."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('centre', '0013_delais_de_l_evaluation'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='parametrescentre',
            name='etapes_relance',
        ),
        migrations.AddField(
            model_name='parametrescentre',
            name='alsace_moselle',
            field=models.BooleanField(default=False, help_text='Le vendredi saint et la Saint-Étienne y sont fériés : aucune relance ne part ces jours-là.', verbose_name='centre d’Alsace ou de Moselle'),
        ),
    ]
