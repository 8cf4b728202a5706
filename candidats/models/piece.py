"""What accompanies a registration: dérogation, identity papers (their file is deleted when the decision is sealed), VAE
file."""

from django.db import models
from django.db.models import Q

from candidats.choix import DecisionRecevabilite, EtatDerogation, TypePieceIdentite
from candidats.models.inscription import Inscription
from candidats.models.personne import Candidat
from candidats.regles.vae import cerfa_du
from certif_portal.commun.models import Fichier
from certif_portal.commun.typographie import jour_de
from certif_portal.comptes.choix import Role
from certif_portal.comptes.models import Utilisateur
from certif_portal.comptes.permissions import Personne, a_role
from habilitations.models import OrganismeFormation


class Derogation(models.Model):
    """A late registration: asked by the OF with a reason, granted by a named person with a reason."""

    inscription = models.OneToOneField(Inscription, models.CASCADE, related_name="derogation")
    etat = models.CharField("état", max_length=10, choices=EtatDerogation.choices, default=EtatDerogation.DEMANDEE)
    motif_demande = models.TextField("motif de la demande")
    demandee_le = models.DateTimeField("demandée le")
    demandee_par = models.ForeignKey(Utilisateur, models.PROTECT, related_name="+", verbose_name="demandée par")
    motif_decision = models.TextField("motif de la décision", blank=True)
    decidee_le = models.DateTimeField("décidée le", null=True, blank=True)
    decidee_par = models.ForeignKey(
        Utilisateur, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="décidée par"
    )

    class Meta:
        verbose_name = "dérogation"
        constraints = [
            models.CheckConstraint(
                name="derogation_decidee",
                condition=Q(etat=EtatDerogation.DEMANDEE)
                | (Q(decidee_le__isnull=False) & Q(decidee_par__isnull=False) & ~Q(motif_decision="")),
                violation_error_message="Une dérogation décidée dit qui, quand et pourquoi.",
            )
        ]

    def __str__(self) -> str:
        return f"Dérogation de {self.inscription}"


class PieceIdentite(models.Model):
    """A page of the identity paper deposited by the OF: one file, or the recto and the verso. The file is deleted when
    the decision is sealed; who deposited what, and when, remains."""

    inscription = models.ForeignKey(Inscription, models.CASCADE, related_name="pieces_identite")
    type = models.CharField("type", max_length=14, choices=TypePieceIdentite.choices)
    rang = models.PositiveSmallIntegerField("rang", default=1, help_text="Recto puis verso, quand ils sont séparés.")
    fichier = models.ForeignKey(Fichier, models.SET_NULL, null=True, blank=True, related_name="+")
    deposee_le = models.DateTimeField("déposée le")
    deposee_par = models.ForeignKey(Utilisateur, models.PROTECT, related_name="+", verbose_name="déposée par")
    supprimee_le = models.DateTimeField("supprimée le", null=True, blank=True)

    class Meta:
        verbose_name = "pièce d’identité"
        verbose_name_plural = "pièces d’identité"
        ordering = ("-deposee_le", "rang", "-pk")
        constraints = [
            models.CheckConstraint(
                name="piece_supprimee_sans_fichier",
                condition=Q(supprimee_le__isnull=True) | Q(fichier__isnull=True),
                violation_error_message="Une pièce supprimée n’a plus de fichier.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_type_display()} du {jour_de(self.deposee_le):%d/%m/%Y}"


class PieceRecueQuerySet(models.QuerySet["PieceRecue"]):
    def visibles_par(self, personne: Personne) -> "PieceRecueQuerySet":
        """By the OF that sent it, until it is joined to a registration; by nobody else."""
        if a_role(personne, Role.ORGANISME):
            return self.filter(organisme__membres__utilisateur=personne, organisme__membres__retire_le__isnull=True)
        return self.none()


class PieceRecue(models.Model):
    """The identity paper of somebody, sent among many, before its OF joined it to their registrations (decision 0267).

    `candidat`: chosen by hand; empty, the name of the file says whose it is, or nobody knows yet. The row goes with
    its file once joined, thrown away or forgotten.
    """

    organisme = models.ForeignKey(
        OrganismeFormation, models.CASCADE, related_name="pieces_recues", verbose_name="organisme"
    )
    candidat = models.ForeignKey(
        Candidat, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="attribuée à"
    )
    fichier = models.OneToOneField(Fichier, models.CASCADE, related_name="+")
    nom = models.CharField("nom du fichier", max_length=200)
    type = models.CharField("type", max_length=14, choices=TypePieceIdentite.choices)
    empreinte = models.CharField("empreinte de l’envoi", max_length=64)
    rang = models.PositiveSmallIntegerField(
        "rang", default=0, help_text="Choisi à la main ; zéro : le nom du fichier le dit, ou l’ordre d’envoi."
    )
    recue_le = models.DateTimeField("reçue le")
    recue_par = models.ForeignKey(Utilisateur, models.PROTECT, related_name="+", verbose_name="reçue de")
    ecartee_le = models.DateTimeField("écartée le", null=True, blank=True)

    objects = PieceRecueQuerySet.as_manager()

    class Meta:
        verbose_name = "pièce reçue"
        verbose_name_plural = "pièces reçues"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="piece_recue_une_fois",
                fields=["organisme", "empreinte"],
                violation_error_message="Ce fichier est déjà reçu.",
            )
        ]

    def __str__(self) -> str:
        return self.nom


class RecevabiliteVAE(models.Model):
    """The VAE file (a CERFA form): received, then declared admissible or not."""

    inscription = models.OneToOneField(Inscription, models.CASCADE, related_name="recevabilite")
    recue_le = models.DateField("dossier reçu le")
    decision = models.CharField(
        "décision", max_length=14, choices=DecisionRecevabilite.choices, default=DecisionRecevabilite.EN_COURS
    )
    decidee_le = models.DateField("décidée le", null=True, blank=True)
    decidee_par = models.ForeignKey(
        Utilisateur, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="décidée par"
    )
    motif = models.TextField("motif", blank=True)
    fichier = models.ForeignKey(
        Fichier, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="dossier CERFA"
    )
    accueil_le = models.DateField("accueil du candidat", null=True, blank=True)
    accueil_collectif = models.BooleanField("accueil collectif en entreprise (VAE de branche)", default=False)
    accompagnement = models.CharField("accompagnement assuré par", max_length=160, blank=True)
    livret2_le = models.DateField("livret 2 déposé le", null=True, blank=True)
    livret2 = models.ForeignKey(
        Fichier, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="livret 2"
    )

    class Meta:
        verbose_name = "recevabilité VAE"
        verbose_name_plural = "recevabilités VAE"
        constraints = [
            models.CheckConstraint(
                name="recevabilite_decidee",
                condition=Q(decision=DecisionRecevabilite.EN_COURS)
                | (Q(decidee_le__isnull=False) & Q(decidee_par__isnull=False)),
                violation_error_message="Une recevabilité décidée dit quand et par qui.",
            ),
            models.CheckConstraint(
                name="recevabilite_livret2_date",
                condition=Q(livret2__isnull=True) | Q(livret2_le__isnull=False),
                violation_error_message="Un livret 2 déposé porte sa date.",
            ),
        ]

    def __str__(self) -> str:
        return f"Recevabilité de {self.inscription}"

    @property
    def cerfa(self) -> str:
        """The number of the form, on the day when it was received."""
        return cerfa_du(self.recue_le)
