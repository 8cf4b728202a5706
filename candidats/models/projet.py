"""The projet de certification: what an OF or a company means to do, before anybody is registered."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from candidats.choix import PROJET_DECIDE, VOIES_VAE, EtatProjet, Portee, Voie
from candidats.regles.inscription import peut_encore_s_inscrire
from certif_portal.comptes.choix import Role
from certif_portal.comptes.models import Utilisateur
from certif_portal.comptes.permissions import Personne, a_role, peut_tout_consulter
from habilitations.models import OrganismeFormation
from referentiels.models import Certification, Referentiel, VersionBloc


class ProjetQuerySet(models.QuerySet["Projet"]):
    def visibles_par(self, personne: Personne) -> "ProjetQuerySet":
        """Staff and auditor see what was deposited and what the centre itself wrote; an OF's user its own."""
        if peut_tout_consulter(personne):
            return self.filter(Q(saisi_par_centre=True) | ~Q(etat=EtatProjet.BROUILLON))
        if a_role(personne, Role.ORGANISME):
            return self.filter(organisme__membres__utilisateur=personne, organisme__membres__retire_le__isnull=True)
        return self.none()

    def ouverts(self, le: date) -> "ProjetQuerySet":
        """With an aval, and not over: those a registration of that day may attach to."""
        return self.filter(Q(fin_formation__isnull=True) | Q(fin_formation__gte=le), etat=EtatProjet.AVAL)

    def de(self, organisme_id: int | None, certification_id: int) -> "ProjetQuerySet":
        """Those of one OF (or those of companies) for one certification, whatever its version."""
        return self.filter(organisme=organisme_id, referentiel__certification=certification_id)


class Projet(models.Model):
    """One projet de certification, of an OF or of a company without OF."""

    organisme = models.ForeignKey(
        OrganismeFormation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="projets",
        verbose_name="organisme de formation",
    )
    entreprise_nom = models.CharField("entreprise", max_length=160, blank=True)
    entreprise_siret = models.CharField("SIRET de l’entreprise", max_length=14, blank=True)
    saisi_par_centre = models.BooleanField("saisi par le centre", default=False)
    referentiel = models.ForeignKey(Referentiel, models.PROTECT, related_name="projets", verbose_name="référentiel")
    portee = models.CharField("portée", max_length=8, choices=Portee.choices, default=Portee.COMPLETE)
    blocs = models.ManyToManyField(VersionBloc, blank=True, related_name="projets", verbose_name="blocs visés")
    voie = models.CharField("voie d’accès", max_length=12, choices=Voie.choices, default=Voie.FORMATION)
    besoins = models.TextField("besoins auxquels le projet répond", blank=True)
    moyens_techniques = models.TextField("moyens techniques", blank=True)
    moyens_humains = models.TextField("moyens humains", blank=True)
    entree_formation = models.DateField("entrée en formation", null=True, blank=True)
    livret_prevu_le = models.DateField("livrets envoyés au centre le", null=True, blank=True)
    date_evaluation_prevue = models.DateField("évaluation", null=True, blank=True)
    fin_formation = models.DateField("fin de formation", null=True, blank=True)
    effectif_prevu = models.PositiveSmallIntegerField("nombre de candidats prévu", null=True, blank=True)
    etat = models.CharField("état", max_length=10, choices=EtatProjet.choices, default=EtatProjet.BROUILLON)
    cree_le = models.DateTimeField("créé le")
    cree_par = models.ForeignKey(
        Utilisateur, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="créé par"
    )
    depose_le = models.DateTimeField("déposé le", null=True, blank=True)
    decide_le = models.DateTimeField("décidé le", null=True, blank=True)
    decide_par = models.ForeignKey(
        Utilisateur, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="décidé par"
    )
    motif = models.TextField("motif de la décision", blank=True)
    certification_conseillee = models.ForeignKey(
        Certification, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="certification conseillée"
    )

    objects = ProjetQuerySet.as_manager()

    class Meta:
        verbose_name = "projet de certification"
        verbose_name_plural = "projets de certification"
        ordering = ["-cree_le", "-pk"]
        indexes = [models.Index(fields=["etat", "-cree_le"])]
        constraints = [
            models.CheckConstraint(
                name="projet_porteur",
                condition=Q(organisme__isnull=False, entreprise_nom="")
                | Q(organisme__isnull=True) & ~Q(entreprise_nom=""),
                violation_error_message="Un projet est porté par un organisme ou par une entreprise, pas par les deux.",
            ),
            models.CheckConstraint(
                name="projet_dates",
                condition=Q(fin_formation__isnull=True)
                | Q(entree_formation__isnull=True)
                | Q(fin_formation__gte=F("entree_formation")),
                violation_error_message="La fin de la formation ne peut pas précéder l’entrée.",
            ),
            models.CheckConstraint(
                name="projet_depose_date",
                condition=Q(etat=EtatProjet.BROUILLON) | Q(depose_le__isnull=False),
                violation_error_message="Un projet déposé porte la date de son dépôt.",
            ),
            models.CheckConstraint(
                name="projet_decide_date",
                condition=~Q(etat__in=PROJET_DECIDE) | Q(decide_le__isnull=False, decide_par__isnull=False),
                violation_error_message="Un aval donné ou refusé dit quand et par qui.",
            ),
            models.CheckConstraint(
                name="projet_refus_motive",
                condition=~Q(etat__in=[EtatProjet.REFUSE, EtatProjet.CONSEILLE]) | ~Q(motif=""),
                violation_error_message="Un refus ou un conseil porte son motif.",
            ),
            models.CheckConstraint(
                name="projet_conseil_nomme",
                condition=~Q(etat=EtatProjet.CONSEILLE) | Q(certification_conseillee__isnull=False),
                violation_error_message="Un conseil nomme la certification conseillée.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.referentiel.intitule} — {self.porteur}"

    def get_absolute_url(self) -> str:
        return reverse("projet_detail", args=[self.pk])

    @property
    def reference(self) -> str:
        """« PC-0042 », which a mail or a registration names."""
        return f"PC-{self.pk:04d}"

    @property
    def porteur(self) -> str:
        return str(self.organisme) if self.organisme else self.entreprise_nom

    def ouvert(self, le: date) -> bool:
        """Not over that day."""
        return peut_encore_s_inscrire(self.fin_formation, le)

    @property
    def en_vae(self) -> bool:
        return self.voie in VOIES_VAE
