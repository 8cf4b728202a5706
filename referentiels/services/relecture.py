"""A document sent by the browser: read, reviewed by a human, then a draft version. Nothing is lost in between."""

import hashlib
import logging
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from certif_portal.commun.actes import acte
from certif_portal.commun.chargement import a_terminer, terminer
from certif_portal.commun.erreurs import ErreurMetier, FichierRefuse
from certif_portal.commun.etats import verifier_transition
from certif_portal.commun.fichiers import PDF, Depot, conserver, enregistrer_fichier, octets_de
from certif_portal.commun.journal import journaliser
from certif_portal.commun.models import Fichier
from certif_portal.commun.textes import CONTROLES
from certif_portal.comptes.models import Utilisateur
from referentiels.choix import TRANSITIONS_DEPOT, TRANSITIONS_LECTURE, EtatDepot, EtatLecture
from referentiels.imports.fichier import reconnaitre
from referentiels.imports.lecture import ReferentielRefuse, comprendre, ouvrir_a_part
from referentiels.imports.memoire import depuis_memoire, en_memoire
from referentiels.imports.modele import DocumentRefuse, Identite, ReferentielLu
from referentiels.models import DepotReferentiel, LectureReferentiel, Referentiel
from referentiels.relecture import empreinte_relecture, parties, situer_doutes
from referentiels.services.contenu import enregistrer
from referentiels.services.version import importer_referentiel

TYPES_MIME = {
    "pdf": PDF,
    "word": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html",
}


@acte
def demander_lecture(*, fichier: Depot, par: Utilisateur, a: datetime) -> DepotReferentiel:
    """Keep a document until a worker reads it: a long PDF takes more than the time of a page. What is no document at
    all is refused at once."""
    try:
        reconnaitre(fichier[1])
    except DocumentRefuse as refus:
        raise ReferentielRefuse.de(refus) from refus
    depot = DepotReferentiel(nom=fichier[0], fichier=conserver(fichier, par=par, a=a), demande_le=a, demande_par=par)
    depot.full_clean()
    depot.save()
    return depot


def lire_depot(depot_id: int, *, a: datetime) -> None:
    """Read outside any transaction, then say what became of it; a second run finds nothing left to do, or the reading
    that the first one left. Refused, nothing enters the catalogue."""
    depot = DepotReferentiel.objects.select_related("fichier", "demande_par").get(pk=depot_id)
    if depot.etat != EtatDepot.EN_COURS or depot.fichier is None:
        return
    lecture, refus, identite = None, "", None
    try:
        lecture = recevoir_document(nom=depot.nom, octets=octets_de(depot.fichier), par=depot.demande_par, a=a)
    except (ErreurMetier, FichierRefuse) as erreur:
        refus, identite = str(erreur), _dire_identite(getattr(erreur, "identite", None))
    except Exception:  # it breaks on this document, and would each time: said, rather than read for ever
        logging.getLogger(__name__).exception("lecture du dépôt %s", depot_id)
        refus = "La lecture n’a pas abouti, et rien n’est enregistré : prévenez la personne qui maintient le portail."
    _conclure(depot_id, lecture, refus, identite, a=a)


def _dire_identite(identite: Identite | None) -> dict[str, Any] | None:
    """As the page shows it."""
    if identite is None:
        return None
    return {
        "champs": [[nom, valeur] for _, nom, valeur in identite.champs()],
        "doutes": [doute.quoi for doute in identite.doutes],
    }


@acte
def _conclure(
    depot_id: int, lecture: LectureReferentiel | None, refus: str, identite: dict[str, Any] | None, *, a: datetime
) -> None:
    """Once, should two workers have read it."""
    depot = a_terminer(DepotReferentiel, depot_id)
    if depot is None:
        return
    depot.lecture, depot.resultat, depot.identite = lecture, refus or "Lu, à relire.", identite
    vers = EtatDepot.FAIT if lecture else EtatDepot.REFUSE
    terminer(depot, TRANSITIONS_DEPOT, vers, acte="lecture", quoi="Document de référentiel", a=a)


def recevoir_document(*, nom: str, octets: bytes, par: Utilisateur, a: datetime) -> LectureReferentiel:
    """Read a document and keep its reading for review; the same document sent twice opens the same review.

    Raises ReferentielRefuse when it cannot be read, with what was identified, ErreurMetier when it is already a
    version: nothing is stored then.
    """
    empreinte = hashlib.sha256(octets).hexdigest()
    if en_cours := _deja_lu(empreinte):
        return en_cours
    try:
        document = ouvrir_a_part(octets)
        lu = comprendre(document, empreinte)
    except DocumentRefuse as refus:
        raise ReferentielRefuse.de(refus) from refus
    with transaction.atomic():
        if en_cours := _deja_lu(empreinte, attendre=True):
            return en_cours
        type_mime = TYPES_MIME.get(lu.format, "text/plain")
        source = enregistrer_fichier(nom=nom[-200:], octets=octets, type_mime=type_mime, par=par, a=a)
        memoire = en_memoire(lu)
        lecture = LectureReferentiel(
            source=source,
            texte=CONTROLES.sub("", document.texte),
            pages=list(document.pages),
            lecture=memoire,
            relecture=memoire,
            deposee_le=a,
            deposee_par=par,
        )
        enregistrer(lecture)
    return lecture


def _deja_lu(empreinte: str, *, attendre: bool = False) -> LectureReferentiel | None:
    """The review under way of the same bytes. `attendre`: another worker that has just read them, from a deposit that
    both hold, ends first."""
    if attendre:
        list(Fichier.objects.select_for_update(no_key=True).filter(sha256=empreinte).order_by("pk").values_list("pk"))
    en_cours = LectureReferentiel.objects.filter(source__sha256=empreinte, etat=EtatLecture.EN_RELECTURE).first()
    deja = Referentiel.objects.select_related("certification").filter(source_sha256=empreinte).first()
    if deja is not None and en_cours is None:
        raise ErreurMetier(f"Ce document est déjà importé : {deja.certification.code}, {deja.intitule}.")
    return en_cours


@acte
def enregistrer_relecture(
    *, lecture: LectureReferentiel, lu: ReferentielLu, relues: Collection[str], version: str, a: datetime
) -> LectureReferentiel:
    """Keep what was corrected and what was ticked; `version` is the state the page was made from."""
    lecture = _prendre(lecture)
    if version != empreinte_relecture(lecture.relecture):
        raise ErreurMetier("Cette relecture a changé dans une autre fenêtre : rechargez la page avant de continuer.")
    lecture.relecture, lecture.relues, lecture.relue_le = en_memoire(lu), sorted(relues), a
    enregistrer(lecture, ["relecture", "relues", "relue_le"])
    return lecture


@acte
def confirmer_lecture(
    *, lecture: LectureReferentiel, intitule_change: bool = False, par: Utilisateur, a: datetime
) -> Referentiel:
    """Make the reviewed reading a draft version; the date of the GTP's decision comes with its publication.

    A text that the reading changed or left out is ticked first; another doubt that nobody ticked stays on the page of
    the version.
    """
    lecture = _prendre(lecture)
    verifier_transition(TRANSITIONS_LECTURE, lecture, EtatLecture.IMPORTEE)
    lu = depuis_memoire(lecture.relecture)
    manquent = [partie.titre for partie in parties(lu) if partie.cle not in lecture.relues] if lecture.a_cocher else []
    if manquent:
        raise ErreurMetier(f"Ce document est une proposition : il reste à relire et à cocher {', '.join(manquent)}.")
    non_coches = [situe for situe in situer_doutes(lu) if situe.doute.change and situe.cle not in lecture.relues]
    if non_coches:
        places = "un endroit" if len(non_coches) == 1 else f"{len(non_coches)} endroits"
        raise ErreurMetier(
            f"La lecture a changé ou écarté un texte à {places} : cochez « Réglé » une fois le texte vérifié. "
            f"Le premier : {non_coches[0].doute.ou}, {non_coches[0].doute.quoi}"
        )
    restent = tuple(situe.doute for situe in situer_doutes(lu) if situe.cle not in lecture.relues)
    resultat = importer_referentiel(
        lu=replace(lu, date_gtp=None, doutes=restent),
        nom_source=lecture.source.nom,
        par=par,
        a=a,
        intitule_change=intitule_change,
    )
    if resultat.deja_importe:
        raise ErreurMetier(f"Ce document est déjà importé : {resultat.referentiel.certification.code}.")
    retouche = lu != depuis_memoire(lecture.lecture)
    phrase = (
        "Lecture relue et confirmée, avec des corrections." if retouche else "Lecture relue et confirmée telle quelle."
    )
    journaliser(resultat.referentiel, "relecture", phrase, par=par, a=a)
    lecture.etat, lecture.close_le, lecture.referentiel = EtatLecture.IMPORTEE, a, resultat.referentiel
    enregistrer(lecture, ["etat", "close_le", "referentiel"])
    return resultat.referentiel


@acte
def abandonner_lecture(*, lecture: LectureReferentiel, par: Utilisateur, a: datetime) -> LectureReferentiel:
    lecture = _prendre(lecture)
    verifier_transition(TRANSITIONS_LECTURE, lecture, EtatLecture.ABANDONNEE)
    lecture.etat, lecture.close_le = EtatLecture.ABANDONNEE, a
    enregistrer(lecture, ["etat", "close_le"])
    journaliser(lecture, "abandon", f"Lecture de « {lecture.source.nom} » abandonnée.", par=par, a=a)
    return lecture


def _prendre(lecture: LectureReferentiel) -> LectureReferentiel:
    """The row locked, still open to review."""
    prise = (
        LectureReferentiel.objects.select_for_update(of=("self",), no_key=True)
        .select_related("source")
        .get(pk=lecture.pk)
    )
    if prise.etat != EtatLecture.EN_RELECTURE:
        raise ErreurMetier(f"Cette lecture est close : {prise.get_etat_display().lower()}.")
    return prise
