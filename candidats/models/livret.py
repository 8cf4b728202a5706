"""The livret de suivi, and what a candidate keeps after a partial success."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from candidats.choix import Accord, EtatLivret, NatureRetour
from candidats.models.inscription import Inscription
from candidats.models.personne import Candidat
from certif_portal.commun.immuable import Scellement
from certif_portal.commun.models import Fichier
from certif_portal.comptes.models import Utilisateur
from referentiels.models import Competence, Modalite, VersionBloc


class Livret(models.Model):
    """The livret de suivi, also called dossier technique: modalities chosen beforehand, and who agreed."""

    inscription = models.OneToOneField(Inscription, models.CASCADE, related_name="livret")
    etat = models.CharField("état", max_length=10, choices=EtatLivret.choices, default=EtatLivret.DEPOSE)
    accord = models.CharField("accord donné par", max_length=10, choices=Accord.choices)
    accord_nom = models.CharField("nom", max_length=120)
    accord_qualite = models.CharField("qualité", max_length=120, blank=True)
    accord_le = models.DateField("date de l’accord")
    fichier = models.ForeignKey(
        Fichier, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="livret signé"
    )
    depose_le = models.DateTimeField("déposé le")
    premier_depot_le = models.DateField("premier dépôt")
    depose_par = models.ForeignKey(Utilisateur, models.PROTECT, related_name="+", verbose_name="déposé par")
    nature_retour = models.CharField("défaut constaté", max_length=10, choices=NatureRetour.choices, blank=True)
    motif_retour = models.TextField("motif du renvoi", blank=True)
    valide_le = models.DateTimeField("validé le", null=True, blank=True)
    valide_par = models.ForeignKey(
        Utilisateur, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="validé par"
    )

    class Meta:
        verbose_name = "livret de suivi"
        verbose_name_plural = "livrets de suivi"
        constraints = [
            models.CheckConstraint(
                name="livret_valide_date",
                condition=~Q(etat=EtatLivret.VALIDE) | (Q(valide_le__isnull=False) & Q(valide_par__isnull=False)),
                violation_error_message="Un livret validé dit quand et par qui.",
            )
        ]

    def __str__(self) -> str:
        return f"Livret de {self.inscription}"


class LigneLivret(models.Model):
    """What the livret says of one competence: situation, modalities, reason when no work situation."""

    livret = models.ForeignKey(Livret, models.CASCADE, related_name="lignes")
    competence = models.ForeignKey(Competence, models.PROTECT, related_name="+")
    modalites = models.ManyToManyField(Modalite, related_name="+", verbose_name="modalités")
    situation = models.TextField("situation ou projet prévu", blank=True)
    lieu = models.CharField("lieu", max_length=120, blank=True)
    tuteur = models.CharField("tuteur ou référent sur place", max_length=120, blank=True)
    motif_hors_situation = models.TextField("pourquoi pas en situation de travail", blank=True)

    class Meta:
        verbose_name = "ligne du livret"
        verbose_name_plural = "lignes du livret"
        constraints = [models.UniqueConstraint(name="ligne_livret_unique", fields=["livret", "competence"])]

    def __str__(self) -> str:
        return f"{self.livret} : {self.competence}"


class LivretPrepare(models.Model):
    """What is typed of a livret and not deposited yet, by its organisation alone: the staff see nothing of it."""

    inscription = models.OneToOneField(Inscription, models.CASCADE, related_name="livret_prepare")
    saisie = models.JSONField("ce qui est saisi", default=dict, blank=True, help_text="Par champ du formulaire.")
    avant = models.JSONField(
        "saisie d’avant le dernier remplissage en nombre",
        null=True,
        blank=True,
        help_text="Vide quand il n’y a rien à annuler.",
    )
    revision = models.PositiveIntegerField("révision", default=1)
    enregistre_le = models.DateTimeField("enregistré le")
    enregistre_par = models.ForeignKey(Utilisateur, models.PROTECT, related_name="+", verbose_name="enregistré par")

    class Meta:
        verbose_name = "livret préparé"
        verbose_name_plural = "livrets préparés"

    def __str__(self) -> str:
        return f"Livret préparé de {self.inscription}"

    @property
    def vu(self) -> str:
        """What a page says it showed of it."""
        return f"{self.pk}.{self.revision}"


class AcquisQuerySet(models.QuerySet["Acquis"]):
    def en_vigueur(self) -> "AcquisQuerySet":
        """Not withdrawn since."""
        return self.filter(retire_le__isnull=True)


class Acquis(models.Model):
    """What a candidate not admitted keeps: whole blocs of an RNCP certification and the competences of its other blocs
    for 5 years, competences of another for 24 months, from the jury's decision. RNCP or not: on the jury's day."""

    candidat = models.ForeignKey(Candidat, models.PROTECT, related_name="acquis")
    inscription = models.ForeignKey(Inscription, models.PROTECT, related_name="acquis")
    version_bloc = models.ForeignKey(VersionBloc, models.PROTECT, null=True, blank=True, related_name="+")
    competence = models.ForeignKey(Competence, models.PROTECT, null=True, blank=True, related_name="+")
    rncp = models.BooleanField("certification au RNCP ce jour-là")
    decision_le = models.DateField("décision du jury")
    expire_le = models.DateField("bénéfice conservé jusqu’au")
    retire_le = models.DateField("retiré le", null=True, blank=True, help_text="Par un procès-verbal rectificatif.")

    objects = AcquisQuerySet.as_manager()
    scellement: ClassVar[Scellement] = Scellement(
        figes=("inscription", "version_bloc", "competence", "rncp", "decision_le", "expire_le"),
        une_fois=("retire_le",),
        libres=("candidat",),  # two files of one person are made one
    )

    class Meta:
        verbose_name = "acquis"
        verbose_name_plural = "acquis"
        ordering = ["inscription", "pk"]
        constraints = [
            models.CheckConstraint(
                name="acquis_bloc_ou_competence",
                condition=Q(version_bloc__isnull=False, competence__isnull=True)
                | Q(version_bloc__isnull=True, competence__isnull=False),
                violation_error_message="Un acquis porte sur un bloc ou sur une compétence.",
            )
        ]

    def __str__(self) -> str:
        return str(self.objet)

    @property
    def objet(self) -> VersionBloc | Competence | None:
        """A whole bloc, or one competence."""
        return self.version_bloc or self.competence
