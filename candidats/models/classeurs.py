"""Workbooks of registrations, read before anything is recorded."""

from django.db import models
from django.db.models import Q

from candidats.choix import EtatImport
from certif_portal.commun.models import Fichier
from certif_portal.comptes.choix import Role
from certif_portal.comptes.models import Utilisateur
from certif_portal.comptes.permissions import Personne, a_role
from habilitations.models import OrganismeFormation


class ImportQuerySet(models.QuerySet["ImportClasseur"]):
    def visibles_par(self, personne: Personne) -> "ImportQuerySet":
        """A workbook is read and confirmed by the OF that sent it, nobody else."""
        if a_role(personne, Role.ORGANISME):
            return self.filter(organisme__membres__utilisateur=personne, organisme__membres__retire_le__isnull=True)
        return self.none()


class ImportClasseur(models.Model):
    """A workbook read and shown line by line, whose good lines are recorded only once confirmed.

    The file is deleted when it has been recorded or replaced: its lines are personal data.
    """

    organisme = models.ForeignKey(OrganismeFormation, models.CASCADE, related_name="imports", verbose_name="organisme")
    fichier = models.ForeignKey(
        Fichier, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="classeur"
    )
    nom = models.CharField("nom du classeur", max_length=200)
    etat = models.CharField("état", max_length=12, choices=EtatImport.choices, default=EtatImport.A_CONFIRMER)
    depose_le = models.DateTimeField("déposé le")
    depose_par = models.ForeignKey(Utilisateur, models.PROTECT, related_name="+", verbose_name="déposé par")
    enregistre_le = models.DateTimeField("enregistré le", null=True, blank=True)
    lignes_lues = models.PositiveIntegerField("lignes lues", default=0)
    lignes_enregistrees = models.PositiveIntegerField("lignes enregistrées", default=0)

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = "classeur importé"
        verbose_name_plural = "classeurs importés"
        ordering = ["-depose_le"]
        constraints = [
            models.CheckConstraint(
                name="import_enregistre_date",
                condition=~Q(etat=EtatImport.ENREGISTRE) | Q(enregistre_le__isnull=False),
                violation_error_message="Un classeur enregistré porte sa date.",
            )
        ]

    def __str__(self) -> str:
        return self.nom
