"""Work queues: what waits for somebody's act. A counter and its list come from the same queryset, so they agree."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Count, F, Min, QuerySet, Value
from django.db.models.functions import TruncDate

from candidats.choix import EtatAmenagement, EtatConfirmation, EtatDemande, EtatDerogation, EtatProjet
from candidats.choix_suivi import ActeDossier
from candidats.models import ConfirmationEtatCivil, DemandeInscription, Inscription, InscriptionQuerySet, Projet
from candidats.queries.habilitation import a_decider
from certif_portal.centre.models import ParametresCentre
from certif_portal.commun.typographie import tete_de_phrase
from certif_portal.comptes.choix import Role
from certif_portal.comptes.models import Utilisateur
from certif_portal.comptes.permissions import est_du_centre, peut_tout_consulter
from certif_portal.portail.queries.marche import lien
from evaluations.choix import EtatAvis, EtatEmargement
from evaluations.models import FeuilleEmargement
from jurys.choix import EtatJury, EtatPiece
from jurys.models import Jury, PieceJury

A = ActeDossier
Lignes = Callable[[Utilisateur], QuerySet[Any]]


@dataclass(frozen=True)
class Ligne:
    """One thing that waits: what, for whom, since when, and the page where it is done."""

    quoi: str
    detail: str
    depuis: date | None
    url: str


@dataclass(frozen=True)
class File:
    """One queue. `depuis`: the date from which its age counts; `instant`: that date is a datetime. Its texts name the
    livret by `{Livret}`, `{Livrets}` or `{livrets}`: the centre has its own word."""

    code: str
    titre: str
    mot: str
    sorte: str
    lignes: Lignes
    depuis: str
    vers: str
    acte: str
    instant: bool = False
    explication: str = ""


@dataclass(frozen=True)
class Compte:
    """A queue counted: how many wait, and since when the oldest does."""

    file: File
    nombre: int
    plus_ancienne: date | None

    @property
    def url(self) -> str:
        return lien("file_attente", self.file.code)

    @property
    def mot(self) -> str:
        """« 1 brouillon », « 2 brouillons »; « avis » keeps its s."""
        return self.file.mot if self.nombre > 1 else re.sub(r"(?<!avi)s\b", "", self.file.mot)


# --- what waits --------------------------------------------------------------------------------


def _inscriptions(personne: Utilisateur) -> InscriptionQuerySet:
    return Inscription.objects.visibles_par(personne)


def _attendent(*actes: ActeDossier) -> Lignes:
    """The files whose next act is one of these."""
    return lambda personne: _inscriptions(personne).filter(suivi__acte__in=actes)


def _acquis_a_reprendre(personne: Utilisateur) -> QuerySet[Inscription]:
    """Proposed at the deposit, and nobody has chosen yet; once a sitting is planned it is too late to."""
    return _inscriptions(personne).deposees().filter(acquis_proposes__gt=0, date_commission__isnull=True)


def _projets(personne: Utilisateur) -> QuerySet[Projet]:
    return Projet.objects.visibles_par(personne).select_related("organisme", "referentiel")


def _amenagements(personne: Utilisateur) -> QuerySet[Inscription]:
    """For those who decide: nobody else learns that something was asked."""
    if not est_du_centre(personne):
        return Inscription.objects.none()
    return _inscriptions(personne).deposees().filter(amenagements__etat=EtatAmenagement.DEMANDE)


def _emargements(personne: Utilisateur) -> QuerySet[FeuilleEmargement]:
    return FeuilleEmargement.objects.filter(etat=EtatEmargement.RENDU).select_related("commission")


def _pieces_a_signer(personne: Utilisateur) -> QuerySet[PieceJury]:
    pieces = PieceJury.objects.filter(jury__in=Jury.objects.visibles_par(personne), etat=EtatPiece.RENDU)
    return pieces.select_related("jury", "certification", "document")


def _jurys(personne: Utilisateur, **filtre: Any) -> QuerySet[Jury]:
    return Jury.objects.visibles_par(personne).filter(**filtre)


FILES_DU_CENTRE: tuple[File, ...] = (
    File(
        "a-verifier", "Inscriptions à vérifier", "à vérifier", "faire",
        _attendent(A.VERIFIER), "suivi__depuis", "inscription_detail", "Vérifier",
    ),
    File(
        "livrets", "{Livrets} à valider", "{livrets} à valider", "faire",
        _attendent(A.VALIDER_LIVRET), "suivi__depuis", "inscription_detail", "Lire",
    ),
    File(
        "a-planifier", "Candidats sans commission", "à planifier", "attente",
        _attendent(A.PLANIFIER), "suivi__limite", "inscription_detail", "Ouvrir",
        explication="{Livret} validé ou livret 2 déposé, et aucune séance prévue.",
    ),
    File(
        "a-convoquer", "Jurys à convoquer", "jurys à convoquer", "faire",
        lambda p: _jurys(p, etat=EtatJury.PREPARATION), "date", "jury_detail", "Convoquer",
    ),
    File(
        "a-signer", "Procès-verbaux et émargements à signer", "à signer", "", _pieces_a_signer, "document__rendu_le", "jury_detail",
        "Déposer le scan", instant=True,
    ),
    File(
        "a-transmettre", "Dossiers à transmettre au GTP", "à transmettre", "",
        lambda p: _jurys(p, etat=EtatJury.CLOS, transmis_gtp_le__isnull=True), "date", "jury_detail", "Préparer",
    ),
    File(
        "derogations", "Dérogations à décider", "dérogations demandées", "faire",
        lambda p: _inscriptions(p).ouvertes().filter(derogation__etat=EtatDerogation.DEMANDEE),
        "derogation__demandee_le", "inscription_detail", "Décider", instant=True,
    ),
    File(
        "projets", "Projets de certification à étudier", "projets à étudier", "faire",
        lambda p: _projets(p).filter(etat=EtatProjet.DEPOSE), "depose_le", "projet_detail", "Décider", instant=True,
    ),
    File(
        "recevabilites", "Recevabilités VAE à décider", "recevabilités à décider", "faire",
        _attendent(A.NOTER_ACCUEIL, A.DECIDER_RECEVABILITE), "suivi__depuis", "inscription_detail", "Décider",
    ),
    File(
        "acquis", "Acquis à reprendre", "acquis à reprendre", "faire",
        _acquis_a_reprendre, "deposee_le", "acquis_reprendre", "Choisir",
        explication="Un jury précédent a déclaré acquise une part de ce qui est visé : seul le reste sera évalué.",
    ),
    File(
        "emargements", "Émargements de commission à déposer", "émargements attendus", "attente",
        _emargements, "commission__date", "commission_detail", "Déposer",
    ),
    File(
        "avis", "Avis d’entreprise attendus", "avis attendus", "attente",
        lambda p: _inscriptions(p).en_cours().filter(avis__etat=EtatAvis.ATTENDU), "avis__demande_le", "inscription_detail", "Ouvrir", instant=True,
    ),
    File(
        "demandes", "Demandes d’inscription", "demandes d’inscription", "faire",
        lambda p: DemandeInscription.objects.filter(etat=EtatDemande.A_TRAITER).select_related("referentiel"),
        "confirmee_le", "demandeinscription_detail", "Lire", instant=True,
        explication="Déposées par une entreprise ou un candidat sur la page publique.",
    ),
    File(
        "etat-civil", "États civils à corriger, dit le candidat", "états civils à décider", "faire",
        lambda p: ConfirmationEtatCivil.objects.filter(etat=EtatConfirmation.A_DECIDER).select_related("inscription__candidat"),
        "repondue_le", "confirmation_decider", "Décider", instant=True,
    ),
    File(
        "amenagements", "Aménagements à décider", "aménagements à décider", "faire",
        _amenagements, "amenagements__demande_le", "amenagement_liste", "Décider",
    ),
    File(
        "suites", "Parcours d’un organisme suspendu ou retiré", "parcours à décider", "faire",
        lambda p: a_decider(_inscriptions(p)), "interrompue_le", "inscription_detail", "Ouvrir",
        explication="Le responsable décide de chacun : il peut finir, un autre organisme le reprend, ou il s’arrête.",
    ),
)  # fmt: skip
FILES_DE_L_ORGANISME: tuple[File, ...] = (
    File(
        "a-corriger", "Inscriptions à corriger", "à corriger", "faire",
        _attendent(A.CORRIGER), "suivi__depuis", "inscription_detail", "Corriger",
    ),
    File(
        "brouillons", "Brouillons à déposer", "brouillons", "attente",
        _attendent(A.COMPLETER), "suivi__depuis", "inscription_detail", "Compléter",
    ),
    File(
        "livrets-a-deposer", "{Livrets} à déposer", "{livrets} à déposer", "faire",
        _attendent(A.DEPOSER_LIVRET, A.CORRIGER_LIVRET), "suivi__depuis", "inscription_detail", "Déposer",
    ),
    File(
        "en-verification", "Inscriptions au centre", "au centre", "",
        _attendent(A.VERIFIER), "suivi__depuis", "inscription_detail", "Ouvrir",
        explication="Déposées : le centre les vérifie.",
    ),
    File(
        "projets-a-revoir", "Projets à revoir", "projets à revoir", "faire",
        lambda p: _projets(p).filter(etat__in=[EtatProjet.REFUSE, EtatProjet.CONSEILLE]), "decide_le", "projet_detail",
        "Revoir", instant=True, explication="Le centre a refusé son aval, ou conseille une autre certification.",
    ),
)  # fmt: skip


# --- counting and listing ----------------------------------------------------------------------


def files_de(personne: Utilisateur, centre: ParametresCentre) -> list[File]:
    if peut_tout_consulter(personne):
        files = FILES_DU_CENTRE
    else:
        files = FILES_DE_L_ORGANISME if personne.a_role(Role.ORGANISME) else ()
    mots = {
        "Livret": centre.livret_titre, "livrets": centre.livrets_nom, "Livrets": tete_de_phrase(centre.livrets_nom),
    }  # fmt: skip
    textes = ("titre", "mot", "explication")
    return [replace(file, **{nom: getattr(file, nom).format(**mots) for nom in textes}) for file in files]


def compter(personne: Utilisateur, centre: ParametresCentre) -> list[Compte]:
    """Every queue of the person, counted: 1 query."""
    files = files_de(personne, centre)
    if not files:
        return []
    comptes = [_compte(file, personne) for file in files]
    lus = {code: (nombre, ancienne) for code, nombre, ancienne in comptes[0].union(*comptes[1:], all=True)}
    return [Compte(file, *lus.get(file.code, (0, None))) for file in files]


def _compte(file: File, personne: Utilisateur) -> QuerySet[Any]:
    date_de = TruncDate(file.depuis) if file.instant else file.depuis
    return (
        file.lignes(personne)
        .order_by()
        .annotate(file=Value(file.code))
        .values("file")
        .annotate(nombre=Count("pk", distinct=True), ancienne=Min(date_de))
        .values_list("file", "nombre", "ancienne")
    )


def lignes_de(file: File, personne: Utilisateur) -> QuerySet[Any]:
    """The rows of a queue, the oldest first."""
    lignes = file.lignes(personne)
    if lignes.model is Inscription:
        lignes = lignes.pour_listes()
    return lignes.annotate(depuis=TruncDate(file.depuis) if file.instant else F(file.depuis)).order_by("depuis", "pk")


def en_ligne(file: File, objet: Any) -> Ligne:
    """One row, in words."""
    match objet:
        case Inscription():
            organisme = objet.organisme.nom if objet.organisme else "sans organisme"
            return Ligne(
                str(objet.candidat), f"{objet.referentiel} · {organisme}", objet.depuis, lien(file.vers, objet.pk)
            )
        case Projet():
            detail = f"{objet.reference} · {objet.porteur}"
            return Ligne(objet.referentiel.intitule, detail, objet.depuis, lien(file.vers, objet.pk))
        case PieceJury():
            return Ligne(objet.document.titre, str(objet.jury), objet.depuis, lien(file.vers, objet.jury_id))
        case FeuilleEmargement():
            return Ligne(
                str(objet.commission), objet.commission.lieu, objet.depuis, lien(file.vers, objet.commission_id)
            )
        case DemandeInscription():
            return Ligne(str(objet), str(objet.referentiel), objet.depuis, lien(file.vers, objet.pk))
        case ConfirmationEtatCivil():
            return Ligne(str(objet.inscription.candidat), objet.destinataire, objet.depuis, lien(file.vers, objet.pk))
    return Ligne(f"Jury {objet.numero}", objet.lieu, objet.depuis, lien(file.vers, objet.pk))
