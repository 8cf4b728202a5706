"""Reminders: what is due is written to each addressee once, all of a person's in one mail.

A reminder is a row from the moment it is due (`_inscrire`), and is written with its mail (`_ecrire`), chunk of persons
by chunk: whatever stops the round, the next one takes up what is left, and nothing leaves twice.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, DateTimeField, Model, OuterRef, QuerySet, Subquery, Value
from django.urls import reverse

from candidats.choix_suivi import NatureEcheance
from candidats.models import Candidat, EcheanceDossier, Inscription
from candidats.services.identite import corriger_courriel
from candidats.services.rapport import renouveler_liens_rapport
from certif_portal.centre.models import ParametresCentre, parametres
from certif_portal.commun.actes import acte
from certif_portal.commun.choix import RELANCE
from certif_portal.commun.courriels import Brouillon, Commun, deposer_courriel, deposer_tous, mots_de
from certif_portal.commun.echeances import Echeance
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee
from certif_portal.commun.insertion import inserer_selection
from certif_portal.commun.journal import journaliser_cles
from certif_portal.commun.models import Courriel
from certif_portal.commun.typographie import date_longue, jour_de
from certif_portal.comptes.models import Utilisateur
from certif_portal.portail.choix import QuiRelance
from certif_portal.portail.models import Relance, SuspensionRelances
from certif_portal.portail.queries.echeance import des_dossiers, en_echeance, lisibles, sans_dossier
from certif_portal.portail.queries.relance import Tour, expliquer, lire_tour, voies
from certif_portal.portail.regles import RELANCE_PAUSE
from evaluations.services.avis import renouveler_liens
from habilitations.models import Audit, Habilitation, NonConformite, OrganismeFormation
from jurys.models import DossierGTP, Jury, Purge
from referentiels.models import Certification

journal_technique = logging.getLogger(__name__)
DOSSIERS: dict[str, type[Model]] = {
    modele._meta.label_lower: modele
    for modele in (
        *(Inscription, Jury, DossierGTP, Purge),
        *(OrganismeFormation, Certification, NonConformite, Habilitation, Audit),
    )
}
PERSONNES, LIGNES = 200, 2_500
"""Addressees, and reminders, written in one transaction: two thousand files hold in one."""
MONTREES = 40
"""Deadlines that one mail names: beyond, it says how many more and where to read them. A personal link is always
given: the one before it is closed, and whoever answers by it has no page to read it on."""
COLONNES = ("echeance", "etape", "destinataire", "qui", "due_le")
PARLANTES = (NatureEcheance.AVIS.value, NatureEcheance.RAPPORT.value)
"""Kinds that somebody without an account answers by a personal link."""


@dataclass(frozen=True)
class Bilan:
    """What a round wrote, and the kinds of faults it met: their words, which may name somebody, are in the technical
    log."""

    relances: int = 0
    courriels: int = 0
    pannes: tuple[str, ...] = ()

    def __add__(self, autre: "Bilan") -> "Bilan":
        return Bilan(self.relances + autre.relances, self.courriels + autre.courriels, (*self.pannes, *autre.pannes))


def relancer(*, le: date, a: datetime) -> Bilan:
    """Send what is due that day, once for all: running it again, or twice at once, sends nothing more. Nothing leaves
    on a day off."""
    tour = lire_tour(le, parametres())
    if not tour.ouvre:
        return Bilan()
    autres = {echeance.cle: echeance for echeance in sans_dossier(le, tour.centre)}
    _oublier_les_restes()
    _inscrire(tour, autres.values(), a)
    bilan, dernier = Bilan(), ""
    while lot := _personnes(dernier):
        bilan += _ecrire_sans_faillir(lot, tour, autres, a, bilan.courriels)
        dernier = lot[-1]
    return bilan


@acte
def _oublier_les_restes() -> None:
    """Rows of a round that was cut: what is still due becomes one again, to whom it is due now."""
    Relance.objects.filter(envoyee_le__isnull=True).delete()


def _ecrire_sans_faillir(lot: list[str], tour: Tour, autres: Mapping[str, Echeance], a: datetime, rang: int) -> Bilan:
    """A chunk; when it fails, each of its persons alone: what is wrong with one never stops the others."""
    try:
        return _ecrire_lot(lot, tour, autres, a, rang)
    except Exception as panne:
        if len(lot) == 1:
            journal_technique.exception("Relances d’une personne : la tournée continue")
            return Bilan(pannes=(type(panne).__name__,))
    bilan = Bilan()
    for personne in lot:
        bilan += _ecrire_sans_faillir([personne], tour, autres, a, rang + bilan.courriels)
    return bilan


def _inscrire(tour: Tour, autres: Iterable[Echeance], a: datetime) -> None:
    """Every reminder due is a row: one statement a role for the files, whatever their number."""
    for voie in voies(tour):
        selection = voie.annotate(due_le=Value(a, output_field=DateTimeField())).values_list(
            "cle", "etape", "adresse", "qui", "due_le"
        )
        inserer_selection(Relance, COLONNES, selection)
    dues = [ligne for ligne in expliquer(autres, tour) if ligne.part]
    Relance.objects.bulk_create(
        [
            Relance(
                echeance=ligne.echeance.cle,
                etape=ligne.etape,
                destinataire=ligne.destinataire,
                qui=ligne.qui,
                due_le=a,
            )
            for ligne in dues
        ],
        ignore_conflicts=True,
        batch_size=1000,
    )


def _personnes(apres: str) -> list[str]:
    """The next addressees to whom something is due; one who has more than a chunk has a transaction alone."""
    dues = Relance.objects.filter(envoyee_le__isnull=True, destinataire__gt=apres).order_by()
    comptees = dues.values_list("destinataire").annotate(nombre=Count("pk")).order_by("destinataire")[:PERSONNES]
    retenues, total = list[str](), 0
    for destinataire, nombre in comptees:
        if retenues and total + nombre > LIGNES:
            break
        retenues.append(destinataire)
        total += nombre
    return retenues


@acte
def _ecrire_lot(
    destinataires: Sequence[str], tour: Tour, autres: Mapping[str, Echeance], a: datetime, rang: int
) -> Bilan:
    """One mail to each of these persons. What was done since, is held, or is somebody else's to do, is due no more."""
    relances = _verrouiller(Relance.objects.filter(destinataire__in=destinataires))
    echeances = {**_encore_dues(relances, tour), **autres}
    responsables = {(QuiRelance.RESPONSABLE.value, adresse) for adresse in tour.responsables}
    siennes = {cle: responsables.union(echeance.a_qui()) for cle, echeance in echeances.items()}
    tenues = [r for r in relances if (r.qui, r.destinataire) in siennes.get(r.echeance, ())]
    elements = _elements(tenues, echeances, tour.le, a)
    vaines = [relance.pk for relance in relances if relance.pk not in elements]
    if vaines:
        Relance.objects.filter(pk__in=vaines).delete()
    par_personne: dict[str, list[Relance]] = {}
    for relance in sorted((r for r in relances if r.pk in elements), key=lambda r: echeances[r.echeance].date_limite):
        par_personne.setdefault(relance.destinataire, []).append(relance)
    brouillons = [
        _brouillon(destinataire, [elements[relance.pk] for relance in siennes])
        for destinataire, siennes in par_personne.items()
    ]
    courriels = deposer_tous(brouillons, a=a, rang=rang)
    ecrites = [relance for siennes in par_personne.values() for relance in siennes]
    le_sien = Courriel.objects.filter(pk__in=[c.pk for c in courriels], destinataire=OuterRef("destinataire"))
    Relance.objects.filter(pk__in=[relance.pk for relance in ecrites]).update(
        courriel=Subquery(le_sien.values("pk")[:1]), envoyee_le=a
    )
    _journaliser(ecrites, elements, None, a)
    return Bilan(len(ecrites), len(courriels))


def _verrouiller(relances: QuerySet[Relance]) -> list[Relance]:
    """Those still to be written: a second round waits for the first, then finds none."""
    a_ecrire = relances.select_for_update(of=("self",), no_key=True).filter(envoyee_le__isnull=True)
    return list(a_ecrire.order_by("destinataire", "pk"))


def _encore_dues(relances: Sequence[Relance], tour: Tour) -> dict[str, Echeance]:
    """By key, what the files still wait for."""
    cles, trouvees = sorted({relance.echeance for relance in relances}), dict[str, Echeance]()
    for debut in range(0, len(cles), LIGNES):
        lignes = EcheanceDossier.objects.au(tour.le).filter(cle__in=cles[debut : debut + LIGNES])
        suspendus = SuspensionRelances.objects.en_cours(tour.le).values("inscription")
        for ligne in lisibles(lignes.exclude(inscription__in=suspendus), tour.centre):
            trouvees[ligne.cle] = en_echeance(ligne, tour.centre)
    return trouvees


def _elements(
    relances: Sequence[Relance], echeances: Mapping[str, Echeance], le: date, a: datetime
) -> dict[int, dict[str, Any]]:
    """By reminder, what its mail says of it. A tutor, or a candidate by themselves, has no account: what reminds them
    of what they must give is a new personal link, the old one closing."""
    dues = {relance.pk: echeances[relance.echeance] for relance in relances if relance.echeance in echeances}
    liens = _liens(relances, dues, a)
    return {
        relance.pk: {
            "echeance": dues[relance.pk],
            "restant": dues[relance.pk].restant(le),
            "ouvre": not (lien or _sans_compte(relance, dues[relance.pk])),
            "lien": lien,
            "signalee": relance.qui == QuiRelance.RESPONSABLE and dues[relance.pk].acteur != relance.qui,
        }
        for relance in relances
        if relance.pk in dues and (lien := liens.get(relance.pk, "")) is not None
    }


def _sans_compte(relance: Relance, echeance: Echeance) -> bool:
    return relance.qui == QuiRelance.TUTEUR or relance.destinataire in echeance.sans_compte


def _liens(relances: Sequence[Relance], dues: Mapping[int, Echeance], a: datetime) -> dict[int, str | None]:
    """By reminder, the personal link; None where nothing is awaited any more."""
    parlantes = {r.pk: r for r in relances if r.pk in dues and dues[r.pk].nature in PARLANTES}
    a_ouvrir = {pk: r for pk, r in parlantes.items() if _sans_compte(r, dues[pk])}
    if not a_ouvrir:
        return {}
    par_nature: dict[str, dict[int, str]] = {nature: {} for nature in PARLANTES}
    for pk, relance in a_ouvrir.items():
        par_nature[dues[pk].nature][dues[pk].dossier_id] = relance.destinataire
    avis = renouveler_liens(par_nature[NatureEcheance.AVIS], a=a)
    rapports = renouveler_liens_rapport(par_nature[NatureEcheance.RAPPORT], a=a)
    ouverts = {
        NatureEcheance.AVIS.value: ("avis_repondre", avis),
        NatureEcheance.RAPPORT.value: ("rapport_par_lien", rapports),
    }
    liens: dict[int, str | None] = {}
    for pk in a_ouvrir:
        page, jetons = ouverts[dues[pk].nature]
        jeton = jetons.get(dues[pk].dossier_id)
        liens[pk] = settings.ADRESSE_PUBLIQUE + reverse(page, args=[jeton]) if jeton else None
    return liens


def _dire(element: dict[str, Any]) -> dict[str, Any]:
    """As its mail reads it: the address of its page, for those who may open it."""
    echeance: Echeance = element["echeance"]
    return element | {"url": settings.ADRESSE_PUBLIQUE + echeance.url if element["ouvre"] else ""}


def _brouillon(destinataire: str, elements: Sequence[dict[str, Any]]) -> Brouillon:
    """One deadline, or all of a person's in the order of their dates; a deadline at two steps is told once."""
    uns = list({element["echeance"].cle: element for element in elements}.values())
    confidentiel = any(element["lien"] for element in uns)
    if len(uns) == 1:
        objet, texte = mots_de("relance", _dire(uns[0]))
        return Brouillon(destinataire, objet, texte, "relance", _ouvert(uns[0]["echeance"]), confidentiel)
    dits = [element for rang, element in enumerate(uns) if rang < MONTREES or element["lien"]]  # it was just renewed
    contexte = {"elements": [*map(_dire, dits)], "nombre": len(uns), "reste": len(uns) - len(dits)}
    objet, texte = mots_de("relances", contexte)
    return Brouillon(destinataire, objet, texte, "relances", None, confidentiel)


def _dossier(echeance: Echeance) -> tuple[type[Model], int]:
    if echeance.dossier_type not in DOSSIERS:  # of a year, of no file: told in the journal of the centre
        return ParametresCentre, parametres().pk
    return DOSSIERS[echeance.dossier_type], echeance.dossier_id


def _ouvert(echeance: Echeance) -> Model:
    modele, cle = _dossier(echeance)
    return modele(pk=cle)


def _journaliser(
    relances: Sequence[Relance], elements: Mapping[int, Mapping[str, Any]], par: Utilisateur | None, a: datetime
) -> None:
    """Each file's journal says so; to whom, the reminder and its mail say."""
    entrees = []
    for relance in relances:
        echeance = elements[relance.pk]["echeance"]
        moment = "" if par else f" {relance.etape}"
        phrase = f"Relance{moment} envoyée : {echeance.libelle}."
        if elements[relance.pk]["signalee"]:
            quoi = "Retard signalé" if elements[relance.pk]["restant"].en_retard else "Échéance signalée"
            phrase = f"{quoi} au responsable ({relance.etape}) : {echeance.libelle}."
        entrees.append((*_dossier(echeance), phrase))
    journaliser_cles(entrees, RELANCE, par=par, a=a)


# --- one file, by hand ---------------------------------------------------------------------------


RIEN_ATTENDU = "Ce dossier n’attend rien de l’organisme ni du tuteur."


@acte
def relancer_dossier(*, inscription: Inscription, le: date, par: Utilisateur, a: datetime) -> list[str]:
    """Remind now whoever a file waits for at this very moment, whatever the steps and the day; once a day. Gives what
    was sent, in words."""
    Inscription.objects.select_for_update(of=("self",), no_key=True).get(pk=inscription.pk)
    siennes = {echeance.cle: echeance for echeance in des_dossiers([inscription.pk], le, parametres())}
    if not siennes:
        raise ErreurMetier(RIEN_ATTENDU)
    if suspension := SuspensionRelances.objects.en_cours(le).filter(inscription=inscription).first():
        detail = f"Suspendues jusqu’au {date_longue(suspension.jusqu_au)} : {suspension.motif}"
        raise RegleNonRespectee(RELANCE_PAUSE, detail)
    etape = f"{le:%d/%m/%Y}"
    a_ecrire = [
        Relance(echeance=cle, etape=etape, destinataire=destinataire, qui=qui, due_le=a)
        for cle, echeance in siennes.items()
        for qui, destinataire in echeance.a_qui()
    ]
    if not a_ecrire:
        raise ErreurMetier("Aucune adresse n’est connue pour ce dossier.")
    Relance.objects.bulk_create(a_ecrire, ignore_conflicts=True)
    relances = _verrouiller(Relance.objects.filter(echeance__in=siennes, etape=etape))
    if not relances:
        raise ErreurMetier("Une relance est déjà partie aujourd’hui.")
    elements = _elements(relances, siennes, le, a)
    ecrites = [relance for relance in relances if relance.pk in elements]
    if not ecrites:
        raise ErreurMetier(RIEN_ATTENDU)
    Relance.objects.filter(pk__in=[relance.pk for relance in relances if relance.pk not in elements]).delete()
    for relance in ecrites:
        relance.courriel, relance.envoyee_le = _ecrire(relance, elements[relance.pk], a), a
        relance.save(update_fields=["courriel", "envoyee_le"])
    _journaliser(ecrites, elements, par, a)
    parties = [f"{siennes[relance.echeance].libelle} : {relance.destinataire}" for relance in ecrites]
    closes = {siennes[relance.echeance].libelle for relance in relances if relance.pk not in elements}
    return parties + [f"{libelle} : plus attendu, personne n’est relancé" for libelle in sorted(closes)]


def _ecrire(relance: Relance, element: dict[str, Any], a: datetime) -> Courriel:
    """One mail, or a share of one when files are reminded in number (`ensemble`); a personal link is never shared."""
    return deposer_courriel(
        destinataire=relance.destinataire,
        acte="relance",
        contexte=_dire(element),
        a=a,
        dossier=_ouvert(element["echeance"]),
        confidentiel=bool(element["lien"]),
        en_nombre=None if element["lien"] else Commun("relances"),
    )


# --- a mail that did not arrive ------------------------------------------------------------------


@acte
def refaire_relances(*, courriel: Courriel, adresse: str, par: Utilisateur, a: datetime) -> None:
    """Write again what a mail with personal links said, to that address: the links are new, what is no longer awaited
    is left out."""
    tour = lire_tour(jour_de(a), parametres())
    relances = list(
        Relance.objects.select_for_update(of=("self",), no_key=True).filter(courriel=courriel).order_by("pk")
    )
    for relance in relances:
        relance.destinataire = adresse
    siennes = EcheanceDossier.objects.filter(cle__in=[r.echeance for r in relances if r.qui == QuiRelance.CANDIDAT])
    for candidat in Candidat.objects.filter(inscriptions__echeances__in=siennes).exclude(courriel=adresse).distinct():
        corriger_courriel(candidat=candidat, courriel=adresse, par=par, a=a)
    echeances = _encore_dues(relances, tour)
    elements = _elements(relances, echeances, tour.le, a)
    ecrites = [relance for relance in relances if relance.pk in elements]
    if not ecrites:
        raise ErreurMetier("Ce que ce courriel rappelait n’est plus attendu : il n’y a rien à renvoyer.")
    [nouveau] = deposer_tous([_brouillon(adresse, [elements[relance.pk] for relance in ecrites])], a=a)
    for relance in ecrites:  # the address corrected is the one reminded, whatever was kept of it
        memes = Relance.objects.filter(echeance=relance.echeance, etape=relance.etape, destinataire=adresse)
        memes.exclude(pk=relance.pk).delete()
        relance.courriel, relance.envoyee_le = nouveau, a
    Relance.objects.bulk_update(ecrites, ["destinataire", "courriel", "envoyee_le"])
    dites = [elements[relance.pk]["echeance"] for relance in ecrites]
    entrees = [(*_dossier(dite), f"Relance renvoyée : {dite.libelle}.") for dite in dites]
    journaliser_cles(entrees, RELANCE, par=par, a=a)
