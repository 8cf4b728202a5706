"""What the closing of a jury leaves to be printed: one row a paper, its facts frozen, made in the background."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from certif_portal.commun.immuable import Scellement
from certif_portal.commun.models import DocumentRendu
from certif_portal.comptes.models import Utilisateur
from habilitations.models import OrganismeFormation
from jurys.choix import EtatPapier, NaturePapier
from jurys.models.certificat import Certificat, PieceJury
from jurys.models.jury import Jury


class Papier(models.Model):
    """One paper of a jury. `contexte` is what it prints, frozen by the closing: whenever it is made, and however often
    it is tried, it says what was decided that day. Emptied once the document is kept: the document says it all."""

    jury = models.ForeignKey(Jury, models.PROTECT, related_name="papiers")
    nature = models.CharField("nature", max_length=12, choices=NaturePapier.choices)
    ordre = models.PositiveIntegerField("ordre d’impression", help_text="Celui de toute la liasse du jury.")
    titre = models.CharField("titre", max_length=200)
    certificat = models.OneToOneField(Certificat, models.PROTECT, null=True, blank=True, related_name="papier")
    piece = models.OneToOneField(PieceJury, models.PROTECT, null=True, blank=True, related_name="papier")
    organisme = models.ForeignKey(OrganismeFormation, models.PROTECT, null=True, blank=True, related_name="+")
    modele = models.SlugField("modèle", max_length=60)
    version_modele = models.CharField("version du modèle", max_length=20)
    contexte = models.JSONField("ce qu’il imprime", default=dict)
    etat = models.CharField("état", max_length=8, choices=EtatPapier.choices, default=EtatPapier.A_FAIRE)
    document = models.OneToOneField(DocumentRendu, models.PROTECT, null=True, blank=True, related_name="papier")
    erreur = models.TextField("pourquoi il n’a pas pu être édité", blank=True)
    demande_par = models.ForeignKey(Utilisateur, models.PROTECT, related_name="+", verbose_name="demandé par")
    demande_le = models.DateTimeField("demandé le")

    scellement: ClassVar[Scellement] = Scellement(
        figes=(
            *("jury", "nature", "ordre", "titre", "certificat", "piece", "organisme", "modele", "version_modele"),
            *("demande_par", "demande_le"),
        ),
        une_fois=("document",),
        vidables=("contexte",),
        libres=("etat", "erreur"),
        personnels=("titre", "contexte"),
    )

    class Meta:
        verbose_name = "papier du jury"
        verbose_name_plural = "papiers du jury"
        ordering = ["jury", "ordre"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="papier_ordre", fields=["jury", "ordre"]),
            models.CheckConstraint(
                name="papier_fait_document",
                condition=Q(etat=EtatPapier.FAIT, document__isnull=False)
                | (~Q(etat=EtatPapier.FAIT) & Q(document__isnull=True)),
                violation_error_message="Un papier édité porte son document, et lui seul.",
            ),
            models.CheckConstraint(
                name="papier_sujet",
                condition=Q(nature=NaturePapier.CERTIFICAT, certificat__isnull=False, piece__isnull=True)
                | Q(nature__in=[NaturePapier.PV, NaturePapier.EMARGEMENT], certificat__isnull=True, piece__isnull=False)
                | (
                    ~Q(nature__in=[NaturePapier.CERTIFICAT, NaturePapier.PV, NaturePapier.EMARGEMENT])
                    & Q(certificat__isnull=True, piece__isnull=True)
                ),
                violation_error_message="Un papier porte sur ce que dit sa nature.",
            ),
        ]
        indexes = [models.Index(fields=["etat", "jury"], name="papier_etat")]

    def __str__(self) -> str:
        return self.titre

    @property
    def identifiant(self) -> str:
        """Of the file: the same paper has the same bytes."""
        return f"papier:{self.jury_id}:{self.nature}:{self.ordre}"
