"""What is written of an act: decision, suspension, attestation, list and changes of the accredited OF."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from certif_portal.centre.models import ParametresCentre, parametres
from certif_portal.centre.queries import delegation_le
from certif_portal.commun.tableur import ecrire_tableau
from certif_portal.commun.typographie import date_longue, jour_de
from habilitations.choix import EtatNonConformite, NatureAudit
from habilitations.documents.dossier import Entete, OrganismeImprime, entete, organisme_imprime
from habilitations.models import Audit, Changement, Habilitation, Perimetre, Suspension
from habilitations.queries.liste import LigneListe
from habilitations.queries.organisme import perimetre_le
from habilitations.regles import OBSERVATIONS


@dataclass(frozen=True)
class Signature:
    qualite: str
    nom: str


def signature(le: date, centre: ParametresCentre) -> Signature:
    """The president of the UIMM, or who holds their delegation that day."""
    delegation = delegation_le(le)
    if delegation:
        return Signature(f"Par délégation, {delegation.qualite}", delegation.nom)
    return Signature(centre.president_qualite, centre.president_nom)


@dataclass(frozen=True)
class ContexteDecision:
    entete: Entete
    organisme: OrganismeImprime
    lieu_date: str
    objet: str
    paragraphes: tuple[str, ...]
    motif: str
    signature: Signature


def contexte_decision(audit: Audit, habilitation: Habilitation | None, a: datetime) -> ContexteDecision:
    """Granted, refused, maintained or withdrawn: one letter, its words by case."""
    centre, le = parametres(), jour_de(a)
    return ContexteDecision(
        entete=entete(f"Décision, audit n° {audit.pk}", a, centre),
        organisme=organisme_imprime(audit.organisme),
        lieu_date=_lieu_date(centre, le),
        objet=_objet(audit),
        paragraphes=tuple(_paragraphes(audit, habilitation, le)),
        motif=audit.decision_motif,
        signature=signature(le, centre),
    )


def _lieu_date(centre: ParametresCentre, le: date) -> str:
    return f"{centre.ville}, le {date_longue(le)}" if centre.ville else f"Le {date_longue(le)}"


def contexte_suspension(suspension: Suspension, a: datetime) -> ContexteDecision:
    """The same letter, for an act that waits: what it stops, what it does not."""
    centre, le = parametres(), jour_de(a)
    return ContexteDecision(
        entete=entete(f"Suspension n° {suspension.pk}", a, centre),
        organisme=organisme_imprime(suspension.habilitation.organisme),
        lieu_date=_lieu_date(centre, le),
        objet="Suspension de votre habilitation",
        paragraphes=(
            (
                f"Votre habilitation est suspendue à compter du {date_longue(suspension.du)}, jusqu’à sa levée ou son "
                "retrait."
            ),
            (
                "Pendant ce temps, aucune inscription n’est reçue et votre organisme ne figure plus parmi les "
                "organismes habilités."
            ),
            "Pour chaque candidat en cours de parcours, le centre décide et vous écrit.",
        ),
        motif=suspension.motif,
        signature=signature(le, centre),
    )


def _objet(audit: Audit) -> str:
    if audit.nature == NatureAudit.INTERMEDIAIRE:
        return "Maintien de votre habilitation" if audit.favorable else "Retrait de votre habilitation"
    return "Habilitation de votre organisme" if audit.favorable else "Refus d’habilitation"


def _paragraphes(audit: Audit, habilitation: Habilitation | None, le: date) -> Iterable[str]:
    nature = audit.get_nature_display().lower()
    notifie = (
        f", dont les constats vous ont été notifiés le {date_longue(audit.notifie_le)}" if audit.notifie_le else ""
    )
    yield f"Votre organisme a fait l’objet d’un {nature}{notifie}."
    if audit.favorable and audit.nature == NatureAudit.INTERMEDIAIRE:
        yield "Les critères d’habilitation sont respectés : votre habilitation est maintenue jusqu’à son terme."
    elif audit.favorable and habilitation:
        debut, fin = date_longue(habilitation.date_effet), date_longue(habilitation.date_fin)
        yield "Les 6 critères et 12 indicateurs d’habilitation sont satisfaits."
        yield f"Votre organisme est habilité du {debut} au {fin} inclus, sur tout le territoire."
        yield _perimetre(perimetre_le(habilitation, habilitation.date_effet))
        yield "L’habilitation n’est pas reconduite tacitement : son renouvellement se demande par un nouveau dossier."
    else:
        yield _non_levees(audit, le)
        yield _observations(audit)
        if audit.nature == NatureAudit.INTERMEDIAIRE:
            yield f"Votre habilitation est retirée à compter du {date_longue(le)}."
        else:
            yield "L’habilitation demandée vous est refusée. Une nouvelle demande peut être déposée à tout moment."


def _non_levees(audit: Audit, le: date) -> str:
    """What was found and never closed once due, each with its day: a due date may be nearer than the 6 months."""
    ouvertes = audit.non_conformites.filter(etat=EtatNonConformite.OUVERTE, echeance__lt=le).select_related("constat")
    lignes = [f"{nc.constat.code}, attendu le {date_longue(nc.echeance)}" for nc in ouvertes.order_by("constat__code")]
    if not lignes:
        return "Les critères d’habilitation ne sont pas tous satisfaits, pour le motif ci-dessous."
    mots = ("L’indicateur suivant n’est pas satisfait", "Les indicateurs suivants ne sont pas satisfaits")
    return f"{mots[len(lignes) > 1]} à la date fixée : {' ; '.join(lignes)}."


def _perimetre(perimetre: Perimetre | None) -> str:
    """HABILITATION-PERIMETRE, as the letter and the attestation say it."""
    if perimetre is None or not perimetre.lignes:
        texte = (
            "L’habilitation couvre l’ensemble du dispositif des certifications professionnelles de la métallurgie "
            "(CQPM, CQPI, blocs de compétences, CCPM, CCPI)."
        )
    else:
        texte = f"L’habilitation porte sur : {perimetre.texte}."
    return f"{texte} Moyens : {perimetre.moyens}" if perimetre and perimetre.moyens else texte


def _observations(audit: Audit) -> str:
    if audit.observations_le:
        return f"Vos observations, reçues le {date_longue(audit.observations_le)}, ont été examinées."
    limite = date_longue(audit.observations_limite) if audit.observations_limite else OBSERVATIONS.duree
    return f"Invité à présenter ses observations jusqu’au {limite}, votre organisme n’en a pas adressé."


@dataclass(frozen=True)
class ContexteAttestation:
    entete: Entete
    organisme: OrganismeImprime
    debut: str
    fin: str
    perimetre: str
    sites: tuple[str, ...]
    lieu_date: str
    signature: Signature


def contexte_attestation(habilitation: Habilitation, a: datetime) -> ContexteAttestation:
    centre, le = parametres(), jour_de(a)
    organisme = organisme_imprime(habilitation.organisme, complet=True)
    return ContexteAttestation(
        entete=entete(f"Habilitation n° {habilitation.pk}", a, centre),
        organisme=organisme,
        debut=date_longue(habilitation.date_effet),
        fin=date_longue(habilitation.date_fin),
        perimetre=_perimetre(perimetre_le(habilitation, max(le, habilitation.date_effet))),
        sites=organisme.sites,
        lieu_date=_lieu_date(centre, le),
        signature=signature(le, centre),
    )


COLONNES_CHANGEMENTS = (
    ("Date d’effet", 13),
    ("Changement", 26),
    ("Organisme", 40),
    ("SIRET", 18),
    ("Déclaration d’activité", 20),
    ("Habilité du", 13),
    ("au", 13),
    ("Détail", 50),
    ("À transmettre avant le", 20),
)
COLONNES_LISTE = (
    ("Organisme", 40),
    ("SIRET", 18),
    ("Déclaration d’activité", 20),
    ("Adresse", 40),
    ("Code postal", 12),
    ("Ville", 24),
    ("Sites annexes", 50),
    ("Habilité du", 13),
    ("au", 13),
    ("Périmètre", 50),
    ("Périmètre jusqu’au", 18),
    ("Suspendu depuis le", 18),
)


def classeur_changements(changements: Iterable[Changement]) -> bytes:
    lignes = (
        (
            c.le,
            c.get_nature_display(),
            c.habilitation.organisme.nom,
            c.habilitation.organisme.siret,
            c.habilitation.organisme.nda,
            c.habilitation.date_effet,
            c.habilitation.date_fin,
            c.detail,
            c.limite,
        )
        for c in changements
    )
    return ecrire_tableau("Changements", COLONNES_CHANGEMENTS, lignes)


def classeur_liste(lignes: Iterable[LigneListe]) -> bytes:
    rangees = []
    for ligne in lignes:
        acte, organisme = ligne.habilitation, ligne.habilitation.organisme
        sites, perimetre = " ; ".join(ligne.sites), " ; ".join(ligne.perimetre) or "Tout le dispositif"
        rangees.append(
            (
                organisme.nom,
                organisme.siret,
                organisme.nda,
                organisme.adresse,
                organisme.code_postal,
                organisme.ville,
                sites,
                acte.date_effet,
                acte.date_fin,
                perimetre,
                ligne.perimetre_au,
                ligne.suspendue_depuis,
            )
        )
    return ecrire_tableau("Organismes habilités", COLONNES_LISTE, rangees)
