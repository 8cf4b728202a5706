"""Registrations, and what is said of one: fundings, trainers, arrangements."""

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from simple_history.models import HistoricalRecords

from candidats.choix import (
    AU_CENTRE,
    DECIDEES,
    OUVERTES,
    VOIES_VAE,
    EffetAmenagement,
    EtatAmenagement,
    EtatInscription,
    Financement,
    Origine,
    Portee,
    Voie,
)
from candidats.donnees import LONGUEURS
from candidats.models.personne import Candidat, Entreprise
from candidats.models.projet import Projet
from certif_portal.commun.immuable import Scellement
from certif_portal.comptes.choix import Role
from certif_portal.comptes.models import Utilisateur
from certif_portal.comptes.permissions import Personne, a_role, peut_tout_consulter
from habilitations.models import MembreOrganisme, OrganismeFormation
from referentiels.models import Referentiel, VersionBloc

PREFIXE_REFERENCE = "IN-"
URGENCE_CENTRE = (EtatInscription.DEPOSEE, EtatInscription.ACCEPTEE, EtatInscription.A_CORRIGER)
URGENCE_ORGANISME = (EtatInscription.A_CORRIGER, EtatInscription.BROUILLON, EtatInscription.ACCEPTEE)
"""What waits for the reader of a list first; the other states come after, together."""


def rang_d_urgence(urgence: Sequence[EtatInscription]) -> models.Func:
    """The place of a state in the default order of a list, written out so that an index may hold it."""
    rangs = " ".join(f"WHEN '{etat.value}' THEN {rang}" for rang, etat in enumerate(urgence))
    gabarit = f"CASE %(expressions)s {rangs} ELSE {len(urgence)} END"
    return models.Func("etat", template=gabarit, output_field=models.IntegerField())


class InscriptionQuerySet(models.QuerySet["Inscription"]):
    def visibles_par(self, personne: Personne) -> "InscriptionQuerySet":
        """Staff and auditor see every submitted file, an OF's user its own. Drafts belong to the OF; what a jury
        decided is the centre's until it is told (decision 0255)."""
        if peut_tout_consulter(personne):
            return self.exclude(etat=EtatInscription.BROUILLON, organisme__isnull=False)
        return self._de_l_organisme(personne).filter(resultat_retenu=False)

    def resultats_attendus_par(self, personne: Personne) -> "InscriptionQuerySet":
        """Those of an OF that a jury decided of, until the centre tells it: it sees nothing else of them meanwhile."""
        return (
            self.none()
            if peut_tout_consulter(personne)
            else self._de_l_organisme(personne).filter(resultat_retenu=True)
        )

    def _de_l_organisme(self, personne: Personne) -> "InscriptionQuerySet":
        if a_role(personne, Role.ORGANISME):
            siens = MembreOrganisme.objects.filter(utilisateur=personne.pk, retire_le__isnull=True)
            return self.filter(organisme__in=siens.values("organisme"))
        return self.none()

    def pour_listes(self) -> "InscriptionQuerySet":
        return self.select_related(
            "candidat",
            "organisme",
            "referentiel__certification",
            "entreprise",
            "livret",
            "recevabilite",
            "derogation",
            "suivi",
        ).defer("suivi__etapes", "suivi__pieces")

    def ouvertes(self) -> "InscriptionQuerySet":
        """Neither decided nor ended."""
        return self.filter(etat__in=OUVERTES)

    def deposees(self) -> "InscriptionQuerySet":
        """With the centre: to be verified, or accepted and not decided yet."""
        return self.filter(etat__in=AU_CENTRE)

    def suivies(self) -> "InscriptionQuerySet":
        """Accepted and not decided yet."""
        return self.filter(etat=EtatInscription.ACCEPTEE)


class Inscription(models.Model):
    """A candidate's registration for a certification, or for some of its blocs."""

    candidat = models.ForeignKey(Candidat, models.PROTECT, related_name="inscriptions")
    organisme = models.ForeignKey(
        OrganismeFormation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="inscriptions",
        verbose_name="organisme de formation",
    )
    referentiel = models.ForeignKey(
        Referentiel, models.PROTECT, related_name="inscriptions", verbose_name="référentiel"
    )
    portee = models.CharField("portée", max_length=8, choices=Portee.choices, default=Portee.COMPLETE)
    blocs = models.ManyToManyField(VersionBloc, blank=True, related_name="inscriptions", verbose_name="blocs visés")
    blocs_certifies = models.ManyToManyField(
        VersionBloc,
        through="BlocCertifie",
        blank=True,
        related_name="+",
        verbose_name="blocs certifiés",
        help_text="Par le jury, seuls ou avec leur certification entière.",
    )
    voie = models.CharField("voie d’accès", max_length=12, choices=Voie.choices)
    initiative_sans_accord = models.BooleanField(
        "à l’initiative du salarié, sans l’accord de l’employeur", default=False
    )
    origine = models.CharField("origine", max_length=2, choices=Origine.choices, blank=True)
    entreprise = models.ForeignKey(
        Entreprise, models.PROTECT, null=True, blank=True, related_name="inscriptions", verbose_name="entreprise"
    )
    entreprise_connue_le = models.DateField("entreprise connue le", null=True, blank=True)
    service = models.CharField("service du candidat", max_length=LONGUEURS["service"], blank=True)
    superieur_nom = models.CharField("supérieur hiérarchique", max_length=LONGUEURS["superieur_nom"], blank=True)
    superieur_courriel = models.EmailField(
        "courriel du supérieur", max_length=LONGUEURS["superieur_courriel"], blank=True
    )
    tuteur_nom = models.CharField("tuteur", max_length=LONGUEURS["tuteur_nom"], blank=True)
    tuteur_qualite = models.CharField("qualité du tuteur", max_length=LONGUEURS["tuteur_qualite"], blank=True)
    tuteur_courriel = models.EmailField("courriel du tuteur", max_length=LONGUEURS["tuteur_courriel"], blank=True)
    entree_formation = models.DateField("entrée en formation", null=True, blank=True)
    fin_formation = models.DateField("fin de formation", null=True, blank=True)
    date_evaluation_prevue = models.DateField("date d’évaluation prévue", null=True, blank=True)
    evaluation_annoncee_le = models.DateField(
        "date d’évaluation annoncée le", null=True, blank=True, help_text="Le jour où le centre a connu la date prévue."
    )
    date_commission = models.DateField(
        "première commission planifiée", null=True, blank=True, help_text="Remplace la date prévue dans les échéances."
    )
    projet = models.ForeignKey(
        Projet,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="inscriptions",
        verbose_name="projet de certification",
    )
    positionnement_le = models.DateField("positionnement du candidat", null=True, blank=True)
    positionnement_resultat = models.CharField(
        "résultat du positionnement", max_length=LONGUEURS["positionnement_resultat"], blank=True
    )
    numero_national = models.CharField("numéro national", max_length=40, blank=True)
    etat = models.CharField("état", max_length=12, choices=EtatInscription.choices, default=EtatInscription.BROUILLON)
    creee_le = models.DateTimeField("créée le")
    creee_par = models.ForeignKey(
        Utilisateur, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="créée par"
    )
    deposee_le = models.DateField(
        "premier dépôt complet", null=True, blank=True, help_text="La date qui compte pour le délai d’inscription."
    )
    motif_retour = models.TextField("motif du renvoi", blank=True)
    acceptee_le = models.DateTimeField("acceptée le", null=True, blank=True)
    acceptee_par = models.ForeignKey(
        Utilisateur, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="acceptée par"
    )
    decidee_le = models.DateField("décision du jury", null=True, blank=True)
    resultat_retenu = models.BooleanField("résultat pas encore communiqué à l’organisme", default=False)
    abandonnee_le = models.DateField("abandonnée le", null=True, blank=True)
    motif_abandon = models.TextField("motif de l’abandon", blank=True)
    acquis_repris = models.PositiveSmallIntegerField("compétences reprises d’un jury précédent", default=0)
    acquis_proposes = models.PositiveSmallIntegerField(
        "compétences acquises proposées à la reprise", default=0, help_text="Zéro une fois que le centre a choisi."
    )
    tout_acquis = models.BooleanField(
        "toutes les compétences déjà acquises", default=False, help_text="Rien n’est à évaluer de nouveau."
    )
    history = HistoricalRecords(
        verbose_name="historique de l’inscription", verbose_name_plural="historique des inscriptions"
    )

    objects = InscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = "inscription"
        ordering = ["-creee_le", "-pk"]
        indexes = [
            models.Index(fields=["etat", "-creee_le"]),
            models.Index(fields=["organisme", "etat"]),
            models.Index(fields=["organisme", "decidee_le"]),
            models.Index(fields=["decidee_le"], name="inscription_decidee"),
            # the default order of the staff's list; the last two columns say who sees a row without reading it
            models.Index(
                rang_d_urgence(URGENCE_CENTRE),
                *("deposee_le", "creee_le", "id", "etat", "organisme"),
                name="inscription_urgence_centre",
            ),
            models.Index(Lower("tuteur_courriel"), name="inscription_tuteur"),
            # what a jury gave without the whole certification: who holds every bloc is looked for among these
            models.Index(
                fields=["id", "candidat"],
                condition=Q(portee=Portee.BLOCS) | Q(etat=EtatInscription.NON_ADMISE),
                name="inscription_par_blocs",
            ),
            # of what a jury decided: years of it are counted without reading the rows, which are wide
            models.Index(fields=["id", "referentiel", "portee", "projet", "candidat"], name="inscription_comptee"),
        ]
        constraints = [
            models.CheckConstraint(
                name="inscription_formation_dates",
                condition=Q(fin_formation__isnull=True)
                | Q(entree_formation__isnull=True)
                | Q(fin_formation__gte=F("entree_formation")),
                violation_error_message="La fin de formation ne peut pas précéder l’entrée.",
            ),
            models.UniqueConstraint(
                name="inscription_numero_national",
                fields=["numero_national"],
                condition=~Q(numero_national=""),
                violation_error_message="Ce numéro national est déjà celui d’une autre inscription.",
            ),
            models.CheckConstraint(
                name="inscription_deposee_date",
                condition=Q(etat__in=[EtatInscription.BROUILLON, EtatInscription.ABANDONNEE])
                | Q(deposee_le__isnull=False),
                violation_error_message="Une inscription déposée porte la date de son premier dépôt.",
            ),
            models.CheckConstraint(
                name="inscription_acceptee_date",
                condition=~Q(etat__in=[EtatInscription.ACCEPTEE, *sorted(DECIDEES)])
                | (Q(acceptee_le__isnull=False) & Q(acceptee_par__isnull=False)),
                violation_error_message="Une inscription acceptée dit quand et par qui.",
            ),
            models.CheckConstraint(
                name="inscription_decidee_date",
                condition=~Q(etat__in=DECIDEES) | Q(decidee_le__isnull=False),
                violation_error_message="Une décision porte la date du jury.",
            ),
            models.CheckConstraint(
                name="inscription_formation_datee",
                condition=~Q(voie=Voie.FORMATION)
                | Q(etat__in=[EtatInscription.BROUILLON, EtatInscription.ABANDONNEE])
                | (Q(entree_formation__isnull=False) & Q(fin_formation__isnull=False)),
                violation_error_message="Un parcours de formation a ses dates d’entrée et de fin.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidat} — {self.referentiel}"

    def get_absolute_url(self) -> str:
        return reverse("inscription_detail", args=[self.pk])

    @property
    def reference(self) -> str:
        """« IN-000042 », under which the national system gives its number back."""
        return f"{PREFIXE_REFERENCE}{self.pk:06d}"

    @property
    def date_evaluation(self) -> date | None:
        """The planned sitting, or the date foreseen until one is planned."""
        return self.date_commission or self.date_evaluation_prevue

    @property
    def est_suivie(self) -> bool:
        """Accepted and not decided yet."""
        return self.etat == EtatInscription.ACCEPTEE

    @property
    def est_au_centre(self) -> bool:
        """To be verified by the centre, or accepted and not decided yet."""
        return self.etat in AU_CENTRE

    @property
    def en_vae(self) -> bool:
        return self.voie in VOIES_VAE


class BlocCertifieQuerySet(models.QuerySet["BlocCertifie"]):
    def en_vigueur(self) -> "BlocCertifieQuerySet":
        """Not withdrawn since."""
        return self.filter(retire_le__isnull=True)


class BlocCertifie(models.Model):
    """A bloc that a jury certified, alone or with its whole certification: never lost, unless a rectification says that
    it never was."""

    inscription = models.ForeignKey(Inscription, models.CASCADE)
    versionbloc = models.ForeignKey(VersionBloc, models.CASCADE, verbose_name="bloc")
    retire_le = models.DateField("retiré le", null=True, blank=True, help_text="Par un procès-verbal rectificatif.")

    objects = BlocCertifieQuerySet.as_manager()
    scellement: ClassVar[Scellement] = Scellement(figes=("inscription", "versionbloc"), une_fois=("retire_le",))

    class Meta:
        verbose_name = "bloc certifié"
        verbose_name_plural = "blocs certifiés"
        db_table = "candidats_inscription_blocs_certifies"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="bloc_certifie_unique",
                fields=["inscription", "versionbloc"],
                condition=Q(retire_le__isnull=True),
                violation_error_message="Ce bloc est déjà certifié par cette inscription.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.versionbloc} ({self.inscription})"


class FinancementInscription(models.Model):
    """One funding of a registration; several are allowed."""

    inscription = models.ForeignKey(Inscription, models.CASCADE, related_name="financements")
    code = models.CharField("dispositif", max_length=6, choices=Financement.choices)
    abondement = models.BooleanField("CPF abondé", default=False)

    class Meta:
        verbose_name = "financement"
        ordering = ("code", "pk")
        constraints = [models.UniqueConstraint(name="financement_unique", fields=["inscription", "code"])]

    def __str__(self) -> str:
        return self.code


class Formateur(models.Model):
    """A trainer of the candidate, who may not evaluate them."""

    inscription = models.ForeignKey(Inscription, models.CASCADE, related_name="formateurs")
    nom = models.CharField("nom", max_length=LONGUEURS["formateurs"])
    courriel = models.EmailField("courriel", blank=True)

    class Meta:
        verbose_name = "formateur"
        ordering = ("nom", "pk")

    def __str__(self) -> str:
        return self.nom


class Amenagement(models.Model):
    """An arrangement asked by the candidate, and what the staff decided: its effect only, never a cause.

    Read by the staff, and by the evaluators on the day of a sitting once granted; withdrawn, the row is deleted.
    """

    inscription = models.ForeignKey(Inscription, models.CASCADE, related_name="amenagements")
    effet = models.CharField("effet", max_length=14, choices=EffetAmenagement.choices)
    etat = models.CharField("état", max_length=8, choices=EtatAmenagement.choices, default=EtatAmenagement.DEMANDE)
    demande_le = models.DateField("demandé le")
    decide_le = models.DateField("décidé le", null=True, blank=True)
    decide_par = models.ForeignKey(
        Utilisateur, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="décidé par"
    )

    class Meta:
        verbose_name = "aménagement"
        ordering = ("effet", "pk")
        constraints = [
            models.UniqueConstraint(name="amenagement_unique", fields=["inscription", "effet"]),
            models.CheckConstraint(
                name="amenagement_effet",
                condition=Q(effet__in=EffetAmenagement.values),
                violation_error_message="Un aménagement dit son effet, jamais sa cause.",
            ),
            models.CheckConstraint(
                name="amenagement_decide",
                condition=Q(etat=EtatAmenagement.DEMANDE, decide_le__isnull=True)
                | (~Q(etat=EtatAmenagement.DEMANDE) & Q(decide_le__isnull=False) & Q(decide_par__isnull=False)),
                violation_error_message="Un aménagement décidé dit quand et par qui.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_effet_display()
