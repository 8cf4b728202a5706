"""What is said of a certification whatever its versions: its suppression, its sector, its CQPI."""

from datetime import date, datetime

from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee
from certif_portal.commun.etats import verifier_transition
from certif_portal.commun.journal import journaliser
from certif_portal.commun.typographie import date_longue, jour_de
from certif_portal.comptes.models import Utilisateur
from referentiels import regles
from referentiels.choix import TRANSITIONS_REFERENTIEL, EtatReferentiel, MotifSuppression, TypeCertification
from referentiels.models import Certification, EquivalenceCQPI
from referentiels.services.contenu import enregistrer


@acte
def supprimer_certification(
    *, certification: Certification, le: date, motif: str, texte: str, par: Utilisateur | None, a: datetime
) -> Certification:
    """Record the decision of the GTP of `le`; its version in force becomes « supprimé », replaced ones stay replaced.

    Raises RegleNonRespectee for a decision to come or without a ground, ErreurMetier when there is nothing to suppress.
    """
    certification = Certification.objects.select_for_update(of=("self",), no_key=True).get(pk=certification.pk)
    _verifier(certification, le, motif, texte, jour_de(a))
    version = (
        certification.referentiels.select_for_update(of=("self",), no_key=True)
        .filter(etat=EtatReferentiel.EN_VIGUEUR)
        .first()
    )
    if version is None:
        raise ErreurMetier("Cette certification n’a pas de version en vigueur : il n’y a rien à supprimer.")
    if version.date_gtp is not None and le < version.date_gtp:
        raise ErreurMetier(
            f"La version en vigueur est du {date_longue(version.date_gtp)} : la suppression ne peut pas la précéder."
        )
    verifier_transition(TRANSITIONS_REFERENTIEL, version, EtatReferentiel.SUPPRIME)
    version.etat = EtatReferentiel.SUPPRIME
    enregistrer(version, ["etat"])
    certification.supprimee_le, certification.motif_suppression = le, motif
    certification.texte_suppression = texte
    enregistrer(certification, ["supprimee_le", "motif_suppression", "texte_suppression"])
    raison = MotifSuppression(motif).label
    phrase = f"Certification supprimée par le GTP le {date_longue(le)}. {raison}. {texte}".strip()
    journaliser(certification, "suppression", phrase, par=par, a=a)
    journaliser(version, "suppression", phrase, par=par, a=a)
    return certification


@acte
def preciser_secteur(*, certification: Certification, secteur: str, par: Utilisateur | None, a: datetime) -> None:
    """The sector is no part of the référentiel: it helps to find the certification."""
    certification = Certification.objects.select_for_update(of=("self",), no_key=True).get(pk=certification.pk)
    if certification.secteur == secteur:
        return
    certification.secteur = secteur
    enregistrer(certification, ["secteur"])
    phrase = f"Secteur d’activités : {secteur}." if secteur else "Secteur d’activités effacé."
    journaliser(certification, "secteur", phrase, par=par, a=a)


@acte
def declarer_equivalence(
    *,
    cqpm: Certification,
    cqpi: Certification,
    debut: date,
    fin: date | None,
    par: Utilisateur | None,
    a: datetime,
) -> EquivalenceCQPI:
    """A CQPM is on the list of the CQPI from `debut`; declared again from the same day, its end is corrected."""
    cqpm = Certification.objects.select_for_update(of=("self",), no_key=True).get(pk=cqpm.pk)
    if (cqpm.type, cqpi.type) != (TypeCertification.CQPM, TypeCertification.CQPI):
        raise ErreurMetier(f"Un CQPM et un CQPI sont attendus : {cqpm.type} et {cqpi.type} donnés.")
    autres = cqpm.equivalences_cqpi.exclude(cqpi=cqpi, debut=debut).select_related("cqpi")
    for autre in autres:
        if autre.debut <= (fin or date.max) and debut <= (autre.fin or date.max):
            raise ErreurMetier(f"Ce CQPM a déjà un équivalent à ces dates : {autre.cqpi.intitule}.")
    equivalence = cqpm.equivalences_cqpi.filter(cqpi=cqpi, debut=debut).first() or EquivalenceCQPI(
        cqpm=cqpm, cqpi=cqpi, debut=debut
    )
    equivalence.fin = fin
    enregistrer(equivalence)
    terme = f" jusqu’au {date_longue(fin)}" if fin else ""
    phrase = f"CQPI équivalent : {cqpi.intitule} ({cqpi.code}), depuis le {date_longue(debut)}{terme}."
    journaliser(cqpm, "equivalence-cqpi", phrase, par=par, a=a)
    return equivalence


def _verifier(certification: Certification, le: date, motif: str, texte: str, aujourdhui: date) -> None:
    if certification.supprimee_le is not None:
        raise ErreurMetier(
            f"Cette certification est déjà supprimée depuis le {date_longue(certification.supprimee_le)}."
        )
    if le > aujourdhui:
        raise RegleNonRespectee(regles.SUPPRESSION, f"La décision du {date_longue(le)} est à venir.")
    if motif not in MotifSuppression or not texte.strip():
        raise RegleNonRespectee(regles.SUPPRESSION_MOTIVEE, "Le motif ou la motivation manque.")
