"""What an admission awards: numbers without gap nor duplicate, and the facts that a certificate prints, frozen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from certif_portal.commun.journal import journaliser_tous
from certif_portal.commun.textes import cle_recherche
from certif_portal.comptes.models import Utilisateur
from jurys.choix import TypeCertificat
from jurys.documents.certificat import CadreCertificat, ContexteCertificat, contexte_certificat
from jurys.models import Certificat, CompteurCertificat
from jurys.queries.titre import TitreDecide
from jurys.regles.deliberation import certificat_attribue
from referentiels.models import Certification, Enregistrement

CHIFFRES_NUMERO = 6
LIENS = ("presentation", "version_bloc", "document")


@dataclass(frozen=True)
class Attribution:
    """One certificate to award. `cqpi`: the CQPI given with the CQPM, whose own number and title are printed."""

    titre: TitreDecide
    cqpi: Certification | None
    fiche: Enregistrement | None

    @property
    def type(self) -> TypeCertificat:
        certification = self.cqpi or self.titre.certification
        return certificat_attribue(certification.type, bloc=self.titre.bloc is not None)


@dataclass(frozen=True)
class Attribue:
    certificat: Certificat
    contexte: ContexteCertificat


def prendre_rangs(serie: str, nombre: int) -> int:
    """First of `nombre` consecutive ranks; the row of the counter stays locked until the end of the transaction.

    An award undone gives its numbers back: neither gap nor duplicate.
    """
    CompteurCertificat.objects.get_or_create(serie=serie)
    compteur = CompteurCertificat.objects.select_for_update(of=("self",), no_key=True).get(serie=serie)
    premier = compteur.dernier + 1
    compteur.dernier += nombre
    compteur.save(update_fields=["dernier"])
    return premier


def numero_certificat(serie: str, rang: int) -> str:
    """« MC 000123 » (decision 0044)."""
    return f"{serie} {rang:0{CHIFFRES_NUMERO}d}"


def attribuer(
    cadre: CadreCertificat, attributions: Sequence[Attribution], *, par: Utilisateur, a: datetime
) -> list[Attribue]:
    """Number every certificate of a jury, in the order given, within the act of the closing; the number of queries does
    not depend on theirs."""
    if not attributions:
        return []
    serie = cadre.centre.prefixe_certificat
    premier = prendre_rangs(serie, len(attributions))
    attribues = [_attribuer(cadre, attribution, serie, premier + n) for n, attribution in enumerate(attributions)]
    for attribue in attribues:
        attribue.certificat.clean_fields(exclude=LIENS)
    Certificat.objects.bulk_create(attribue.certificat for attribue in attribues)
    journaliser_tous(
        (
            (attribution.titre.presentation.inscription, "certificat", f"Certificat {fait.certificat.numero} délivré.")
            for attribution, fait in zip(attributions, attribues, strict=True)
        ),
        par=par,
        a=a,
    )
    return attribues


def _attribuer(cadre: CadreCertificat, attribution: Attribution, serie: str, rang: int) -> Attribue:
    """The certificate and the facts it prints, frozen together."""
    presentation, bloc = attribution.titre.presentation, attribution.titre.bloc
    numero, candidat = numero_certificat(serie, rang), presentation.inscription.candidat
    contexte = contexte_certificat(
        cadre,
        presentation.inscription,
        numero=numero,
        type_certificat=attribution.type,
        bloc=bloc,
        cqpi=attribution.cqpi,
        fiche=attribution.fiche,
    )
    titulaire = contexte.titulaire
    mots = (titulaire.nom, titulaire.nom_usage, titulaire.prenom, numero, str(rang), contexte.code, contexte.intitule)
    certificat = Certificat(
        numero=numero,
        serie=serie,
        rang=rang,
        type=attribution.type,
        presentation=presentation,
        version_bloc=bloc,
        code_certification=contexte.code,
        intitule=contexte.intitule,
        nom=titulaire.nom,
        nom_usage=titulaire.nom_usage,
        prenoms=titulaire.prenom,
        date_naissance=candidat.date_naissance,
        naissance_precision=candidat.naissance_precision,
        lieu_naissance=titulaire.lieu_naissance,
        date_jury=cadre.jury.date,
        delivre_le=cadre.a,
        cle_recherche=cle_recherche(*mots)[:500],
    )
    return Attribue(certificat, contexte)
