"""The application: opened (pre-filled from the last one), written as a draft, signed, deposited and frozen,
received."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from certif_portal.centre.models import parametres
from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee
from certif_portal.commun.etats import verifier_transition
from certif_portal.commun.fichiers import enregistrer_fichier, octets_de
from certif_portal.commun.identifiants import normaliser_code_postal, normaliser_nda
from certif_portal.commun.journal import journaliser
from certif_portal.commun.models import Fichier
from certif_portal.commun.pdf import rendre_et_conserver
from certif_portal.commun.textes import nettoyer_texte
from certif_portal.commun.typographie import date_longue, jour_de
from certif_portal.comptes.models import Utilisateur
from habilitations import regles
from habilitations.choix import DOSSIERS_OUVERTS, TRANSITIONS_DOSSIER, EtatDossier, NatureAudit, NatureDossier
from habilitations.courriels import prevenir_centre, prevenir_organisme
from habilitations.documents.dossier import VERSION_DOSSIER, contexte_dossier
from habilitations.models import (
    Annexe,
    Audit,
    DossierHabilitation,
    OrganismeFormation,
    PropositionReponse,
    Reponse,
    VersionAnnexe,
)
from habilitations.queries.dossier import dossier_lu, manques_du_dossier
from habilitations.queries.organisme import acte_ouvert_le
from habilitations.queries.vie import certifications_apres
from referentiels.models import Certification

FichierLu = tuple[str, bytes, str]  # name, bytes, type: what passed the gate


@dataclass(frozen=True)
class Proposition:
    """PROPOSITION-SOURCEE: an answer to one indicator, made from recorded facts, and which ones."""

    code: str
    texte: str
    source: str


IDENTITE = (
    "nda",
    "adresse",
    "code_postal",
    "ville",
    "telephone",
    "responsable_nom",
    "responsable_qualite",
    "qualiopi_numero",
    "qualiopi_fin",
)


def verrouiller_dossier(dossier: DossierHabilitation) -> DossierHabilitation:
    return (
        DossierHabilitation.objects.select_for_update(of=("self",), no_key=True)
        .select_related("organisme")
        .get(pk=dossier.pk)
    )


def verrouiller_brouillon(dossier: DossierHabilitation) -> DossierHabilitation:
    dossier = verrouiller_dossier(dossier)
    if dossier.etat != EtatDossier.BROUILLON:
        depot = f" depuis le {date_longue(dossier.depose_le)}" if dossier.depose_le else ""
        raise ErreurMetier(f"Ce dossier est déposé{depot} : il ne change plus.")
    return dossier


def toucher_dossier(dossier: DossierHabilitation, a: datetime, *champs: str) -> None:
    dossier.modifie_le = a
    dossier.full_clean(exclude=["cree_par"])
    dossier.save(update_fields=["modifie_le", *champs])


def conserver(fichier: FichierLu, par: Utilisateur | None, a: datetime) -> Fichier:
    nom, octets, type_mime = fichier
    return enregistrer_fichier(nom=nom, octets=octets, type_mime=type_mime, par=par, a=a)


def _verifier_centre(organisme: OrganismeFormation) -> None:
    """CENTRE-COMPETENT: at the opening, when the address is typed, and at the deposit, for it may change in between."""
    ailleurs = regles.departement_hors_centre(organisme.code_postal, parametres().departements)
    if ailleurs:
        detail = (
            f"Votre SIRET est dans le département {ailleurs} : adressez votre demande à l’UIMM territoriale, centre de"
            " certification, de ce département. L’habilitation qu’elle donne vaut aussi ici."
        )
        raise RegleNonRespectee(regles.CENTRE_COMPETENT, detail)


@acte
def creer_dossier(
    *, organisme: OrganismeFormation, par: Utilisateur, a: datetime, propositions: Iterable[Proposition] = ()
) -> DossierHabilitation:
    """A draft, filled with the last file's answers and annexes; `propositions`, what the facts recorded since would
    answer at a renewal. Raises when the OF depends on another centre."""
    organisme = OrganismeFormation.objects.select_for_update(of=("self",), no_key=True).get(pk=organisme.pk)
    _verifier_centre(organisme)
    if organisme.dossiers.filter(etat__in=DOSSIERS_OUVERTS).exists():
        raise ErreurMetier("Un dossier d’habilitation est déjà ouvert : continuez celui-là.")
    suivante = organisme.habilitations.filter(date_effet__gt=jour_de(a), retiree_le__isnull=True).first()
    if suivante:
        detail = f"Une habilitation est déjà accordée à compter du {date_longue(suivante.date_effet)}."
        raise RegleNonRespectee(regles.HABILITATION_UNIQUE, detail)
    precedent = organisme.dossiers.first()
    deja = organisme.habilitations.exists()
    renouvelle = acte_ouvert_le(organisme, jour_de(a)) is not None  # after a gap, it is asked for as the first time
    dossier = DossierHabilitation(
        organisme=organisme,
        nature=NatureDossier.RENOUVELLEMENT if renouvelle else NatureDossier.INITIALE,
        precedent=precedent,
        cree_le=a,
        cree_par=par,
        modifie_le=a,
    )
    dossier.full_clean()
    dossier.save()
    if precedent:
        _reprendre(precedent, dossier, par, a)
    if deja:
        remplacer_propositions(dossier=dossier, propositions=propositions)
    journaliser(dossier, "creation", f"Dossier ouvert : {dossier.get_nature_display().lower()}.", par=par, a=a)
    return dossier


def _reprendre(precedent: DossierHabilitation, dossier: DossierHabilitation, par: Utilisateur, a: datetime) -> None:
    """Answers, certifications and the last version of each annexe; never the commitment, which is signed anew."""
    lu = dossier_lu(precedent)
    Reponse.objects.bulk_create(
        Reponse(dossier=dossier, code=code, texte=texte) for code, texte in lu.reponses.items() if texte
    )
    catalogue, autres = certifications_apres(precedent, dossier.organisme.declarations.all())
    dossier.certifications.set(catalogue)
    dossier.autres_certifications = "\n".join(autres)
    dossier.prix, dossier.sous_traitance = precedent.prix, precedent.sous_traitance
    dossier.save(update_fields=["autres_certifications", "prix", "sous_traitance"])
    for ligne in lu.annexes:
        ancienne = ligne.annexe
        annexe = Annexe.objects.create(
            dossier=dossier,
            critere=ancienne.critere,
            rang=ancienne.rang,
            indicateur=ancienne.indicateur,
            titre=ancienne.titre,
        )
        VersionAnnexe.objects.create(
            annexe=annexe,
            numero=1,
            fichier=ligne.courante.fichier,
            lisible=ligne.courante.lisible,
            deposee_le=a,
            deposee_par=par,
        )


@acte
def remplacer_propositions(*, dossier: DossierHabilitation, propositions: Iterable[Proposition]) -> None:
    """What is proposed beside the answers, made anew; no answer is touched, nor what was already taken."""
    dossier = verrouiller_brouillon(dossier)
    dossier.propositions.filter(reprise_le__isnull=True).delete()
    prises = set(dossier.propositions.values_list("code", flat=True))
    PropositionReponse.objects.bulk_create(
        PropositionReponse(dossier=dossier, code=ligne.code, texte=ligne.texte, source=ligne.source)
        for ligne in propositions
        if ligne.code not in prises
    )


@acte
def reprendre_proposition(*, dossier: DossierHabilitation, code: str, par: Utilisateur, a: datetime) -> None:
    """Write a proposal after what is typed, never in its place; once."""
    dossier = verrouiller_brouillon(dossier)
    proposition = dossier.propositions.filter(code=code, reprise_le__isnull=True).first()
    if proposition is None:
        raise ErreurMetier("Cette proposition est déjà reprise, ou n’est plus là.")
    reponse, _ = Reponse.objects.get_or_create(dossier=dossier, code=code)
    reponse.texte = "\n\n".join(texte for texte in (reponse.texte, proposition.texte) if texte)
    reponse.save(update_fields=["texte"])
    proposition.reprise_le = a
    proposition.save(update_fields=["reprise_le"])
    toucher_dossier(dossier, a)
    journaliser(dossier, "proposition", f"Proposition reprise à l’indicateur {code}.", par=par, a=a)


@acte
def enregistrer_identite(
    *,
    dossier: DossierHabilitation,
    donnees: Mapping[str, Any],
    certifications: Iterable[Certification],
    autres_certifications: str,
    prix: str = "",
    sous_traitance: str = "",
    par: Utilisateur,
    a: datetime,
) -> DossierHabilitation:
    """What the OF says of itself; its name and its SIRET are changed by the centre alone."""
    dossier = verrouiller_brouillon(dossier)
    organisme = OrganismeFormation.objects.select_for_update(of=("self",), no_key=True).get(pk=dossier.organisme_id)
    for champ in IDENTITE:
        setattr(organisme, champ, donnees[champ])
    organisme.nda = normaliser_nda(organisme.nda) if organisme.nda else ""
    organisme.code_postal = normaliser_code_postal(organisme.code_postal) if organisme.code_postal else ""
    organisme.full_clean()
    _verifier_centre(organisme)
    organisme.save(update_fields=IDENTITE)
    dossier.certifications.set(certifications)
    dossier.autres_certifications = nettoyer_texte(autres_certifications)
    dossier.prix, dossier.sous_traitance = nettoyer_texte(prix), nettoyer_texte(sous_traitance)
    toucher_dossier(dossier, a, "autres_certifications", "prix", "sous_traitance")
    journaliser(organisme, "modification", "Identité mise à jour pour le dossier d’habilitation.", par=par, a=a)
    return dossier


@acte
def enregistrer_reponses(
    *, dossier: DossierHabilitation, reponses: Mapping[str, str], par: Utilisateur, a: datetime
) -> DossierHabilitation:
    """Saved as one types: no line in the journal, only the time of the last save."""
    dossier = verrouiller_brouillon(dossier)
    for code, texte in reponses.items():
        Reponse.objects.update_or_create(dossier=dossier, code=code, defaults={"texte": nettoyer_texte(texte)})
    toucher_dossier(dossier, a)
    return dossier


@acte
def signer_engagement(
    *,
    dossier: DossierHabilitation,
    nom: str,
    qualite: str,
    le: date,
    scan: FichierLu | None,
    par: Utilisateur,
    a: datetime,
) -> DossierHabilitation:
    """The commitment, signed and stamped on paper, then deposited; a scan not given again is kept."""
    dossier = verrouiller_brouillon(dossier)
    if le > jour_de(a):
        raise ErreurMetier(f"La signature du {date_longue(le)} est à venir.")
    if scan is None and dossier.engagement_scan_id is None:
        raise RegleNonRespectee(regles.DOSSIER_COMPLET, "L’engagement signé et revêtu du cachet est à joindre.")
    dossier.engagement_nom, dossier.engagement_qualite, dossier.engagement_le = nom, qualite, le
    if scan:
        dossier.engagement_scan = conserver(scan, par, a)
    toucher_dossier(dossier, a, "engagement_nom", "engagement_qualite", "engagement_le", "engagement_scan")
    journaliser(dossier, "engagement", f"Engagement signé le {date_longue(le)} par {nom}, {qualite}.", par=par, a=a)
    return dossier


@acte
def deposer_dossier(*, dossier: DossierHabilitation, par: Utilisateur, a: datetime) -> DossierHabilitation:
    """Frozen: rendered once with its annexes merged. Raises RegleNonRespectee with what is missing."""
    dossier = verrouiller_dossier(dossier)
    verifier_transition(TRANSITIONS_DOSSIER, dossier, EtatDossier.DEPOSE)
    _verifier_centre(dossier.organisme)
    lu = dossier_lu(dossier)
    manques = manques_du_dossier(lu)
    if manques:
        raise RegleNonRespectee(regles.DOSSIER_COMPLET, f"Il manque : {' ; '.join(manques)}.")
    if attendues := [str(ligne.annexe) for ligne in lu.annexes if ligne.courante.en_preparation]:
        raise ErreurMetier(
            f"Le PDF de ce que dit une annexe est encore en préparation : {' ; '.join(attendues)}. Déposez le dossier "
            "dans un instant ; s’il tarde, remplacez l’annexe par un PDF."
        )
    scan = dossier.engagement_scan
    pieces = [("Engagement signé", scan)] if scan else []
    pieces += [(str(ligne.annexe), ligne.courante.a_lire) for ligne in lu.annexes]
    dossier.document = rendre_et_conserver(
        "dossier_habilitation",
        contexte_dossier(lu, a),
        titre=f"Dossier d’habilitation {dossier.organisme.nom}",
        version_modele=VERSION_DOSSIER,
        identifiant=f"dossier-habilitation-{dossier.pk}",
        par=par,
        a=a,
        annexes=[(titre, octets_de(fichier), fichier.type_mime) for titre, fichier in pieces],
    )
    dossier.etat, dossier.depose_le, dossier.depose_par = EtatDossier.DEPOSE, a, par
    toucher_dossier(dossier, a, "etat", "depose_le", "depose_par", "document")
    journaliser(dossier, "depot", "Dossier déposé : il ne change plus.", par=par, a=a)
    prevenir_centre(
        acte="habilitation_dossier_depose",
        organisme=dossier.organisme,
        dossier=dossier,
        a=a,
    )
    return dossier


@acte
def recevoir_dossier(
    *,
    dossier: DossierHabilitation,
    admissible: bool,
    agent: Utilisateur | None,
    motif: str,
    par: Utilisateur,
    a: datetime,
) -> Audit | None:
    """Admissible: given to an agent, its audit opens. Not: closed with the reason; the next draft starts from it."""
    dossier = verrouiller_dossier(dossier)
    vers = EtatDossier.ADMISSIBLE if admissible else EtatDossier.NON_ADMISSIBLE
    verifier_transition(TRANSITIONS_DOSSIER, dossier, vers)
    motif = nettoyer_texte(motif)
    if admissible and agent is None:
        raise ErreurMetier("Choisissez l’agent qui instruit le dossier.")
    if not admissible and not motif:
        raise ErreurMetier("Dites à l’organisme pourquoi son dossier n’est pas admissible.")
    dossier.etat, dossier.recu_le, dossier.motif = vers, a, motif
    toucher_dossier(dossier, a, "etat", "recu_le", "motif")
    audit = None
    if admissible:
        renouvelle = dossier.nature == NatureDossier.RENOUVELLEMENT
        audit = Audit(
            organisme=dossier.organisme,
            nature=NatureAudit.RENOUVELLEMENT if renouvelle else NatureAudit.INITIAL,
            dossier=dossier,
            agent=agent,
            ouvert_le=a,
        )
        audit.full_clean()
        audit.save()
        phrase = f"Dossier admissible, confié à {agent}."
        journaliser(audit, "ouverture", f"{audit.get_nature_display()} ouvert, confié à {agent}.", par=par, a=a)
    else:
        phrase = f"Dossier non admissible : {motif}"
    journaliser(dossier, "recevabilite", phrase, par=par, a=a)
    dit = "habilitation_dossier_recevable" if admissible else "habilitation_dossier_renvoye"
    prevenir_organisme(dit, organisme=dossier.organisme, dossier=dossier, a=a, motif=motif)
    return audit
