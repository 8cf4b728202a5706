"""Certified persons are told to the national information system, once: lots, hand-over, receipts."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime

from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.etats import verifier_transition
from certif_portal.commun.fichiers import XLSX, Depot, conserver, enregistrer_fichier
from certif_portal.commun.journal import journaliser
from certif_portal.commun.textes import cle_recherche
from certif_portal.commun.typographie import date_longue, jour_de
from certif_portal.comptes.models import Utilisateur
from jurys.choix_national import TRANSITIONS_LIGNE, TRANSITIONS_LOT, EtatLigne, EtatLot, NatureLot
from jurys.documents.national import ecrire_classeur, ecrire_flux, fautes_du_flux
from jurys.imports.national import LigneRetour, lire_retour
from jurys.models import Jury, LigneNational, LotNational, ReglagesNational, RetourNational, reglages_national
from jurys.queries.national import PAR_LOT, a_envoyer, certificats_concernes, revoques_apres, titulaires
from jurys.regles.national import Titulaire, numero_de_reference, statut_lu

XML = "application/xml"
PAR_PAS = 500
"""Certificates between two words on the progress."""
RIEN = "Aucun certificat n’est à déclarer : ils sont partis, ils attendent une donnée, ou aucun n’est au RNCP ni au RS."
Avancer = Callable[[int], None]


def _sans_suite(faites: int) -> None:
    """Nobody follows the progress."""


@acte
def regler_national(*, reglages: ReglagesNational, par: Utilisateur, a: datetime) -> ReglagesNational:
    """Who deposits, and what the XML says of them."""
    reglages.full_clean()
    reglages.save()
    comment = f"XML {reglages.version}" if reglages.xml_actif else "classeur remis au déposant"
    journaliser(reglages, "national", f"Fichier national réglé : {comment}.", par=par, a=a)
    return reglages


@acte
def demander_lot(
    *,
    nature: NatureLot,
    debut: date | None = None,
    fin: date | None = None,
    jury: Jury | None = None,
    motif: str = "",
    par: Utilisateur,
    a: datetime,
) -> LotNational:
    """Ask for a lot of a period of juries, or of one jury; a task writes it."""
    if jury is None and (debut is None or fin is None or debut > fin):
        raise ErreurMetier("Choisissez une période, du plus ancien jury au plus récent.")
    if nature == NatureLot.XML and not reglages_national().xml_actif:
        raise ErreurMetier("Le dépôt en XML n’est pas réglé : un responsable le règle d’abord.")
    if nature == NatureLot.AILLEURS and not motif.strip():
        raise ErreurMetier("Dites comment ces certificats ont été déclarés.")
    if LotNational.objects.filter(etat=EtatLot.EN_COURS).exists():
        raise ErreurMetier("Un lot est déjà en préparation : attendez qu’il soit fini.")
    version = reglages_national().version if nature == NatureLot.XML else ""
    lot = LotNational(nature=nature, version=version, jury=jury, motif=motif.strip(), cree_le=a, cree_par=par)
    if jury is None:
        lot.debut, lot.fin = debut, fin
    lot.full_clean()
    lot.save()
    journaliser(lot, "national", f"{lot} demandé : {lot.de_quoi}, {lot.get_nature_display().lower()}.", par=par, a=a)
    return lot


@acte
def preparer_lot(lot_id: int, *, a: datetime, avancer: Avancer = _sans_suite) -> bool:
    """Write a lot that asks for it; False when somebody else wrote it. One lot at a time: the row of the settings is
    held, so that no certificate goes in two."""
    ReglagesNational.objects.get_or_create(pk=1)
    reglages = ReglagesNational.objects.select_for_update(of=("self",), no_key=True).get(pk=1)
    verrouilles = LotNational.objects.select_for_update(of=("self",), no_key=True)
    lot = verrouilles.select_related("cree_par").filter(pk=lot_id, etat=EtatLot.EN_COURS).first()
    if lot is None:
        return False
    jury = lot.jury_id
    restants = a_envoyer(certificats_concernes(None if jury else lot.debut, None if jury else lot.fin, jury))
    retenus = [t for t in _suivre(titulaires(restants), avancer) if t.retenu or lot.nature == NatureLot.AILLEURS]
    lot.erreur = RIEN if not retenus else ""
    if retenus and lot.nature == NatureLot.AILLEURS:
        lot.remis_le, lot.remis_a, vers = jour_de(a), "hors du portail", EtatLot.REMIS
    else:
        vers = EtatLot.PRET if retenus and _ecrire(lot, retenus, reglages, a) else EtatLot.ECHEC
    verifier_transition(TRANSITIONS_LOT, lot, vers)
    lot.etat = vers
    if vers != EtatLot.ECHEC:
        lot.nombre = len(retenus)
        etat = EtatLigne.ACCEPTEE if lot.nature == NatureLot.AILLEURS else EtatLigne.ATTENDUE
        lignes = (LigneNational(lot=lot, certificat_id=t.certificat, etat=etat) for t in retenus)
        LigneNational.objects.bulk_create(lignes, batch_size=PAR_LOT)
    lot.full_clean()
    lot.save()
    phrase = f"{lot} : {lot.erreur}" if lot.erreur else f"{lot} prêt : {lot.nombre} certificats, {lot.de_quoi}."
    journaliser(lot, "national", phrase, par=None, a=a)
    return True


def _suivre(lus: Iterator[Titulaire], avancer: Avancer) -> Iterator[Titulaire]:
    for rang, titulaire in enumerate(lus, start=1):
        if rang % PAR_PAS == 0:
            avancer(rang)
        yield titulaire


def _ecrire(lot: LotNational, retenus: Sequence[Titulaire], reglages: ReglagesNational, a: datetime) -> bool:
    """The file of a lot, kept; False, with the faults told on the lot, when the schema refuses it."""
    if lot.nature == NatureLot.CLASSEUR:
        octets, type_mime, extension = ecrire_classeur(retenus), XLSX, "xlsx"
    else:
        flux = ecrire_flux(lot, retenus, reglages, a)
        lot.erreur = "\n".join(fautes_du_flux(flux, lot.version))
        octets, type_mime, extension = flux.octets, XML, "xml"
    if lot.erreur:
        return False
    nom = f"certifies-lot-{lot.pk}.{extension}"
    lot.fichier = enregistrer_fichier(nom=nom, octets=octets, type_mime=type_mime, par=lot.cree_par, a=a)
    return True


@acte
def echouer_lot(lot_id: int, *, erreur: str, a: datetime) -> bool:
    """A lot that the portal could not write says so, instead of being « en préparation » for ever."""
    verrouilles = LotNational.objects.select_for_update(of=("self",), no_key=True)
    lot = verrouilles.filter(pk=lot_id, etat=EtatLot.EN_COURS).first()
    if lot is None:
        return False
    verifier_transition(TRANSITIONS_LOT, lot, EtatLot.ECHEC)
    lot.etat, lot.erreur = EtatLot.ECHEC, erreur
    lot.save(update_fields=["etat", "erreur"])
    journaliser(lot, "national", f"{lot} : {erreur}", par=None, a=a)
    return True


def lots_a_preparer() -> list[int]:
    return list(LotNational.objects.filter(etat=EtatLot.EN_COURS).values_list("pk", flat=True))


def _verrouiller(lot: LotNational) -> LotNational:
    return LotNational.objects.select_for_update(of=("self",), no_key=True).get(pk=lot.pk)


@acte
def remettre_lot(*, lot: LotNational, le: date, remis_a: str, par: Utilisateur, a: datetime) -> LotNational:
    """The file was handed to whoever deposits, or deposited."""
    lot = _verrouiller(lot)
    verifier_transition(TRANSITIONS_LOT, lot, EtatLot.REMIS)
    if le > jour_de(a):
        raise ErreurMetier("Cette date n’est pas encore venue.")
    if le < jour_de(lot.cree_le):
        raise ErreurMetier(f"Le lot est du {date_longue(jour_de(lot.cree_le))} : il n’a pas pu partir avant.")
    lot.etat, lot.remis_le, lot.remis_a = EtatLot.REMIS, le, remis_a.strip()
    lot.full_clean()
    lot.save()
    journaliser(lot, "national", f"{lot} remis le {date_longue(le)} à {lot.remis_a}.", par=par, a=a)
    return lot


@acte
def annuler_lot(*, lot: LotNational, motif: str, par: Utilisateur, a: datetime) -> LotNational:
    """A lot that did not leave: its certificates are again to be told."""
    lot = _verrouiller(lot)
    verifier_transition(TRANSITIONS_LOT, lot, EtatLot.ANNULE)
    verifier_transition(TRANSITIONS_LIGNE, EtatLigne.ATTENDUE, EtatLigne.RETIREE)
    lot.lignes.filter(etat=EtatLigne.ATTENDUE).update(etat=EtatLigne.RETIREE)
    lot.etat, lot.motif = EtatLot.ANNULE, motif.strip()
    lot.full_clean()
    lot.save()
    journaliser(lot, "national", f"{lot} annulé : {motif.strip()}", par=par, a=a)
    return lot


@acte
def dire_corrigee(*, ligne: LigneNational, par: Utilisateur, a: datetime) -> LigneNational:
    """What was refused is put right: the next lot takes it again (NATIONAL-UNE-FOIS)."""
    verrouillees = LigneNational.objects.select_for_update(of=("self",), no_key=True)
    ligne = verrouillees.select_related("lot", "certificat").get(pk=ligne.pk)
    verifier_transition(TRANSITIONS_LIGNE, ligne, EtatLigne.CORRIGEE)
    ligne.etat = EtatLigne.CORRIGEE
    ligne.save(update_fields=["etat"])
    journaliser(ligne.lot, "national", f"{ligne.certificat.numero} corrigé, à renvoyer.", par=par, a=a)
    return ligne


@acte
def dire_revoquee(*, ligne: LigneNational, par: Utilisateur, a: datetime) -> LigneNational:
    """Whoever deposits was told that this certificate, declared, does not stand any more."""
    verrouillees = LigneNational.objects.select_for_update(of=("self",), no_key=True)
    ligne = verrouillees.select_related("lot", "certificat").get(pk=ligne.pk)
    verifier_transition(TRANSITIONS_LIGNE, ligne, EtatLigne.ANNULEE)
    if not revoques_apres().filter(pk=ligne.pk).exists():
        raise ErreurMetier(f"Le certificat {ligne.certificat.numero} n’est ni révoqué ni remplacé depuis son envoi.")
    ligne.etat = EtatLigne.ANNULEE
    ligne.save(update_fields=["etat"])
    phrase = f"{ligne.certificat.numero}, déclaré puis révoqué ou remplacé : dit à qui dépose."
    journaliser(ligne.lot, "national", phrase, par=par, a=a)
    return ligne


@acte
def lire_retour_national(*, fichier: Depot, par: Utilisateur, a: datetime) -> RetourNational:
    """Read a receipt row by row: accepted, refused with its reason, or unknown, and told. Reading it again changes
    nothing; what was accepted stays accepted."""
    lues = lire_retour(fichier[0], fichier[1])
    if not lues:
        raise ErreurMetier("Aucune ligne de ce fichier ne porte de statut.")
    references = {lue.ligne: numero_de_reference(lue.reference) for lue in lues}
    attendues = LigneNational.objects.select_for_update(of=("self",), no_key=True).filter(
        certificat__in={pk for pk in references.values() if pk}, lot__etat=EtatLot.REMIS
    )
    par_certificat = {ligne.certificat_id: ligne for ligne in attendues.order_by("pk")}  # the last sending
    changees: dict[int, LigneNational] = {}
    inconnues, connues = [], 0
    for lue in lues:
        ligne = par_certificat.get(references[lue.ligne] or 0)
        verdict = _verdict(lue, ligne)
        if verdict is None:
            connues += 1
        elif ligne is None or not isinstance(verdict, EtatLigne):
            inconnues.append(f"Ligne {lue.ligne}, « {lue.reference} », « {lue.statut} » : {verdict}")
        else:
            ligne.etat, ligne.motif, ligne.lue_le = verdict, lue.motif if verdict == EtatLigne.REFUSEE else "", a
            changees[ligne.pk] = ligne
    LigneNational.objects.bulk_update(changees.values(), ["etat", "motif", "lue_le"], batch_size=500)
    acceptees = sum(ligne.etat == EtatLigne.ACCEPTEE for ligne in changees.values())
    retour = RetourNational.objects.create(
        fichier=conserver(fichier, par=par, a=a),
        lu_le=a,
        lu_par=par,
        acceptees=acceptees,
        refusees=len(changees) - acceptees,
        connues=connues,
        inconnues=inconnues,
    )
    phrase = f"Retour lu : acceptées {acceptees}, refusées {retour.refusees}, inconnues {len(inconnues)}."
    journaliser(reglages_national(), "national", phrase, par=par, a=a)
    return retour


def _verdict(lue: LigneRetour, ligne: LigneNational | None) -> EtatLigne | str | None:
    """The new state of a row; why it is not understood; or None when it is already known."""
    if ligne is None:
        return "cette référence n’est pas celle d’un certificat remis."
    accepte = statut_lu(cle_recherche(lue.statut))
    if accepte is None:
        return "« accepté » ou « refusé » est attendu."
    vers = EtatLigne.ACCEPTEE if accepte else EtatLigne.REFUSEE
    if ligne.etat == vers:
        return None
    if ligne.etat != EtatLigne.ATTENDUE:
        return f"la ligne est déjà « {EtatLigne(ligne.etat).label} »."
    if vers == EtatLigne.REFUSEE and not lue.motif:
        return "un refus dit son motif."
    return vers
