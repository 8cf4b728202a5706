"""The texts of mails are sealed; what waits is sealed now, and what failed gives up the code or the link it held."""

from django.db import migrations, models

import certif_portal.commun.scelle

EFFACE = "Le contenu de ce courriel portait un lien ou un code personnel : il a été effacé."


def sceller(apps, _editeur):
    courriels = apps.get_model("commun", "Courriel").objects.filter(confidentiel=True)
    courriels.filter(etat="echec").update(texte=EFFACE)
    for courriel in courriels.filter(etat="a_envoyer").iterator():
        courriel.save(update_fields=["texte"])


class Migration(migrations.Migration):
    dependencies = [("commun", "0002_initial")]

    operations = [
        migrations.AddField(
            model_name="courriel",
            name="expire_le",
            field=models.DateTimeField(blank=True, null=True, verbose_name="sans objet après le"),
        ),
        migrations.AlterField(
            model_name="courriel",
            name="texte",
            field=certif_portal.commun.scelle.TexteScelle(verbose_name="texte"),
        ),
        migrations.AlterField(
            model_name="courriel",
            name="etat",
            field=models.CharField(
                choices=[
                    ("a_envoyer", "À envoyer"),
                    ("envoye", "Envoyé"),
                    ("echec", "En échec"),
                    ("remplace", "Remplacé par un autre"),
                ],
                default="a_envoyer",
                max_length=12,
                verbose_name="état",
            ),
        ),
        migrations.RunPython(sceller, migrations.RunPython.noop),
    ]
