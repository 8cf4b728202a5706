"""Livrets typed before they are deposited: one by one, or for a whole session at once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from candidats.choix import LIVRET_PREPARE, EtatInscription, EtatLivret
from candidats.models import Inscription, Livret, LivretPrepare
from candidats.queries.livret_prepare import Attendu, lire_attendus
from candidats.regles.livret_prepare import Saisie, completer, controler_prepare, en_donnees
from candidats.services.depot import InscriptionIncomplete
from candidats.services.livret import deposer_livret
from candidats.services.verrou import exiger_suivie, verrouiller
from certif_portal.centre.models import parametres
from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.journal import journaliser, journaliser_tous
from certif_portal.commun.typographie import jour_de, tete_de_phrase
from certif_portal.comptes.models import Utilisateur


@dataclass
class Remplissage:
    """What became of each: done, or left as it was and why."""

    faits: list[Inscription] = field(default_factory=list)
    laisses: list[tuple[Inscription, str]] = field(default_factory=list)


@acte
def preparer_livret(*, inscription: Inscription, saisie: Saisie, par: Utilisateur, a: datetime) -> LivretPrepare:
    """Keep what is typed of one livret, complete or not."""
    inscription = verrouiller(inscription)
    exiger_suivie(inscription)
    _exiger_a_deposer(inscription)
    prepare = LivretPrepare.objects.filter(inscription=inscription).first() or LivretPrepare(inscription=inscription)
    prepare.revision += 1
    prepare.saisie, prepare.avant = saisie, None
    prepare.enregistre_le, prepare.enregistre_par = a, par
    prepare.full_clean()
    prepare.save()
    journaliser(inscription, LIVRET_PREPARE, f"{parametres().livret_titre} préparé.", par=par, a=a)
    return prepare


def _exiger_a_deposer(inscription: Inscription) -> None:
    if not _a_deposer(inscription):
        raise ErreurMetier(f"Le {parametres().livret_nom} de {inscription.candidat} est déjà déposé.")


def _a_deposer(inscription: Inscription) -> bool:
    livret = Livret.objects.filter(inscription=inscription).first()
    return livret is None or livret.etat == EtatLivret.A_CORRIGER


@acte
def remplir_livrets(
    *,
    vus: Mapping[int, str],
    communs: Callable[[Attendu], Saisie],
    remplacer: bool,
    par: Utilisateur,
    a: datetime,
) -> Remplissage:
    """Type the same in many livrets, in one transaction. `vus`: by registration, what the page showed of its livret;
    `communs`: what is typed of this one. Who deposited meanwhile, or typed in another tab, is left as they are."""
    remplissage = Remplissage()
    nouveaux: list[LivretPrepare] = []
    repris: list[LivretPrepare] = []
    for attendu in lire_attendus(_verrouillees(list(vus)), jour_de(a)):
        inscription = attendu.inscription
        if ecart := _ecart(attendu, vus[inscription.pk]):
            remplissage.laisses.append((inscription, ecart))
            continue
        prepare: LivretPrepare = getattr(inscription, "livret_prepare", None) or LivretPrepare(inscription=inscription)
        (repris if prepare.pk else nouveaux).append(prepare)
        prepare.avant = prepare.saisie if prepare.pk else {}
        prepare.saisie = completer(attendu.saisie, communs(attendu), remplacer=remplacer)
        prepare.revision += 1
        prepare.enregistre_le, prepare.enregistre_par = a, par
        remplissage.faits.append(inscription)
    LivretPrepare.objects.bulk_create(nouveaux)
    champs = ("saisie", "avant", "revision", "enregistre_le", "enregistre_par")
    LivretPrepare.objects.bulk_update(repris, champs, batch_size=100)
    _raconter(remplissage.faits, "préparé avec d’autres", par, a)
    return remplissage


def _verrouillees(pks: Sequence[int]) -> list[Inscription]:
    """In one order, whoever asks: two tabs wait instead of dying."""
    lignes = Inscription.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=pks)
    joints = ("candidat", "entreprise", "organisme", "referentiel__certification", "livret", "livret_prepare")
    return list(lignes.select_related(*joints).order_by("pk"))


def _ecart(attendu: Attendu, vu: str) -> str:
    """Why this one is left as it is."""
    inscription = attendu.inscription
    if inscription.etat != EtatInscription.ACCEPTEE:
        return f"l’inscription est « {inscription.get_etat_display().lower()} »"
    livret: Livret | None = getattr(inscription, "livret", None)
    if livret is not None and livret.etat != EtatLivret.A_CORRIGER:
        return "déjà déposé"
    return "" if attendu.vu == vu else "saisi entre-temps dans une autre page : relisez-le"


def _raconter(inscriptions: Sequence[Inscription], quoi: str, par: Utilisateur, a: datetime) -> None:
    titre = parametres().livret_titre
    journaliser_tous([(i, LIVRET_PREPARE, f"{titre} {quoi}.") for i in inscriptions], par=par, a=a)


@acte
def annuler_remplissage(*, vus: Mapping[int, str], par: Utilisateur, a: datetime) -> Remplissage:
    """Give back what was typed before the last filling in number. `vus`: by registration, what the page showed of its
    livret: who deposited meanwhile, or typed in another tab, is left as they are."""
    remplissage = Remplissage()
    prepares: list[LivretPrepare] = []
    for attendu in lire_attendus(_verrouillees(list(vus)), jour_de(a)):
        inscription = attendu.inscription
        prepare: LivretPrepare | None = getattr(inscription, "livret_prepare", None)
        ecart = _ecart(attendu, vus[inscription.pk])
        if ecart or prepare is None or prepare.avant is None:
            remplissage.laisses.append((inscription, ecart or "rien n’y est à annuler"))
            continue
        prepare.saisie, prepare.avant = prepare.avant, None
        prepare.revision += 1
        prepare.enregistre_le, prepare.enregistre_par = a, par
        prepares.append(prepare)
        remplissage.faits.append(inscription)
    champs = ("saisie", "avant", "revision", "enregistre_le", "enregistre_par")
    LivretPrepare.objects.bulk_update(prepares, champs, batch_size=100)
    _raconter(remplissage.faits, "rendu à ce qu’il était avant le remplissage en nombre", par, a)
    return remplissage


@acte
def deposer_prepare(*, inscription: Inscription, vu: str, par: Utilisateur, a: datetime) -> Livret:
    """Deposit a livret as it is prepared, and as the page that confirmed showed it (`vu`)."""
    verrouiller(inscription)
    [inscription] = _verrouillees([inscription.pk])
    exiger_suivie(inscription)
    [attendu] = lire_attendus([inscription], jour_de(a))
    if ecart := _ecart(attendu, vu):
        raise ErreurMetier(f"{tete_de_phrase(ecart)}.")
    constats = controler_prepare(attendu.saisie, attendu.cadre, jour_de(a))
    if constats:
        raise InscriptionIncomplete(constats)
    donnees = en_donnees(attendu.saisie, attendu.cadre.competences, jour_de(a))
    return deposer_livret(inscription=inscription, donnees=donnees, fichier=None, par=par, a=a)
