"""What must be known of a file now: what was sent back and why, what is missing when the jury is near."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from candidats import permissions
from candidats.choix import (
    AVANT_ACCEPTATION,
    DECIDEES,
    EN_ROUTE,
    OUVERTES,
    SORTIES,
    DecisionSuite,
    EtatInscription,
    EtatLivret,
    Portee,
)
from candidats.models import Inscription, SuiteInscription
from candidats.queries.engagement import engagement_de
from candidats.queries.habilitation import couvertures
from candidats.queries.inscription import Details, donnees_de
from candidats.queries.personne import doubles_de
from candidats.regles.acquis import ACQUIS_REPRIS
from candidats.regles.engagement import Engagement
from candidats.regles.national import NATIONAL_DONNEES, manques_national
from candidats.regles.suite import HABILITATION_SUITE
from candidats.services.projet import manques_de_projet
from certif_portal.centre.models import ParametresCentre
from certif_portal.commun.durees import compte
from certif_portal.commun.regles import Regle
from certif_portal.commun.typographie import date_longue, jour_de
from certif_portal.comptes.choix import Role
from certif_portal.comptes.models import Utilisateur
from certif_portal.comptes.permissions import est_du_centre, peut_tout_consulter
from certif_portal.portail.queries.annexe import DejaAcquis, deja_acquis
from certif_portal.portail.queries.dossier import Dossier
from certif_portal.portail.queries.marche import lien
from certif_portal.portail.regles import RELANCE_PAUSE, relances_suspendues
from evaluations.queries.planification import alertes_de_date, delais_du_centre
from evaluations.regles.avis import AVIS_ENTREPRISE, peut_constater_absence
from habilitations.models import Habilitation
from jurys.choix import CodePiece
from jurys.regles.delai import INSCRIPTION_AVANT_JURY, jury_trop_tot
from jurys.regles.piece import PRET_POUR_LE_JURY
from referentiels.regles import APPLICATION, PARCOURS_ENGAGE


@dataclass(frozen=True)
class Alerte:
    titre: str
    texte: str = ""
    details: tuple[str, ...] = ()
    sorte: str = ""
    regle: Regle | None = None
    liens: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Lecture:
    """A file, who reads it and on what day."""

    dossier: Dossier
    personne: Utilisateur
    le: date
    centre: ParametresCentre

    @property
    def inscription(self) -> Inscription:
        return self.dossier.inscription


def alertes(dossier: Dossier, personne: Utilisateur, le: date, centre: ParametresCentre) -> list[Alerte]:
    lecture = Lecture(dossier, personne, le, centre)
    return [alerte for lire in ALERTES if (alerte := lire(lecture))]


def _engagement(lu: Lecture) -> Engagement | None:
    """What the GTP decided of the certification, told on every file it touches until the jury decided."""
    inscription = lu.inscription
    if inscription.etat in DECIDEES:
        return None
    le = inscription.deposee_le or jour_de(inscription.creee_le)
    return engagement_de(inscription, le, getattr(inscription, "version_remplacee_le", None))


def _supprimee(lu: Lecture) -> Alerte | None:
    engagement = _engagement(lu)
    if engagement is None or engagement.supprimee_le is None:
        return None
    titre = f"Certification supprimée par le GTP le {date_longue(engagement.supprimee_le)}."
    engage = f"Candidat engagé le {date_longue(engagement.le)}"
    if engagement.acheve:
        texte = f"{engage}, avant la décision : le parcours peut aller à son terme."
        return Alerte(titre, texte, sorte="information", regle=PARCOURS_ENGAGE)
    return Alerte(titre, f"{engage} : ce parcours ne peut pas aller à son terme.", regle=PARCOURS_ENGAGE)


def _version_perimee(lu: Lecture) -> Alerte | None:
    """A version replaced between the deposit and the engagement."""
    engagement = _engagement(lu)
    if engagement is None or not engagement.version_perimee or engagement.remplacee_le is None:
        return None
    texte = (
        f"Candidat engagé le {date_longue(engagement.le)} : la version qui s’applique est celle du "
        f"{date_longue(engagement.remplacee_le)}."
    )
    return Alerte("Une autre version s’appliquait ce jour-là.", texte, regle=APPLICATION)


def _sans_projet(lu: Lecture) -> Alerte | None:
    """PROJET-PREALABLE and POSITIONNEMENT: signalled until the decision, mended by an agent."""
    inscription, personne = lu.inscription, lu.personne
    if not inscription.est_au_centre:
        return None
    manques = manques_de_projet(inscription, donnees_de(inscription, Details()))
    if not manques:
        return None
    rattacher = permissions.peut_rattacher(personne, inscription)
    liens = (("Rattacher", lien("inscription_rattacher", inscription.pk)),) if rattacher else ()
    textes = " ".join(manque.message for manque in manques)
    return Alerte("Projet et positionnement :", textes, sorte="information", regle=manques[0].regle, liens=liens)


SORTIES_DU_FICHIER = (EtatInscription.BROUILLON, EtatInscription.ABANDONNEE, EtatInscription.NON_ADMISE)
"""Nobody is told of these to the national system."""


def _national(lu: Lecture) -> Alerte | None:
    """NATIONAL-DONNEES: what the national file of certified persons will ask, told as soon as it is known to lack."""
    inscription, candidat = lu.inscription, lu.inscription.candidat
    manques = manques_national(candidat.sexe, candidat.code_commune_naissance)
    if not manques or inscription.portee != Portee.COMPLETE or inscription.etat in SORTIES_DU_FICHIER:
        return None
    corriger = est_du_centre(lu.personne)
    liens = (("Corriger l’état civil", lien("candidat_corriger", candidat.pk)),) if corriger else ()
    textes = f"Manque {' et '.join(manques)}, attendu si la certification est au RNCP ou au RS."
    return Alerte("Pour le fichier national :", textes, sorte="information", regle=NATIONAL_DONNEES, liens=liens)


def _double(lu: Lecture) -> Alerte | None:
    """Before the acceptance: somebody of the reader's own scope who may be the same person."""
    inscription, candidat = lu.inscription, lu.inscription.candidat
    if inscription.etat not in AVANT_ACCEPTATION:
        return None
    doubles = doubles_de(candidat, lu.personne)
    if not doubles:
        return None
    noms = tuple(
        f"{autre}, {compte(vars(autre)['nombre'], 'inscription')}" if est_du_centre(lu.personne) else str(autre)
        for autre in doubles
    )
    if est_du_centre(lu.personne):
        texte = "comparez les fiches avant d’accepter."
        liens: tuple[tuple[str, str], ...] = (("Comparer", lien("candidat_doubles", candidat.pk)),)
    else:
        texte = (
            "si c’est elle, recopiez le même état civil des deux côtés ; sinon, rien n’est à faire : le centre vérifie "
            "avec la pièce d’identité."
        )
        liens = tuple((f"Voir {autre}", lien("candidat_detail", autre.pk)) for autre in doubles)
    return Alerte("Peut-être la même personne, née le même jour :", texte, noms, "information", liens=liens)


def _renvoi(lu: Lecture) -> Alerte | None:
    if lu.inscription.etat != EtatInscription.A_CORRIGER:
        return None
    return Alerte("Renvoyée par le centre :", lu.inscription.motif_retour)


def _deja_acquis(lu: Lecture) -> Alerte | None:
    """What an earlier jury gave and nobody has taken over: to the staff whatever the organisation, to an OF its own."""
    inscription, personne, le = lu.inscription, lu.personne, lu.le
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


def _livret_renvoye(lu: Lecture) -> Alerte | None:
    livret = lu.dossier.livret
    if livret is None or livret.etat != EtatLivret.A_CORRIGER:
        return None
    return Alerte(
        f"{lu.centre.livret_titre} renvoyé par le centre, {livret.get_nature_retour_display().lower()} :",
        livret.motif_retour,
    )


def _abandon(lu: Lecture) -> Alerte | None:
    """What ended the registration; the centre may undo it."""
    inscription, dossier, personne = lu.inscription, lu.dossier, lu.personne
    if inscription.etat != EtatInscription.ABANDONNEE:
        return None
    sortie = next((i for i in dossier.annexes.incidents if i.nature in SORTIES and not i.annule_le), None)
    liens: tuple[tuple[str, str], ...] = ()
    if sortie and est_du_centre(personne):
        liens = (("Annuler", lien("incident_annuler", sortie.pk)),)
    titre = f"{sortie.get_nature_display()} le {date_longue(sortie.le)}." if sortie else "Inscription close."
    return Alerte(titre, inscription.motif_abandon, sorte="information", liens=liens)


def _suite(lu: Lecture) -> Alerte | None:
    """The OF is not accredited today: what was decided of this registration, or that nobody decided yet."""
    inscription, personne, le = lu.inscription, lu.personne, lu.le
    lue = couvertures([inscription]).get(inscription.pk) if inscription.etat in EN_ROUTE else None
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


def _manque(lu: Lecture) -> Alerte | None:
    """« Il manque une pièce » : once the evaluation is over or a jury is set, each missing piece matters today."""
    inscription, dossier, personne = lu.inscription, lu.dossier, lu.personne
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


def _jury_trop_tot(lu: Lecture) -> Alerte | None:
    """The jury comes sooner after the registration than the centre's setting says: told to the staff."""
    inscription, mois = lu.inscription, lu.centre.inscription_jury_mois
    jury_le = inscription.suivi.jury_le if inscription.est_suivie and peut_tout_consulter(lu.personne) else None
    if jury_le is None or not jury_trop_tot(inscription.deposee_le, jury_le, mois):
        return None
    depot = f"Déposée le {date_longue(inscription.deposee_le)}" if inscription.deposee_le else ""
    texte = f"{depot}, présentée au jury du {date_longue(jury_le)} : moins de {compte(mois, 'mois')}."
    return Alerte("Le jury suit de près l’inscription.", texte, sorte="information", regle=INSCRIPTION_AVANT_JURY)


def _relances_suspendues(lu: Lecture) -> Alerte | None:
    """RELANCE-PAUSE: told to the staff, who decided it."""
    jusqu_au = getattr(lu.inscription, "relances_jusqu_au", None)
    if jusqu_au is None or not relances_suspendues(jusqu_au, lu.le) or not peut_tout_consulter(lu.personne):
        return None
    titre = f"Relances suspendues jusqu’au {date_longue(jusqu_au)}."
    motif = getattr(lu.inscription, "relances_motif", "")
    return Alerte(titre, motif, sorte="information", regle=RELANCE_PAUSE)


def _date_prevue(lu: Lecture) -> Alerte | None:
    """What the day foreseen, by the registration or by the livret, breaches of the centre's usages; until a sitting is
    planned, whose own page says it. A day not told yet is told today at the soonest."""
    inscription, prevue = lu.inscription, lu.inscription.date_evaluation_prevue
    if prevue is None or prevue < lu.le or inscription.date_commission or inscription.etat not in OUVERTES:
        return None
    annonce = inscription.evaluation_annoncee_le or lu.le
    constats = alertes_de_date(inscription, prevue, annonce, delais_du_centre(lu.centre))
    if not constats:
        return None
    details = tuple(str(constat) for constat in constats)
    return Alerte("La date d’évaluation prévue :", "", details, sorte="information")


ALERTES: tuple[Callable[[Lecture], Alerte | None], ...] = (
    _supprimee,
    _version_perimee,
    _renvoi,
    _double,
    _deja_acquis,
    _sans_projet,
    _national,
    _livret_renvoye,
    _date_prevue,
    _abandon,
    _suite,
    _manque,
    _jury_trop_tot,
    _relances_suspendues,
)
"""In the order of the page: a new one is one more line."""
