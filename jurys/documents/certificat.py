"""Certificates: from rows to frozen contexts. What a context has no field for cannot be printed."""

from dataclasses import dataclass
from datetime import datetime

from candidats.choix import Sexe
from candidats.models import Candidat, Inscription
from certif_portal.centre.models import DelegationSignature, ParametresCentre
from certif_portal.commun.typographie import date_longue
from jurys.choix import TypeCertificat
from jurys.documents.commun import etablissement, paragraphes
from jurys.models import Jury
from referentiels.models import Certification, Enregistrement, VersionBloc

VERSION_CERTIFICAT = "2"
MODELES: dict[TypeCertificat, str] = {
    TypeCertificat.CQPM: "certificat_cqpm",
    TypeCertificat.BDC: "certificat_bdc",
    TypeCertificat.CQPI: "certificat_cqpi",
    TypeCertificat.CCPM: "certificat_ccpm",
    TypeCertificat.CCPI: "certificat_ccpi",
}
# Longest name, in characters, that each size of the certificate holds on one line.
TAILLES_NOM = ((26, "nom-1"), (38, "nom-2"), (56, "nom-3"))
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
        ne=f"{'Née' if candidat.sexe == Sexe.F else 'Né'} {'le' if candidat.naissance.entiere else 'en'}",
        date_naissance=candidat.naissance.longue,
        lieu_naissance=candidat.lieu_naissance,
    )


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


@dataclass(frozen=True)
class CadreCertificat:
    """What every certificate of one jury shares."""

    centre: ParametresCentre
    jury: Jury
    signataires: Signataires
    a: datetime


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
    entete = cadre.centre.entete_bdc if type_certificat == TypeCertificat.BDC else cadre.centre.entete_cqpm
    return ContexteCertificat(
        entete=entete,
        centre=cadre.centre.nom,
        numero=numero,
        intitule=(bloc or cqpi or inscription.referentiel).intitule,
        code=str(bloc.bloc) if bloc else (cqpi or certification).code,
        niveau=None if bloc or cqpi else inscription.referentiel.niveau,
        titulaire=titulaire(inscription.candidat),
        date_jury=date_longue(cadre.jury.date),
        lieu_jury=cadre.jury.lieu,
        signataires=cadre.signataires,
        date_rncp=f"{fiche.date_enregistrement:%d/%m/%Y}" if fiche else "",
        verso=_verso(type_certificat, cadre.centre),
        etabli_le=etablissement(cadre.a),
    )


def _verso(type_certificat: TypeCertificat, centre: ParametresCentre) -> list[str]:
    """The words of annexes 9 and 11, as the centre keeps them."""
    textes = {TypeCertificat.CQPI: centre.verso_cqpi, TypeCertificat.CCPI: centre.verso_ccpi}
    return paragraphes(textes.get(type_certificat, ""))
