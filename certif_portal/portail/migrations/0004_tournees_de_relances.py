"""Reminders due before they are written, the table of steps, the round of a day, files held."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('candidats', '0028_actes_de_l_avis_papier'),
        ('commun', '0008_fichier_empreinte'),
        ('portail', '0003_agenda'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='EtapeRelance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('nature', models.CharField(blank=True, choices=[('livret', 'Livret'), ('rapport', 'Rapport d’activités'), ('avis', 'Avis de l’entreprise'), ('acquis', 'Fin du bénéfice d’acquis'), ('JURY-DESIGNATION', 'Organisations syndicales à solliciter'), ('JURY-CONVOCATION', 'Jury à convoquer'), ('CPREFP-INFORMATION', 'CPREFP à informer'), ('INSCRIPTION-AVANT-JURY', 'Inscription trop proche du jury'), ('CALENDRIER-ANNUEL', 'Calendrier des jurys'), ('TRANSMISSION-GTP', 'Transmission au GTP'), ('GTP-ACTIONS', 'Action corrective du GTP'), ('CERTIFICATS-REMISE', 'Remise des certificats'), ('NATIONAL-DELAI', 'Déclaration au système national'), ('ACTIONS-CORRECTIVES', 'Action corrective d’un organisme'), ('HABILITATION-FIN', 'Fin d’une habilitation'), ('RNCP-FIN', 'Fin d’enregistrement d’une fiche')], help_text='Vide : toute échéance dont la nature n’a pas de ligne pour ce rôle.', max_length=30, verbose_name='nature d’échéance')),
                ('qui', models.CharField(choices=[('organisme', 'l’organisme'), ('centre', 'le centre'), ('tuteur', 'le tuteur'), ('candidat', 'le candidat'), ('commission', 'les évaluateurs de la commission'), ('responsable', 'le responsable, à qui on signale')], max_length=12, verbose_name='à qui')),
                ('jours', models.SmallIntegerField(help_text='Comptés depuis la date limite : négatifs avant elle, 0 le jour même, positifs après.', validators=[django.core.validators.MinValueValidator(-365), django.core.validators.MaxValueValidator(365)], verbose_name='jours')),
                ('active', models.BooleanField(default=True, help_text='Une nature dont aucune ligne ne l’est n’est pas relancée.', verbose_name='envoyée')),
            ],
            options={
                'verbose_name': 'étape de relance',
                'verbose_name_plural': 'étapes de relance',
                'ordering': ['nature', 'qui', 'jours'],
            },
        ),
        migrations.CreateModel(
            name='SuspensionRelances',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('motif', models.TextField(max_length=2000, verbose_name='motif')),
                ('jusqu_au', models.DateField(verbose_name='jusqu’au')),
                ('cree_le', models.DateTimeField(verbose_name='suspendues le')),
                ('levee_le', models.DateTimeField(blank=True, null=True, verbose_name='reprises le')),
            ],
            options={
                'verbose_name': 'suspension de relances',
                'verbose_name_plural': 'suspensions de relances',
            },
        ),
        migrations.CreateModel(
            name='TourneeRelances',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('le', models.DateField(unique=True, verbose_name='jour')),
                ('commencee_le', models.DateTimeField(verbose_name='commencée le')),
                ('finie_le', models.DateTimeField(blank=True, null=True, verbose_name='finie le')),
                ('relances', models.PositiveIntegerField(default=0, verbose_name='relances')),
                ('courriels', models.PositiveIntegerField(default=0, verbose_name='courriels')),
                ('pannes', models.TextField(blank=True, verbose_name='ce qui a échoué')),
            ],
            options={
                'verbose_name': 'tournée de relances',
                'verbose_name_plural': 'tournées de relances',
                'ordering': ['-le'],
            },
        ),
        migrations.AlterModelOptions(
            name='relance',
            options={'ordering': ['-envoyee_le', '-pk'], 'verbose_name': 'relance'},
        ),
        migrations.AddField(
            model_name='relance',
            name='due_le',
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name='due le'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='relance',
            name='qui',
            field=models.CharField(blank=True, choices=[('organisme', 'l’organisme'), ('centre', 'le centre'), ('tuteur', 'le tuteur'), ('candidat', 'le candidat'), ('commission', 'les évaluateurs de la commission'), ('responsable', 'le responsable, à qui on signale')], max_length=12, verbose_name='à quel titre'),
        ),
        migrations.AlterField(
            model_name='relance',
            name='envoyee_le',
            field=models.DateTimeField(null=True, verbose_name='écrite le'),
        ),
        migrations.AddIndex(
            model_name='relance',
            index=models.Index(condition=models.Q(('envoyee_le__isnull', True)), fields=['destinataire'], name='relance_a_ecrire'),
        ),
        migrations.AddIndex(
            model_name='relance',
            index=models.Index(fields=['-envoyee_le', '-id'], name='relance_par_instant'),
        ),
        migrations.AddConstraint(
            model_name='etaperelance',
            constraint=models.UniqueConstraint(fields=('nature', 'qui', 'jours'), name='etape_relance_unique', violation_error_message='Cette étape existe déjà.'),
        ),
        migrations.AddField(
            model_name='suspensionrelances',
            name='inscription',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='candidats.inscription'),
        ),
        migrations.AddField(
            model_name='suspensionrelances',
            name='par',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='suspendues par'),
        ),
        migrations.AddConstraint(
            model_name='suspensionrelances',
            constraint=models.UniqueConstraint(condition=models.Q(('levee_le__isnull', True)), fields=('inscription',), name='relances_suspension_unique', violation_error_message='Les relances de ce dossier sont déjà suspendues.'),
        ),
    ]
