"""What the centre delegates to an OF: the organisation of evaluations for a time, and the sittings it proposes."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from candidats.models import Inscription
from certif_portal.comptes.models import Utilisateur
from certif_portal.comptes.permissions import Personne, peut_tout_consulter
from evaluations.choix import EtatProposition
from evaluations.models.commission import Commission
from evaluations.models.evaluateur import Evaluateur
from habilitations.models import OrganismeFormation


class DelegationQuerySet(models.QuerySet["DelegationOrganisation"]):
    def en_vigueur(self, le: date) -> "DelegationQuerySet":
        return self.filter(Q(au__isnull=True) | Q(au__gte=le), du__lte=le)

    def de(self, personne: Personne, le: date) -> "DelegationQuerySet":
        """Those in force, that day, of the OFs of this person."""
        return self.en_vigueur(le).filter(organisme__in=OrganismeFormation.objects.visibles_par(personne))


class DelegationOrganisation(models.Model):
    """A dated fact, decided by the responsable; `evaluateurs`: the pool opened to this OF."""

    organisme = models.ForeignKey(OrganismeFormation, models.PROTECT, related_name="delegations_organisation")
    du = models.DateField("du")
    au = models.DateField("au", null=True, blank=True)
    motif = models.TextField("décision")
    decidee_le = models.DateTimeField("décidée le")
    decidee_par = models.ForeignKey(Utilisateur, models.PROTECT, related_name="+", verbose_name="décidée par")
    motif_fin = models.TextField("motif de la fin", blank=True)
    evaluateurs = models.ManyToManyField(Evaluateur, blank=True, related_name="+", verbose_name="évaluateurs ouverts")

    objects = DelegationQuerySet.as_manager()

    class Meta:
        verbose_name = "délégation de l’organisation"
        verbose_name_plural = "délégations de l’organisation"
        ordering = ["-du", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="delegation_organisation_dates",
                condition=Q(au__isnull=True) | Q(au__gte=F("du")),
                violation_error_message="La délégation finit avant de commencer.",
            )
        ]

    def __str__(self) -> str:
        return f"Délégation à {self.organisme}, du {self.du:%d/%m/%Y}"


class PropositionQuerySet(models.QuerySet["PropositionCommission"]):
    def visibles_par(self, personne: Personne) -> "PropositionQuerySet":
        """Staff and auditor; and the OF that proposes."""
        if peut_tout_consulter(personne):
            return self
        return self.filter(organisme__in=OrganismeFormation.objects.visibles_par(personne))


class PropositionCommission(models.Model):
    """A sitting that a delegated OF asks for; approved, it becomes one like the others."""

    organisme = models.ForeignKey(OrganismeFormation, models.PROTECT, related_name="+")
    etat = models.CharField("état", max_length=10, choices=EtatProposition.choices, default=EtatProposition.A_APPROUVER)
    date = models.DateField("date")
    heure = models.TimeField("heure", null=True, blank=True)
    lieu = models.CharField("lieu", max_length=160)
    adresse = models.CharField("adresse", max_length=200, blank=True)
    evaluateurs = models.ManyToManyField(Evaluateur, related_name="+", verbose_name="évaluateurs")
    inscriptions = models.ManyToManyField(Inscription, related_name="+", verbose_name="candidats")
    proposee_le = models.DateTimeField("proposée le")
    proposee_par = models.ForeignKey(Utilisateur, models.PROTECT, related_name="+", verbose_name="proposée par")
    motif = models.TextField("motif du renvoi", blank=True)
    decidee_le = models.DateTimeField("décidée le", null=True, blank=True)
    decidee_par = models.ForeignKey(
        Utilisateur, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="décidée par"
    )
    commission = models.OneToOneField(
        Commission, models.PROTECT, null=True, blank=True, related_name="proposition", verbose_name="commission"
    )

    objects = PropositionQuerySet.as_manager()

    class Meta:
        verbose_name = "commission proposée"
        verbose_name_plural = "commissions proposées"
        ordering = ["date", "pk"]
        constraints = [
            models.CheckConstraint(
                name="proposition_approuvee_complete",
                condition=~Q(etat=EtatProposition.APPROUVEE)
                | (Q(commission__isnull=False) & Q(decidee_le__isnull=False) & Q(decidee_par__isnull=False)),
                violation_error_message="Une proposition approuvée porte sa commission, sa date et qui l’approuve.",
            ),
            models.CheckConstraint(
                name="proposition_renvoyee_motivee",
                condition=~Q(etat=EtatProposition.RENVOYEE) | ~Q(motif=""),
                violation_error_message="Une proposition renvoyée porte son motif.",
            ),
        ]

    def __str__(self) -> str:
        return f"Commission proposée par {self.organisme} le {self.date:%d/%m/%Y}, {self.lieu}"

    def get_absolute_url(self) -> str:
        return reverse("proposition_detail", args=[self.pk])
