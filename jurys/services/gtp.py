"""The file for the GTP is prepared: what it joins is said, its letter signed, then one archive is composed, apart."""

import io
import zipfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from certif_portal.centre.models import parametres
from certif_portal.centre.queries import delegation_le
from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier, FichierRefuse, RegleNonRespectee, refuser_si
from certif_portal.commun.etats import verifier_transition
from certif_portal.commun.fichiers import Depot, conserver, enregistrer_fichier, octets_de
from certif_portal.commun.journal import journaliser
from certif_portal.commun.pdf import RenduImpossible, rendre_pdf
from certif_portal.commun.typographie import jour_de
from certif_portal.comptes.choix import Role
from certif_portal.comptes.models import Utilisateur
from jurys.choix import EtatJury, EtatRectification, NaturePapier, NaturePiece
from jurys.choix_gtp import TRANSITIONS_DOSSIER_GTP, EtatDossierGTP, NatureAnnexe
from jurys.documents.attestation import (
    MODELE_ATTESTATION,
    MODELE_SOMMAIRE,
    VERSION_ATTESTATION,
    contexte_attestation,
    contexte_sommaire,
    pieces_jointes,
)
from jurys.models import AnnexeGTP, DossierGTP, Jury, Papier, PieceComposee
from jurys.queries.conformite import lire_conformite
from jurys.queries.gtp import PieceDuDossier, dossier_en_preparation, pieces_du_dossier
from jurys.queries.titre import titres_decides
from jurys.regles.gtp import GTP_EXTRAIT, GTP_PIECES_SIGNEES, extrait_attendu
from jurys.services.composition import verrouiller_jury
from jurys.services.papier import Prevu, papiers_a_la_suite

ARCHIVE = "application/zip"
SOMMAIRE = "00-sommaire.pdf"
Avancer = Callable[[int, int], None]


@dataclass(frozen=True)
class Jointe:
    """A document that the file joins beside the papers of the jury."""

    nature: NatureAnnexe
    depot: Depot
    titre: str = ""


@acte
def preparer_dossier(
    *, jury: Jury, jointes: Sequence[Jointe], motif: str = "", reprendre: bool = False, par: Utilisateur, a: datetime
) -> DossierGTP:
    """Open a file of a closed jury and ask for its letter, which lists exactly what is joined. `reprendre`: with what
    the last file joined, where nothing new replaces it. A second file completes one that left."""
    jury = verrouiller_jury(jury)
    if jury.etat != EtatJury.CLOS:
        raise ErreurMetier("Le jury n’est pas clos.")
    if ouvert := dossier_en_preparation(jury):
        raise ErreurMetier(f"Le dossier {ouvert.numero} est déjà en préparation : finissez-le, ou abandonnez-le.")
    reprises = _a_reprendre(jury, jointes) if reprendre else []
    sans = extrait_attendu([*(jointe.nature for jointe in jointes), *(annexe.nature for annexe in reprises)])
    if sans:
        _admettre_sans_extrait(motif, par, a)
    rang = (jury.dossiers_gtp.aggregate(dernier=Max("rang"))["dernier"] or 0) + 1
    annexes = [*(_annexe(jointe, par, a) for jointe in jointes), *reprises]
    dossier = DossierGTP(
        jury=jury,
        rang=rang,
        cree_le=a,
        cree_par=par,
        sans_extrait_motif=motif.strip() if sans else "",
        sans_extrait_par=par if sans else None,
    )
    dossier.lettre = _demander_lettre(dossier, annexes, par, a)
    dossier.full_clean()
    dossier.save()
    for annexe in annexes:
        annexe.dossier = dossier
    AnnexeGTP.objects.bulk_create(annexes)
    absents = f" Sans extrait ni courriers de la CPREFP : {dossier.sans_extrait_motif}" if sans else ""
    journaliser(jury, "gtp", f"Dossier GTP {dossier.numero} préparé, sa lettre est à signer.{absents}", par=par, a=a)
    return dossier


def _a_reprendre(jury: Jury, jointes: Sequence[Jointe]) -> list[AnnexeGTP]:
    dernier = jury.dossiers_gtp.order_by("-rang").first()
    nouvelles = {jointe.nature for jointe in jointes} - {NatureAnnexe.AUTRE}
    anciennes = dernier.annexes.exclude(nature__in=nouvelles) if dernier else []
    return [AnnexeGTP(nature=une.nature, titre=une.titre, fichier_id=une.fichier_id) for une in anciennes]


def _admettre_sans_extrait(motif: str, par: Utilisateur, a: datetime) -> None:
    if not motif.strip():
        raise RegleNonRespectee(GTP_EXTRAIT, "Déposez l’extrait ou les courriers.")
    if not par.tient(Role.RESPONSABLE, jour_de(a)):
        raise RegleNonRespectee(GTP_EXTRAIT, "Un responsable seul l’admet.")


def _annexe(jointe: Jointe, par: Utilisateur, a: datetime) -> AnnexeGTP:
    fichier = conserver(jointe.depot, par=par, a=a)
    titre = jointe.titre.strip() or (fichier.nom if jointe.nature == NatureAnnexe.AUTRE else str(jointe.nature.label))
    return AnnexeGTP(nature=jointe.nature, titre=titre[:160], fichier=fichier)


def _demander_lettre(dossier: DossierGTP, annexes: Sequence[AnnexeGTP], par: Utilisateur, a: datetime) -> Papier:
    """A paper of the jury like the others: asked for here, made in the background."""
    jury = dossier.jury
    presentations = jury.presentations.select_related(
        "inscription__referentiel__certification", "inscription__candidat", "passage_outre_par"
    ).prefetch_related("decisions_blocs__version_bloc__bloc", "inscription__blocs__bloc")
    pv = Counter(jury.pieces.exclude(nature=NaturePiece.EMARGEMENT).values_list("nature", flat=True))
    absents = "Ni l’extrait du procès-verbal de la CPREFP ni les courriers de son secrétariat ne sont joints"
    motif = dossier.sans_extrait_motif
    contexte = contexte_attestation(
        jury,
        titres_decides(presentations),
        jointes=pieces_jointes(jury, annexes, pv.total(), pv[NaturePiece.RECTIFICATIF]),
        sans_extrait=(f"{absents}, ce qu’admet {dossier.sans_extrait_par}", motif) if motif else ("", ""),
        centre=parametres(),
        delegation=delegation_le(jury.date),
        conformite=lire_conformite(jury),
        a=a,
    )
    titre = f"Lettre au GTP « Certifications », dossier {dossier.numero}"
    prevu = Prevu(NaturePapier.ATTESTATION, titre, MODELE_ATTESTATION, VERSION_ATTESTATION, contexte)
    [papier] = papiers_a_la_suite(jury, [prevu], par=par, a=a)
    return papier


def verrouiller_dossier_gtp(dossier: DossierGTP) -> DossierGTP:
    """The file, its row and that of its jury locked until the end of the transaction, the jury first."""
    verrouiller_jury(dossier.jury)
    verrouilles = DossierGTP.objects.select_for_update(of=("self",), no_key=True)
    lus = verrouilles.select_related("jury", "lettre__document", "lettre_signee", "archive", "courriel")
    return lus.get(pk=dossier.pk)


def passer(dossier: DossierGTP, vers: EtatDossierGTP) -> None:
    verifier_transition(TRANSITIONS_DOSSIER_GTP, dossier, vers)
    dossier.etat = vers


def enregistrer_dossier_gtp(dossier: DossierGTP) -> DossierGTP:
    dossier.full_clean()
    dossier.save()
    return dossier


@acte
def deposer_lettre_signee(*, dossier: DossierGTP, fichier: Depot, par: Utilisateur, a: datetime) -> DossierGTP:
    """The letter signed by hand; once it is there and nothing is missing, the archive is asked for."""
    dossier = verrouiller_dossier_gtp(dossier)
    if dossier.etat != EtatDossierGTP.LETTRE:
        raise ErreurMetier(f"Le dossier est « {dossier.get_etat_display()} » : sa lettre ne change plus.")
    if dossier.lettre.document is None:
        raise ErreurMetier("La lettre est encore en cours d’édition : imprimez-la, faites-la signer, puis déposez-la.")
    _exiger_lettre_complete(dossier)
    dossier.lettre_signee = conserver(fichier, par=par, a=a)
    dossier.lettre_signee_le = a
    journaliser(dossier.jury, "gtp", f"Dossier GTP {dossier.numero} : lettre signée déposée.", par=par, a=a)
    if not manquantes(pieces_du_dossier(dossier)):
        passer(dossier, EtatDossierGTP.COMPOSITION)
    return enregistrer_dossier_gtp(dossier)


def _exiger_lettre_complete(dossier: DossierGTP) -> None:
    """The letter lists what goes with it: a PV rectified since it was asked for is not in it."""
    depuis = dossier.jury.rectifications.filter(etat=EtatRectification.SIGNEE, close_le__gt=dossier.cree_le)
    if rectification := depuis.order_by("rang").last():
        raise ErreurMetier(
            f"La lettre du dossier {dossier.numero} ne liste pas le procès-verbal rectificatif "
            f"n° {rectification.rang}, signé depuis : abandonnez ce dossier, puis préparez-en un autre."
        )


def manquantes(pieces: Sequence[PieceDuDossier]) -> list[PieceDuDossier]:
    """GTP-PIECES-SIGNEES."""
    return [piece for piece in pieces if piece.manque]


def refuser_incomplet(pieces: Sequence[PieceDuDossier]) -> None:
    """GTP-PIECES-SIGNEES: everything that is missing is said at once."""
    refuser_si(RegleNonRespectee(GTP_PIECES_SIGNEES, f"{p.titre} : {p.manque}.") for p in manquantes(pieces))


@acte
def demander_composition(*, dossier: DossierGTP, par: Utilisateur, a: datetime) -> DossierGTP:
    """Ask for the archive, the first time or again: after a failure, or once a scan was replaced."""
    dossier = verrouiller_dossier_gtp(dossier)
    verifier_transition(TRANSITIONS_DOSSIER_GTP, dossier, EtatDossierGTP.COMPOSITION)
    refuser_incomplet(pieces_du_dossier(dossier))
    _exiger_lettre_complete(dossier)
    passer(dossier, EtatDossierGTP.COMPOSITION)
    dossier.erreur = ""
    journaliser(dossier.jury, "gtp", f"Dossier GTP {dossier.numero} : composition demandée.", par=par, a=a)
    return enregistrer_dossier_gtp(dossier)


def _sans_suite(faites: int, total: int) -> None:
    """Nobody follows the progress."""


@acte
def composer_dossier(dossier_id: int, *, a: datetime, avancer: Avancer = _sans_suite) -> bool:
    """Make the archive of a file that asks for it; False when somebody else is making it, or made it."""
    libres = DossierGTP.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
    lus = libres.select_related("jury", "lettre__document", "lettre_signee", "cree_par")
    dossier = lus.filter(pk=dossier_id, etat=EtatDossierGTP.COMPOSITION).first()
    if dossier is None:
        return False
    try:
        octets, composees = _archiver(dossier, a, avancer)
    except (ErreurMetier, RenduImpossible, FichierRefuse) as refus:
        dossier.erreur = str(refus)
        passer(dossier, EtatDossierGTP.ECHEC)
        phrase = f"Dossier GTP {dossier.numero} : composition en échec. {refus}"
    else:
        dossier.archive = enregistrer_fichier(
            nom=dossier.nom_archive, octets=octets, type_mime=ARCHIVE, par=dossier.cree_par, a=a
        )
        dossier.compose_le, dossier.erreur = a, ""
        dossier.composition.all().delete()
        PieceComposee.objects.bulk_create(composees)
        passer(dossier, EtatDossierGTP.PRET)
        phrase = f"Dossier GTP {dossier.numero} composé : {len(composees)} pièces et leur sommaire."
    enregistrer_dossier_gtp(dossier)
    journaliser(dossier.jury, "gtp", phrase, par=None, a=a)
    return True


def _archiver(dossier: DossierGTP, a: datetime, avancer: Avancer) -> tuple[bytes, list[PieceComposee]]:
    """The summary, then each piece as it is stored, checked against its hash; the same pieces give the same bytes."""
    pieces = pieces_du_dossier(dossier)
    refuser_incomplet(pieces)
    composees = [
        PieceComposee(dossier=dossier, rang=rang, titre=piece.titre[:200], nom=piece.nom(rang), fichier=piece.fichier)
        for rang, piece in enumerate(pieces, start=1)
    ]
    contexte = contexte_sommaire(dossier, composees, centre=parametres(), a=a)
    sommaire = rendre_pdf(MODELE_SOMMAIRE, contexte, identifiant=f"sommaire_gtp:{dossier.pk}:{a.isoformat()}")
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(zipfile.ZipInfo(SOMMAIRE), sommaire)
        for composee in composees:
            archive.writestr(zipfile.ZipInfo(composee.nom), octets_de(composee.fichier))
            avancer(composee.rang, len(composees))
    return tampon.getvalue(), composees


def dossiers_a_composer() -> list[int]:
    """Those whose archive is still to be made: the worker's net takes them up."""
    return list(DossierGTP.objects.filter(etat=EtatDossierGTP.COMPOSITION).values_list("pk", flat=True))


@acte
def abandonner_dossier(*, dossier: DossierGTP, motif: str, par: Utilisateur, a: datetime) -> DossierGTP:
    """A file that will not leave: another one may be prepared; this one stays, with the reason."""
    dossier = verrouiller_dossier_gtp(dossier)
    passer(dossier, EtatDossierGTP.ABANDONNE)
    dossier.abandon_motif = motif.strip()
    journaliser(dossier.jury, "gtp", f"Dossier GTP {dossier.numero} abandonné : {motif.strip()}", par=par, a=a)
    return enregistrer_dossier_gtp(dossier)
