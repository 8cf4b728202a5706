"""The file of certified persons: a workbook for whoever deposits, or the XML of the Caisse des dépôts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from html import escape
from itertools import groupby
from pathlib import Path

from django.utils import timezone

from certif_portal.commun.tableur import Valeur, ecrire_tableau
from jurys.choix_national import VersionSchema
from jurys.models import LotNational, ReglagesNational
from jurys.regles.national import Titulaire, modalite_acces, voie_vae

ESPACE = "urn:cdc:cpf:pc5:schema:1.0.0"
SCHEMAS = Path(__file__).resolve().parent.parent / "schemas"
FAUTES_DITES = 20
COLONNES = (
    ("Référence", 14),
    ("Répertoire", 10),
    ("Code", 14),
    ("Certification", 44),
    ("N° du certificat", 16),
    ("Nom de naissance", 24),
    ("Nom d’usage", 24),
    ("Prénom 1", 18),
    ("Prénom 2", 18),
    ("Prénom 3", 18),
    ("Sexe", 6),
    ("Année de naissance", 10),
    ("Mois de naissance", 10),
    ("Jour de naissance", 10),
    ("Code INSEE de naissance", 12),
    ("Commune de naissance", 24),
    ("Pays de naissance", 18),
    ("Début de validité", 14),
    ("Délivré le", 14),
    ("Obtention", 16),
    ("Modalité d’accès", 44),
    ("Voie de la VAE", 16),
    ("Inscrit le", 14),
    ("À compléter", 44),
    ("Statut", 14),
    ("Motif", 44),
)
"""The last two are for whoever brings the receipt back in the same workbook."""


def ecrire_classeur(titulaires: Iterable[Titulaire]) -> bytes:
    """Every cell is a text: nothing that a spreadsheet would turn into a number or a date of its own."""
    return ecrire_tableau("Certifiés", COLONNES, map(_valeurs, titulaires), figer="B2")


def _valeurs(t: Titulaire) -> tuple[Valeur, ...]:
    prenoms = [*t.prenoms, "", ""]
    return (
        t.reference,
        t.repertoire,
        t.code,
        t.intitule,
        t.numero,
        t.nom_naissance,
        t.nom_usage,
        *prenoms[:3],
        t.sexe,
        str(t.naissance.year),
        f"{t.mois:02d}" if t.mois else "",
        f"{t.jour:02d}" if t.jour else "",
        t.code_commune,
        t.commune,
        t.pays,
        t.date_jury.isoformat(),
        t.delivre_le.isoformat(),
        "PAR_ADMISSION",
        modalite_acces(t.voie, t.financements),
        voie_vae(t.voie, t.financements),
        t.inscrit_le.isoformat() if t.inscrit_le else "",
        ", ".join(t.manques),
        "",
        "",
    )


@dataclass(frozen=True)
class Flux:
    """The bytes of the XML; by line of it, who is on that line."""

    octets: bytes
    qui: dict[int, str]
    nombre: int


def _balise(nom: str, valeur: object) -> str:
    """Nothing at all for what is not known: the schema refuses an empty element."""
    return f"<{nom}>{escape(str(valeur), quote=False)}</{nom}>" if valeur not in ("", None) else ""


def _ou_nul(nom: str, valeur: object) -> str:
    return _balise(nom, valeur) or f'<{nom} xsi:nil="true"/>'


def ecrire_flux(lot: LotNational, titulaires: Iterable[Titulaire], reglages: ReglagesNational, a: datetime) -> Flux:
    """One passage a line: a fault of the schema is told with its line and its person."""
    lignes, qui, nombre = list(_tete(lot, reglages, a)), {}, 0
    ranges = sorted(titulaires, key=lambda t: (t.repertoire, t.code, t.certificat))
    for (repertoire, code), groupe in groupby(ranges, key=lambda t: (t.repertoire, t.code)):
        tete = _balise("type", repertoire) + _balise("code", code) + _balise("natureDeposant", reglages.nature_deposant)
        lignes.append(f"<certification>{tete}<passageCertifications>")
        for titulaire in groupe:
            lignes.append(_passage(titulaire))
            qui[len(lignes)] = titulaire.qui
            nombre += 1
        lignes.append("</passageCertifications></certification>")
    lignes.append("</certifications></certificateur></certificateurs></emetteur></flux>")
    return Flux("\n".join(lignes).encode(), qui, nombre)


def _tete(lot: LotNational, reglages: ReglagesNational, a: datetime) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<flux xmlns="{ESPACE}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
    yield _balise("idFlux", f"LOT-{lot.pk}") + _balise(
        "horodatage", timezone.localtime(a).isoformat(timespec="seconds")
    )
    if lot.version == VersionSchema.V115:
        yield _balise("action", "CREATION")
    yield f"<emetteur>{_balise('idClient', reglages.emetteur)}<certificateurs><certificateur>"
    yield f"{_balise('idClient', reglages.certificateur)}{_balise('idContrat', reglages.contrat)}<certifications>"


def _passage(t: Titulaire) -> str:
    inscription = (
        _balise("modaliteAcces", modalite_acces(t.voie, t.financements))
        + _balise("voieAccessVAE", voie_vae(t.voie, t.financements))
        + _balise("dateInscription", t.inscrit_le)
    )
    return (
        "<passageCertification>"
        + _balise("idTechnique", t.reference)
        + "<obtentionCertification>PAR_ADMISSION</obtentionCertification><donneeCertifiee>true</donneeCertifiee>"
        + _balise("dateDebutValidite", t.date_jury)
        + _ou_nul("dateFinValidite", "")
        + "<presenceNiveauLangueEuro>false</presenceNiveauLangueEuro>"
        + "<presenceNiveauNumeriqueEuro>false</presenceNiveauNumeriqueEuro>"
        + _ou_nul("scoring", "")
        + _ou_nul("mentionValidee", "")
        + f"<modalitesInscription>{inscription}</modalitesInscription>"
        + f"<identificationTitulaire><titulaire>{_personne(t)}</titulaire></identificationTitulaire>"
        + "</passageCertification>"
    )


def _personne(t: Titulaire) -> str:
    lieu = (
        f"<codeInseeNaissance>{_balise('codeInsee', t.code_commune)}</codeInseeNaissance>"
        if t.code_commune
        else f"<codePostalNaissance>{_ou_nul('codePostal', '')}</codePostalNaissance>"
    )
    prenoms = "".join(_balise(f"prenom{rang}", prenom) for rang, prenom in enumerate(t.prenoms, start=1))
    return (
        _balise("nomNaissance", t.nom_naissance)
        + _ou_nul("nomUsage", t.nom_usage)
        + prenoms
        + _balise("anneeNaissance", t.naissance.year)
        + _ou_nul("moisNaissance", t.mois)
        + _ou_nul("jourNaissance", t.jour)
        + _balise("sexe", t.sexe)
        + f"<codeCommuneNaissance>{lieu}</codeCommuneNaissance>"
        + _balise("libelleCommuneNaissance", t.commune)
        + _balise("libellePaysNaissance", t.pays)
    )


def fautes_du_flux(flux: Flux, version: str) -> list[str]:
    """What the schema refuses, line by line, with whom it is about; nothing when the file may leave."""
    from lxml import etree

    schema = etree.XMLSchema(etree.parse(str(SCHEMAS / f"cpf-{version}.xsd")))
    lecteur = etree.XMLParser(resolve_entities=False, huge_tree=True)
    try:
        if schema.validate(etree.fromstring(flux.octets, lecteur)):
            return []
        erreurs = list(schema.error_log)
    except etree.XMLSyntaxError:
        erreurs = list(lecteur.error_log)
    dites = dict.fromkeys(
        f"Ligne {erreur.line} ({flux.qui.get(erreur.line, 'en-tête')}) : "
        f"{erreur.message.replace('{' + ESPACE + '}', '')}"
        for erreur in erreurs
    )
    return list(dites)[:FAUTES_DITES]
