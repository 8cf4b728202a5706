"""Papers signed by hand and scanned: the scan, its pages, and the paper that they make together."""

from typing import cast

from django.db import models
from django.db.models import Q
from django.urls import reverse

from candidats.models import Inscription
from certif_portal.commun.models import Fichier
from certif_portal.commun.typographie import jour_de
from certif_portal.comptes.models import Utilisateur
from certif_portal.comptes.permissions import Personne, peut_tout_consulter
from evaluations.choix import EtatFeuille, EtatNumerisation, EtatPage, SorteFeuille
from evaluations.models.avis import AvisEntreprise
from evaluations.models.commission import Commission
from evaluations.models.grille import Grille
from habilitations.models import OrganismeFormation


def _siennes(personne: Personne) -> Q:
    """Staff and auditor: all; an OF, what it deposited."""
    if peut_tout_consulter(personne):
        return Q()
    return Q(organisme__in=OrganismeFormation.objects.visibles_par(personne))


class NumerisationQuerySet(models.QuerySet["Numerisation"]):
    def visibles_par(self, personne: Personne) -> "NumerisationQuerySet":
        return self.filter(_siennes(personne))


class FeuilleRecueQuerySet(models.QuerySet["FeuilleRecue"]):
    def visibles_par(self, personne: Personne) -> "FeuilleRecueQuerySet":
        return self.filter(_siennes(personne))


class Numerisation(models.Model):
    """One scan of many papers, read in the background; `organisme`: the delegated OF that deposited it."""

    fichier = models.ForeignKey(Fichier, models.PROTECT, related_name="+")
    organisme = models.ForeignKey(OrganismeFormation, models.PROTECT, null=True, blank=True, related_name="+")
    etat = models.CharField("état", max_length=8, choices=EtatNumerisation.choices, default=EtatNumerisation.EN_LECTURE)
    pages_total = models.PositiveSmallIntegerField("pages")
    lues = models.PositiveSmallIntegerField("pages lues", default=0)
    erreur = models.TextField("ce qui a arrêté la lecture", blank=True)
    deposee_le = models.DateTimeField("déposée le")
    deposee_par = models.ForeignKey(Utilisateur, models.PROTECT, related_name="+", verbose_name="déposée par")

    objects = NumerisationQuerySet.as_manager()

    class Meta:
        verbose_name = "numérisation"
        ordering = ["-deposee_le", "-pk"]

    def __str__(self) -> str:
        return f"Numérisation du {jour_de(self.deposee_le):%d/%m/%Y}"

    def get_absolute_url(self) -> str:
        return reverse("numerisation_detail", args=[self.pk])


class FeuilleRecue(models.Model):
    """One grid, opinion or émargement signed by hand, its pages put together; nothing of it counts until accepted."""

    sorte = models.CharField("sorte", max_length=1, choices=SorteFeuille.choices)
    grille = models.ForeignKey(Grille, models.PROTECT, null=True, blank=True, related_name="feuilles_recues")
    avis = models.ForeignKey(AvisEntreprise, models.PROTECT, null=True, blank=True, related_name="feuilles_recues")
    commission = models.ForeignKey(Commission, models.PROTECT, null=True, blank=True, related_name="feuilles_recues")
    organisme = models.ForeignKey(OrganismeFormation, models.PROTECT, null=True, blank=True, related_name="+")
    etat = models.CharField("état", max_length=8, choices=EtatFeuille.choices, default=EtatFeuille.A_VERIFIER)
    pages_total = models.PositiveSmallIntegerField("pages")
    fichier = models.ForeignKey(Fichier, models.PROTECT, null=True, blank=True, related_name="+")
    recue_le = models.DateTimeField("reçue le")
    motif = models.TextField("motif du renvoi", blank=True)
    examinee_le = models.DateTimeField("examinée le", null=True, blank=True)
    examinee_par = models.ForeignKey(
        Utilisateur, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="examinée par"
    )

    objects = FeuilleRecueQuerySet.as_manager()

    class Meta:
        verbose_name = "feuille reçue"
        verbose_name_plural = "feuilles reçues"
        ordering = ["recue_le", "pk"]
        constraints = [
            models.CheckConstraint(
                name="feuille_recue_d_un_seul_objet",
                condition=Q(sorte=SorteFeuille.GRILLE, grille__isnull=False, avis__isnull=True, commission__isnull=True)
                | Q(sorte=SorteFeuille.AVIS, grille__isnull=True, avis__isnull=False, commission__isnull=True)
                | Q(sorte=SorteFeuille.EMARGEMENT, grille__isnull=True, avis__isnull=True, commission__isnull=False),
                violation_error_message="Une feuille est celle d’une grille, d’un avis ou d’une séance.",
            ),
            models.CheckConstraint(
                name="feuille_examinee_par_quelqu_un",
                condition=Q(etat=EtatFeuille.A_VERIFIER)
                | (Q(examinee_le__isnull=False) & Q(examinee_par__isnull=False)),
                violation_error_message="Une feuille acceptée ou renvoyée dit par qui, et quand.",
            ),
            *(
                models.UniqueConstraint(
                    name=f"feuille_a_verifier_une_par_{nom}",
                    fields=[nom],
                    condition=Q(etat=EtatFeuille.A_VERIFIER),
                )
                for nom in ("grille", "avis", "commission")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_sorte_display()} : {self.de_quoi}"

    def get_absolute_url(self) -> str:
        return reverse("feuille_detail", args=[self.pk])

    @property
    def dossier(self) -> Inscription | Commission:
        """On whose journal it is told: a sitting, or a registration."""
        if self.commission:
            return self.commission
        return self.grille.inscription if self.grille else cast(AvisEntreprise, self.avis).inscription

    @property
    def de_quoi(self) -> str:
        """Whose it is, in a few words."""
        dossier = self.dossier
        return str(dossier.candidat) if isinstance(dossier, Inscription) else str(dossier)


class PageNumerisee(models.Model):
    """One page of a scan; `numero`: which page of its paper."""

    numerisation = models.ForeignKey(Numerisation, models.CASCADE, related_name="pages")
    rang = models.PositiveSmallIntegerField("rang")
    etat = models.CharField("état", max_length=8, choices=EtatPage.choices)
    raison = models.CharField("pourquoi elle est demandée", max_length=200, blank=True)
    feuille = models.ForeignKey(FeuilleRecue, models.PROTECT, null=True, blank=True, related_name="pages")
    numero = models.PositiveSmallIntegerField("page", null=True, blank=True)
    attribuee_par = models.ForeignKey(
        Utilisateur, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="attribuée par"
    )

    class Meta:
        verbose_name = "page numérisée"
        verbose_name_plural = "pages numérisées"
        ordering = ["numerisation", "rang"]
        constraints = [
            models.UniqueConstraint(name="page_numerisee_unique", fields=["numerisation", "rang"]),
            models.UniqueConstraint(name="page_de_feuille_unique", fields=["feuille", "numero"]),
            models.CheckConstraint(
                name="page_rangee_complete",
                condition=~Q(etat=EtatPage.RANGEE) | (Q(feuille__isnull=False) & Q(numero__isnull=False)),
                violation_error_message="Une page rangée a sa feuille et son numéro.",
            ),
        ]

    def __str__(self) -> str:
        return f"Page {self.rang + 1} de {self.numerisation}"
