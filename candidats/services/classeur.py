"""A workbook: received, its columns settled, checked line by line, mended on screen, then recorded.

Reading and recording run in a task; each can run twice, or twice at once, and counts once.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from candidats.choix import TRANSITIONS_IMPORT, EtatImport
from candidats.donnees import FichierRecu
from candidats.imports.colonnes import PAR_CLE, REPONSES
from candidats.imports.contexte import ContexteImport
from candidats.imports.controle import controler_classeur
from candidats.imports.lecture import ClasseurLu, Grille, LigneBrute, ouvrir_classeur, ranger
from candidats.imports.ligne import Lecteur
from candidats.imports.rapport import Decision, Rapport, Sort, rapport_depuis
from candidats.imports.synonymes import noms_connus
from candidats.models import CorrespondanceColonne, ImportClasseur, Inscription, Projet, RapportClasseur
from candidats.queries.classeur import avec_lieux, contexte_import, memoire_des_colonnes
from candidats.services.inscription import modifier_inscription
from candidats.services.lot import creer_inscriptions
from candidats.services.mots import repondre_ensemble
from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.etats import verifier_transition
from certif_portal.commun.fichiers import enregistrer_fichier, octets_de
from certif_portal.commun.journal import journaliser
from certif_portal.commun.textes import cle_recherche
from certif_portal.commun.typographie import jour_de
from certif_portal.comptes.models import Utilisateur
from habilitations.models import OrganismeFormation

Avancer = Callable[[int], None]
DEJA_ENREGISTRE = "Ce classeur a déjà été enregistré."


def _sans_suite(faites: int) -> None:
    """Nobody follows the progress."""


@acte
def recevoir_classeur(
    *, organisme: OrganismeFormation, fichier: FichierRecu, par: Utilisateur, a: datetime
) -> ImportClasseur:
    """Keep a readable workbook until it is confirmed; the one this person left waiting is forgotten. Its sheet and its
    columns are to be settled first unless they are certain.

    Raises FichierRefuse, with nothing stored, when there is nothing to read in it.
    """
    grille = ouvrir_classeur(fichier.octets, memoire_des_colonnes(organisme))
    lues = len(ranger(grille).lignes) if grille.feuille_sure else sum(liste.nombre for liste in grille.listes)
    attente = [EtatImport.A_RANGER, EtatImport.EN_LECTURE, EtatImport.A_CONFIRMER]
    for ancien in ImportClasseur.objects.filter(organisme=organisme, depose_par=par, etat__in=attente):
        _oublier(ancien)
        ancien.delete()
    conserve = enregistrer_fichier(nom=fichier.nom, octets=fichier.octets, type_mime=fichier.type_mime, par=par, a=a)
    classeur = ImportClasseur(
        organisme=organisme,
        fichier=conserve,
        nom=fichier.nom,
        depose_le=a,
        depose_par=par,
        etat=EtatImport.EN_LECTURE if grille.feuille_sure and grille.sure else EtatImport.A_RANGER,
        colonnes={str(rang): cle for rang, cle in grille.choix.items()},
        lignes_lues=lues,
    )
    classeur.full_clean()
    classeur.save()
    return classeur


def ouvrir(classeur: ImportClasseur) -> Grille:
    """The workbook opened again from its bytes."""
    if classeur.fichier is None:
        raise ErreurMetier(DEJA_ENREGISTRE)
    memoire = memoire_des_colonnes(classeur.organisme)
    return ouvrir_classeur(octets_de(classeur.fichier), memoire, feuille=classeur.feuille)


def lire(classeur: ImportClasseur, grille: Grille | None = None) -> ClasseurLu:
    """Its lines under the columns chosen for it; `grille`: what `ouvrir` gave, once it is there."""
    return ranger(grille or ouvrir(classeur), {int(rang): cle for rang, cle in classeur.colonnes.items()})


def lignes_completes(classeur: ImportClasseur, lu: ClasseurLu, le: date) -> list[LigneBrute]:
    """The lines read, with what was said on screen for all of them."""
    if not classeur.valeurs:
        return []
    lecteur = Lecteur(contexte_import(classeur.organisme, le, classeur), lu.depuis_1904)
    return [lecteur.pour_toutes(brute) for brute in lu.lignes]


@acte
def choisir_feuilles(
    *, classeur: ImportClasseur, feuilles: Sequence[str], par: Utilisateur, a: datetime
) -> list[ImportClasseur]:
    """Say which sheets of a workbook are to be read: each becomes a workbook of its own, with its lines and its
    report."""
    premier = _verrouiller(classeur.pk)
    grille = ouvrir(premier)
    connues = [liste.feuille for liste in grille.listes]
    if premier.etat != EtatImport.A_RANGER or not feuilles or not set(feuilles) <= set(connues):
        raise ErreurMetier("Choisissez une feuille de ce classeur.")
    octets, memoire = octets_de(premier.fichier), memoire_des_colonnes(premier.organisme)  # type: ignore[arg-type]
    choisis = []
    for rang, feuille in enumerate(nom for nom in connues if nom in feuilles):
        lu = premier if rang == 0 else _copier(premier, octets, par, a)
        grille = ouvrir_classeur(octets, memoire, feuille=feuille)
        lu.feuille, lu.lignes_lues = feuille, len(ranger(grille).lignes)
        lu.colonnes = {str(place): cle for place, cle in grille.choix.items()}
        if grille.sure:
            verifier_transition(TRANSITIONS_IMPORT, lu, EtatImport.EN_LECTURE)
            lu.etat = EtatImport.EN_LECTURE
        lu.full_clean()
        lu.save()
        choisis.append(lu)
    return choisis


def _copier(classeur: ImportClasseur, octets: bytes, par: Utilisateur, a: datetime) -> ImportClasseur:
    """The same file, to read another of its sheets."""
    fichier = classeur.fichier
    conserve = enregistrer_fichier(
        nom=classeur.nom, octets=octets, type_mime=fichier.type_mime if fichier else "", par=par, a=a
    )
    return ImportClasseur(
        organisme=classeur.organisme,
        fichier=conserve,
        nom=classeur.nom,
        depose_le=a,
        depose_par=par,
        etat=EtatImport.A_RANGER,
    )


@acte
def ranger_colonnes(
    *, classeur: ImportClasseur, choix: dict[int, str], valeurs: dict[str, str] | None = None
) -> ImportClasseur:
    """Settle what each column of the workbook holds, and what is said once for every line where it has none; what
    anybody would not have guessed of a column is remembered for the next workbooks of this OF."""
    classeur = _verrouiller(classeur.pk)
    titres = {titre.rang: titre for titre in ouvrir(classeur).titres}
    cles = {rang: cle_recherche(titre.texte)[:200] for rang, titre in titres.items()}
    par_titre = {cles[rang]: cle for rang, cle in choix.items() if cles.get(rang)}
    demandes = {cles[rang] for rang, titre in titres.items() if titre.doute}
    propres = {titre: cle for titre, cle in par_titre.items() if titre in demandes or noms_connus().get(titre) != cle}
    CorrespondanceColonne.objects.filter(organisme=classeur.organisme, titre__in=par_titre.keys() - propres).delete()
    CorrespondanceColonne.objects.bulk_create(
        [CorrespondanceColonne(organisme=classeur.organisme, titre=titre, cle=cle) for titre, cle in propres.items()],
        update_conflicts=True,
        unique_fields=["organisme", "titre"],
        update_fields=["cle"],
    )
    classeur.colonnes = {str(rang): cle for rang, cle in choix.items()}
    classeur.valeurs = valeurs or {}
    _proposer_aux_autres_feuilles(classeur)
    return _relire(classeur, ["colonnes", "valeurs"])


def _proposer_aux_autres_feuilles(classeur: ImportClasseur) -> None:
    """What was said of every line of one sheet is proposed for the others of the file, whose columns are still to be
    settled: it is shown there before anything is read with it."""
    autres = ImportClasseur.objects.filter(
        organisme=classeur.organisme,
        depose_par=classeur.depose_par,
        fichier__sha256=classeur.fichier.sha256 if classeur.fichier else "",
        etat=EtatImport.A_RANGER,
        valeurs={},
    )
    if classeur.valeurs:
        autres.exclude(pk=classeur.pk).update(valeurs=classeur.valeurs)


@acte
def corriger_classeur(
    *, classeur: ImportClasseur, corrections: dict[int, dict[str, str]], ensemble: dict[str, str] | None = None
) -> ImportClasseur:
    """Keep what was typed in the place of the bad cells, line by line, or once for all those of a group (`ensemble`:
    its name -> the answer); the workbook itself is not touched.

    Raises ErreurMetier for a word explained by another that nobody understands either.
    """
    classeur = _verrouiller(classeur.pk)
    if ensemble:
        communes = repondre_ensemble(classeur, rapport_conserve(classeur), ensemble)
        corrections = {
            ligne: communes.get(ligne, {}) | corrections.get(ligne, {}) for ligne in {*communes, *corrections}
        }
    for ligne, valeurs in corrections.items():
        connues = {cle: valeur.strip()[:300] for cle, valeur in valeurs.items() if cle in PAR_CLE or cle in REPONSES}
        classeur.corrections[str(ligne)] = classeur.corrections.get(str(ligne), {}) | connues
    return _relire(classeur, ["corrections"])


@acte
def decider_lignes(*, classeur: ImportClasseur, decisions: dict[int, str]) -> ImportClasseur:
    """Choose, line by line, between what is registered and what the workbook says."""
    classeur = _verrouiller(classeur.pk)
    classeur.decisions |= {str(ligne): str(Decision(decision)) for ligne, decision in decisions.items()}
    return _relire(classeur, ["decisions"])


def _relire(classeur: ImportClasseur, champs: list[str]) -> ImportClasseur:
    verifier_transition(TRANSITIONS_IMPORT, classeur, EtatImport.EN_LECTURE)
    classeur.etat, classeur.echec = EtatImport.EN_LECTURE, ""
    classeur.full_clean()
    classeur.save(update_fields=[*champs, "etat", "echec"])
    return classeur


def lire_classeur(classeur_id: int, *, le: date, avancer: Avancer = _sans_suite) -> None:
    """The dry run: check every line and keep the report. A workbook that does not wait for it is left alone."""
    classeur = _en_attente(classeur_id, EtatImport.EN_LECTURE)
    if classeur is None:
        return
    saisies = _saisies(classeur)
    try:
        lu, contexte = lire(classeur), contexte_import(classeur.organisme, le, classeur)
        rapport = controler_classeur(lu, avec_lieux(contexte, lu), avancer)
    except ErreurMetier as erreur:
        _renoncer_a_lire(classeur_id, str(erreur))
        return
    conserve = {"octets": rapport.en_octets(), "valeurs": rapport.valeurs(), "empreinte": contexte.empreinte}
    with transaction.atomic():
        classeur = _verrouiller(classeur_id)
        if (classeur.etat, _saisies(classeur)) != (EtatImport.EN_LECTURE, saisies):
            return
        verifier_transition(TRANSITIONS_IMPORT, classeur, EtatImport.A_CONFIRMER)
        classeur.etat, classeur.bilan, classeur.lignes_lues = EtatImport.A_CONFIRMER, rapport.bilan, len(rapport.lignes)
        if classeur.lignes_fausses is None:  # the first reading: what the OF sent, before anything was mended on screen
            classeur.lignes_fausses = len(rapport.de(Sort.A_CORRIGER))
        classeur.save(update_fields=["etat", "bilan", "lignes_lues", "lignes_fausses"])
        RapportClasseur.objects.update_or_create(classeur=classeur, defaults=conserve)


def _saisies(classeur: ImportClasseur) -> tuple[dict[str, Any], ...]:
    """What was settled on screen, which a reading took into account."""
    return classeur.corrections, classeur.decisions, classeur.colonnes, classeur.valeurs


@acte
def _renoncer_a_lire(classeur_id: int, pourquoi: str) -> None:
    classeur = _verrouiller(classeur_id)
    verifier_transition(TRANSITIONS_IMPORT, classeur, EtatImport.A_RANGER)
    classeur.etat, classeur.echec = EtatImport.A_RANGER, pourquoi
    classeur.save(update_fields=["etat", "echec"])


def rapport_conserve(classeur: ImportClasseur) -> Rapport:
    """The report as the last reading left it."""
    return rapport_depuis(bytes(classeur.rapport.octets))


@acte
def demander_enregistrement(*, classeur: ImportClasseur) -> ImportClasseur:
    """The reader confirms: recording may begin, once."""
    classeur = _verrouiller(classeur.pk)
    verifier_transition(TRANSITIONS_IMPORT, classeur, EtatImport.EN_COURS)
    classeur.etat, classeur.echec = EtatImport.EN_COURS, ""
    classeur.save(update_fields=["etat", "echec"])
    return classeur


def enregistrer_classeur(classeur_id: int, *, par: Utilisateur, a: datetime, avancer: Avancer = _sans_suite) -> int:
    """Record the good lines, all or none; returns how many. A second run finds nothing left to do."""
    if _en_attente(classeur_id, EtatImport.EN_COURS) is None:
        return 0
    try:
        return _enregistrer(classeur_id, par=par, a=a, avancer=avancer)
    except ErreurMetier as erreur:
        with transaction.atomic():
            classeur = _verrouiller(classeur_id)
            verifier_transition(TRANSITIONS_IMPORT, classeur, EtatImport.A_CONFIRMER)
            classeur.etat, classeur.echec = EtatImport.A_CONFIRMER, f"{erreur} Rien n’a été enregistré."
            classeur.save(update_fields=["etat", "echec"])
        return 0


@acte
def _enregistrer(classeur_id: int, *, par: Utilisateur, a: datetime, avancer: Avancer) -> int:
    classeur = _verrouiller(classeur_id)
    if classeur.etat != EtatImport.EN_COURS:
        return 0
    verifier_transition(TRANSITIONS_IMPORT, classeur, EtatImport.ENREGISTRE)
    contexte = _contexte_verrouille(classeur.organisme, a, classeur)
    rapport = _rapport_verifie(classeur, contexte, avancer)
    _appliquer(rapport, classeur.organisme, nom=classeur.nom, par=par, a=a)
    classeur.etat, classeur.enregistre_le, classeur.bilan = EtatImport.ENREGISTRE, a, rapport.bilan
    classeur.lignes_enregistrees = len(rapport.a_enregistrer)
    classeur.corrections = classeur.decisions = classeur.valeurs = {}
    champs = ("etat", "enregistre_le", "bilan", "lignes_enregistrees", "corrections", "decisions", "valeurs")
    classeur.save(update_fields=champs)
    _oublier(classeur)
    return classeur.lignes_enregistrees


@acte
def appliquer_lignes(
    lu: ClasseurLu,
    organisme: OrganismeFormation,
    *,
    par: Utilisateur | None,
    a: datetime,
    nom: str,
    remplacer: bool = False,
) -> Rapport:
    """Check the lines and record the good ones; with `remplacer`, changed ones take the place of what was
    registered."""
    contexte = _contexte_verrouille(organisme, a)
    rapport = controler_classeur(lu, avec_lieux(contexte, lu))
    _appliquer(rapport, organisme, nom=nom, par=par, a=a, remplacer=remplacer)
    return rapport


def _contexte_verrouille(
    organisme: OrganismeFormation, a: datetime, classeur: ImportClasseur | None = None
) -> ContexteImport:
    """What the lines are held against, which nobody changes until they are recorded: one workbook of an OF at a time
    (two recorded together would not see each other's lines), and no aval withdrawn under them."""
    OrganismeFormation.objects.select_for_update(of=("self",), no_key=True).get(pk=organisme.pk)
    list(Projet.objects.select_for_update(no_key=True).filter(organisme=organisme).order_by("pk").values_list("pk"))
    return contexte_import(organisme, jour_de(a), classeur)


def _rapport_verifie(classeur: ImportClasseur, contexte: ContexteImport, avancer: Avancer) -> Rapport:
    """The report of the dry run when all it was held against is the same; else every line is checked again."""
    conserve = RapportClasseur.objects.get(classeur=classeur)
    if conserve.empreinte == contexte.empreinte:
        return rapport_depuis(bytes(conserve.octets), bytes(conserve.valeurs))
    lu = lire(classeur)
    return controler_classeur(lu, avec_lieux(contexte, lu), avancer)


def _appliquer(
    rapport: Rapport,
    organisme: OrganismeFormation,
    *,
    nom: str,
    par: Utilisateur | None,
    a: datetime,
    remplacer: bool = False,
) -> None:
    nouvelles = [ligne.donnees for ligne in rapport.de(Sort.NOUVELLE) if ligne.donnees]
    creer_inscriptions(nouvelles, organisme=organisme, par=par, a=a)
    remplacees = [
        (ligne.existante, ligne.donnees)
        for ligne in rapport.de(Sort.MODIFIEE)
        if ligne.existante and ligne.donnees and (remplacer or ligne.decision == Decision.REMPLACER)
    ]
    for existante, donnees in remplacees:
        inscription = Inscription.objects.select_related("candidat", "entreprise").get(pk=existante)
        modifier_inscription(inscription=inscription, donnees=donnees, par=par, a=a)
    if nouvelles or remplacees:
        _raconter(organisme, nom, len(nouvelles), len(remplacees), par, a)


def _raconter(
    organisme: OrganismeFormation, nom: str, nouvelles: int, remplacees: int, par: Utilisateur | None, a: datetime
) -> None:
    phrase = f"Classeur « {nom} » : {nouvelles} inscription(s) enregistrée(s) en brouillon, {remplacees} corrigée(s)."
    journaliser(organisme, "classeur", phrase, par=par, a=a)


@acte
def renoncer_au_classeur(*, classeur: ImportClasseur) -> None:
    """Forget a workbook that was not confirmed, with its lines."""
    classeur = _verrouiller(classeur.pk)
    if classeur.etat in (EtatImport.EN_COURS, EtatImport.ENREGISTRE):
        raise ErreurMetier(DEJA_ENREGISTRE)
    _oublier(classeur)
    classeur.delete()


@acte
def oublier_colonnes(*, organisme: OrganismeFormation, titres: Iterable[int]) -> int:
    """Forget how some columns are named: they will be asked again."""
    nombre, _ = CorrespondanceColonne.objects.filter(organisme=organisme, pk__in=list(titres)).delete()
    return nombre


def _verrouiller(classeur_id: int) -> ImportClasseur:
    verrouilles = ImportClasseur.objects.select_for_update(of=("self",), no_key=True)
    return verrouilles.select_related("organisme", "fichier").get(pk=classeur_id)


def _en_attente(classeur_id: int, etat: EtatImport) -> ImportClasseur | None:
    return ImportClasseur.objects.select_related("organisme", "fichier").filter(pk=classeur_id, etat=etat).first()


def _oublier(classeur: ImportClasseur) -> None:
    """Delete the file and the report: their lines are personal data that the drafts now hold, or nobody wants."""
    fichier, classeur.fichier = classeur.fichier, None
    classeur.save(update_fields=["fichier"])
    RapportClasseur.objects.filter(classeur=classeur).delete()
    if fichier:
        fichier.delete()
