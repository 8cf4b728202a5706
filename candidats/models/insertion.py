"""The survey of certified people, at six months and at two years."""

from django.db import models
from django.db.models import Q

from candidats.choix import ContratInsertion, EtapeEnquete, SalaireInsertion, SituationInsertion, StatutInsertion
from candidats.models.inscription import Inscription
from certif_portal.comptes.choix import Role
from certif_portal.comptes.permissions import Personne, a_role, peut_tout_consulter


class EnqueteQuerySet(models.QuerySet["EnqueteInsertion"]):
    def visibles_par(self, personne: Personne) -> "EnqueteQuerySet":
        """Staff and auditor count them all, an OF those of its own candidates. Answers are only ever shown added up."""
        if peut_tout_consulter(personne):
            return self
        if a_role(personne, Role.ORGANISME):
            return self.filter(
                inscription__organisme__membres__utilisateur=personne,
                inscription__organisme__membres__retire_le__isnull=True,
            )
        return self.none()


class EnqueteInsertion(models.Model):
    """Asked once per step of each admitted registration. The link is kept as a hash and changes at each reminder."""

    inscription = models.ForeignKey(Inscription, models.CASCADE, related_name="enquetes")
    etape = models.CharField("étape", max_length=8, choices=EtapeEnquete.choices)
    prevue_le = models.DateField("prévue le")
    jeton_sha256 = models.CharField("empreinte du lien", max_length=64, blank=True, db_index=True)
    envoyee_le = models.DateTimeField("envoyée le", null=True, blank=True)
    rappels = models.PositiveSmallIntegerField("rappels envoyés", default=0)
    refusee_le = models.DateTimeField("refus de répondre", null=True, blank=True)
    repondue_le = models.DateTimeField("répondue le", null=True, blank=True)
    situation = models.CharField("situation", max_length=10, choices=SituationInsertion.choices, blank=True)
    metier_vise = models.BooleanField("dans le métier visé", null=True, blank=True)
    contrat = models.CharField("contrat", max_length=12, choices=ContratInsertion.choices, blank=True)
    poste = models.CharField("intitulé du poste", max_length=120, blank=True)
    statut = models.CharField("statut", max_length=10, choices=StatutInsertion.choices, blank=True)
    salaire = models.CharField("salaire brut mensuel", max_length=2, choices=SalaireInsertion.choices, blank=True)

    objects = EnqueteQuerySet.as_manager()

    class Meta:
        verbose_name = "enquête d’insertion"
        verbose_name_plural = "enquêtes d’insertion"
        ordering = ["-prevue_le", "-pk"]
        indexes = [
            models.Index(
                name="enquete_en_attente",
                fields=["prevue_le"],
                condition=Q(envoyee_le__isnull=False, repondue_le__isnull=True, refusee_le__isnull=True),
            )
        ]
        constraints = [
            models.UniqueConstraint(name="enquete_unique", fields=["inscription", "etape"]),
            models.CheckConstraint(
                name="enquete_repondue_situation",
                condition=Q(repondue_le__isnull=True) | ~Q(situation=""),
                violation_error_message="Une enquête répondue dit la situation.",
            ),
            models.CheckConstraint(
                name="enquete_metier_vise_en_emploi",
                condition=Q(metier_vise__isnull=True) | Q(situation=SituationInsertion.EMPLOI),
                violation_error_message="Le métier visé ne se demande qu’à une personne en emploi.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_etape_display()} : {self.inscription}"
