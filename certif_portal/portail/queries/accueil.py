"""What the home page of each role says: what to do first, what is due soon, who is ready for the next jury."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import JSONObject

from candidats.choix import LIVRET_PREPARE
from candidats.models import AlarmeSuivi, Candidat, Commune, Inscription, PieceManquante, Suivi, il_manque
from candidats.queries.personne import doubles_probables
from certif_portal.centre.models import ParametresCentre
from certif_portal.commun.choix import LECTURES
from certif_portal.commun.ecrites import lire
from certif_portal.commun.models import EntreeJournal, url_dossier
from certif_portal.comptes.choix import EtatInvitation, EtatRetrait
from certif_portal.comptes.models import Invitation, RetraitFacteur, Utilisateur
from certif_portal.comptes.permissions import est_du_centre
from certif_portal.portail.queries.attente import Signal
from certif_portal.portail.queries.courriel import en_peine
from certif_portal.portail.queries.journal import AMENAGEMENT, PRISES_EN_CHARGE
from certif_portal.portail.queries.marche import avec_suivi
from evaluations.models import Evaluateur
from evaluations.queries.delegation import delegations_de
from habilitations.models import Habilitation
from habilitations.queries.organisme import habilitations_des_siens
from jurys.choix import OUVERTS, CodePiece
from jurys.models import Jury, OrganisationSyndicale
from jurys.queries.piece import PieceAttendue, manquantes_gardees
from jurys.regles.piece import libelle
from referentiels.choix import EtatReferentiel
from referentiels.models import Enregistrement, Referentiel


@dataclass(frozen=True)
class ProchainJury:
    """How ready the next jury is, and what lacks most."""

    jury_id: int
    le: date
    prets: int
    candidats: int
    manques: list[tuple[str, int]]
    exemple: Inscription | None = None
    exemple_pieces: tuple[PieceAttendue, ...] = ()


@dataclass(frozen=True)
class Nouvelle:
    """One act told on the home page, and the file it happened to; `de_qui` is empty when the phrase says it."""

    phrase: str
    de_qui: str
    par_nom: str
    le: datetime
    url: str


@dataclass(frozen=True)
class Pas:
    """One of the first things to do in a new centre."""

    libelle: str
    nom_url: str
    fait: bool
    ancre: str = ""  # the field that it is about


def premiers_pas(personne: Utilisateur) -> list[Pas]:
    """What a centre lays before its first registration, each done or not: 1 query. Empty once all is done."""
    pose = (
        Utilisateur.objects.filter(pk=personne.pk)
        .values(
            le_centre=Exists(ParametresCentre.objects.exclude(president_nom="")),
            un_referentiel=Exists(Referentiel.objects.filter(etat=EtatReferentiel.EN_VIGUEUR)),
            le_referent=Exists(ParametresCentre.objects.exclude(referent_nom="")),
            des_unions=Exists(OrganisationSyndicale.objects.all()),
            des_lieux=Exists(Commune.objects.all()),
            des_fiches=Exists(Enregistrement.objects.filter(actualise_le__isnull=False)),
            un_organisme=Exists(Habilitation.objects.all()),
            un_evaluateur=Exists(Evaluateur.objects.all()),
        )
        .get()
    )
    pas = [
        Pas("Régler le centre : adresse, signataires, lieu des jurys", "parametres_modifier", pose["le_centre"]),
        Pas("Nommer le référent du dispositif", "parametres_modifier", pose["le_referent"], "#id_referent_nom"),
        Pas("Dire les organisations syndicales représentatives", "organisation_liste", pose["des_unions"]),
        Pas("Charger les communes et les pays de naissance", "lieux_charger", pose["des_lieux"]),
        Pas("Importer un référentiel et le mettre en vigueur", "referentiel_importer", pose["un_referentiel"]),
        Pas("Reprendre les fiches RNCP et RS de France compétences", "repertoire_reprendre", pose["des_fiches"]),
        Pas(
            "Enregistrer un organisme de formation et son habilitation",
            "organismeformation_creer",
            pose["un_organisme"],
        ),
        Pas("Inviter les évaluateurs", "evaluateur_inviter", pose["un_evaluateur"]),
    ]
    return [] if all(p.fait for p in pas) else pas


@dataclass(frozen=True)
class AAdministrer:
    """What waits for the technical administrator: a number each."""

    retraits: int
    centre: bool
    unions: bool
    invitations: int


def a_administrer(personne: Utilisateur, a: datetime) -> AAdministrer:
    """1 query. A second factor that they may confirm; what a centre lacks; invitations that ran out unanswered."""
    retraits = RetraitFacteur.objects.filter(etat=EtatRetrait.DEMANDE).exclude(compte=personne)
    invitations = Invitation.objects.filter(etat=EtatInvitation.ENVOYEE, expire_le__lte=a)
    lu = (
        Utilisateur.objects.filter(pk=personne.pk)
        .values(
            le_centre=Exists(ParametresCentre.objects.exclude(president_nom="")),
            des_unions=Exists(OrganisationSyndicale.objects.all()),
            des_retraits=_combien(retraits.exclude(demande_par=personne)),
            des_invitations=_combien(invitations),
        )
        .get()
    )
    return AAdministrer(lu["des_retraits"] or 0, lu["le_centre"], lu["des_unions"], lu["des_invitations"] or 0)


def _combien(lignes: QuerySet[Any]) -> Subquery:
    return Subquery(lignes.order_by().annotate(tout=Value(1)).values("tout").annotate(n=Count("pk")).values("n"))


def detail_des_retards(retards: Counter[str]) -> str:
    """« Avis de l’entreprise (6), Livret de suivi attendu (3) »: the most numerous."""
    ranges = sorted(retards.items(), key=lambda ligne: (-ligne[1], ligne[0]))
    return ", ".join(f"{libelle} ({nombre})" for libelle, nombre in ranges[:2])


def suivis_en_attente() -> QuerySet[Suivi]:
    """The files that an act marked, and a task has not remade yet: what is shown of them is of before."""
    return Suivi.objects.filter(a_refaire_le__isnull=False)


def signaux_du_centre(personne: Utilisateur, le: date, avant: datetime) -> list[Signal]:
    """What the home of the centre says before its queues: the night's comparison found what is kept to be wrong, mails
    that did not leave, letters to print, pairs of persons to compare."""
    doubles = doubles_probables(personne, a_verifier=True)
    return [
        Signal("suivis", suivis_en_attente(), "a_refaire_le"),
        Signal("alarme", _alarmes(), "constatee_le"),
        *(Signal(code, courriels, "cree_le") for code, courriels in en_peine(avant).items()),
        Signal("doubles", doubles if est_du_centre(personne) else doubles.none()),
    ]


def alarme_en_cours() -> AlarmeSuivi | None:
    return _alarmes().first()


def _alarmes() -> QuerySet[AlarmeSuivi]:
    return AlarmeSuivi.objects.filter(levee_le__isnull=True)


def signaux_de_l_organisme(personne: Utilisateur, le: date) -> list[Signal]:
    """Whether it may register, whether it holds sittings for the centre, and what is being remade."""
    return [
        Signal("suivis", suivis_en_attente(), "a_refaire_le"),
        Signal("habilitations", habilitations_des_siens(personne, le), "date_effet", instant=False),
        Signal("delegations", delegations_de(personne, le), "du", instant=False),
    ]


def prochain_jury(le: date, livret: str) -> ProchainJury | None:
    """The next jury and what its candidates lack: 5 queries, whatever their number."""
    jury = Jury.objects.filter(date__gte=le, etat__in=OUVERTS).order_by("date", "pk").first()
    if jury is None:
        return None
    candidats = Inscription.objects.filter(presentations__jury=jury).order_by("candidat__cle_recherche", "pk")
    manque = il_manque(jury.date)
    incomplets = candidats.filter(manque)
    comptes = candidats.order_by().aggregate(total=Count("pk"), incomplets=Count("pk", filter=manque))
    total, nombre = comptes["total"], comptes["incomplets"]
    exemple = avec_suivi(incomplets[:1]).first() if nombre else None
    return ProchainJury(
        jury_id=jury.pk,
        le=jury.date,
        prets=total - nombre,
        candidats=total,
        manques=_manques(incomplets, jury.date, livret) if nombre else [],
        exemple=exemple,
        exemple_pieces=tuple(manquantes_gardees(exemple, jury.date, livret)) if exemple else (),
    )


def _manques(incomplets: QuerySet[Inscription], jour: date, livret: str) -> list[tuple[str, int]]:
    """What lacks most, with how many candidates lack it."""
    lignes = PieceManquante.objects.pour_un_jury_du(jour).filter(inscription__in=incomplets.order_by())
    nombres = lignes.order_by().values_list("code").annotate(n=Count("inscription", distinct=True))
    rangs = {code.value: rang for rang, code in enumerate(CodePiece)}
    ranges = sorted(nombres, key=lambda ligne: (-ligne[1], rangs[ligne[0]]))
    return [(libelle(CodePiece(code), livret), nombre) for code, nombre in ranges[:4]]


def _de_qui(candidat: dict[str, str] | None, phrase: str) -> str:
    nom = str(Candidat(**candidat)) if candidat else ""
    return "" if nom in phrase else nom


def arrive_depuis(a: datetime) -> list[Nouvelle]:
    """The last acts on any file since that moment, readings and what an OF only prepares left out: 1 query.

    An act on a sitting or a jury is also told in each of its candidates' files: it is told once here.
    """
    return [
        Nouvelle(
            phrase=entree.phrase,
            de_qui=_de_qui(entree.fait_candidat, entree.phrase),
            par_nom=entree.par_nom,
            le=entree.le,
            url=url_dossier(entree.dossier_type, entree.dossier_id),
        )
        for entree in lire(_arrivees, a=a)
    ]


def _arrivees(a: datetime) -> QuerySet[EntreeJournal]:
    inscription = Inscription._meta.label_lower
    candidat = Inscription.objects.filter(pk=OuterRef("dossier_id")).values(
        x=JSONObject(
            nom_naissance="candidat__nom_naissance", nom_usage="candidat__nom_usage", prenom="candidat__prenom"
        )
    )
    aussi = EntreeJournal.objects.filter(le__gte=a, le=OuterRef("le"), par_nom=OuterRef("par_nom"))
    return (
        EntreeJournal.objects.filter(le__gte=a)
        .exclude(acte__in=(*LECTURES, AMENAGEMENT, LIVRET_PREPARE, *PRISES_EN_CHARGE))
        .exclude(Q(dossier_type=inscription) & Exists(aussi.exclude(dossier_type=inscription)))
        .annotate(fait_candidat=Case(When(dossier_type=inscription, then=Subquery(candidat)), default=None))[:6]
    )
