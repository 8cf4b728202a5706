"""What happens to an accepted registration: company learned later, sitting planned, jury."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime

from candidats.choix import TRANSITIONS_INSCRIPTION, EtatInscription, Origine
from candidats.donnees import DonneesEntreprise
from candidats.models import Acquis, Inscription
from candidats.regles.inscription import ENTREPRISE_DE
from candidats.services.identite import supprimer_pieces
from candidats.services.inscription import entreprise_decrite, oublier_entreprise
from candidats.services.verrou import exiger_au_centre, verrouiller
from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee
from certif_portal.commun.etats import verifier_transition
from certif_portal.commun.journal import journaliser
from certif_portal.commun.typographie import date_longue, jour_de
from certif_portal.comptes.models import Utilisateur
from referentiels.models import Competence, VersionBloc

ENTOURAGE = ("service", "superieur_nom", "superieur_courriel", "tuteur_nom", "tuteur_qualite", "tuteur_courriel")


@acte
def completer_entreprise(
    *, inscription: Inscription, donnees: DonneesEntreprise, par: Utilisateur, a: datetime
) -> Inscription:
    """The company of a job seeker, learned during the training: kept, and never printed on the PV."""
    inscription = verrouiller(inscription)
    exiger_au_centre(inscription)
    if inscription.origine != Origine.DE:
        raise RegleNonRespectee(ENTREPRISE_DE, "Ce candidat est salarié : son entreprise est déjà connue.")
    valeurs = asdict(donnees)
    entourage = {champ: valeurs.pop(champ) for champ in ENTOURAGE}
    ancienne, inscription.entreprise = inscription.entreprise, entreprise_decrite(valeurs)
    for champ, valeur in entourage.items():
        setattr(inscription, champ, valeur)
    inscription.entreprise_connue_le = jour_de(a)
    inscription.full_clean()
    inscription.save(update_fields=["entreprise", "entreprise_connue_le", *ENTOURAGE])
    oublier_entreprise(ancienne)
    journaliser(inscription, "entreprise", f"Entreprise connue : {inscription.entreprise}.", par=par, a=a)
    return inscription


@acte
def noter_commission(*, inscription: Inscription, date_commission: date | None) -> Inscription:
    """Keep the date of the first planned sitting: deadlines use it instead of the date foreseen.

    Called by whoever plans or cancels a sitting, in its transaction; that act is told in the journal there.
    """
    inscription = verrouiller(inscription)
    inscription.date_commission = date_commission
    inscription.save(update_fields=["date_commission"])
    return inscription


@acte
def prononcer_admission(
    *,
    inscription: Inscription,
    le: date,
    certifies: Iterable[VersionBloc],
    acquis: Iterable[VersionBloc | Competence] = (),
    expire_le: date | None = None,
    rncp: bool = False,
    par: Utilisateur,
    a: datetime,
) -> Inscription:
    """The jury's « A », to the whole or to the blocs `certifies`, which are never lost. The identity papers go too.

    `acquis`: what is kept of the blocs aimed at that the jury refused (decision 0180).
    """
    inscription, certifies, acquis = verrouiller(inscription), list(certifies), list(acquis)
    _prononcer(inscription, EtatInscription.ADMISE, le, a)
    inscription.blocs_certifies.set(certifies)
    _garder(inscription, le, acquis, expire_le, rncp)
    phrase = _phrase_admission(inscription, le, certifies) + _phrase_acquis(acquis, expire_le)
    journaliser(inscription, "decision", f"{phrase}.", par=par, a=a)
    return inscription


@acte
def prononcer_non_admission(
    *,
    inscription: Inscription,
    le: date,
    acquis: Iterable[VersionBloc | Competence],
    expire_le: date | None,
    rncp: bool,
    par: Utilisateur,
    a: datetime,
) -> Inscription:
    """The jury's « NA », with what the candidate keeps and until when. The identity papers go too."""
    inscription, acquis = verrouiller(inscription), list(acquis)
    _prononcer(inscription, EtatInscription.NON_ADMISE, le, a)
    _garder(inscription, le, acquis, expire_le, rncp)
    phrase = f"Non admis par le jury du {date_longue(le)}" + _phrase_acquis(acquis, expire_le)
    journaliser(inscription, "decision", f"{phrase}.", par=par, a=a)
    return inscription


def _garder(
    inscription: Inscription, le: date, acquis: list[VersionBloc | Competence], expire_le: date | None, rncp: bool
) -> None:
    for objet in acquis:
        if expire_le is None:
            raise ErreurMetier("Ce qui est acquis garde son bénéfice jusqu’à une date : elle est attendue.")
        ligne = Acquis(
            candidat=inscription.candidat,
            inscription=inscription,
            version_bloc=objet if isinstance(objet, VersionBloc) else None,
            competence=objet if isinstance(objet, Competence) else None,
            rncp=rncp,
            decision_le=le,
            expire_le=expire_le,
        )
        ligne.full_clean()
        ligne.save()


def _prononcer(inscription: Inscription, etat: EtatInscription, le: date, a: datetime) -> None:
    verifier_transition(TRANSITIONS_INSCRIPTION, inscription, etat)
    inscription.etat, inscription.decidee_le = etat, le
    inscription.full_clean()
    inscription.save(update_fields=["etat", "decidee_le"])
    supprimer_pieces(inscription, a=a)


def _phrase_admission(inscription: Inscription, le: date, certifies: list[VersionBloc]) -> str:
    """For blocs aimed at alone, each is named with what the jury said of it."""
    phrase = f"Admis par le jury du {date_longue(le)}"
    vises = list(inscription.blocs.select_related("bloc").order_by("bloc__numero"))
    if not vises:
        return phrase
    phrase += f" : {', '.join(str(bloc) for bloc in vises if bloc in certifies)}"
    refuses = [str(bloc) for bloc in vises if bloc not in certifies]
    return f"{phrase} ; non admis : {', '.join(refuses)}" if refuses else phrase


def _phrase_acquis(acquis: list[VersionBloc | Competence], expire_le: date | None) -> str:
    if not acquis or expire_le is None:
        return ""
    return f" ; conserve jusqu’au {date_longue(expire_le)} : {', '.join(str(objet) for objet in acquis)}"
