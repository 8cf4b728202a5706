"""Surveys of certified people: opened and reminded by the daily task, answered once by a personal link."""

from datetime import date, datetime, timedelta
from typing import Any

from candidats import courriels
from candidats.choix import EtapeEnquete, EtatInscription, SituationInsertion
from candidats.models import EnqueteInsertion, Inscription
from candidats.regles.insertion import DELAIS, INSERTION_CLOTURE, date_enquete, est_ouverte, rappel_du
from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.journal import journaliser
from certif_portal.commun.liens import empreinte_jeton, nouveau_jeton
from certif_portal.commun.typographie import jour_de
from certif_portal.comptes.models import Utilisateur

MARGE = timedelta(days=3)  # `avant` and `apres` clamp the ends of months differently: the rule decides
REPONSES = ("situation", "metier_vise", "contrat", "poste", "statut", "salaire")


def envoyer_enquetes(*, le: date, a: datetime) -> int:
    """Open what is due and remind who did not answer; how many mails were written. Running it again writes none."""
    envoyes = sum(_ouvrir(etape, inscription, prevue_le, a) for etape, inscription, prevue_le in _dues(le))
    return envoyes + sum(_rappeler(enquete.pk, le, a) for enquete in _sans_reponse(le))


def _dues(le: date) -> list[tuple[EtapeEnquete, Inscription, date]]:
    """Admitted registrations whose survey has come and is not closed, with its day: one query per step."""
    dues = []
    for etape, delai in DELAIS.items():
        jurys = (delai.avant(INSERTION_CLOTURE.avant(le)) - MARGE, delai.avant(le) + MARGE)
        admises = (
            Inscription.objects.filter(etat=EtatInscription.ADMISE, decidee_le__range=jurys)
            .exclude(enquetes__etape=etape)
            .select_related("candidat", "organisme", "referentiel__certification")
        )
        dues += [
            (etape, inscription, prevue_le)
            for inscription in admises
            if inscription.decidee_le and est_ouverte(prevue_le := date_enquete(etape, inscription.decidee_le), le)
        ]
    return dues


def _sans_reponse(le: date) -> list[EnqueteInsertion]:
    ouvertes = EnqueteInsertion.objects.filter(
        envoyee_le__isnull=False,
        repondue_le__isnull=True,
        refusee_le__isnull=True,
        prevue_le__range=(INSERTION_CLOTURE.avant(le) - MARGE, le),
    ).select_related("inscription__candidat")
    return [e for e in ouvertes if _rappel_du(e, le)]


def _rappel_du(enquete: EnqueteInsertion, le: date) -> bool:
    return (
        enquete.envoyee_le is not None
        and est_ouverte(enquete.prevue_le, le)
        and rappel_du(jour_de(enquete.envoyee_le), enquete.rappels, le)
    )


@acte
def _ouvrir(etape: EtapeEnquete, inscription: Inscription, prevue_le: date, a: datetime) -> bool:
    """The row, then the mail when an address is known. False: nobody to write to, or somebody else just did."""
    enquete, nouvelle = EnqueteInsertion.objects.get_or_create(
        inscription=inscription, etape=etape, defaults={"prevue_le": prevue_le}
    )
    if not nouvelle:
        return False
    if not inscription.candidat.courriel:
        phrase = f"Enquête d’insertion {etape.label.lower()} : aucune adresse du candidat n’est connue."
        journaliser(inscription, "enquete-sans-adresse", phrase, par=None, a=a)
        return False
    enquete.envoyee_le = a
    _ecrire(enquete, a)
    phrase = f"Enquête d’insertion {etape.label.lower()} envoyée au candidat."
    journaliser(inscription, "enquete", phrase, par=None, a=a)
    return True


@acte
def _rappeler(pk: int, le: date, a: datetime) -> bool:
    enquete = (
        EnqueteInsertion.objects.select_for_update(of=("self",), no_key=True)
        .select_related("inscription__candidat", "inscription__referentiel__certification")
        .get(pk=pk)
    )
    ferme = enquete.repondue_le or enquete.refusee_le or not enquete.inscription.candidat.courriel
    if ferme or not _rappel_du(enquete, le):
        return False
    enquete.rappels += 1
    _ecrire(enquete, a)
    return True


def _ecrire(enquete: EnqueteInsertion, a: datetime) -> None:
    """A new link each time, the old one closing; only its hash is kept."""
    jeton = nouveau_jeton()
    enquete.jeton_sha256 = empreinte_jeton(jeton)
    enquete.full_clean()
    enquete.save(update_fields=["jeton_sha256", "envoyee_le", "rappels"])
    courriels.demander_enquete(enquete, jeton, a)


def enquete_ouverte(enquete: EnqueteInsertion, le: date) -> bool:
    return enquete.repondue_le is None and enquete.refusee_le is None and est_ouverte(enquete.prevue_le, le)


@acte
def repondre_enquete(*, enquete: EnqueteInsertion, reponses: dict[str, Any], a: datetime) -> EnqueteInsertion:
    """Keep the answers; what is asked of people at work alone is dropped for the others."""
    enquete = _verrouiller(enquete, a)
    en_emploi = reponses["situation"] == SituationInsertion.EMPLOI
    for champ in REPONSES:
        vide = None if champ == "metier_vise" else ""
        setattr(enquete, champ, reponses[champ] if en_emploi or champ == "situation" else vide)
    if en_emploi and enquete.metier_vise is None:
        raise ErreurMetier("Dites si cet emploi est dans le métier de la certification.")
    enquete.repondue_le = a
    enquete.full_clean()
    enquete.save(update_fields=[*REPONSES, "repondue_le"])
    return enquete


@acte
def refuser_enquete(*, enquete: EnqueteInsertion, a: datetime) -> EnqueteInsertion:
    """The person does not want to answer: nothing more is sent for this step."""
    enquete = _verrouiller(enquete, a)
    enquete.refusee_le = a
    enquete.save(update_fields=["refusee_le"])
    return enquete


def _verrouiller(enquete: EnqueteInsertion, a: datetime) -> EnqueteInsertion:
    enquete = EnqueteInsertion.objects.select_for_update(of=("self",), no_key=True).get(pk=enquete.pk)
    if not enquete_ouverte(enquete, jour_de(a)):
        raise ErreurMetier("Cette enquête est fermée.")
    return enquete


@acte
def renvoyer_enquete(*, inscription: Inscription, par: Utilisateur, a: datetime) -> EnqueteInsertion:
    """A new link for the survey under way, whose mail did not arrive; it counts as no reminder."""
    ouvertes = EnqueteInsertion.objects.filter(inscription=inscription, envoyee_le__isnull=False)
    enquete = ouvertes.select_for_update(of=("self",), no_key=True).order_by("-prevue_le").first()
    if enquete is None or not enquete_ouverte(enquete, jour_de(a)):
        raise ErreurMetier("Cette enquête est fermée.")
    _ecrire(enquete, a)
    journaliser(inscription, "enquete", "Lien de l’enquête d’insertion renvoyé.", par=par, a=a)
    return enquete
