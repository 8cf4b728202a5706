"""Letters that tell a jury's decision: written by the closing, read again by the staff, then sent together."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from certif_portal.commun.immuable import Quand, Scellement
from certif_portal.commun.models import Courriel
from habilitations.models import OrganismeFormation
from jurys.choix import Destinataire, EtatLettre
from jurys.models.jury import Jury
from jurys.models.papier import Papier
from jurys.models.presentation import Presentation
from jurys.models.rectification import Rectification


class Lettre(models.Model):
    """One letter to a candidate, or to their company: by mail where an address is known, and on paper.

    Its words are the draft's until it leaves; then the mail and the paper bear them.
    """

    jury = models.ForeignKey(Jury, models.PROTECT, related_name="lettres")
    presentation = models.ForeignKey(Presentation, models.PROTECT, related_name="lettres")
    organisme = models.ForeignKey(OrganismeFormation, models.PROTECT, null=True, blank=True, related_name="+")
    rectification = models.ForeignKey(
        Rectification, models.PROTECT, null=True, blank=True, related_name="lettres", verbose_name="rectification"
    )
    pour = models.CharField("destinataire", max_length=10, choices=Destinataire.choices)
    adresse = models.TextField("nom et adresse postale", help_text="Une ligne chacun, comme sur l’enveloppe.")
    courriel = models.EmailField("courriel", blank=True, help_text="Vide : la lettre ne part que sur papier.")
    objet = models.CharField("objet", max_length=200)
    corps = models.TextField("texte")
    qualite = models.CharField("qualité du signataire", max_length=200)
    signataire = models.CharField("signataire", max_length=120)
    etat = models.CharField("état", max_length=8, choices=EtatLettre.choices, default=EtatLettre.RETENUE)
    envoi = models.OneToOneField(Courriel, models.PROTECT, null=True, blank=True, related_name="lettre")
    papier = models.OneToOneField(Papier, models.PROTECT, null=True, blank=True, related_name="lettre")
    partie_le = models.DateTimeField("partie le", null=True, blank=True)

    scellement: ClassVar[Scellement] = Scellement(
        Quand("", "etat", (EtatLettre.PARTIE.value, EtatLettre.ECARTEE.value)),
        figes=(
            *("jury", "presentation", "organisme", "pour", "adresse", "courriel", "objet", "corps", "qualite"),
            *("signataire", "etat", "envoi", "papier", "partie_le", "rectification"),
        ),
        personnels=("adresse", "courriel", "objet", "corps", "signataire"),
    )

    class Meta:
        verbose_name = "lettre aux candidats"
        verbose_name_plural = "lettres aux candidats"
        ordering = ["jury", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="lettre_unique", fields=["presentation", "pour"], condition=Q(rectification__isnull=True)
            ),
            models.UniqueConstraint(
                name="lettre_rectification_unique", fields=["presentation", "pour", "rectification"]
            ),
            models.CheckConstraint(
                name="lettre_partie_papier",
                condition=~Q(etat=EtatLettre.PARTIE) | Q(papier__isnull=False, partie_le__isnull=False),
                violation_error_message="Une lettre partie porte son papier et sa date.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_pour_display()} : {self.nomme}"

    @property
    def nomme(self) -> str:
        """Who it is addressed to: the first line of the envelope."""
        return self.adresse.partition("\n")[0]
