"""An export of France compétences that somebody asked to take up."""

from django.db import models
from django.db.models import Q

from certif_portal.commun.models import Fichier
from certif_portal.comptes.models import Utilisateur
from referentiels.choix import EtatReprise


class RepriseRepertoire(models.Model):
    """What became of it, fiche by fiche. The file is forgotten once it is read."""

    nom = models.CharField("fichier", max_length=200)
    fichier = models.ForeignKey(Fichier, models.SET_NULL, null=True, blank=True, related_name="+")
    renouveler = models.BooleanField("enregistrer les fiches qui en remplacent d’autres", default=False)
    etat = models.CharField("état", max_length=8, choices=EtatReprise.choices, default=EtatReprise.EN_COURS)
    resultat = models.TextField("résultat", blank=True)
    detail = models.TextField("fiche par fiche", blank=True)
    demande_le = models.DateTimeField("demandée le")
    demande_par = models.ForeignKey(Utilisateur, models.PROTECT, related_name="+", verbose_name="demandée par")
    fini_le = models.DateTimeField("finie le", null=True, blank=True)

    class Meta:
        verbose_name = "reprise de France compétences"
        verbose_name_plural = "reprises de France compétences"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["etat"],
                condition=Q(etat=EtatReprise.EN_COURS),
                name="reprise_une_a_la_fois",
                violation_error_message="Une reprise est déjà en cours.",
            )
        ]

    def __str__(self) -> str:
        return self.nom
