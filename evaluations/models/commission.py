"""A sitting: a date, a place, members, candidates. A registration may have several (passages)."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from candidats.models import Incident, Inscription
from certif_portal.commun.models import DocumentRendu, Fichier
from certif_portal.comptes.choix import Role
from certif_portal.comptes.models import Utilisateur
from certif_portal.comptes.permissions import Personne, a_role, peut_tout_consulter
from evaluations.choix import EtatCommission, EtatEmargement, NatureCommission
from evaluations.models.evaluateur import Evaluateur
from referentiels.models import Competence


class CommissionQuerySet(models.QuerySet["Commission"]):
    def visibles_par(self, personne: Personne) -> "CommissionQuerySet":
        """Staff and auditor see all, an evaluator those they sit in, an OF those of its candidates."""
        if peut_tout_consulter(personne):
            return self
        siennes = Q(pk__in=[])
        if a_role(personne, Role.EVALUATEUR):
            siennes |= Q(pk__in=self.model.objects.de_l_evaluateur(personne).values("pk"))
        if a_role(personne, Role.ORGANISME):
            siens = Inscription.objects.visibles_par(personne).values("pk")
            siennes |= Q(pk__in=Passage.objects.filter(inscription__in=siens).values("commission"))
        return self.filter(siennes).exclude(etat=EtatCommission.ANNULEE)

    def de_l_evaluateur(self, personne: Personne) -> "CommissionQuerySet":
        """Those in which the person sits, cancelled ones left out."""
        if not isinstance(personne, Utilisateur):
            return self.none()
        places = MembreCommission.objects.filter(evaluateur__utilisateur=personne).values("commission")
        return self.filter(pk__in=places).exclude(etat=EtatCommission.ANNULEE)


class Commission(models.Model):
    """One sitting: evaluation, or VAE validation chaired by the centre's representative."""

    nature = models.CharField(
        "nature", max_length=10, choices=NatureCommission.choices, default=NatureCommission.EVALUATION
    )
    date = models.DateField("date")
    heure = models.TimeField("heure", null=True, blank=True)
    lieu = models.CharField("lieu", max_length=160)
    adresse = models.CharField("adresse", max_length=200, blank=True)
    etat = models.CharField("état", max_length=10, choices=EtatCommission.choices, default=EtatCommission.PLANIFIEE)
    creee_le = models.DateTimeField("créée le")
    creee_par = models.ForeignKey(
        Utilisateur, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="créée par"
    )
    motif_annulation = models.TextField("motif de l’annulation", blank=True)

    objects = CommissionQuerySet.as_manager()

    class Meta:
        verbose_name = "commission"
        ordering = ["-date", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="commission_annulee_motivee",
                condition=~Q(etat=EtatCommission.ANNULEE) | ~Q(motif_annulation=""),
                violation_error_message="Une commission annulée porte son motif.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_nature_display()} du {self.date:%d/%m/%Y}, {self.lieu}"

    def get_absolute_url(self) -> str:
        return reverse("commission_detail", args=[self.pk])


class MembreCommission(models.Model):
    """An evaluator in a sitting. A VAE validation is chaired by the centre's representative."""

    commission = models.ForeignKey(Commission, models.CASCADE, related_name="membres")
    evaluateur = models.ForeignKey(Evaluateur, models.PROTECT, related_name="participations")
    preside = models.BooleanField("préside", default=False)
    arrive_le = models.DateTimeField("arrivé le", null=True, blank=True)
    rappele_le = models.DateTimeField("rappel envoyé le", null=True, blank=True)

    class Meta:
        verbose_name = "membre de commission"
        verbose_name_plural = "membres de commission"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="membre_commission_unique",
                fields=["commission", "evaluateur"],
                violation_error_message="Cet évaluateur siège déjà dans la commission.",
            )
        ]

    def __str__(self) -> str:
        return str(self.evaluateur)


class Passage(models.Model):
    """A candidate's turn in a sitting, with the competences evaluated there."""

    commission = models.ForeignKey(Commission, models.CASCADE, related_name="passages")
    inscription = models.ForeignKey(Inscription, models.PROTECT, related_name="passages")
    heure = models.TimeField("heure", null=True, blank=True)
    annonce_le = models.DateField(
        "jour annoncé le", null=True, blank=True, help_text="Le jour où la date de cette séance a été fixée pour lui."
    )
    convoque_le = models.DateTimeField("candidat convoqué le", null=True, blank=True)
    lettre = models.ForeignKey(
        DocumentRendu,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="lettre de convocation",
        help_text="Pour qui n’a pas d’adresse électronique.",
    )
    arrive_le = models.DateTimeField("arrivé le", null=True, blank=True)
    competences = models.ManyToManyField(Competence, related_name="+", verbose_name="compétences évaluées")

    class Meta:
        verbose_name = "passage"
        ordering = ["heure", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="passage_unique",
                fields=["commission", "inscription"],
                violation_error_message="Ce candidat passe déjà devant cette commission.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.inscription.candidat} — {self.commission}"

    def est_evalue(self) -> bool:
        """Something was written of it: a line of the grid, or an evaluator's own note."""
        return self.appreciations.exists() or self.notes.exists()


class Absence(models.Model):
    """A candidate who did not come to a sitting, or whose turn was put off: out of it, and still named on its page."""

    commission = models.ForeignKey(Commission, models.CASCADE, related_name="absences")
    incident = models.OneToOneField(Incident, models.CASCADE, related_name="absence")

    class Meta:
        verbose_name = "absence"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.incident.inscription.candidat} — {self.commission}"


class DeclarationIndependance(models.Model):
    """An evaluator's word on one candidate: no hierarchical link, not the same service, not the trainer."""

    evaluateur = models.ForeignKey(Evaluateur, models.PROTECT, related_name="declarations")
    inscription = models.ForeignKey(Inscription, models.CASCADE, related_name="declarations")
    lien = models.BooleanField("déclare un lien")
    precision = models.TextField("lien déclaré", blank=True)
    declaree_le = models.DateTimeField("déclarée le")

    class Meta:
        verbose_name = "déclaration d’indépendance"
        verbose_name_plural = "déclarations d’indépendance"
        constraints = [
            models.UniqueConstraint(name="declaration_unique", fields=["evaluateur", "inscription"]),
            models.CheckConstraint(
                name="declaration_lien_precise",
                condition=Q(lien=False) | ~Q(precision=""),
                violation_error_message="Un lien déclaré est précisé.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evaluateur} / {self.inscription.candidat}"


class FeuilleEmargement(models.Model):
    """The commission's own émargement: printed, signed by hand, its scan deposited."""

    commission = models.OneToOneField(Commission, models.CASCADE, related_name="emargement")
    etat = models.CharField("état", max_length=8, choices=EtatEmargement.choices, default=EtatEmargement.RENDU)
    document = models.ForeignKey(DocumentRendu, models.PROTECT, related_name="+")
    scan = models.ForeignKey(Fichier, models.PROTECT, null=True, blank=True, related_name="+")
    signee_le = models.DateTimeField("scan déposé le", null=True, blank=True)
    signee_par = models.ForeignKey(
        Utilisateur, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="déposé par"
    )

    class Meta:
        verbose_name = "émargement de commission"
        verbose_name_plural = "émargements de commission"
        indexes = [models.Index(name="emargement_rendu", fields=["commission"], condition=Q(etat=EtatEmargement.RENDU))]
        constraints = [
            models.CheckConstraint(
                name="emargement_signe_complet",
                condition=Q(etat=EtatEmargement.RENDU)
                | (Q(scan__isnull=False) & Q(signee_le__isnull=False) & Q(signee_par__isnull=False)),
                violation_error_message="Un émargement signé porte son scan, sa date et son auteur.",
            )
        ]

    def __str__(self) -> str:
        return f"Émargement — {self.commission}"
