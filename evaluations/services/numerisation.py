"""Scans of papers signed by hand: read in the background, each page to its paper by its code, or asked about."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from certif_portal.commun.a_part import executer
from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier, FichierRefuse, RegleNonRespectee
from certif_portal.commun.etats import verifier_transition
from certif_portal.commun.fichiers import PDF, enregistrer_fichier, octets_de
from certif_portal.commun.journal import journaliser
from certif_portal.commun.models import Fichier
from certif_portal.commun.typographie import date_longue, jour_de
from certif_portal.comptes.models import Utilisateur
from evaluations.choix import (
    TRANSITIONS_NUMERISATION,
    EtatEmargement,
    EtatFeuille,
    EtatNumerisation,
    EtatPage,
    SorteFeuille,
)
from evaluations.models import Commission, FeuilleEmargement, FeuilleRecue, Numerisation, PageNumerisee
from evaluations.queries.numerisation import CHAMPS, objets
from evaluations.regles.feuille import CodePage, code_parmi
from evaluations.regles.grille import GRILLE_SEANCE, saisie_ouverte
from habilitations.models import OrganismeFormation

CODES = "certif_portal.commun.codes_qr"
LOT = 10  # pages read between two progresses: what a stop loses
MEMOIRE, SECONDES = 900, 60
SANS_CODE = "Aucun code n’est lu sur cette page."
INCONNU = "Son code ne désigne rien de ce que vous pouvez déposer."
DOUBLE = "Cette page de la feuille est déjà reçue : gardez la meilleure, écartez l’autre."
DEPLACEE = "Quelqu’un vient de ranger ou de retirer cette page : relisez où elle est avant de la déplacer."
REMPLACEE = "Une autre page a pris sa place : rangez-la ailleurs, ou écartez-la."
AUTRE_TIRAGE = "Son code annonce {dites} pages, et sa feuille en a {pages} : vérifiez qu’il s’agit du même tirage."


@acte
def deposer_numerisation(
    *,
    nom: str,
    octets: bytes,
    type_mime: str,
    organisme: OrganismeFormation | None,
    par: Utilisateur,
    a: datetime,
) -> Numerisation:
    """Keep a scan, to be read next; refused beyond what one deposit may bear."""
    pages = executer(f"{CODES}:compter_pages", octets, type_mime, memoire=MEMOIRE, secondes=SECONDES)
    fichier = enregistrer_fichier(nom=nom, octets=octets, type_mime=type_mime, par=par, a=a)
    return Numerisation.objects.create(
        fichier=fichier, organisme=organisme, pages_total=pages, deposee_le=a, deposee_par=par
    )


@acte
def deposer_emargement(
    *,
    commission: Commission,
    organisme: OrganismeFormation,
    nom: str,
    octets: bytes,
    type_mime: str,
    par: Utilisateur,
    a: datetime,
) -> FeuilleRecue:
    """The signed émargement of a sitting that its OF organises, scanned alone: every page of it is that paper's,
    whatever its codes say, and the centre checks it like any other."""
    if not FeuilleEmargement.objects.filter(commission=commission, etat=EtatEmargement.RENDU).exists():
        raise ErreurMetier("Aucune feuille d’émargement n’est à faire signer pour cette séance.")
    if not saisie_ouverte(commission.date, jour_de(a)):
        detail = f"La séance est le {date_longue(commission.date)} : sa feuille ne peut pas être déjà signée."
        raise RegleNonRespectee(GRILLE_SEANCE, detail)
    if FeuilleRecue.objects.filter(commission=commission, etat=EtatFeuille.A_VERIFIER).exists():
        raise ErreurMetier("Une feuille signée de cette séance attend déjà d’être vérifiée par le centre.")
    depot = deposer_numerisation(nom=nom, octets=octets, type_mime=type_mime, organisme=organisme, par=par, a=a)
    for rang in range(depot.pages_total):
        code = CodePage(SorteFeuille.EMARGEMENT, commission.pk, rang + 1, depot.pages_total)
        page = PageNumerisee(numerisation=depot, rang=rang)
        if _placer(page, code, a, par) is None:  # deposited twice at once, or no longer its own
            raise ErreurMetier(page.raison)
    feuille = FeuilleRecue.objects.get(commission=commission, etat=EtatFeuille.A_VERIFIER)
    _assembler(feuille, par, a)
    verifier_transition(TRANSITIONS_NUMERISATION, depot, EtatNumerisation.LUE)
    depot.lues, depot.etat = depot.pages_total, EtatNumerisation.LUE
    depot.save(update_fields=["lues", "etat"])
    return feuille


def lire_numerisation(numerisation_id: int, *, a: Callable[[], datetime]) -> None:
    """Read what is left to read, chunk by chunk; played again, or after a stop, it goes on where it was."""
    numerisation = Numerisation.objects.select_related("fichier", "organisme").get(pk=numerisation_id)
    octets = octets_de(numerisation.fichier)
    while numerisation.etat == EtatNumerisation.EN_LECTURE:
        debut = numerisation.lues
        try:
            lues = executer(
                f"{CODES}:lire_pages",
                octets,
                numerisation.fichier.type_mime,
                debut,
                debut + LOT,
                memoire=MEMOIRE,
                secondes=SECONDES,
            )
        except FichierRefuse as refus:
            _terminer(numerisation_id, EtatNumerisation.ECHEC, str(refus))
            return
        numerisation = _ranger_lot(numerisation_id, debut, [(lue.rang, lue.codes) for lue in lues], a())


@acte
def _ranger_lot(numerisation_id: int, debut: int, lues: list[tuple[int, tuple[str, ...]]], a: datetime) -> Numerisation:
    """The pages of a chunk, each in its place; a chunk that another task has just written is left as it is."""
    numerisation = (
        Numerisation.objects.select_for_update(of=("self",), no_key=True)
        .select_related("organisme", "deposee_par")
        .get(pk=numerisation_id)
    )
    if numerisation.lues != debut or numerisation.etat != EtatNumerisation.EN_LECTURE:
        return numerisation
    codees = [(PageNumerisee(numerisation=numerisation, rang=rang), code_parmi(codes)) for rang, codes in lues]
    codees.sort(key=lambda codee: (codee[1].sorte, codee[1].objet) if codee[1] else ("", 0))  # one order for all scans
    _tenir_feuilles(code for _, code in codees if code)
    recues = {feuille.pk: feuille for page, code in codees if (feuille := _placer(page, code, a))}
    for feuille in recues.values():  # at once: who accepts a paper whose pages are all there has them all in its file
        _assembler(feuille, numerisation.deposee_par, a)
    numerisation.lues = debut + len(lues)
    if not lues or numerisation.lues >= numerisation.pages_total:
        verifier_transition(TRANSITIONS_NUMERISATION, numerisation, EtatNumerisation.LUE)
        numerisation.etat = EtatNumerisation.LUE
    numerisation.save(update_fields=["lues", "etat"])
    return numerisation


@transaction.atomic
def _terminer(numerisation_id: int, etat: EtatNumerisation, erreur: str) -> None:
    numerisation = Numerisation.objects.select_for_update(of=("self",), no_key=True).get(pk=numerisation_id)
    verifier_transition(TRANSITIONS_NUMERISATION, numerisation, etat)
    numerisation.etat, numerisation.erreur = etat, erreur
    numerisation.save(update_fields=["etat", "erreur"])


@acte
def attribuer_page(
    *,
    page: PageNumerisee,
    sorte: SorteFeuille,
    objet: int,
    numero: int,
    pages: int,
    echanger: bool = False,
    par: Utilisateur,
    a: datetime,
) -> PageNumerisee:
    """Somebody says, having looked at it, which page of what this is, wherever it was put before.

    `echanger`: the page that is there already takes the place that this one leaves, or is asked about.
    """
    code = CodePage(sorte, objet, numero, max(pages, numero))
    _tenir_feuilles([code], page.feuille_id)
    page = _deplacable(page)
    quittee, ancien_numero = page.feuille, page.numero
    page.feuille = page.numero = None
    page.etat = EtatPage.A_ATTRIBUER
    page.save(update_fields=["feuille", "numero", "etat"])
    occupante = _occupante(code) if echanger else None
    if occupante:
        if quittee and occupante.feuille_id == quittee.pk and code.pages != quittee.pages_total:
            raise ErreurMetier(AUTRE_TIRAGE.format(dites=code.pages, pages=quittee.pages_total))
        occupante.etat, occupante.raison = EtatPage.A_ATTRIBUER, REMPLACEE
        occupante.feuille = occupante.numero = None
        occupante.save(update_fields=["etat", "raison", "feuille", "numero"])
    feuille = _placer(page, code, a, par)
    if feuille is None:
        raise ErreurMetier(page.raison)
    if occupante and quittee:
        occupante.etat, occupante.raison, occupante.attribuee_par = EtatPage.RANGEE, "", par
        occupante.feuille, occupante.numero = quittee, ancien_numero
        occupante.save(update_fields=["etat", "raison", "feuille", "numero", "attribuee_par"])
    _assembler(feuille, par, a)
    if quittee:
        echange = ", en échange de celle qui y était." if occupante else "."
        phrase = f"Page {ancien_numero} de « {quittee} » déplacée : page {numero} de « {feuille} »{echange}"
        for dossier in {une.dossier for une in (quittee, feuille)}:  # who opens either file reads where its page went
            journaliser(dossier, "page_deplacee", phrase, par=par, a=a)
    if quittee and quittee != feuille:
        _refaire(quittee, par, a)
    return page


def _occupante(code: CodePage) -> PageNumerisee | None:
    """The page that is already where this one goes, in a paper that still waits."""
    pages = PageNumerisee.objects.select_for_update(of=("self",), no_key=True)
    return pages.filter(
        **{f"feuille__{CHAMPS[code.sorte]}": code.objet},
        feuille__sorte=code.sorte,
        feuille__etat=EtatFeuille.A_VERIFIER,
        numero=code.page,
    ).first()


def _refaire(feuille: FeuilleRecue, par: Utilisateur, a: datetime) -> None:
    """Without the page that left it; a paper without any page left is none."""
    if feuille.pages.exists():
        _assembler(feuille, par, a)
        return
    fichiers = Fichier.objects.filter(pk__in=[feuille.fichier_id] if feuille.fichier_id else [])
    feuille.delete()
    fichiers.delete()


@acte
def ecarter_page(*, page: PageNumerisee, par: Utilisateur, a: datetime) -> PageNumerisee:
    """A blank page, a cover, a page scanned twice."""
    page = _a_attribuer(page)
    page.etat, page.attribuee_par, page.raison = EtatPage.ECARTEE, par, ""
    page.save(update_fields=["etat", "attribuee_par", "raison"])
    return page


def _tenir_feuilles(codes: Iterable[CodePage], quittee: int | None = None) -> None:
    """The papers that pages are about to join or leave, in one order, before any page: nobody accepts nor completes
    them meanwhile."""
    visees = Q(pk=quittee)
    for code in codes:
        visees |= Q(**{CHAMPS[code.sorte]: code.objet}, sorte=code.sorte, etat=EtatFeuille.A_VERIFIER)
    list(FeuilleRecue.objects.select_for_update(no_key=True).filter(visees).order_by("pk"))


def _verrouiller(page: PageNumerisee) -> PageNumerisee:
    return (
        PageNumerisee.objects.select_for_update(of=("self",), no_key=True)
        .select_related("numerisation__organisme", "feuille")
        .get(pk=page.pk)
    )


def _deplacable(page: PageNumerisee) -> PageNumerisee:
    """One that is asked about, or whose paper nobody has looked at yet."""
    lue = _verrouiller(page)
    if lue.feuille_id != page.feuille_id:  # its paper is not the one that was locked
        raise ErreurMetier(DEPLACEE)
    if lue.etat == EtatPage.RANGEE and lue.feuille and lue.feuille.etat != EtatFeuille.A_VERIFIER:
        raise ErreurMetier(f"La feuille de cette page est « {lue.feuille.get_etat_display()} » : elle n’en bouge plus.")
    return lue if lue.etat == EtatPage.RANGEE else _a_attribuer(page)


def _a_attribuer(page: PageNumerisee) -> PageNumerisee:
    lue = _verrouiller(page)
    if lue.etat != EtatPage.A_ATTRIBUER:
        raise ErreurMetier(f"Cette page n’est plus à attribuer : « {lue.get_etat_display()} ».")
    return lue


def _placer(
    page: PageNumerisee, code: CodePage | None, a: datetime, par: Utilisateur | None = None
) -> FeuilleRecue | None:
    """In the paper of its code, or asked about, with the reason."""
    page.etat, page.raison = EtatPage.A_ATTRIBUER, SANS_CODE
    if code is not None:
        organisme = page.numerisation.organisme
        objet = objets(code.sorte, organisme).filter(pk=code.objet).first()
        if objet is None:
            page.raison = INCONNU
        else:
            feuille = _feuille_ouverte(code, organisme, a)
            if feuille.pages_total != code.pages and not feuille.pages.exists():
                feuille.pages_total = code.pages  # the first page says how many there are
                feuille.save(update_fields=["pages_total"])
            if feuille.pages_total != code.pages:
                page.raison = AUTRE_TIRAGE.format(dites=code.pages, pages=feuille.pages_total)
            elif feuille.pages.filter(numero=code.page).exists():
                page.raison = DOUBLE
            else:
                page.etat, page.raison, page.feuille, page.numero = EtatPage.RANGEE, "", feuille, code.page
                page.attribuee_par = par
    page.full_clean(exclude=["numerisation", "feuille"])
    page.save()
    return page.feuille


def _feuille_ouverte(code: CodePage, organisme: OrganismeFormation | None, a: datetime) -> FeuilleRecue:
    """The paper of this grid, opinion or sitting that waits, to which a later scan may bring what it lacks; locked."""
    feuille, _ = FeuilleRecue.objects.select_for_update(no_key=True).get_or_create(
        **{f"{CHAMPS[code.sorte]}_id": code.objet},
        sorte=code.sorte,
        etat=EtatFeuille.A_VERIFIER,
        defaults={"organisme": organisme, "pages_total": code.pages, "recue_le": a},
    )
    return feuille


def _assembler(feuille: FeuilleRecue, par: Utilisateur, a: datetime) -> None:
    """One PDF of the pages that are there, in their order, as they were scanned."""
    pages = list(feuille.pages.select_related("numerisation__fichier").order_by("numero"))
    contenus = {page.numerisation_id: octets_de(page.numerisation.fichier) for page in pages}
    octets = executer(
        f"{CODES}:assembler",
        [(contenus[page.numerisation_id], page.numerisation.fichier.type_mime, page.rang) for page in pages],
        memoire=MEMOIRE,
        secondes=SECONDES,
    )
    ancien, nom = feuille.fichier, f"{feuille.get_sorte_display()} {feuille.de_quoi}.pdf".replace("/", "-")[-200:]
    feuille.fichier = enregistrer_fichier(nom=nom, octets=octets, type_mime=PDF, par=par, a=a)
    feuille.save(update_fields=["fichier"])
    if ancien:
        ancien.delete()
    phrase = f"{feuille.get_sorte_display()} : papier signé numérisé, {len(pages)} page(s) sur {feuille.pages_total}."
    journaliser(feuille.dossier, "feuille_recue", phrase, par=par, a=a)
