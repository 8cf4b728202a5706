"""What goes to the GTP « Certifications » after a jury, what comes back, and the capacity to award."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from certif_portal.commun.models import Courriel, Fichier
from certif_portal.comptes.models import Utilisateur
from jurys.choix_gtp import (
    EN_PREPARATION,
    PARTIS,
    CanalGTP,
    EtatAction,
    EtatDossierGTP,
    NatureAnnexe,
    ReponseGTP,
)
from jurys.models.jury import Jury
from jurys.models.papier import Papier


class DossierGTP(models.Model):
    """One file sent to the GTP: its letter (annexe 12) lists what is in it, its archive holds it (decision 0250)."""

    jury = models.ForeignKey(Jury, models.PROTECT, related_name="dossiers_gtp")
    rang = models.PositiveSmallIntegerField("rang", help_text="1, puis 2 pour un complément.")
    etat = models.CharField("état", max_length=12, choices=EtatDossierGTP.choices, default=EtatDossierGTP.LETTRE)
    cree_le = models.DateTimeField("préparé le")
    cree_par = models.ForeignKey(Utilisateur, models.PROTECT, related_name="+", verbose_name="préparé par")
    sans_extrait_motif = models.TextField("pourquoi ni extrait ni courriers ne sont joints", blank=True)
    sans_extrait_par = models.ForeignKey(
        Utilisateur, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="absence admise par"
    )
    lettre = models.OneToOneField(Papier, models.PROTECT, related_name="dossier_gtp", verbose_name="lettre (annexe 12)")
    lettre_signee = models.ForeignKey(Fichier, models.PROTECT, null=True, blank=True, related_name="+")
    lettre_signee_le = models.DateTimeField("lettre signée déposée le", null=True, blank=True)
    archive = models.ForeignKey(Fichier, models.PROTECT, null=True, blank=True, related_name="+")
    compose_le = models.DateTimeField("composé le", null=True, blank=True)
    erreur = models.TextField("pourquoi il n’est pas composé ou pas parti", blank=True)
    canal = models.CharField("canal", max_length=10, choices=CanalGTP.choices, blank=True)
    courriel = models.ForeignKey(Courriel, models.PROTECT, null=True, blank=True, related_name="+")
    preuve = models.ForeignKey(Fichier, models.PROTECT, null=True, blank=True, related_name="+")
    transmis_le = models.DateField("transmis le", null=True, blank=True)
    transmis_par = models.ForeignKey(
        Utilisateur, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="transmis par"
    )
    accuse_le = models.DateField("accusé de réception du", null=True, blank=True)
    accuse_preuve = models.ForeignKey(Fichier, models.PROTECT, null=True, blank=True, related_name="+")
    reponse = models.CharField("réponse du GTP", max_length=12, choices=ReponseGTP.choices, blank=True)
    reponse_le = models.DateField("réponse du", null=True, blank=True)
    reponse_texte = models.TextField("ce que dit le GTP", blank=True)
    reponse_preuve = models.ForeignKey(Fichier, models.PROTECT, null=True, blank=True, related_name="+")
    abandon_motif = models.TextField("motif de l’abandon", blank=True)

    class Meta:
        verbose_name = "dossier du GTP"
        verbose_name_plural = "dossiers du GTP"
        ordering = ["jury", "rang"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="dossier_gtp_rang", fields=["jury", "rang"]),
            models.UniqueConstraint(
                name="dossier_gtp_un_en_preparation",
                fields=["jury"],
                condition=Q(etat__in=sorted(EN_PREPARATION)),
                violation_error_message="Un dossier de ce jury est déjà en préparation.",
            ),
            models.CheckConstraint(
                name="dossier_gtp_sans_extrait",
                condition=Q(sans_extrait_motif="") | Q(sans_extrait_par__isnull=False),
                violation_error_message="L’absence de l’extrait et des courriers porte son motif et son auteur.",
            ),
            models.CheckConstraint(
                name="dossier_gtp_compose",
                condition=~Q(etat__in=sorted({EtatDossierGTP.PRET, EtatDossierGTP.ENVOI, *PARTIS}))
                | Q(archive__isnull=False, compose_le__isnull=False, lettre_signee__isnull=False),
                violation_error_message="Un dossier prêt porte son archive et sa lettre signée.",
            ),
            models.CheckConstraint(
                name="dossier_gtp_transmis",
                condition=~Q(etat__in=sorted(PARTIS))
                | (Q(transmis_le__isnull=False) & (Q(preuve__isnull=False) | Q(courriel__isnull=False))),
                violation_error_message="Un dossier transmis porte sa date et sa preuve.",
            ),
            models.CheckConstraint(
                name="dossier_gtp_recu",
                condition=~Q(etat=EtatDossierGTP.RECU) | Q(accuse_le__isnull=False, accuse_preuve__isnull=False),
                violation_error_message="Un accusé de réception porte sa date et sa preuve.",
            ),
            models.CheckConstraint(
                name="dossier_gtp_repondu",
                condition=~Q(etat=EtatDossierGTP.REPONDU) | (Q(reponse_le__isnull=False) & ~Q(reponse="")),
                violation_error_message="Une réponse porte sa date.",
            ),
        ]

    def __str__(self) -> str:
        return f"Dossier GTP {self.numero}"

    def get_absolute_url(self) -> str:
        return reverse("dossiergtp_detail", args=[self.pk])

    @property
    def numero(self) -> str:
        """« 2026-4/1 »."""
        return f"{self.jury.numero}/{self.rang}"

    @property
    def nom_archive(self) -> str:
        return f"dossier-gtp-{self.jury.numero}-{self.rang}.zip"


class AnnexeGTP(models.Model):
    """What is joined to a file beside the papers of the jury: the letter lists it."""

    dossier = models.ForeignKey(DossierGTP, models.CASCADE, related_name="annexes")
    nature = models.CharField("nature", max_length=10, choices=NatureAnnexe.choices)
    titre = models.CharField("titre", max_length=160)
    fichier = models.ForeignKey(Fichier, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "annexe du dossier du GTP"
        verbose_name_plural = "annexes du dossier du GTP"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.titre


class PieceComposee(models.Model):
    """One file of the archive, as it went in: its summary lists these."""

    dossier = models.ForeignKey(DossierGTP, models.CASCADE, related_name="composition")
    rang = models.PositiveSmallIntegerField("rang")
    titre = models.CharField("titre", max_length=200)
    nom = models.CharField("nom dans l’archive", max_length=160)
    fichier = models.ForeignKey(Fichier, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "pièce composée"
        verbose_name_plural = "pièces composées"
        ordering = ("rang", "pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="piece_composee_rang", fields=["dossier", "rang"])
        ]

    def __str__(self) -> str:
        return self.nom


class ActionCorrective(models.Model):
    """What the GTP asks to put right: by whom, by when, done with its proof, told to the GTP."""

    dossier = models.ForeignKey(DossierGTP, models.PROTECT, related_name="actions")
    quoi = models.TextField("ce qui est à faire")
    qui = models.CharField("qui en est chargé", max_length=120)
    pour_le = models.DateField("pour le")
    etat = models.CharField("état", max_length=10, choices=EtatAction.choices, default=EtatAction.A_MENER)
    creee_le = models.DateTimeField("enregistrée le")
    creee_par = models.ForeignKey(Utilisateur, models.PROTECT, related_name="+", verbose_name="enregistrée par")
    menee_le = models.DateField("menée le", null=True, blank=True)
    compte_rendu = models.TextField("ce qui a été fait", blank=True)
    menee_preuve = models.ForeignKey(Fichier, models.PROTECT, null=True, blank=True, related_name="+")
    transmise_le = models.DateField("transmise au GTP le", null=True, blank=True)
    transmise_preuve = models.ForeignKey(Fichier, models.PROTECT, null=True, blank=True, related_name="+")
    annulation_motif = models.TextField("motif de l’annulation", blank=True)

    class Meta:
        verbose_name = "action corrective"
        verbose_name_plural = "actions correctives"
        ordering = ["pour_le", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="action_menee",
                condition=~Q(etat__in=[EtatAction.MENEE, EtatAction.TRANSMISE])
                | (Q(menee_le__isnull=False, menee_preuve__isnull=False) & ~Q(compte_rendu="")),
                violation_error_message="Une action menée porte sa date, son compte rendu et sa preuve.",
            ),
            models.CheckConstraint(
                name="action_transmise",
                condition=~Q(etat=EtatAction.TRANSMISE) | Q(transmise_le__isnull=False, transmise_preuve__isnull=False),
                violation_error_message="Une action transmise porte sa date et sa preuve.",
            ),
            models.CheckConstraint(
                name="action_annulee",
                condition=~Q(etat=EtatAction.ANNULEE) | ~Q(annulation_motif=""),
                violation_error_message="Une action annulée dit pourquoi.",
            ),
        ]

    def __str__(self) -> str:
        return self.quoi


class RetraitCapacite(models.Model):
    """The CPNEFP withdrew from the jury its capacity to award, from a day until a later act gives it back."""

    effet = models.DateField("retirée à compter du")
    motif = models.TextField("motif donné par la CPNEFP")
    preuve = models.ForeignKey(Fichier, models.PROTECT, related_name="+")
    enregistre_le = models.DateTimeField("enregistré le")
    enregistre_par = models.ForeignKey(Utilisateur, models.PROTECT, related_name="+", verbose_name="enregistré par")
    rendue_le = models.DateField("rendue à compter du", null=True, blank=True)
    rendue_preuve = models.ForeignKey(Fichier, models.PROTECT, null=True, blank=True, related_name="+")
    rendue_par = models.ForeignKey(
        Utilisateur, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="retour enregistré par"
    )

    class Meta:
        verbose_name = "retrait de la capacité d’attribuer"
        verbose_name_plural = "retraits de la capacité d’attribuer"
        ordering = ["-effet", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="retrait_rendue_complete",
                condition=Q(rendue_le__isnull=True)
                | (Q(rendue_le__gt=F("effet")) & Q(rendue_preuve__isnull=False) & Q(rendue_par__isnull=False)),
                violation_error_message="La capacité est rendue après son retrait, avec une preuve.",
            ),
        ]

    def __str__(self) -> str:
        return f"Retrait du {self.effet:%d/%m/%Y}"
