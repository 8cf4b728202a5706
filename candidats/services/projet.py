"""The projet de certification: written, deposited, decided; and the registrations that attach to it."""

from datetime import date, datetime
from typing import Any

from candidats import courriels
from candidats.choix import (
    AU_CENTRE,
    DECIDEES,
    PROJET_MODIFIABLE,
    TRANSITIONS_PROJET,
    EtatInscription,
    EtatProjet,
    Portee,
)
from candidats.donnees import DonneesInscription, DonneesProjet
from candidats.models import Inscription, Projet
from candidats.queries.catalogue import faits_referentiels
from candidats.queries.inscription import donnees_de
from candidats.queries.projet import REPRIS, donnees_du_projet, faits_du_projet
from candidats.regles import projet as regles_projet
from candidats.regles.constat import Constat
from candidats.regles.projet import PROJET_INSCRIPTION, ecarts_au_projet, incoherences_projet, manques_projet
from candidats.services.verrou import exiger_etat, exiger_motif, verrouiller
from certif_portal.centre.models import parametres
from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee, TransitionInterdite
from certif_portal.commun.etats import verifier_transition
from certif_portal.commun.journal import journaliser
from certif_portal.commun.typographie import date_longue, jour_de
from certif_portal.comptes.models import Utilisateur
from habilitations.models import OrganismeFormation
from referentiels.models import Certification, Referentiel


class ProjetIncomplet(ErreurMetier):
    """A deposit refused, with everything that is missing, field by field."""

    def __init__(self, constats: list[Constat]) -> None:
        self.constats = constats
        super().__init__(" ".join(str(constat) for constat in constats))


@acte
def creer_projet(
    *,
    donnees: DonneesProjet,
    organisme: OrganismeFormation | None,
    par_centre: bool,
    par: Utilisateur,
    a: datetime,
) -> Projet:
    """Keep a draft, of an OF or (by the staff) for an OF or a company."""
    projet = Projet(organisme=organisme, saisi_par_centre=par_centre, cree_le=a, cree_par=par)
    _ecrire(projet, donnees, jour_de(a))
    journaliser(projet, "creation", "Projet de certification préparé.", par=par, a=a)
    return projet


@acte
def modifier_projet(*, projet: Projet, donnees: DonneesProjet, par: Utilisateur, a: datetime) -> Projet:
    """Write a draft, or amend what was refused or advised otherwise before depositing it again."""
    projet = _verrouiller(projet)
    if projet.etat not in PROJET_MODIFIABLE:
        raise TransitionInterdite("Ce projet est déposé : il se modifie une fois que le centre a répondu.")
    _ecrire(projet, donnees, jour_de(a))
    journaliser(projet, "saisie", "Projet modifié.", par=par, a=a)
    return projet


def _verrouiller(projet: Projet) -> Projet:
    verrouilles = Projet.objects.select_for_update(of=("self",), no_key=True)
    return verrouilles.select_related("organisme", "referentiel__certification").get(pk=projet.pk)


def _ecrire(projet: Projet, donnees: DonneesProjet, le: date) -> None:
    referentiel = Referentiel.objects.select_related("certification").filter(pk=donnees.referentiel_id).first()
    if referentiel is None:
        raise ErreurMetier("La certification est à choisir.")
    constats = incoherences_projet(donnees, faits_referentiels([referentiel])[referentiel.pk], le)
    if constats:
        raise ErreurMetier(" ".join(map(str, constats)))
    for champ in REPRIS:
        setattr(projet, champ, getattr(donnees, champ))
    projet.referentiel = referentiel
    projet.full_clean()
    projet.save()
    projet.blocs.set(donnees.blocs if donnees.portee == Portee.BLOCS else ())


@acte
def deposer_projet(*, projet: Projet, par: Utilisateur, a: datetime) -> Projet:
    """Ask the centre for its aval. Raises ProjetIncomplet with everything that is missing."""
    projet, le = _verrouiller(projet), jour_de(a)
    verifier_transition(TRANSITIONS_PROJET, projet, EtatProjet.DEPOSE)
    constats = constats_du_projet(projet, le)
    if constats:
        raise ProjetIncomplet(constats)
    mot = "déposé" if projet.depose_le is None else "déposé de nouveau"
    projet.etat, projet.depose_le, projet.decide_le, projet.decide_par = EtatProjet.DEPOSE, a, None, None
    projet.motif, projet.certification_conseillee = "", None
    projet.full_clean()
    projet.save(update_fields=["etat", "depose_le", "decide_le", "decide_par", "motif", "certification_conseillee"])
    phrase = f"Projet {mot} : {projet.referentiel.intitule}, {projet.effectif_prevu} candidats prévus."
    journaliser(projet, "depot", phrase, par=par, a=a)
    return projet


def constats_du_projet(projet: Projet, le: date) -> list[Constat]:
    """Everything that would stop its deposit on that day."""
    donnees, faits = donnees_du_projet(projet), faits_referentiels([projet.referentiel])[projet.referentiel_id]
    return [*incoherences_projet(donnees, faits, le), *manques_projet(donnees, faits, le)]


@acte
def supprimer_projet(*, projet: Projet, par: Utilisateur, a: datetime) -> None:
    """Give up a draft that was never deposited; the journal alone keeps its trace."""
    projet = _verrouiller(projet)
    if projet.etat != EtatProjet.BROUILLON:
        raise TransitionInterdite("Ce projet a été déposé : il ne se supprime plus.")
    journaliser(projet, "suppression", f"Brouillon supprimé : {projet}.", par=par, a=a)
    projet.delete()


@acte
def decider_projet(
    *,
    projet: Projet,
    decision: EtatProjet,
    motif: str,
    certification_conseillee: Certification | None = None,
    par: Utilisateur,
    a: datetime,
) -> Projet:
    """Give the aval, refuse it, or advise another certification; the bearer is told. A reason goes with all but the
    aval.

    A decision may be looked at again, but an aval that registrations rest on is not withdrawn.
    """
    projet = _verrouiller(projet)
    verifier_transition(TRANSITIONS_PROJET, projet, decision)
    _exiger_sans_inscription(projet)
    conseillee = certification_conseillee if decision == EtatProjet.CONSEILLE else None
    if decision == EtatProjet.CONSEILLE:
        _verifier_conseil(projet, conseillee)
    projet.etat, projet.decide_le, projet.decide_par = decision, a, par
    projet.motif = motif.strip() if decision == EtatProjet.AVAL else exiger_motif(motif)
    projet.certification_conseillee = conseillee
    projet.full_clean()
    projet.save(update_fields=["etat", "decide_le", "decide_par", "motif", "certification_conseillee"])
    journaliser(projet, "decision", _phrase_decision(projet), par=par, a=a)
    courriels.prevenir_porteur(projet, a=a)
    return projet


def _exiger_sans_inscription(projet: Projet) -> None:
    if projet.etat != EtatProjet.AVAL:
        return
    nombre = projet.inscriptions.exclude(etat=EtatInscription.ABANDONNEE).count()
    if nombre:
        raise ErreurMetier(f"L’aval ne se retire plus : {nombre} inscription(s) reposent sur ce projet.")


def _verifier_conseil(projet: Projet, conseillee: Certification | None) -> None:
    if conseillee is None:
        raise ErreurMetier("Dites quelle certification vous conseillez.")
    if conseillee.pk == projet.referentiel.certification_id:
        raise ErreurMetier("La certification conseillée est déjà celle du projet.")


def _phrase_decision(projet: Projet) -> str:
    suite = f" : {projet.motif}" if projet.motif else ""
    if projet.certification_conseillee:
        return f"Autre certification conseillée, {projet.certification_conseillee}{suite}"
    return f"{EtatProjet(projet.etat).label}{suite or '.'}"


# ---------------------------------------------------------------- registrations


def verifier_rattachement(
    donnees: DonneesInscription, referentiel: Referentiel, organisme: OrganismeFormation | None
) -> Projet | None:
    """The projet these values name, locked so that its aval holds until the end of the transaction.

    Raises RegleNonRespectee when the registration may not attach to it.
    """
    if donnees.projet_id is None:
        return None
    projets = (
        Projet.objects.select_for_update(of=("self",), no_key=True)
        .select_related("referentiel")
        .prefetch_related("blocs__bloc")
    )
    projet = projets.filter(pk=donnees.projet_id).first()
    if projet is None:
        raise ErreurMetier("Ce projet de certification n’existe plus.")
    constats = ecarts_au_projet(
        donnees,
        faits_du_projet(projet),
        faits_referentiels([referentiel])[referentiel.pk],
        certification_id=referentiel.certification_id,
        organisme_id=organisme.pk if organisme else None,
    )
    if constats:
        raise RegleNonRespectee(PROJET_INSCRIPTION, constats[0].message)
    return projet


def manques_de_projet(inscription: Inscription, donnees: DonneesInscription) -> list[Constat]:
    """What PROJET-PREALABLE misses; the text speaks of those who train, so only an OF owes a projet (decision 0075)."""
    return regles_projet.manques_de_projet(donnees) if inscription.organisme_id is not None else []


def obstacles_de_projet(inscription: Inscription, donnees: DonneesInscription) -> list[Constat]:
    """The same where the centre's setting refuses: these stop the deposit and the acceptance."""
    manques = manques_de_projet(inscription, donnees)
    return manques if manques and parametres().projet_exige else []


RATTACHABLES = AU_CENTRE | DECIDEES
"""Even decided: a promotion is counted on the projets of the candidates presented (decision 0015)."""


@acte
def rattacher_inscription(
    *,
    inscription: Inscription,
    projet: Projet | None,
    positionnement_le: date | None,
    positionnement_resultat: str,
    par: Utilisateur,
    a: datetime,
) -> Inscription:
    """The centre attaches a registration to a projet after its deposit (None detaches it), with the positionnement."""
    inscription = verrouiller(inscription)
    exiger_etat(inscription, *RATTACHABLES)
    if positionnement_le and positionnement_le > jour_de(a):
        raise ErreurMetier("Le positionnement précède l’inscription : cette date est à venir.")
    valeurs: dict[str, Any] = {
        "projet_id": projet.pk if projet else None,
        "positionnement_le": positionnement_le,
        "positionnement_resultat": positionnement_resultat.strip(),
    }
    for champ, valeur in valeurs.items():
        setattr(inscription, champ, valeur)
    verifier_rattachement(donnees_de(inscription), inscription.referentiel, inscription.organisme)
    inscription.full_clean()
    inscription.save(update_fields=["projet", "positionnement_le", "positionnement_resultat"])
    journaliser(inscription, "projet", _phrase_rattachement(projet, positionnement_le), par=par, a=a)
    return inscription


def _phrase_rattachement(projet: Projet | None, positionnement_le: date | None) -> str:
    rattache = f"Rattachée au projet {projet.reference}" if projet else "Rattachée à aucun projet"
    positionne = f" ; positionnement du {date_longue(positionnement_le)}" if positionnement_le else ""
    return f"{rattache}{positionne}."
