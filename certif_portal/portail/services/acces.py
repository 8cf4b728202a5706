"""The archive of a person: asked for by one of the centre, composed apart, checked by another, then given."""

import io
import json
import zipfile
from datetime import datetime

from candidats.models import Candidat
from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier, FichierRefuse, RegleNonRespectee
from certif_portal.commun.etats import verifier_transition
from certif_portal.commun.fichiers import enregistrer_fichier, octets_de
from certif_portal.commun.journal import journaliser
from certif_portal.commun.types_fichiers import ARCHIVE
from certif_portal.comptes.models import Utilisateur
from certif_portal.portail.queries.acces import HORS_ARCHIVE, SANS_FICHIER, Archive, archive_de
from jurys.choix_conservation import TRANSITIONS_ACCES, EtatAcces
from jurys.models import DemandeAcces
from jurys.regles.conservation import ACCES_SECONDE_PERSONNE

DATE_ZIP = (1980, 1, 1, 0, 0, 0)


@acte
def demander_acces(*, candidat: Candidat, par: Utilisateur, a: datetime) -> DemandeAcces:
    """Raises ErreurMetier while another one of this person is being made or checked."""
    Candidat.objects.select_for_update(of=("self",), no_key=True).get(pk=candidat.pk)
    if candidat.demandes_acces.exclude(etat=EtatAcces.CONTROLEE).filter(fichier__isnull=False).exists():
        raise ErreurMetier("Une archive de cette personne attend déjà son contrôle.")
    demande = DemandeAcces(candidat=candidat, demandee_par=par, demandee_le=a)
    demande.full_clean()
    demande.save(force_insert=True)
    journaliser(candidat, "acces-demande", "Archive de la personne demandée (droit d’accès).", par=par, a=a)
    return demande


@acte
def composer_acces(demande_id: int, *, a: datetime) -> None:
    """Played again once it is made, nothing is done."""
    demande = DemandeAcces.objects.select_for_update(of=("self",), no_key=True).get(pk=demande_id)
    if demande.etat != EtatAcces.EN_COURS:
        return
    octets = ecrire_acces(archive_de(demande.candidat))
    demande.fichier = enregistrer_fichier(
        nom=f"acces-{demande.candidat_id}.zip", octets=octets, type_mime=ARCHIVE, par=demande.demandee_par, a=a
    )
    verifier_transition(TRANSITIONS_ACCES, demande, EtatAcces.A_CONTROLER)
    demande.etat, demande.composee_le = EtatAcces.A_CONTROLER, a
    demande.save(update_fields=["fichier", "etat", "composee_le"])


def ecrire_acces(archive: Archive) -> bytes:
    """JSON that any machine reads, the papers of the person, and what is not given, with why."""
    sortie = io.BytesIO()
    perdus = []
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as zip_:
        for nom, fichier in archive.fichiers:
            try:
                zip_.writestr(zipfile.ZipInfo(nom, DATE_ZIP), octets_de(fichier))
            except FichierRefuse as refus:
                perdus.append(f"{nom} : {refus}")
        contenus = {"donnees": archive.donnees, "journal": archive.journal, "courriels": archive.courriels}
        for nom, contenu in contenus.items():
            texte = json.dumps(contenu, ensure_ascii=False, indent=1, default=str)
            zip_.writestr(zipfile.ZipInfo(f"{nom}.json", DATE_ZIP), texte)
        zip_.writestr(zipfile.ZipInfo("LISEZMOI.txt", DATE_ZIP), _lisez_moi(perdus))
    return sortie.getvalue()


def _lisez_moi(perdus: list[str]) -> str:
    raisons = sorted({*HORS_ARCHIVE.values(), *SANS_FICHIER.values()})
    return "\n".join(
        [
            "Ce que le portail tient de vous, au jour de la demande (article 15 du RGPD).",
            "",
            "donnees.json : chaque champ de chaque table qui parle de vous.",
            "journal.json : ce qui a été fait de votre dossier, et qui l’a lu, sans nommer personne.",
            "courriels.json : ce que le portail vous a écrit.",
            "documents/ : vos papiers et vos certificats.",
            "",
            "Les noms et les adresses d’autres personnes sont remplacés par [tiers].",
            "N’y sont pas :",
            *(f"- {raison}" for raison in raisons),
            *(f"- {perdu}" for perdu in perdus),
            "",
            "Une erreur ? Demandez sa correction au centre : elle est faite sur pièce, et tracée.",
        ]
    )


@acte
def controler_acces(*, demande: DemandeAcces, par: Utilisateur, a: datetime) -> DemandeAcces:
    """ACCES-SECONDE-PERSONNE: somebody else than who asked, who has read it."""
    demande = DemandeAcces.objects.select_for_update(of=("self",), no_key=True).get(pk=demande.pk)
    verifier_transition(TRANSITIONS_ACCES, demande, EtatAcces.CONTROLEE)
    if demande.demandee_par_id == par.pk:
        raise RegleNonRespectee(ACCES_SECONDE_PERSONNE, "Vous l’avez demandée : quelqu’un d’autre la contrôle.")
    demande.etat, demande.verifiee_par, demande.verifiee_le = EtatAcces.CONTROLEE, par, a
    demande.full_clean()
    demande.save(update_fields=["etat", "verifiee_par", "verifiee_le"])
    journaliser(demande.candidat, "acces-controle", "Archive du droit d’accès contrôlée : à remettre.", par=par, a=a)
    return demande
