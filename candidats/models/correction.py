"""What happens to the civil status of a person after it was checked: corrections, merges, the candidate's own
reading."""

from collections.abc import Iterator
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from candidats.choix import EtatConfirmation, PreuveCorrection
from candidats.models.inscription import Inscription
from candidats.models.personne import Candidat
from certif_portal.commun.typographie import jour_de, tete_de_phrase
from certif_portal.comptes.models import Utilisateur


def lignes_modifiees(avant: dict[str, str], apres: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """(label, before, after) of each value that changes."""
    for champ, valeur in apres.items():
        libelle = str(Candidat._meta.get_field(champ).verbose_name)  # type: ignore[union-attr]
        yield tete_de_phrase(libelle), avant.get(champ, ""), valeur


class CorrectionIdentite(models.Model):
    """A checked civil status corrected by the staff: before, after, why, and the kind of proof (never a copy)."""

    candidat = models.ForeignKey(Candidat, models.CASCADE, related_name="corrections")
    avant = models.JSONField("avant")
    apres = models.JSONField("après")
    motif = models.TextField("motif")
    preuve = models.CharField("justificatif présenté", max_length=10, choices=PreuveCorrection.choices)
    faite_le = models.DateTimeField("faite le")
    faite_par = models.ForeignKey(Utilisateur, models.PROTECT, related_name="+", verbose_name="faite par")

    class Meta:
        verbose_name = "correction d’identité"
        verbose_name_plural = "corrections d’identité"
        ordering = ["-faite_le", "-pk"]

    def __str__(self) -> str:
        return f"Correction du {jour_de(self.faite_le):%d/%m/%Y}, {self.candidat}"

    @property
    def lignes(self) -> list[tuple[str, str, str]]:
        return list(lignes_modifiees(self.avant, self.apres))


class Fusion(models.Model):
    """Two files of one person made one: what is needed to undo it stays here.

    The file absorbed keeps its row and its values, without any registration.
    """

    conserve = models.ForeignKey(Candidat, models.CASCADE, related_name="fusions", verbose_name="fiche conservée")
    absorbe = models.ForeignKey(Candidat, models.CASCADE, related_name="absorptions", verbose_name="fiche absorbée")
    avant = models.JSONField("valeurs de la fiche conservée avant")
    apres = models.JSONField("valeurs de la fiche conservée après")
    deplaces = models.JSONField("lignes déplacées")
    faite_le = models.DateTimeField("faite le")
    faite_par = models.ForeignKey(Utilisateur, models.PROTECT, related_name="+", verbose_name="faite par")
    defaite_le = models.DateTimeField("défaite le", null=True, blank=True)
    defaite_par = models.ForeignKey(
        Utilisateur, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="défaite par"
    )

    class Meta:
        verbose_name = "fusion de candidats"
        verbose_name_plural = "fusions de candidats"
        ordering = ["-faite_le", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="fusion_absorbe_une_fois",
                fields=["absorbe"],
                condition=Q(defaite_le__isnull=True),
                violation_error_message="Cette fiche a déjà été réunie à une autre.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.absorbe} réuni à {self.conserve}"


class PersonnesDistinctes(models.Model):
    """« Ce n’est pas la même personne »: two files that look alike are two people's; they are asked about no more."""

    un = models.ForeignKey(Candidat, models.CASCADE, related_name="distinctions", verbose_name="une fiche")
    autre = models.ForeignKey(Candidat, models.CASCADE, related_name="distinguee", verbose_name="l’autre")
    dites_le = models.DateTimeField("dites le")
    dites_par = models.ForeignKey(Utilisateur, models.PROTECT, related_name="+", verbose_name="dites par")

    class Meta:
        verbose_name = "personnes distinctes"
        verbose_name_plural = "personnes distinctes"
        ordering = ["-dites_le", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="personnes_distinctes_une_fois",
                fields=["un", "autre"],
                violation_error_message="C’est déjà dit de ces deux fiches.",
            ),
            models.CheckConstraint(
                name="personnes_distinctes_en_ordre",
                condition=Q(un__lt=F("autre")),
                violation_error_message="Deux fiches sont attendues, la plus ancienne d’abord.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.un} et {self.autre}"


class DoubleProbable(models.Model):
    """Two files that may be one person: kept, so that the list and its counters read rows (decision 0350)."""

    un = models.ForeignKey(Candidat, models.CASCADE, related_name="+", verbose_name="une fiche")
    autre = models.ForeignKey(Candidat, models.CASCADE, related_name="+", verbose_name="l’autre")

    class Meta:
        verbose_name = "double probable"
        verbose_name_plural = "doubles probables"
        ordering = ["un", "autre"]
        constraints = [
            models.UniqueConstraint(name="double_probable_une_fois", fields=["un", "autre"]),
            models.CheckConstraint(name="double_probable_en_ordre", condition=Q(un__lt=F("autre"))),
        ]

    def __str__(self) -> str:
        return f"{self.un} et {self.autre}"


class ConfirmationEtatCivil(models.Model):
    """The candidate reads their civil status by a one-time link; nothing changes by itself.

    The link is stored hashed and reading it consumes nothing.
    """

    inscription = models.ForeignKey(Inscription, models.CASCADE, related_name="confirmations")
    destinataire = models.EmailField("envoyé à")
    jeton_sha256 = models.CharField("empreinte du jeton", max_length=64, unique=True)
    etat = models.CharField("état", max_length=10, choices=EtatConfirmation.choices, default=EtatConfirmation.ENVOYEE)
    envoyee_le = models.DateTimeField("envoyée le")
    expire_le = models.DateTimeField("valable jusqu’au")
    repondue_le = models.DateTimeField("répondue le", null=True, blank=True)
    avant = models.JSONField("avant", default=dict, blank=True)
    apres = models.JSONField("proposé par le candidat", default=dict, blank=True)
    decidee_le = models.DateTimeField("décidée le", null=True, blank=True)
    decidee_par = models.ForeignKey(
        Utilisateur, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="décidée par"
    )

    class Meta:
        verbose_name = "confirmation d’état civil"
        verbose_name_plural = "confirmations d’état civil"
        ordering = ["-envoyee_le", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_etat_display()}, {self.destinataire}"

    def get_absolute_url(self) -> str:
        return reverse("confirmation_decider", args=[self.pk])

    @property
    def lignes(self) -> list[tuple[str, str, str]]:
        return list(lignes_modifiees(self.avant, self.apres))


def en_texte(valeur: Any) -> str:
    """A civil status value as the rows above keep it: ISO dates, texts."""
    return valeur.isoformat() if hasattr(valeur, "isoformat") else str(valeur)
