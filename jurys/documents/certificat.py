"""Certificates: from rows to frozen contexts. What a context has no field for cannot be printed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from candidats.choix import Sexe
from candidats.models import Candidat, Inscription
from certif_portal.centre.choix import ModeSignature
from certif_portal.centre.models import DelegationSignature, ParametresCentre
from certif_portal.commun.typographie import date_longue
from jurys.choix import TypeCertificat
from jurys.documents.commun import etablissement, paragraphes
from jurys.models import Certificat, Jury
from jurys.queries.verification import adresse_verification, code_du, lien_verification
from jurys.regles.verification import code_imprime
from referentiels.models import Certification, Enregistrement, VersionBloc

VERSION_CERTIFICAT = "3"
MODELES: dict[TypeCertificat, str] = {
    TypeCertificat.CQPM: "certificat_cqpm",
    TypeCertificat.BDC: "certificat_bdc",
    TypeCertificat.CQPI: "certificat_cqpi",
    TypeCertificat.CCPM: "certificat_ccpm",
    TypeCertificat.CCPI: "certificat_ccpi",
}
# Longest name, in characters, that each size of the certificate holds on one line.
TAILLES_NOM = ((26, "nom-1"), (38, "nom-2"), (56, "nom-3"))
NE: dict[str, str] = {Sexe.F: "Née", Sexe.M: "Né"}
"""Unknown, the word of annexe 7: « Né(e) »."""
PRESIDENT_UIMM = "Le Président de l’UIMM"
PRESIDENT_CHAMBRE = "Le Président de la Chambre Syndicale Territoriale de la métallurgie adhérente de l’UIMM"


@dataclass(frozen=True)
class Signataires:
    """Who signs beside the president of the jury: the president of the UIMM, or by delegation."""

    president_jury: str
    president: str = PRESIDENT_UIMM
    par_delegation: str = PRESIDENT_CHAMBRE
    nom: str = ""


def signataires(president_jury: str, centre: ParametresCentre, delegation: DelegationSignature | None) -> Signataires:
    """`delegation`: the one in force on the day of the jury; None when the president of the UIMM signs."""
    return Signataires(
        president_jury=president_jury,
        president=centre.president_qualite,
        par_delegation=delegation.qualite if delegation else PRESIDENT_CHAMBRE,
        nom=delegation.nom if delegation else centre.president_nom,
    )


@dataclass(frozen=True)
class Titulaire:
    """Who the certificate is delivered to, as it is printed."""

    prenom: str
    nom: str
    nom_usage: str
    ne: str
    """« Née le », « Né en » when the day is not known."""
    date_naissance: str
    lieu_naissance: str

    @property
    def taille(self) -> str:
        """Class of the name's size: long names fit, on two lines at worst."""
        longueur = len(f"{self.prenom} {self.nom}")
        return next((classe for maximum, classe in TAILLES_NOM if longueur <= maximum), "nom-4")


def titulaire(candidat: Candidat) -> Titulaire:
    """Birth name in capitals; the used name, if another, on its own line (decision 0044)."""
    return Titulaire(
        prenom=candidat.prenom,
        nom=candidat.nom_naissance.upper(),
        nom_usage=candidat.nom_usage_distinct.upper(),
        ne=f"{NE.get(candidat.sexe, 'Né(e)')} {'le' if candidat.naissance.entiere else 'en'}",
        date_naissance=candidat.naissance.longue,
        lieu_naissance=candidat.lieu_naissance,
    )


def imprime_un_autre_etat_civil(certificat: Certificat, candidat: Candidat) -> bool:
    """What is recorded of its holder today is no longer what the certificate prints."""
    imprime = titulaire(candidat)
    actuel = (imprime.nom, imprime.nom_usage, imprime.prenom, candidat.naissance, imprime.lieu_naissance)
    garde = (certificat.nom, certificat.nom_usage, certificat.prenoms, certificat.naissance, certificat.lieu_naissance)
    return actuel != garde


def etat_civil_corrige(certificat: Certificat) -> bool:
    """Since it was delivered; False for one that was replaced, revoked, or whose file is gone."""
    if certificat.revoque_le or certificat.remplace_par or certificat.presentation is None:
        return False
    return imprime_un_autre_etat_civil(certificat, certificat.presentation.inscription.candidat)


@dataclass(frozen=True)
class Verification:
    """How whoever holds the paper checks it: printed in letters, and drawn for a camera."""

    adresse: str = ""
    code: str = ""
    lien: str = ""


def verification(certificat: Certificat, cle: str) -> Verification:
    code = code_du(certificat, cle)
    return Verification(adresse_verification(), code_imprime(code), lien_verification(certificat.numero, code))


@dataclass(frozen=True)
class ContexteCertificat:
    """Annexes 7 and 8, and the layouts of ours for the certificates that are pictures in the source."""

    entete: str
    centre: str
    numero: str
    intitule: str
    code: str
    niveau: int | None
    titulaire: Titulaire
    date_jury: str
    lieu_jury: str
    signataires: Signataires
    date_rncp: str
    verso: list[str]
    """Paragraphs of the back; none for a blank one, those of CQPM, bloc and CCPM."""
    etabli_le: str
    verification: Verification = field(default_factory=Verification)
    signature: str = ModeSignature.MAIN.value
    logo: str = ""
    """Address of the picture that the centre had deposited; none leaves its place white. So for the next two."""
    cachet: str = ""
    signature_image: str = ""

    @property
    def chiffres(self) -> str:
        """The number, less the kind of certification that the line above it says: « 2024 0187 R » under « CQPM … »; an
        older « MQ 1996 11 76 0145 » is whole."""
        prefixe, _, reste = self.code.partition(" ")
        return reste if prefixe in TypeCertificat else self.code


def _adresse(fichier: int | None) -> str:
    return f"fichier:{fichier}" if fichier else ""


@dataclass(frozen=True)
class CadreCertificat:
    """What every certificate of one jury shares."""

    centre: ParametresCentre
    jury: Jury
    signataires: Signataires
    a: datetime
    versos: Mapping[str, str] = field(default_factory=dict)
    """The words of the backs in force at the delivery; none where no certificate has any."""


def contexte_certificat(
    cadre: CadreCertificat,
    inscription: Inscription,
    *,
    numero: str,
    type_certificat: TypeCertificat,
    bloc: VersionBloc | None,
    cqpi: Certification | None,
    fiche: Enregistrement | None,
) -> ContexteCertificat:
    """`cqpi`: the CQPI given with the CQPM, whose own number and title are printed."""
    certification = inscription.referentiel.certification
    par_image = cadre.centre.signature_certificat == ModeSignature.IMAGE
    entete = cadre.centre.entete_bdc if type_certificat == TypeCertificat.BDC else cadre.centre.entete_cqpm
    return ContexteCertificat(
        entete=entete,
        centre=cadre.centre.nom,
        numero=numero,
        intitule=(bloc or cqpi or inscription.referentiel).intitule,
        code=str(bloc.bloc) if bloc else (cqpi or certification).numero_porte,
        niveau=None if bloc or cqpi else inscription.referentiel.niveau,
        titulaire=titulaire(inscription.candidat),
        date_jury=date_longue(cadre.jury.date),
        lieu_jury=cadre.jury.lieu,
        signataires=cadre.signataires,
        date_rncp=f"{fiche.date_enregistrement:%d/%m/%Y}" if fiche else "",
        verso=paragraphes(cadre.versos.get(type_certificat, "")),
        etabli_le=etablissement(cadre.a),
        signature=cadre.centre.signature_certificat,
        logo=_adresse(cadre.centre.logo_id),
        cachet=_adresse(cadre.centre.cachet_id),
        signature_image=_adresse(cadre.centre.signature_image_id) if par_image else "",
    )
