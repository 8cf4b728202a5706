"""The work queues, one row each: what waits for somebody's act, since when, and where it is done."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from candidats.choix import (
    EtatAmenagement,
    EtatConfirmation,
    EtatDemande,
    EtatDerogation,
    EtatProjet,
)
from candidats.choix_suivi import ActeDossier, Acteur
from candidats.models import (
    ConfirmationEtatCivil,
    DemandeInscription,
    EcheanceDossier,
    Inscription,
    InscriptionQuerySet,
    Projet,
)
from candidats.queries.suite import a_decider
from certif_portal.comptes.models import Utilisateur
from certif_portal.comptes.permissions import est_du_centre
from certif_portal.portail.models import SuspensionRelances
from evaluations.choix import EtatAvis, EtatEmargement, EtatGrillePapier
from evaluations.models import FeuilleEmargement
from evaluations.queries.avis import avis_sur_papier
from evaluations.queries.delegation import a_approuver
from evaluations.queries.grille_papier import papiers_en_attente
from evaluations.queries.numerisation import feuilles_a_verifier, pages_a_attribuer
from jurys.choix import EtatJury, EtatPiece
from jurys.models import Jury, PieceJury
from jurys.queries.gtp import accuses_attendus, actions_ouvertes

A = ActeDossier
Lignes = Callable[[Utilisateur, date], QuerySet[Any]]
"""Whose work, on which day."""


@dataclass(frozen=True)
class File:
    """One queue. `mot`: what waits, in number; `un`: the same for one, where it differs. `depuis`: the date from which
    its age counts; `instant`: that date is a datetime. Its texts name the livret by `{Livret}`, `{livret}`, `{Livrets}`
    or `{livrets}`: the centre has its own word."""

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
    un: str = ""
    ensemble: str = ""
    """The page where they are dealt with in number."""
    lots: tuple[str, ...] = ()
    """The acts that many of them take at once, on a page that confirms (`portail.lots`)."""
    partagee: bool = True
    """Its rows are shared out among colleagues; those of an evaluator or of a juror are theirs alone."""


# --- what waits --------------------------------------------------------------------------------


def _inscriptions(personne: Utilisateur) -> InscriptionQuerySet:
    return Inscription.objects.visibles_par(personne)


def attendent(*actes: ActeDossier) -> Lignes:
    """The files whose next act is one of these."""
    return lambda personne, le: _inscriptions(personne).filter(suivi__acte__in=actes)


def _en_retard(personne: Utilisateur, le: date, dus: Q) -> QuerySet[Inscription]:
    """The files of which something is late, since the oldest of those dates."""
    dues = EcheanceDossier.objects.au(le).hors_brouillons().filter(dus, limite__lt=le).order_by()
    les_siennes = dues.filter(inscription=OuterRef("pk")).order_by("limite").values("limite")
    siens = _inscriptions(personne).filter(pk__in=dues.values("inscription"))
    return siens.annotate(retard_depuis=Subquery(les_siennes[:1]))


def _a_relancer(personne: Utilisateur, le: date) -> QuerySet[Inscription]:
    """Late by somebody else than the centre; a file whose reminders are held waits."""
    tenues = SuspensionRelances.objects.en_cours(le).values("inscription")
    return _en_retard(personne, le, ~Q(acteur=Acteur.CENTRE)).exclude(pk__in=tenues)


def _acquis_a_reprendre(personne: Utilisateur, le: date) -> QuerySet[Inscription]:
    """Proposed at the deposit, and nobody has chosen yet; once a sitting is planned it is too late to."""
    return _inscriptions(personne).deposees().filter(acquis_proposes__gt=0, date_commission__isnull=True)


def projets_de(personne: Utilisateur) -> QuerySet[Projet]:
    return Projet.objects.visibles_par(personne).select_related("organisme", "referentiel")


def _amenagements(personne: Utilisateur, le: date) -> QuerySet[Inscription]:
    """For those who decide: nobody else learns that something was asked."""
    if not est_du_centre(personne):
        return Inscription.objects.none()
    return _inscriptions(personne).deposees().filter(amenagements__etat=EtatAmenagement.DEMANDE)


def _emargements(personne: Utilisateur, le: date) -> QuerySet[FeuilleEmargement]:
    return FeuilleEmargement.objects.filter(etat=EtatEmargement.RENDU).select_related("commission")


def _pieces_a_signer(personne: Utilisateur, le: date) -> QuerySet[PieceJury]:
    pieces = PieceJury.objects.filter(jury__in=Jury.objects.visibles_par(personne), etat=EtatPiece.RENDU)
    return pieces.select_related("jury", "certification", "version_bloc__bloc")


def _jurys(personne: Utilisateur, **filtre: Any) -> QuerySet[Jury]:
    return Jury.objects.visibles_par(personne).filter(**filtre)


PAGES_A_ATTRIBUER = File(
    code="pages",
    titre="Pages numérisées à attribuer",
    mot="pages à attribuer",
    un="page à attribuer",
    sorte="faire",
    lignes=lambda p, le: pages_a_attribuer(p),
    depuis="numerisation__deposee_le",
    vers="numerisation_detail",
    acte="Attribuer",
    instant=True,
)
"""Asked of whoever deposited the scan: the centre, or a delegated OF under its own code."""

FILES_DU_CENTRE: tuple[File, ...] = (
    File(
        code="a-verifier",
        titre="Inscriptions à vérifier",
        mot="à vérifier",
        sorte="faire",
        lignes=attendent(A.VERIFIER),
        depuis="suivi__depuis",
        vers="inscription_detail",
        acte="Vérifier",
        lots=("accepter",),
    ),
    File(
        code="livrets",
        titre="{Livrets} à valider",
        mot="{livrets} à valider",
        un="{livret} à valider",
        sorte="faire",
        lignes=attendent(A.VALIDER_LIVRET),
        depuis="suivi__depuis",
        vers="inscription_detail",
        acte="Lire",
        lots=(
            "valider-livrets",
            "relancer",
        ),
    ),
    File(
        code="a-planifier",
        titre="Candidats sans commission",
        mot="à planifier",
        sorte="attente",
        lignes=attendent(A.PLANIFIER),
        depuis="suivi__limite",
        vers="inscription_detail",
        acte="Ouvrir",
        explication="{Livret} validé ou livret 2 déposé, et aucune séance prévue.",
        lots=("affecter",),
    ),
    File(
        code="a-convoquer",
        titre="Jurys à convoquer",
        mot="jurys à convoquer",
        un="jury à convoquer",
        sorte="faire",
        lignes=lambda p, le: _jurys(p, etat=EtatJury.PREPARATION),
        depuis="date",
        vers="jury_detail",
        acte="Convoquer",
    ),
    File(
        code="a-signer",
        titre="Procès-verbaux et émargements à signer",
        mot="à signer",
        sorte="",
        lignes=_pieces_a_signer,
        depuis="document__rendu_le",
        vers="jury_detail",
        acte="Déposer le scan",
        instant=True,
    ),
    File(
        code="a-transmettre",
        titre="Dossiers à transmettre au GTP",
        mot="à transmettre",
        sorte="",
        lignes=lambda p, le: _jurys(p, etat=EtatJury.CLOS, transmis_gtp_le__isnull=True),
        depuis="date",
        vers="jury_gtp",
        acte="Préparer",
    ),
    File(
        code="en-retard",
        titre="Dossiers en retard au centre",
        mot="en retard au centre",
        sorte="refus",
        lignes=lambda p, le: _en_retard(p, le, Q(acteur=Acteur.CENTRE)),
        depuis="retard_depuis",
        vers="inscription_detail",
        acte="Ouvrir",
        explication="Une date limite est passée, et c’est le centre qui doit agir.",
    ),
    File(
        code="a-relancer",
        titre="Dossiers à relancer",
        mot="à relancer",
        sorte="attente",
        lignes=_a_relancer,
        depuis="retard_depuis",
        vers="inscription_detail",
        acte="Ouvrir",
        explication="Une date limite est passée, et l’acte est attendu de l’organisme, du tuteur ou du candidat.",
        lots=("relancer",),
    ),
    File(
        code="accuses-gtp",
        titre="Accusés de réception du GTP attendus",
        mot="accusés du GTP attendus",
        un="accusé du GTP attendu",
        sorte="attente",
        lignes=lambda p, le: accuses_attendus(),
        depuis="transmis_le",
        vers="dossiergtp_detail",
        acte="Ouvrir",
    ),
    File(
        code="actions-gtp",
        titre="Actions correctives demandées par le GTP",
        mot="actions correctives",
        un="action corrective",
        sorte="faire",
        lignes=lambda p, le: actions_ouvertes(),
        depuis="pour_le",
        vers="dossiergtp_detail",
        acte="Ouvrir",
    ),
    File(
        code="derogations",
        titre="Dérogations à décider",
        mot="dérogations demandées",
        un="dérogation demandée",
        sorte="faire",
        lignes=lambda p, le: _inscriptions(p).ouvertes().filter(derogation__etat=EtatDerogation.DEMANDEE),
        depuis="derogation__demandee_le",
        vers="inscription_detail",
        acte="Décider",
        instant=True,
    ),
    File(
        code="projets",
        titre="Projets de certification à étudier",
        mot="projets à étudier",
        un="projet à étudier",
        sorte="faire",
        lignes=lambda p, le: projets_de(p).filter(etat=EtatProjet.DEPOSE),
        depuis="depose_le",
        vers="projet_detail",
        acte="Décider",
        instant=True,
    ),
    File(
        code="recevabilites",
        titre="Recevabilités VAE à décider",
        mot="recevabilités à décider",
        un="recevabilité à décider",
        sorte="faire",
        lignes=attendent(A.NOTER_ACCUEIL, A.DECIDER_RECEVABILITE),
        depuis="suivi__depuis",
        vers="inscription_detail",
        acte="Décider",
    ),
    File(
        code="acquis",
        titre="Acquis à reprendre",
        mot="acquis à reprendre",
        sorte="faire",
        lignes=_acquis_a_reprendre,
        depuis="deposee_le",
        vers="acquis_reprendre",
        acte="Choisir",
        explication="Un jury précédent a déclaré acquise une part de ce qui est visé : seul le reste sera évalué.",
    ),
    File(
        code="emargements",
        titre="Émargements de commission à déposer",
        mot="émargements attendus",
        un="émargement attendu",
        sorte="attente",
        lignes=_emargements,
        depuis="commission__date",
        vers="commission_detail",
        acte="Déposer",
    ),
    File(
        code="avis",
        titre="Avis d’entreprise attendus",
        mot="avis attendus",
        un="avis attendu",
        sorte="attente",
        lignes=lambda p, le: _inscriptions(p).suivies().filter(avis__etat=EtatAvis.ATTENDU, avis__papier__isnull=True),
        depuis="avis__demande_le",
        vers="inscription_detail",
        acte="Ouvrir",
        instant=True,
        lots=("relancer",),
    ),
    File(
        code="avis-papier",
        titre="Avis d’entreprise reçus sur papier",
        mot="avis sur papier",
        sorte="faire",
        lignes=lambda p, le: _inscriptions(p).suivies().filter(avis__in=avis_sur_papier()),
        depuis="avis__papier__depose_le",
        vers="avis_detail",
        acte="Ouvrir",
        instant=True,
        explication="À saisir de leur scan, ou à vérifier par quelqu’un d’autre que qui les a saisis.",
    ),
    File(
        code="grilles-a-saisir",
        titre="Grilles sur papier à saisir",
        mot="grilles à saisir",
        un="grille à saisir",
        sorte="faire",
        lignes=lambda p, le: papiers_en_attente(p).filter(etat=EtatGrillePapier.A_SAISIR),
        depuis="deposee_le",
        vers="grille_papier_saisir",
        acte="Saisir",
        instant=True,
    ),
    File(
        code="grilles-a-verifier",
        titre="Grilles sur papier à vérifier",
        mot="grilles à vérifier",
        un="grille à vérifier",
        sorte="faire",
        lignes=lambda p, le: papiers_en_attente(p).filter(etat=EtatGrillePapier.A_VERIFIER),
        depuis="saisie_le",
        vers="grille_papier_verifier",
        acte="Vérifier",
        instant=True,
        explication="Par quelqu’un d’autre que qui les a saisies.",
    ),
    File(
        code="commissions-proposees",
        titre="Commissions proposées par un organisme délégué",
        mot="commissions à approuver",
        un="commission à approuver",
        sorte="faire",
        lignes=lambda p, le: a_approuver(p),
        depuis="proposee_le",
        vers="proposition_detail",
        acte="Décider",
        instant=True,
    ),
    File(
        code="feuilles",
        titre="Feuilles signées à vérifier",
        mot="feuilles à vérifier",
        un="feuille à vérifier",
        sorte="faire",
        lignes=lambda p, le: feuilles_a_verifier(p),
        depuis="recue_le",
        vers="feuille_detail",
        acte="Vérifier",
        instant=True,
        explication="Numérisées ; rien n’en compte avant d’avoir été vérifié.",
    ),
    PAGES_A_ATTRIBUER,
    File(
        code="demandes",
        titre="Demandes d’inscription",
        mot="demandes d’inscription",
        un="demande d’inscription",
        sorte="faire",
        lignes=lambda p, le: DemandeInscription.objects.filter(etat=EtatDemande.A_TRAITER).select_related("referentiel"),
        depuis="confirmee_le",
        vers="demandeinscription_detail",
        acte="Lire",
        instant=True,
        explication="Déposées par une entreprise ou un candidat sur la page publique.",
    ),
    File(
        code="etat-civil",
        titre="États civils à corriger, dit le candidat",
        mot="états civils à décider",
        un="état civil à décider",
        sorte="faire",
        lignes=lambda p, le: ConfirmationEtatCivil.objects.filter(etat=EtatConfirmation.A_DECIDER).select_related(
            "inscription__candidat"
        ),
        depuis="repondue_le",
        vers="confirmation_decider",
        acte="Décider",
        instant=True,
    ),
    File(
        code="amenagements",
        titre="Aménagements à décider",
        mot="aménagements à décider",
        un="aménagement à décider",
        sorte="faire",
        lignes=_amenagements,
        depuis="amenagements__demande_le",
        vers="amenagement_liste",
        acte="Décider",
    ),
    File(
        code="suites",
        titre="Parcours d’un organisme suspendu ou retiré",
        mot="parcours à décider",
        sorte="faire",
        lignes=lambda p, le: a_decider(_inscriptions(p)),
        depuis="interrompue_le",
        vers="inscription_detail",
        acte="Ouvrir",
        explication="Le responsable décide de chacun : il peut finir, un autre organisme le reprend, ou il s’arrête.",
    ),
)
