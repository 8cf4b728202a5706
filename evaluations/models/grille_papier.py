"""A grid that its evaluators filled and signed on paper: its scan, what was typed of it, who checked."""

from django.db import models
from django.db.models import Q

from certif_portal.commun.models import Fichier
from certif_portal.commun.typographie import jour_de
from certif_portal.comptes.models import Utilisateur
from evaluations.choix import GRILLES_PAPIER_EN_ATTENTE, EtatGrillePapier
from evaluations.models.grille import Grille

GARDEE = "gardee"  # the decision of a line that the paper leaves as it is written
MEMES_YEUX = "Une grille reçue sur papier est vérifiée par quelqu’un d’autre que qui l’a saisie."


class GrillePapier(models.Model):
    """Nothing of it is in the grid until a second person has read one beside the other.

    `lignes`: by competence, what the paper says and its sitting, or that it says nothing and what is written stays;
    `signatures`: by evaluator, the day they signed;
    `tablette`: what the tablets had written when it was typed, as a hash; `remplacees`: the lines it replaced.
    """

    grille = models.ForeignKey(Grille, models.CASCADE, related_name="papiers")
    etat = models.CharField("état", max_length=10, choices=EtatGrillePapier.choices, default=EtatGrillePapier.A_SAISIR)
    fichier = models.ForeignKey(Fichier, models.PROTECT, related_name="+", verbose_name="grille signée, scan")
    deposee_le = models.DateTimeField("déposée le")
    deposee_par = models.ForeignKey(Utilisateur, models.PROTECT, related_name="+", verbose_name="déposée par")
    lignes = models.JSONField("ce que dit le papier", default=dict, blank=True)
    signatures = models.JSONField("signatures", default=dict, blank=True)
    entretien = models.TextField("entretien avec le candidat", blank=True)
    mise_en_situation = models.TextField("mise en situation professionnelle", blank=True)
    tablette = models.CharField("ce qui était saisi sur tablette", max_length=64, blank=True)
    remplacees = models.JSONField("saisies de tablette remplacées", default=dict, blank=True)
    saisie_le = models.DateTimeField("saisie le", null=True, blank=True)
    saisie_par = models.ForeignKey(
        Utilisateur, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="saisie par"
    )
    motif = models.TextField("motif du renvoi, ou de l’abandon", blank=True)
    examinee_le = models.DateTimeField("examinée le", null=True, blank=True)
    examinee_par = models.ForeignKey(
        Utilisateur, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="examinée par"
    )

    class Meta:
        verbose_name = "grille reçue sur papier"
        verbose_name_plural = "grilles reçues sur papier"
        ordering = ["deposee_le", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="grille_papier_une_en_attente",
                fields=["grille"],
                condition=Q(etat__in=sorted(GRILLES_PAPIER_EN_ATTENTE)),
                violation_error_message="Une grille papier de ce candidat est déjà en attente.",
            ),
            models.CheckConstraint(
                name="grille_papier_saisie",
                condition=Q(etat__in=[EtatGrillePapier.A_SAISIR, EtatGrillePapier.ABANDONNEE])
                | Q(saisie_le__isnull=False, saisie_par__isnull=False),
                violation_error_message="Une grille papier saisie dit quand et par qui.",
            ),
            models.CheckConstraint(
                name="grille_papier_verifiee_par_un_autre",
                condition=~Q(etat=EtatGrillePapier.ACCEPTEE)
                | (Q(examinee_le__isnull=False, examinee_par__isnull=False) & ~Q(examinee_par=models.F("saisie_par"))),
                violation_error_message=MEMES_YEUX,
            ),
        ]

    def __str__(self) -> str:
        return f"Grille papier de {self.grille.inscription.candidat}, déposée le {jour_de(self.deposee_le):%d/%m/%Y}"

    @property
    def gardees(self) -> set[int]:
        """The competences of which the paper says nothing."""
        return {int(pk) for pk, ligne in self.lignes.items() if ligne["decision"] == GARDEE}
