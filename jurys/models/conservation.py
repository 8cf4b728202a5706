"""Legal holds, purges and their proof, archives of a person and of certificates."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from candidats.models import Candidat, Inscription
from certif_portal.commun.immuable import Quand, Scellement
from certif_portal.commun.models import Fichier
from certif_portal.commun.typographie import date_longue, jour_de
from certif_portal.comptes.models import Utilisateur
from jurys.choix_conservation import EtatAcces, EtatArchive, EtatPurge


class GelQuerySet(models.QuerySet["GelDossier"]):
    def en_vigueur(self) -> "GelQuerySet":
        return self.filter(leve_le__isnull=True)


class GelDossier(models.Model):
    """A legal hold: nothing of this file goes, for a reason, until it is lifted."""

    inscription = models.ForeignKey(Inscription, models.PROTECT, related_name="gels")
    motif = models.TextField("motif", max_length=2000)
    pose_le = models.DateTimeField("posé le")
    pose_par = models.ForeignKey(Utilisateur, models.PROTECT, related_name="+", verbose_name="posé par")
    leve_le = models.DateTimeField("levé le", null=True, blank=True)
    leve_par = models.ForeignKey(
        Utilisateur, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="levé par"
    )

    objects = GelQuerySet.as_manager()

    class Meta:
        verbose_name = "gel de dossier"
        verbose_name_plural = "gels de dossier"
        ordering = ("-pose_le", "-pk")
        constraints = [
            models.UniqueConstraint(
                name="gel_unique",
                fields=["inscription"],
                condition=Q(leve_le__isnull=True),
                violation_error_message="Ce dossier est déjà gelé.",
            )
        ]

    def __str__(self) -> str:
        return f"Gel posé le {jour_de(self.pose_le):%d/%m/%Y}"


class Purge(models.Model):
    """What was due on one day: listed, approved when it is large, done by batches. Sealed once finished: its lines are
    the proof, and name nobody."""

    le = models.DateField("ce qui est dû au")
    attend_depuis = models.DateField("attend une réponse depuis le", null=True, blank=True)
    etat = models.CharField("état", max_length=12, choices=EtatPurge.choices, default=EtatPurge.A_APPROUVER)
    demandee_le = models.DateTimeField("établie le")
    demandee_par = models.ForeignKey(
        Utilisateur, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="demandée par"
    )
    approuvee_le = models.DateTimeField("approuvée le", null=True, blank=True)
    approuvee_par = models.ForeignKey(
        Utilisateur, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="approuvée par"
    )
    finie_le = models.DateTimeField("finie le", null=True, blank=True)

    scellement: ClassVar[Scellement] = Scellement(
        Quand("", "etat", (EtatPurge.FINIE.value,)),
        figes=(
            *("le", "attend_depuis", "etat", "demandee_le", "demandee_par"),
            *("approuvee_le", "approuvee_par", "finie_le"),
        ),
    )

    class Meta:
        verbose_name = "purge"
        ordering = ["-demandee_le", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="purge_finie_date",
                condition=~Q(etat=EtatPurge.FINIE) | Q(finie_le__isnull=False),
                violation_error_message="Une purge finie dit quand.",
            ),
            models.CheckConstraint(
                name="purge_seconde_personne",
                condition=Q(approuvee_par__isnull=True)
                | Q(demandee_par__isnull=True)
                | ~Q(approuvee_par=models.F("demandee_par")),
                violation_error_message="Une purge est approuvée par une autre personne que qui l’a demandée.",
            ),
        ]

    def __str__(self) -> str:
        return f"Purge de ce qui est dû au {date_longue(self.le)}"

    def get_absolute_url(self) -> str:
        return reverse("purge_detail", args=[self.pk])

    @property
    def attendue_depuis(self) -> date:
        """The day of the first of the lists that this one replaces."""
        return self.attend_depuis or self.le

    @property
    def operateur(self) -> str:
        """Who answers for it."""
        return str(self.approuvee_par or self.demandee_par or "Le portail")


class LignePurge(models.Model):
    """Of one purge, what one rule has go: how many were foreseen, how many went, since when they were due, and the
    HMAC of their keys, chained batch by batch."""

    purge = models.ForeignKey(Purge, models.CASCADE, related_name="lignes")
    rang = models.PositiveSmallIntegerField("rang")
    regle = models.CharField("règle", max_length=40)
    cible = models.CharField("ce qui part", max_length=40)
    prevues = models.PositiveIntegerField("prévues", default=0)
    faites = models.PositiveIntegerField("effacées", default=0)
    depuis = models.DateField("la plus ancienne, du", null=True, blank=True)
    preuve = models.CharField("preuve", max_length=64, blank=True)

    scellement: ClassVar[Scellement] = Scellement(
        Quand("purge", "etat", (EtatPurge.FINIE.value,)),
        figes=("purge", "rang", "regle", "cible", "prevues", "faites", "depuis", "preuve"),
        ajouts=False,
    )

    class Meta:
        verbose_name = "ligne de purge"
        verbose_name_plural = "lignes de purge"
        ordering = ("rang", "pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="ligne_purge_unique", fields=["purge", "cible"])
        ]

    def __str__(self) -> str:
        return f"{self.cible} : {self.faites} sur {self.prevues}"


class Effacement(models.Model):
    """What was purged and left its row, named by its key alone: not listed again, unless it has lived since."""

    purge = models.ForeignKey(Purge, models.PROTECT, related_name="+")
    cible = models.CharField("ce qui est parti", max_length=40)
    cle = models.BigIntegerField("clé")

    scellement: ClassVar[Scellement] = Scellement(figes=("purge", "cible", "cle"))

    class Meta:
        verbose_name = "effacement"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="effacement_unique_par_purge", fields=["cible", "cle", "purge"])
        ]

    def __str__(self) -> str:
        return f"{self.cible} {self.cle}"


class DemandeAcces(models.Model):
    """The archive of all that is held of a candidate: asked for by one of the centre, checked by another, then given.

    Its file goes after the delay of what is prepared on demand."""

    candidat = models.ForeignKey(Candidat, models.PROTECT, related_name="demandes_acces")
    etat = models.CharField("état", max_length=12, choices=EtatAcces.choices, default=EtatAcces.EN_COURS)
    demandee_le = models.DateTimeField("demandée le")
    demandee_par = models.ForeignKey(Utilisateur, models.PROTECT, related_name="+", verbose_name="demandée par")
    composee_le = models.DateTimeField("composée le", null=True, blank=True)
    verifiee_le = models.DateTimeField("contrôlée le", null=True, blank=True)
    verifiee_par = models.ForeignKey(
        Utilisateur, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="contrôlée par"
    )
    fichier = models.ForeignKey(
        Fichier, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="archive"
    )

    class Meta:
        verbose_name = "demande d’accès"
        verbose_name_plural = "demandes d’accès"
        ordering = ["-demandee_le", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="acces_seconde_personne",
                condition=Q(verifiee_par__isnull=True) | ~Q(verifiee_par=models.F("demandee_par")),
                violation_error_message="L’archive est contrôlée par une autre personne que qui l’a demandée.",
            )
        ]

    def __str__(self) -> str:
        return f"Demande d’accès du {self.demandee_le:%d/%m/%Y}"

    def get_absolute_url(self) -> str:
        return reverse("acces_detail", args=[self.pk])


class ArchiveCertificats(models.Model):
    """The certificates delivered in a span of days, readable without the portal: PDF/A, a table, and their hashes."""

    du = models.DateField("délivrés du")
    au = models.DateField("au")
    etat = models.CharField("état", max_length=12, choices=EtatArchive.choices, default=EtatArchive.EN_COURS)
    demandee_le = models.DateTimeField("demandée le")
    demandee_par = models.ForeignKey(
        Utilisateur, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="demandée par"
    )
    nombre = models.PositiveIntegerField("certificats", default=0)
    empreinte = models.CharField("empreinte SHA-256", max_length=64, blank=True)
    fichier = models.ForeignKey(
        Fichier, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="archive"
    )

    class Meta:
        verbose_name = "archive de certificats"
        verbose_name_plural = "archives de certificats"
        ordering = ["-demandee_le", "-pk"]

    def __str__(self) -> str:
        return f"Certificats délivrés du {date_longue(self.du)} au {date_longue(self.au)}"
