"""The lists that say why something is not in them, by the name of their URL, or by their code for a work queue."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from candidats.choix import EtatInscription, EtatProjet, Voie
from candidats.models import ConfirmationEtatCivil, DemandeInscription, Inscription, Projet
from candidats.queries.liste import QUI, RETARDS
from certif_portal.centre.models import ParametresCentre
from certif_portal.commun.choix import EtatCourriel
from certif_portal.commun.typographie import tete_de_phrase
from certif_portal.comptes.choix import CENTRE, CONSULTATION, Role
from certif_portal.comptes.models import Utilisateur
from certif_portal.portail.absences import Adresse, Filtre, Lecteur, Liste, Sorte, parmi
from certif_portal.portail.montrees import (
    TOUTES,
    Cles,
    montrer_a_la_seance,
    montrer_audits,
    montrer_certifications,
    montrer_certificats,
    montrer_commissions,
    montrer_courriels,
    montrer_demandes,
    montrer_detenteurs,
    montrer_dossiers_habilitation,
    montrer_echeances,
    montrer_evaluateurs,
    montrer_exportables,
    montrer_grilles,
    montrer_identites,
    montrer_inscriptions,
    montrer_jurys,
    montrer_livrets,
    montrer_organismes,
    montrer_prets,
    montrer_projets,
    montrer_relances,
    pourquoi_pas_a_la_seance,
    pourquoi_pas_exportables,
    pourquoi_pas_relances,
)
from certif_portal.portail.queries.attente import Demande, files_de
from certif_portal.portail.queries.charge import PORTEES
from certif_portal.portail.queries.echeance import (
    QUAND,
)
from certif_portal.portail.queries.file import File
from certif_portal.portail.sortes import (
    CERTIFICATION,
    COMMISSION,
    COURRIEL,
    DEMANDE,
    DOSSIER,
    EVALUATEUR,
    JURY,
    ORGANISME,
    PROJET,
)
from evaluations.models import Commission, FeuilleEmargement, GrillePapier, Passage
from evaluations.queries.commission import (
    A_VENIR,
    PERIODES,
)
from habilitations.choix import EtatAudit, EtatDossier
from habilitations.queries.organisme import ETATS
from jurys.choix import EtatJury
from jurys.models import ActionCorrective, DossierGTP, Jury, PieceJury
from referentiels.choix import EtatReferentiel

EQUIPE, DU_CENTRE = tuple(CONSULTATION), tuple(CENTRE)
AVEC_ORGANISMES = (*CONSULTATION, Role.ORGANISME)
Q_LIBRE = Filtre("q", "Recherche")


def _mot(choix: dict[Any, Any] | Sequence[tuple[Any, Any]]) -> Any:
    """A value of the address in the words of its filter."""
    mots = {str(valeur): str(libelle) for valeur, libelle in dict(choix).items()}
    return lambda valeur: mots.get(valeur, valeur)


def _est(champ: str) -> Any:
    """What an object is, in the words of its own field."""
    return lambda objet: str(getattr(objet, f"get_{champ}_display")()).lower()


def _sans_mot(valeur: str) -> str:
    """A value that says nothing by itself: a key."""
    return ""


def _periode(valeur: str) -> str:
    return PERIODES.get(valeur, PERIODES[A_VENIR])


def _etat_du_courriel(valeur: str) -> str:
    return _mot(EtatCourriel.choices)(valeur or EtatCourriel.ECHEC.value)


def _lieu(objet: Any) -> str:
    return str(objet.lieu)


DES_INSCRIPTIONS = (
    Q_LIBRE,
    Filtre("etat", "État", _mot(EtatInscription.choices), _est("etat")),
    Filtre("organisme", "Organisme", _sans_mot, lambda i: i.organisme.nom if i.organisme else "sans organisme"),
    Filtre("certification", "Certification", _sans_mot, lambda i: str(i.referentiel.certification)),
    Filtre("voie", "Voie", _mot(Voie.choices), _est("voie")),
    Filtre("retard", "Retard", _mot(RETARDS)),
    Filtre("qui", "Qui doit agir", _mot(QUI), lambda i: _mot(QUI)(i.suivi.acteur) if i.est_suivie else ""),
    Filtre("chiffre", "Population d’un chiffre", _sans_mot),
)
LISTES: dict[str, Liste] = {
    "inscription_liste": Liste(
        "Inscriptions",
        "Elle montre toutes les inscriptions que vous pouvez lire.",
        DOSSIER,
        montrer_inscriptions,
        AVEC_ORGANISMES,
        DES_INSCRIPTIONS,
    ),
    "pret_liste": Liste(
        "Dossiers au jury",
        "Elle montre les dossiers acceptés dont aucun jury n’a décidé.",
        DOSSIER,
        montrer_prets,
        EQUIPE,
        (Q_LIBRE, Filtre("jury", "Jury", _sans_mot), Filtre("prets", "Prêts seulement", _sans_mot)),
    ),
    "livret_liste": Liste(
        "{Livrets} à déposer",
        "Elle montre les dossiers acceptés dont le {livret} est attendu de vous : "
        "d’un organisme, les siens ; du centre, ceux sans organisme.",
        DOSSIER,
        montrer_livrets,
        (*DU_CENTRE, Role.ORGANISME),
    ),
    "identite_liste": Liste(
        "Identités à vérifier",
        "Elle montre les inscriptions déposées, avec une pièce, dont l’identité n’est pas vérifiée.",
        DOSSIER,
        montrer_identites,
        DU_CENTRE,
        (Filtre("liste", "Liste d’où vous venez", _sans_mot),),
    ),
    "detenteur_liste": Liste(
        "Tout acquis",
        "Elle montre qui détient tous les blocs d’une certification et ne l’a pas entière.",
        DOSSIER,
        montrer_detenteurs,
        EQUIPE,
    ),
    "gac_liste": Liste(
        "Export national",
        "Elle montre les inscriptions acceptées à envoyer, ou déjà envoyées.",
        DOSSIER,
        montrer_exportables,
        EQUIPE,
        (
            Filtre("voir", "Voir", _mot({"exportees": "déjà exportées", "": "à exporter"}), neutre=""),
            Filtre("lot", "Lot"),
        ),
        raisons=pourquoi_pas_exportables,
    ),
    "grille_liste": Liste(
        "Grilles en cours",
        "Elle montre les grilles non scellées dont la première séance est venue.",
        DOSSIER,
        montrer_grilles,
        EQUIPE,
    ),
    "certificat_liste": Liste(
        "Certificats",
        "Elle montre les certificats délivrés.",
        DOSSIER,
        montrer_certificats,
        AVEC_ORGANISMES,
        (Q_LIBRE, Filtre("type", "Type"), Filtre("annee", "Année du jury")),
    ),
    "echeance_liste": Liste(
        "Échéances",
        "Elle montre ce qui est attendu d’un dossier à une date connue ; rien ne l’est de celui-ci aujourd’hui.",
        DOSSIER,
        montrer_echeances,
        AVEC_ORGANISMES,
        (
            Q_LIBRE,
            Filtre("regle", "Règle"),
            Filtre("quand", "Quand", _mot(QUAND)),
            Filtre("jour", "Jour"),
            Filtre("hors", "Sans les prochains actes", _sans_mot),
        ),
    ),
    "relance_liste": Liste(
        "Relances de la prochaine tournée",
        "Elle montre les échéances dont quelqu’un est averti à cette tournée ; "
        "rien n’est attendu d’un autre que le centre pour ce dossier.",
        DOSSIER,
        montrer_relances,
        EQUIPE,
        raisons=pourquoi_pas_relances,
    ),
    "passage_ajouter": Liste(
        "Candidats qui peuvent être évalués",
        "Elle montre qui cette commission peut recevoir.",
        DOSSIER,
        montrer_a_la_seance,
        DU_CENTRE,
        raisons=pourquoi_pas_a_la_seance,
        d_un_objet=True,
    ),
    "organismeformation_liste": Liste(
        "Organismes de formation",
        "Elle montre tous ceux que vous pouvez lire.",
        ORGANISME,
        montrer_organismes,
        AVEC_ORGANISMES,
        (Q_LIBRE, Filtre("etat", "Habilitation", _mot(ETATS))),
    ),
    "audit_liste": Liste(
        "Audits",
        "Elle montre tous les audits ; cet organisme n’en a aucun.",
        ORGANISME,
        montrer_audits,
        AVEC_ORGANISMES,
        (Filtre("etat", "État", _mot(EtatAudit.choices)),),
    ),
    "dossierhabilitation_liste": Liste(
        "Dossiers d’habilitation",
        "Elle montre tous les dossiers ; cet organisme n’en a aucun que vous puissiez lire.",
        ORGANISME,
        montrer_dossiers_habilitation,
        AVEC_ORGANISMES,
        (Filtre("etat", "État", _mot(EtatDossier.choices)),),
    ),
    "projet_liste": Liste(
        "Projets de certification",
        "Elle montre tous les projets que vous pouvez lire.",
        PROJET,
        montrer_projets,
        AVEC_ORGANISMES,
        (
            Q_LIBRE,
            Filtre("etat", "État", _mot(EtatProjet.choices), _est("etat")),
            Filtre("organisme", "Organisme", _sans_mot),
        ),
    ),
    "commission_liste": Liste(
        "Commissions",
        "Elle montre toutes les commissions que vous pouvez lire.",
        COMMISSION,
        montrer_commissions,
        AVEC_ORGANISMES,
        (Filtre("periode", "Période", _periode, _est("etat"), neutre=TOUTES), Filtre("lieu", "Lieu", est=_lieu)),
    ),
    "jury_liste": Liste(
        "Jurys",
        "Elle montre tous les jurys que vous pouvez lire.",
        JURY,
        montrer_jurys,
        (*EQUIPE, Role.JURE),
        (Filtre("etat", "État", _mot(EtatJury.choices), _est("etat")), Filtre("lieu", "Lieu", est=_lieu)),
    ),
    "evaluateur_liste": Liste(
        "Évaluateurs",
        "Elle montre tous les évaluateurs.",
        EVALUATEUR,
        montrer_evaluateurs,
        EQUIPE,
        (
            Q_LIBRE,
            Filtre("certification", "Certification", _sans_mot),
            Filtre("origine", "Origine", est=_est("origine")),
        ),
    ),
    "demandeinscription_liste": Liste(
        "Demandes d’inscription",
        "Elle montre les demandes confirmées.",
        DEMANDE,
        montrer_demandes,
        EQUIPE,
        (Filtre("etat", "À traiter seulement", _sans_mot, _est("etat"), neutre=TOUTES),),
    ),
    "referentiel_liste": Liste(
        "Référentiels",
        "Elle montre les certifications dont vous pouvez lire une version.",
        CERTIFICATION,
        montrer_certifications,
        tuple(Role.values),
        (
            Q_LIBRE,
            Filtre("type", "Type"),
            Filtre("etat", "État", _mot(EtatReferentiel.choices)),
            Filtre("niveau", "Niveau"),
            Filtre("rncp", "Au RNCP", _sans_mot),
        ),
    ),
    "courriel_liste": Liste(
        "Courriels",
        "Elle montre tous les courriels.",
        COURRIEL,
        montrer_courriels,
        EQUIPE,
        (Filtre("etat", "État", _etat_du_courriel, _est("etat"), neutre="tous"),),
    ),
}


# --- the work queues ---------------------------------------------------------------------------

PAR_CE_QU_ILS_PORTENT: dict[type, tuple[Sorte, str]] = {
    Inscription: (DOSSIER, "pk"),
    ConfirmationEtatCivil: (DOSSIER, "inscription"),
    GrillePapier: (DOSSIER, "grille__inscription"),
    Passage: (COMMISSION, "commission"),
    Commission: (COMMISSION, "pk"),
    FeuilleEmargement: (COMMISSION, "commission"),
    Jury: (JURY, "pk"),
    PieceJury: (JURY, "jury"),
    DossierGTP: (JURY, "jury"),
    ActionCorrective: (JURY, "dossier__jury"),
    Projet: (PROJET, "pk"),
    DemandeInscription: (DEMANDE, "pk"),
}
"""What one looks for in a queue, and where a row bears it. Scanned pages are nobody's yet."""


def _file(file: File, personne: Utilisateur, le: date) -> Liste | None:
    porte = PAR_CE_QU_ILS_PORTENT.get(file.lignes(personne, le).model)
    if porte is None:
        return None
    sorte, chemin = porte

    def montrer(adresse: Adresse, lecteur: Lecteur, cles: Cles) -> set[int]:
        lignes = Demande.lue(file.code, adresse).lignes(file, lecteur.personne, lecteur.le)
        return parmi(lignes, cles, chemin)

    tient = file.explication or "Elle tient ce qui attend cet acte, et rien d’autre."
    filtres = (Filtre("portee", "À qui", _mot(PORTEES)),) if file.partagee else ()
    return Liste(file.titre, tient, sorte, montrer, tuple(Role.values), filtres)


def liste_de(code: str, personne: Utilisateur, centre: ParametresCentre, le: date) -> Liste | None:
    """The list of that name, for who may open it; a queue, for whose it is."""
    liste = LISTES.get(code)
    if liste is not None:
        mots = {"livret": centre.livret_nom, "Livrets": tete_de_phrase(centre.livrets_nom)}
        dite = replace(liste, titre=liste.titre.format(**mots), tient=liste.tient.format(**mots))
        return dite if personne.a_role(*liste.roles) else None
    file = next((file for file in files_de(personne, centre) if file.code == code), None)
    return _file(file, personne, le) if file else None
