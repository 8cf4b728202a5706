"""The application, the audit report and the fiche of a non-conformity: from rows to frozen contexts. What a context has
no field for cannot be printed."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from certif_portal.centre.models import ParametresCentre, parametres
from certif_portal.commun.bureautique import Bloc, Lecture
from certif_portal.commun.glyphes import signes_sans_dessin
from certif_portal.commun.typographie import date_longue, siret
from habilitations.choix import EtatNonConformite, Verdict
from habilitations.criteres import ENGAGEMENT
from habilitations.models import Annexe, Audit, NonConformite, OrganismeFormation
from habilitations.queries.audit import AuditLu
from habilitations.queries.dossier import DossierLu
from habilitations.regles import ACTIONS_CORRECTIVES

VERSION = "1"
VERSION_DOSSIER = "3"  # price and subcontracting


@dataclass(frozen=True)
class Entete:
    """Who writes, when, under which reference."""

    centre: str
    centre_adresse: str
    reference: str
    rendu_le: datetime


def entete(reference: str, a: datetime, centre: ParametresCentre) -> Entete:
    return Entete(centre.nom, centre.adresse_complete(), reference, a)


@dataclass(frozen=True)
class OrganismeImprime:
    nom: str
    siret: str
    nda: str
    adresse: str
    responsable: str
    qualiopi: str = ""
    sites: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()


def organisme_imprime(organisme: OrganismeFormation, *, complet: bool = False) -> OrganismeImprime:
    """`complet`: with its sites and contacts, two queries more."""
    adresse = f"{organisme.adresse}, {organisme.code_postal} {organisme.ville}".strip(" ,")
    responsable = ", ".join(p for p in (organisme.responsable_nom, organisme.responsable_qualite) if p)
    fin = f", valable jusqu’au {date_longue(organisme.qualiopi_fin)}" if organisme.qualiopi_fin else ""
    base = (organisme.nom, siret(organisme.siret), organisme.nda, adresse, responsable)
    if not complet:
        return OrganismeImprime(*base)
    contacts = tuple(
        " – ".join(p for p in (c.nom, c.fonction, c.courriel, c.telephone) if p) for c in organisme.contacts.all()
    )
    qualiopi = f"{organisme.qualiopi_numero}{fin}" if organisme.qualiopi_numero else ""
    return OrganismeImprime(*base, qualiopi, tuple(map(str, organisme.sites.all())), contacts)


@dataclass(frozen=True)
class AnnexeImprimee:
    code: str
    titre: str
    fichier: str
    version: int
    sha256: str


@dataclass(frozen=True)
class CritereImprime:
    numero: int
    titre: str
    autre_titre: str
    reponses: tuple[tuple[str, str, str, tuple[str, ...]], ...]  # code, official wording, answer, codes of its annexes
    annexes: tuple[AnnexeImprimee, ...]


@dataclass(frozen=True)
class ContexteDossier:
    entete: Entete
    nature: str
    organisme: OrganismeImprime
    certifications: tuple[str, ...]
    prix: str
    sous_traitance: str
    criteres: tuple[CritereImprime, ...]
    engagement: str
    signataire: str
    engagement_le: str
    scan_sha256: str


def contexte_dossier(lu: DossierLu, a: datetime) -> ContexteDossier:
    dossier = lu.dossier
    certifications = [f"{c.code} – {c.intitule}".strip(" –") for c in dossier.certifications.all()]
    autres = [ligne for ligne in dossier.autres_certifications.splitlines() if ligne.strip()]
    return ContexteDossier(
        entete=entete(f"Dossier d’habilitation n° {dossier.pk}", a, parametres()),
        nature=dossier.get_nature_display(),
        organisme=organisme_imprime(dossier.organisme, complet=True),
        certifications=(*certifications, *autres),
        prix=dossier.prix,
        sous_traitance=dossier.sous_traitance,
        criteres=tuple(
            CritereImprime(
                ligne.critere.numero,
                ligne.critere.titre,
                ligne.critere.autre_titre,
                tuple(
                    (
                        indicateur.code,
                        indicateur.libelle,
                        texte,
                        tuple(str(preuve.annexe) for preuve in ligne.preuves(indicateur.code)),
                    )
                    for indicateur, texte in ligne.reponses
                ),
                tuple(
                    AnnexeImprimee(
                        a.annexe.code,
                        a.annexe.titre,
                        a.courante.fichier.nom,
                        a.courante.numero,
                        a.courante.fichier.sha256,
                    )
                    for a in ligne.annexes
                ),
            )
            for ligne in lu.criteres
        ),
        engagement=ENGAGEMENT,
        signataire=f"{dossier.engagement_nom}, {dossier.engagement_qualite}",
        engagement_le=date_longue(dossier.engagement_le) if dossier.engagement_le else "",
        scan_sha256=dossier.engagement_scan.sha256 if dossier.engagement_scan else "",
    )


@dataclass(frozen=True)
class ContexteAnnexe:
    """What a Word or Excel annexe says, and what of it is not shown."""

    entete: Entete
    organisme: OrganismeImprime
    code: str
    titre: str
    fichier: str
    sha256: str
    omis: str
    blocs: tuple[Bloc, ...]


def contexte_annexe(annexe: Annexe, nom: str, octets: bytes, lu: Lecture, a: datetime) -> ContexteAnnexe:
    dossier = annexe.dossier
    return ContexteAnnexe(
        entete=entete(f"Dossier d’habilitation n° {dossier.pk}, annexe {annexe.code}", a, parametres()),
        organisme=organisme_imprime(dossier.organisme),
        code=annexe.code,
        titre=annexe.titre,
        fichier=nom,
        sha256=hashlib.sha256(octets).hexdigest(),
        omis=", ".join(lu.omis),
        blocs=tuple(
            Bloc(_imprimable(b.texte), b.niveau, tuple(tuple(map(_imprimable, ligne)) for ligne in b.lignes))
            for b in lu.blocs
        ),
    )


def _imprimable(texte: str) -> str:
    """What no font of ours draws is said by its number: « [U+1F642] »."""
    for signe in signes_sans_dessin(texte):
        texte = texte.replace(signe, f"[U+{ord(signe):04X}]")
    return texte


@dataclass(frozen=True)
class ConstatImprime:
    code: str
    libelle: str
    verdict: str
    conforme: bool
    element: str
    motif: str


@dataclass(frozen=True)
class ContexteRapport:
    entete: Entete
    nature: str
    organisme: OrganismeImprime
    agent: str
    declenchement: str
    motif: str
    visite: str
    compte_rendu: str
    constats: tuple[ConstatImprime, ...]
    conformes: int
    mineures: int
    majeures: int
    notifie_le: str
    limite: str
    delai: str
    echanges: tuple[tuple[str, str], ...]


def _visite(audit: Audit) -> str:
    """A visit without a report is not told as made."""
    if audit.visite_le is None:
        return ""
    suite = "" if audit.visite_compte_rendu else " (prévue, sans compte rendu à ce jour)"
    return f"{date_longue(audit.visite_le)}, {audit.visite_lieu}{suite}"


def contexte_rapport(lu: AuditLu, a: datetime) -> ContexteRapport:
    audit = lu.audit
    constats = [(ligne.indicateur, ligne.constat) for ligne in lu.indicateurs if ligne.constat]
    compte = {verdict: sum(1 for _, c in constats if c.verdict == verdict) for verdict in Verdict}
    declenchement = audit.get_declencheur_display()
    limite = audit.limite()
    return ContexteRapport(
        entete=entete(f"Audit n° {audit.pk}", a, parametres()),
        nature=audit.get_nature_display(),
        organisme=organisme_imprime(audit.organisme),
        agent=str(audit.agent or ""),
        declenchement=f"{declenchement} ({audit.demandeur})" if audit.demandeur else declenchement,
        motif=audit.motif,
        visite=_visite(audit),
        compte_rendu=audit.visite_compte_rendu,
        constats=tuple(
            ConstatImprime(
                i.code, i.libelle, c.get_verdict_display(), c.verdict == Verdict.CONFORME, c.element, c.motif
            )
            for i, c in constats
        ),
        conformes=compte[Verdict.CONFORME],
        mineures=compte[Verdict.MINEURE],
        majeures=compte[Verdict.MAJEURE],
        notifie_le=date_longue(audit.notifie_le) if audit.notifie_le else "",
        limite=date_longue(limite) if limite and len(constats) > compte[Verdict.CONFORME] else "",
        delai=ACTIONS_CORRECTIVES.duree,
        echanges=tuple((e.question, e.reponse or "sans réponse à ce jour") for e in audit.echanges.all()),
    )


@dataclass(frozen=True)
class ContexteNonConformite:
    entete: Entete
    titre: str
    organisme: OrganismeImprime
    indicateur: str
    element: str
    motif: str
    porteur: str
    plan: str
    notifiee_le: str
    echeance: str
    preuves: tuple[tuple[str, str, str, str], ...]  # day, file, comment, why it was not enough
    reaudit: str
    levee: str
    commentaire: str


def contexte_non_conformite(nc: NonConformite, libelle: str, a: datetime) -> ContexteNonConformite:
    """`libelle`: the indicator's official wording."""
    verifiee = f"vérification sur place le {date_longue(nc.reaudit_le)}" if nc.reaudit_le else ""
    return ContexteNonConformite(
        entete=entete(f"Non-conformité n° {nc.pk}, audit n° {nc.audit_id}", a, parametres()),
        titre=nc.constat.get_verdict_display(),
        organisme=organisme_imprime(nc.audit.organisme),
        indicateur=f"{nc.constat.code} – {libelle}",
        element=nc.constat.element,
        motif=nc.constat.motif,
        porteur=nc.porteur,
        plan=nc.plan,
        notifiee_le=date_longue(nc.audit.notifie_le) if nc.audit.notifie_le else "",
        echeance=date_longue(nc.echeance),
        preuves=tuple(
            (date_longue(p.deposee_le), p.fichier.nom, p.commentaire, p.refusee_motif) for p in nc.preuves.all()
        ),
        reaudit=verifiee or ("vérification sur place demandée" if nc.reaudit else ""),
        levee=date_longue(nc.levee_le) if nc.etat == EtatNonConformite.LEVEE and nc.levee_le else "",
        commentaire=nc.commentaire,
    )
