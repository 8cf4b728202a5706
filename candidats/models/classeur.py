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
    feuille = models.CharField(
        "feuille lue", max_length=100, blank=True, help_text="Vide : la seule liste visible du classeur."
    )
    etat = models.CharField("état", max_length=12, choices=EtatImport.choices, default=EtatImport.EN_LECTURE)
    colonnes = models.JSONField(
        "colonnes reconnues", default=dict, blank=True, help_text="Rang dans le classeur → colonne du portail."
    )
    corrections = models.JSONField(
        "corrections à l’écran", default=dict, blank=True, help_text="Ligne → colonne → valeur."
    )
    valeurs = models.JSONField(
        "valeurs de toutes les lignes", default=dict, blank=True, help_text="Colonne absente du classeur → valeur."
    )
    decisions = models.JSONField("décisions", default=dict, blank=True, help_text="Ligne → remplacer, garder ou créer.")
    bilan = models.JSONField("bilan de la lecture", default=dict, blank=True)
    echec = models.TextField("pourquoi l’enregistrement a échoué", blank=True)
    depose_le = models.DateTimeField("déposé le")
    depose_par = models.ForeignKey(Utilisateur, models.PROTECT, related_name="+", verbose_name="déposé par")
    enregistre_le = models.DateTimeField("enregistré le", null=True, blank=True)
    lignes_lues = models.PositiveIntegerField("lignes lues", default=0)
    lignes_fausses = models.PositiveIntegerField(
        "lignes à corriger à la première lecture", null=True, blank=True, help_text="Vide tant que rien n’est lu."
    )
    lignes_enregistrees = models.PositiveIntegerField("lignes enregistrées", default=0)

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = "classeur importé"
        verbose_name_plural = "classeurs importés"
        ordering = ("-depose_le", "-pk")
        constraints = [
            models.CheckConstraint(
                name="import_enregistre_date",
                condition=~Q(etat=EtatImport.ENREGISTRE) | Q(enregistre_le__isnull=False),
                violation_error_message="Un classeur enregistré porte sa date.",
            )
        ]

    def __str__(self) -> str:
        return self.nom


class RapportClasseur(models.Model):
    """What the check of a workbook found, compressed; deleted with the file, once recorded or forgotten.

    `empreinte` says what it was held against: as long as that is the same, recording trusts it.
    """

    classeur = models.OneToOneField(ImportClasseur, models.CASCADE, primary_key=True, related_name="rapport")
    octets = models.BinaryField("rapport")
    valeurs = models.BinaryField("valeurs des lignes", default=b"")
    empreinte = models.CharField("empreinte du contrôle", max_length=64, default="")

    class Meta:
        verbose_name = "rapport de classeur"
        verbose_name_plural = "rapports de classeurs"

    def __str__(self) -> str:
        return f"rapport du classeur {self.pk}"


class CorrespondanceColonne(models.Model):
    """How one OF names one column in its workbooks, as somebody confirmed it; an empty `cle` is a column to ignore."""

    organisme = models.ForeignKey(
        OrganismeFormation, models.CASCADE, related_name="correspondances", verbose_name="organisme"
    )
    titre = models.CharField("titre, sans accent ni casse", max_length=200)
    cle = models.CharField("colonne du portail", max_length=40, blank=True)

    class Meta:
        verbose_name = "correspondance de colonne"
        verbose_name_plural = "correspondances de colonnes"
        ordering = ("titre", "pk")
        constraints = [models.UniqueConstraint(name="correspondance_unique", fields=["organisme", "titre"])]

    def __str__(self) -> str:
        return f"{self.titre} → {self.cle or 'ignorée'}"


class MotRetenu(models.Model):
    """What one OF means by a word that nobody else would have understood in that column, as somebody said once."""

    organisme = models.ForeignKey(OrganismeFormation, models.CASCADE, related_name="mots", verbose_name="organisme")
    cle = models.CharField("colonne du portail", max_length=40)
    mot = models.CharField("mot, sans accent ni casse", max_length=200)
    valeur = models.CharField("ce qu’il veut dire", max_length=300)

    class Meta:
        verbose_name = "mot retenu"
        verbose_name_plural = "mots retenus"
        ordering = ("cle", "mot", "pk")
        constraints = [models.UniqueConstraint(name="mot_retenu_unique", fields=["organisme", "cle", "mot"])]

    def __str__(self) -> str:
        return f"{self.mot} → {self.valeur}"
