from datetime import date

from django.db import migrations, models

DISPOSITIF = date(2020, 10, 27)


def dater_la_delegation(apps, schema_editor):
    """« The référent signs the letters », a setting without date, becomes a delegation since the dispositif."""
    delegation = apps.get_model("centre", "DelegationSignature")
    for centre in apps.get_model("centre", "ParametresCentre").objects.filter(lettres_par_referent=True):
        delegation.objects.create(
            objet="lettres",
            nom=centre.referent_nom,
            qualite="le référent du dispositif de certifications",
            debut=DISPOSITIF,
        )


class Migration(migrations.Migration):
    dependencies = [("centre", "0010_blocs_cqpm_delivres")]

    operations = [
        migrations.AddField(
            model_name="delegationsignature",
            name="objet",
            field=models.CharField(
                choices=[
                    ("president", "Certificats, annexe 12 et habilitations, à la place du président de l’UIMM"),
                    ("lettres", "Lettres aux candidats, à la place du président du jury"),
                ],
                default="president",
                max_length=9,
                verbose_name="ce qu’elle fait signer",
            ),
        ),
        migrations.RunPython(dater_la_delegation, migrations.RunPython.noop),
        migrations.RemoveField(model_name="parametrescentre", name="lettres_par_referent"),
    ]
