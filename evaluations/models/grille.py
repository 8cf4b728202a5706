"""One grid a registration, and who signed it."""

import json
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from candidats.models import Inscription
from certif_portal.commun.immuable import Scellement
from certif_portal.commun.typographie import jour_de
from certif_portal.comptes.choix import Role
from certif_portal.comptes.models import Utilisateur
from certif_portal.comptes.permissions import Personne, a_role, peut_tout_consulter
from evaluations.choix import ConclusionVAE, EtatGrille
from evaluations.models.commission import Commission, Passage
from evaluations.models.evaluateur import Evaluateur

SUR_PAPIER = "la commission, sur papier"  # who wrote what was taken from a paper


class GrilleQuerySet(models.QuerySet["Grille"]):
    def visibles_par(self, personne: Personne) -> "GrilleQuerySet":
        """An evaluator sees the grids of their sittings; staff and auditor the sealed ones."""
        siennes = Q(etat=EtatGrille.SCELLEE) if peut_tout_consulter(personne) else Q(pk__in=[])
        if a_role(personne, Role.EVALUATEUR):
            leurs = Commission.objects.de_l_evaluateur(personne).values("pk")
            siennes |= Q(inscription__in=Passage.objects.filter(commission__in=leurs).values("inscription"))
        return self.filter(siennes)


class Grille(models.Model):
    """The evaluation grid of one registration, sealed at the last signature. No mark, no average."""

    inscription = models.OneToOneField(Inscription, models.PROTECT, related_name="grille")
    etat = models.CharField("état", max_length=12, choices=EtatGrille.choices, default=EtatGrille.OUVERTE)
    ouverte_le = models.DateTimeField("ouverte le")
    empreinte = models.CharField("empreinte", max_length=64, blank=True)
    scellee_le = models.DateTimeField("scellée le", null=True, blank=True)
    conclusion = models.CharField(
        "conclusion de la commission de validation", max_length=10, choices=ConclusionVAE.choices, blank=True
    )

    objects = GrilleQuerySet.as_manager()

    class Meta:
        verbose_name = "grille d’évaluation"
        verbose_name_plural = "grilles d’évaluation"
        constraints = [
            models.CheckConstraint(
                name="grille_scellee_complete",
                condition=~Q(etat=EtatGrille.SCELLEE) | (Q(scellee_le__isnull=False) & ~Q(empreinte="")),
                violation_error_message="Une grille scellée porte sa date et son empreinte.",
            )
        ]

    def __str__(self) -> str:
        return f"Grille de {self.inscription.candidat}"

    def get_absolute_url(self) -> str:
        return reverse("grille_detail", args=[self.pk])


class SignatureGrille(models.Model):
    """One evaluator's signature, under their own account, of exactly what the screen showed."""

    grille = models.ForeignKey(Grille, models.CASCADE, related_name="signatures")
    evaluateur = models.ForeignKey(Evaluateur, models.PROTECT, related_name="signatures")
    empreinte = models.CharField("empreinte signée", max_length=64)
    signee_le = models.DateTimeField("signée le")
    trace = models.JSONField("tracé", default=list, blank=True)
    sans_trace = models.CharField("signée sans tracé parce que", max_length=200, blank=True)
    sur_papier = models.BooleanField("signée à la main, sur papier", default=False)  # of its day alone, then

    class Meta:
        verbose_name = "signature de grille"
        verbose_name_plural = "signatures de grille"
        ordering = ("signee_le", "pk")
        constraints = [models.UniqueConstraint(name="signature_unique", fields=["grille", "evaluateur"])]

    def __str__(self) -> str:
        return f"{self.evaluateur} le {jour_de(self.signee_le):%d/%m/%Y}"


class VersionGrille(models.Model):
    """What a grid was each time it was sealed: the words themselves, so that they can be read again and their hash
    made again, whatever is written in the grid after it was reopened."""

    grille = models.ForeignKey(Grille, models.CASCADE, related_name="versions")
    rang = models.PositiveSmallIntegerField("version")
    empreinte = models.CharField("empreinte", max_length=64)
    contenu = models.TextField("contenu signé", help_text="Le texte exact dont l’empreinte est signée (JSON).")
    signatures = models.JSONField("signatures")
    conclusion = models.CharField("conclusion", max_length=10, choices=ConclusionVAE.choices, blank=True)
    scellee_le = models.DateTimeField("scellée le")
    rouverte_le = models.DateTimeField("rouverte le", null=True, blank=True)
    rouverte_par = models.ForeignKey(
        Utilisateur, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="rouverte par"
    )
    motif = models.TextField("motif de la réouverture", blank=True)
    papier = models.OneToOneField(
        "evaluations.GrillePapier",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="version_scellee",
        verbose_name="reprise de la grille papier",
    )

    scellement: ClassVar[Scellement] = Scellement(
        figes=("grille", "rang", "empreinte", "contenu", "signatures", "conclusion", "scellee_le", "papier"),
        une_fois=("rouverte_le", "rouverte_par", "motif"),
        suppression=True,
    )

    class Meta:
        verbose_name = "version scellée d’une grille"
        verbose_name_plural = "versions scellées des grilles"
        ordering = ["grille", "rang"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="version_grille_rang", fields=["grille", "rang"]),
            models.CheckConstraint(
                name="version_grille_rouverte",
                condition=Q(rouverte_le__isnull=True, rouverte_par__isnull=True, motif="")
                | (Q(rouverte_le__isnull=False, rouverte_par__isnull=False) & ~Q(motif="")),
                violation_error_message="Une grille rouverte dit quand, par qui et pourquoi.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grille}, version {self.rang}"

    @property
    def competences(self) -> list[dict[str, Any]]:
        """Each line as it was signed, with the word of its decision."""
        mots = {True: "maîtrisée", False: "pas maîtrisée", None: "acquise"}
        return [ligne | {"mot": mots[ligne.get("maitrisee")]} for ligne in json.loads(self.contenu)["competences"]]
