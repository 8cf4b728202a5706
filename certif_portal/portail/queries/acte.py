"""What a person may do on a file today, what is missing in it, and why an act is not possible yet."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from candidats import permissions
from candidats.choix import (
    DECIDEES,
    SORTIES,
    DecisionRecevabilite,
    DecisionSuite,
    EtatDerogation,
    EtatInscription,
    EtatLivret,
)
from candidats.models import Inscription, SuiteInscription
from candidats.queries.engagement import engagement_de
from candidats.queries.habilitation import couvertures
from candidats.queries.inscription import Details, donnees_de
from candidats.queries.suite import EN_COURS
from candidats.regles.acquis import ACQUIS_REPRIS
from candidats.regles.livret import livret_requis
from candidats.regles.suite import HABILITATION_SUITE
from candidats.services.depot import obstacles_acceptation
from candidats.services.projet import manques_de_projet
from certif_portal.centre.models import ParametresCentre
from certif_portal.commun.journal import journal_de
from certif_portal.commun.models import EntreeJournal
from certif_portal.commun.regles import Regle
from certif_portal.commun.typographie import date_longue, jour_de
from certif_portal.comptes.choix import Role
from certif_portal.comptes.models import Utilisateur
from certif_portal.comptes.permissions import est_du_centre, peut_tout_consulter
from certif_portal.portail.queries.annexe import DejaAcquis, deja_acquis
from certif_portal.portail.queries.dossier import Dossier
from certif_portal.portail.queries.marche import lien
from evaluations.choix import EtatAvis
from evaluations.regles import AVIS_ENTREPRISE, peut_constater_absence
from habilitations.models import Habilitation
from jurys.choix import CodePiece
from jurys.regles.piece import PRET_POUR_LE_JURY
from referentiels.regles import APPLICATION, PARCOURS_ENGAGE

# Who read what, and what names the evaluators or tells the centre's own reasons: not for the OF (matrix of rights).
LECTURES = ("consultation", "lecture")
POUR_LE_CENTRE = (
    *LECTURES,
    "independance",
    "grille_signee",
    "signatures_annulees",
    "avis_absent",
    "passage_outre",
    "fusion",
)
AMENAGEMENT = "amenagement"  # for those who decide arrangements, not even for the auditor


@dataclass(frozen=True)
class Action:
    """A button: a link, or a form that posts at once; disabled when there are reasons."""

    libelle: str
    url: str
    poste: bool = False
    second: bool = False
    raisons: tuple[str, ...] = ()
    regle: Regle | None = None


@dataclass(frozen=True)
class Alerte:
    titre: str
    texte: str = ""
    details: tuple[str, ...] = ()
    sorte: str = ""
    regle: Regle | None = None
    liens: tuple[tuple[str, str], ...] = ()


def journal_visible(inscription: Inscription, personne: Utilisateur) -> QuerySet[EntreeJournal]:
    return lisibles(journal_de(inscription), personne)


def lisibles(entrees: QuerySet[EntreeJournal], personne: Utilisateur) -> QuerySet[EntreeJournal]:
    """Of the acts of registrations, those this person may be told: some are for the centre and its auditor alone, and
    an OF that took a registration over reads what happened since."""
    entrees = entrees.exclude(acte__in=actes_caches(personne))
    if peut_tout_consulter(personne):
        return entrees
    reprises = SuiteInscription.objects.filter(
        inscription=OuterRef("dossier_id"), decision=DecisionSuite.REPRISE, decidee_le__gt=OuterRef("le")
    )
    return entrees.exclude(Exists(reprises))


def actes_caches(personne: Utilisateur) -> tuple[str, ...]:
    """The acts of the journal that person is not told."""
    if est_du_centre(personne):
        return ()
    return (AMENAGEMENT,) if peut_tout_consulter(personne) else (AMENAGEMENT, *POUR_LE_CENTRE)


def actions(
    inscription: Inscription, dossier: Dossier, personne: Utilisateur, centre: ParametresCentre
) -> list[Action]:
    """The next acts first; an act that is not possible yet says why."""
    return [
        *_deposer(inscription, personne, centre),
        *_examiner(inscription, dossier, personne),
        *_instruire(inscription, personne, centre),
        *_presenter(inscription, dossier, personne),
        *_suivre(inscription, dossier, personne),
    ]


def _deposer(inscription: Inscription, personne: Utilisateur, centre: ParametresCentre) -> list[Action]:
    """What whoever bears the file does of it: submit, correct, deposit the livret."""
    pk = inscription.pk
    if permissions.peut_modifier(personne, inscription):
        corrige = inscription.etat == EtatInscription.A_CORRIGER
        return [
            Action("Déposer l’inscription", lien("inscription_deposer", pk), poste=True),
            Action("Corriger" if corrige else "Compléter", lien("inscription_modifier", pk), second=True),
            Action("Joindre la pièce d’identité", lien("piece_identite_deposer", pk), second=True),
        ]
    if (
        livret_requis(inscription.voie)
        and not inscription.tout_acquis
        and permissions.peut_deposer_livret(personne, inscription)
    ):
        verbe = "Corriger" if getattr(inscription, "livret", None) else "Déposer"
        return [Action(f"{verbe} le {centre.livret_nom}", lien("livret_deposer", pk))]
    return []


def _examiner(inscription: Inscription, dossier: Dossier, personne: Utilisateur) -> list[Action]:
    """What the centre does of a registration just submitted; what stops the acceptance is said by the service."""
    if not permissions.peut_examiner(personne, inscription):
        return []
    pk, derogation = inscription.pk, getattr(inscription, "derogation", None)
    actes = []
    if derogation and derogation.etat == EtatDerogation.DEMANDEE:
        actes.append(Action("Décider de la dérogation", lien("derogation_decider", pk)))
    if inscription.candidat.identite_verifiee_le is None:
        lisible = any(piece.fichier_id for piece in dossier.annexes.identites)
        sans_copie = inscription.organisme_id is None  # the centre looks at the document itself (decision 0050)
        raisons = () if lisible or sans_copie else ("Aucune pièce d’identité n’est déposée.",)
        actes.append(Action("Vérifier l’identité", lien("identite_verifier", pk), raisons=raisons))
    obstacles = tuple(str(obstacle) for obstacle in obstacles_acceptation(inscription))
    actes.append(Action("Accepter", lien("inscription_accepter", pk), poste=True, raisons=obstacles))
    renvoyer = "Renvoyer à l’organisme" if inscription.organisme_id else "Renvoyer pour correction"
    actes.append(Action(renvoyer, lien("inscription_renvoyer", pk), second=True))
    return actes


def _instruire(inscription: Inscription, personne: Utilisateur, centre: ParametresCentre) -> list[Action]:
    """What the centre decides between the acceptance and the jury."""
    pk, actes = inscription.pk, []
    livret, avis = getattr(inscription, "livret", None), getattr(inscription, "avis", None)
    if livret and livret.etat == EtatLivret.DEPOSE and permissions.peut_decider_livret(personne, inscription):
        actes.append(Action(f"Valider le {centre.livret_nom}", lien("livret_valider", pk), poste=True))
        actes.append(Action(f"Lire le {centre.livret_nom}", lien("livret_deposer", pk), second=True))
        actes.append(Action(f"Renvoyer le {centre.livret_nom}", lien("livret_renvoyer", pk), second=True))
    vae = getattr(inscription, "recevabilite", None)
    en_cours = vae is None or vae.decision == DecisionRecevabilite.EN_COURS
    if permissions.peut_decider_recevabilite(personne, inscription) and en_cours:
        actes.append(Action("Décider de la recevabilité", lien("recevabilite_decider", pk)))
        actes.append(Action("Instruire la VAE", lien("vae_instruire", pk), second=True))
    if avis and avis.etat == EtatAvis.ATTENDU and est_du_centre(personne):
        actes.append(Action("Renvoyer le lien d’avis", lien("avis_renvoyer_lien", pk), second=True))
    return actes


def _presenter(inscription: Inscription, dossier: Dossier, personne: Utilisateur) -> list[Action]:
    """Attach the file to a jury, or say what it still lacks: the decision table answers."""
    attachee = not inscription.est_suivie or inscription.suivi.jury_le
    if attachee or not est_du_centre(personne):
        return []
    raisons = tuple(piece.explication for piece in dossier.pieces if piece.manque)
    return [Action("Présenter au jury", lien("jury_liste"), raisons=raisons, regle=PRET_POUR_LE_JURY)]


def _suivre(inscription: Inscription, dossier: Dossier, personne: Utilisateur) -> list[Action]:
    """What may be done at any time."""
    actes = []
    if permissions.peut_completer_entreprise(personne, inscription):
        actes.append(Action("Entreprise", lien("entreprise_completer", inscription.pk), second=True))
    if permissions.peut_deposer_livret2(personne, inscription):
        actes.append(Action("Livret 2", lien("livret2_deposer", inscription.pk), second=True))
    if dossier.rapport and permissions.peut_deposer_rapport(personne, inscription):
        actes.append(Action("Rapport d’activités", lien("rapport_deposer", inscription.pk), second=True))
    if permissions.peut_reprendre_acquis(personne, inscription):
        actes.append(Action("Acquis", lien("acquis_reprendre", inscription.pk), second=True))
    if permissions.peut_reporter(personne, inscription):
        actes.append(Action("Reporter", lien("evaluation_reporter", inscription.pk), second=True))
    if permissions.peut_decider_amenagements(personne, inscription):
        actes.append(Action("Aménagements", lien("amenagement_liste", inscription.pk), second=True))
    if inscription.projet_id and permissions.peut_rattacher(personne, inscription):
        actes.append(Action("Projet", lien("inscription_rattacher", inscription.pk), second=True))
    if permissions.peut_abandonner(personne, inscription):
        actes.append(Action("Abandon, désistement", lien("inscription_abandonner", inscription.pk), second=True))
    return actes


def alertes(
    inscription: Inscription, dossier: Dossier, personne: Utilisateur, le: date, centre: ParametresCentre
) -> list[Alerte]:
    """What must be known now: what was sent back and why, what is missing when the jury is near."""
    trouvees = [
        *_decisions_du_gtp(inscription),
        _renvoi(inscription),
        _deja_acquis(inscription, personne, le),
        _sans_projet(inscription, personne),
        _livret_renvoye(inscription, centre),
        _abandon(inscription, dossier, personne),
        _suite(inscription, personne, le),
    ]
    trouvees.append(_manque(inscription, dossier, personne))
    return [alerte for alerte in trouvees if alerte]


def _decisions_du_gtp(inscription: Inscription) -> list[Alerte]:
    """A suppression, told on every file it touches; a version replaced between the deposit and the engagement."""
    if inscription.etat in DECIDEES:
        return []
    le = inscription.deposee_le or jour_de(inscription.creee_le)
    engagement = engagement_de(inscription, le, getattr(inscription, "version_remplacee_le", None))
    alertes_ = []
    if engagement.supprimee_le is not None:
        titre = f"Certification supprimée par le GTP le {date_longue(engagement.supprimee_le)}."
        engage = f"Candidat engagé le {date_longue(engagement.le)}"
        if engagement.acheve:
            alertes_.append(
                Alerte(
                    titre,
                    f"{engage}, avant la décision : le parcours peut aller à son terme.",
                    sorte="information",
                    regle=PARCOURS_ENGAGE,
                )
            )
        else:
            alertes_.append(
                Alerte(titre, f"{engage} : ce parcours ne peut pas aller à son terme.", regle=PARCOURS_ENGAGE)
            )
    if engagement.version_perimee and engagement.remplacee_le is not None:
        texte = (
            f"Candidat engagé le {date_longue(engagement.le)} : la version qui s’applique est celle du "
            f"{date_longue(engagement.remplacee_le)}."
        )
        alertes_.append(Alerte("Une autre version s’appliquait ce jour-là.", texte, regle=APPLICATION))
    return alertes_


def _sans_projet(inscription: Inscription, personne: Utilisateur) -> Alerte | None:
    """PROJET-PREALABLE and POSITIONNEMENT: signalled until the decision, mended by an agent."""
    if not inscription.est_au_centre:
        return None
    manques = manques_de_projet(inscription, donnees_de(inscription, Details()))
    if not manques:
        return None
    rattacher = permissions.peut_rattacher(personne, inscription)
    liens = (("Rattacher", lien("inscription_rattacher", inscription.pk)),) if rattacher else ()
    textes = " ".join(manque.message for manque in manques)
    return Alerte("Projet et positionnement :", textes, sorte="information", regle=manques[0].regle, liens=liens)


def _renvoi(inscription: Inscription) -> Alerte | None:
    if inscription.etat != EtatInscription.A_CORRIGER:
        return None
    return Alerte("Renvoyée par le centre :", inscription.motif_retour)


def _deja_acquis(inscription: Inscription, personne: Utilisateur, le: date) -> Alerte | None:
    """What an earlier jury gave and nobody has taken over: to the staff whatever the organisation, to an OF its own."""
    if permissions.peut_reprendre_acquis(personne, inscription):
        nombre = inscription.acquis_proposes
        if not nombre:
            return None
        texte = (
            f"{nombre} compétence{'s' if nombre > 1 else ''} devant un jury précédent : choisissez ce qui est repris."
        )
        liens = (("Reprendre", lien("acquis_reprendre", inscription.pk)),)
        return Alerte("Déjà acquis :", texte, regle=ACQUIS_REPRIS, liens=liens)
    a_choisir = inscription.acquis_proposes or permissions.peut_modifier(personne, inscription)
    connus = deja_acquis(inscription, le) if a_choisir and not est_du_centre(personne) else []
    if not connus:
        return None
    texte = "Le centre choisit ce qui est repris en vérifiant l’inscription ; seul le reste sera évalué."
    return Alerte("Déjà acquis :", texte, tuple(map(_en_mots, connus)), "information", ACQUIS_REPRIS)


def _en_mots(acquis: DejaAcquis) -> str:
    terme = f"jusqu’au {date_longue(acquis.jusqu_au)}" if acquis.jusqu_au else "certifié"
    return f"{' '.join(mot for mot in (acquis.bloc, acquis.intitule) if mot)}, {terme}"


def _livret_renvoye(inscription: Inscription, centre: ParametresCentre) -> Alerte | None:
    livret = getattr(inscription, "livret", None)
    if livret is None or livret.etat != EtatLivret.A_CORRIGER:
        return None
    return Alerte(
        f"{centre.livret_titre} renvoyé par le centre, {livret.get_nature_retour_display().lower()} :",
        livret.motif_retour,
    )


def _abandon(inscription: Inscription, dossier: Dossier, personne: Utilisateur) -> Alerte | None:
    """What ended the registration; the centre may undo it."""
    if inscription.etat != EtatInscription.ABANDONNEE:
        return None
    sortie = next((i for i in dossier.annexes.incidents if i.nature in SORTIES and not i.annule_le), None)
    liens: tuple[tuple[str, str], ...] = ()
    if sortie and est_du_centre(personne):
        liens = (("Annuler", lien("incident_annuler", sortie.pk)),)
    titre = f"{sortie.get_nature_display()} le {date_longue(sortie.le)}." if sortie else "Inscription close."
    return Alerte(titre, inscription.motif_abandon, sorte="information", liens=liens)


def _suite(inscription: Inscription, personne: Utilisateur, le: date) -> Alerte | None:
    """The OF is not accredited today: what was decided of this registration, or that nobody decided yet."""
    lue = couvertures([inscription]).get(inscription.pk) if inscription.etat in EN_COURS else None
    if lue is None or lue.habilite(le):
        return None
    if lue.couvre(le):
        suites = SuiteInscription.objects.filter(inscription=inscription, decision=DecisionSuite.FINIR)
        suite = suites.select_related("decidee_par").order_by("pk")[0]
        texte = f"{suite.decidee_par}, le {date_longue(suite.le)} : {suite.motif}"
        titre = "L’organisme n’est pas habilité ; ce parcours peut finir."
        return Alerte(titre, texte, sorte="information", regle=HABILITATION_SUITE)
    liens: tuple[tuple[str, str], ...] = ()
    if peut_tout_consulter(personne):
        actes = Habilitation.objects.filter(organisme=lue.organisme_le(le), date_effet__lte=le)
        liens = tuple(
            ("Habilitation", lien("habilitation_detail", pk))
            for pk in actes.order_by("-date_effet", "pk").values_list("pk", flat=True)[:1]
        )
    texte = "Le responsable décide de ce que devient ce parcours."
    return Alerte("L’organisme n’est pas habilité aujourd’hui.", texte, regle=HABILITATION_SUITE, liens=liens)


def _manque(inscription: Inscription, dossier: Dossier, personne: Utilisateur) -> Alerte | None:
    """« Il manque une pièce » : once the evaluation is over or a jury is set, each missing piece matters today."""
    if not inscription.est_suivie or not dossier.urgent:
        return None
    manquantes = [piece for piece in dossier.pieces if piece.manque]
    if not manquantes:
        return None
    codes = [piece.code for piece in manquantes]
    liens: tuple[tuple[str, str], ...] = ()
    if CodePiece.AVIS in codes and est_du_centre(personne) and getattr(inscription, "avis", None):
        liens = (("Renvoyer le lien", lien("avis_renvoyer_lien", inscription.pk)),)
        if peut_constater_absence(inscription.entreprise_id is not None, personne.a_role(Role.RESPONSABLE)):
            liens += (("Constater l’absence d’avis", lien("avis_constater_absence", inscription.pk)),)
    seule = codes == [CodePiece.AVIS]
    return Alerte(
        "Il manque une pièce :" if len(codes) == 1 else f"Il manque {len(codes)} pièces :",
        manquantes[0].explication if len(codes) == 1 else "",
        tuple(f"{piece.libelle} : {piece.explication}" for piece in manquantes) if len(codes) > 1 else (),
        regle=AVIS_ENTREPRISE if seule else PRET_POUR_LE_JURY,
        liens=liens,
    )
