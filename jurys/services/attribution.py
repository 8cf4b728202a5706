"""What an admission awards: numbers without gap nor duplicate, and the facts that a certificate prints, frozen."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from certif_portal.centre.models import ParametresCentre, parametres
from certif_portal.commun.actes import acte
from certif_portal.commun.durees import compte
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee, refuser_si
from certif_portal.commun.journal import journaliser, journaliser_tous
from certif_portal.commun.textes import cle_recherche
from certif_portal.comptes.models import Utilisateur
from jurys.choix import TypeCertificat
from jurys.documents.certificat import CadreCertificat, ContexteCertificat, contexte_certificat, verification
from jurys.models import Certificat, CompteurCertificat, Jury, NumerosPasses, Presentation
from jurys.queries.numero import Cle, numeros_saisis
from jurys.queries.titre import TitreDecide
from jurys.regles.deliberation import certificat_attribue
from jurys.regles.numero import NUMERO_NATIONAL, NUMEROS_PASSES, PREMIER_NUMERO, forme_du_rang, rang_lu
from referentiels.models import Certification, Enregistrement, VersionBloc

CHIFFRES_NUMERO = 6
SUR_LA_PAGE = "sur la page « Numéros des certificats »"
LIENS = ("presentation", "version_bloc", "document")


@dataclass(frozen=True)
class Attribution:
    """One certificate to award. `cqpi`: the CQPI given with the CQPM, whose own number and title are printed."""

    titre: TitreDecide
    cqpi: Certification | None
    fiche: Enregistrement | None

    @property
    def cle(self) -> Cle:
        """That of the number typed for it."""
        bloc, certification = self.titre.bloc, self.cqpi or self.titre.certification
        return self.titre.presentation.pk, bloc.pk if bloc else 0, certification.pk

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
    compteur = _verrouiller_compteur(serie)
    refuser_si(_serie_a_commencer(serie, compteur.dernier))
    premier = compteur.dernier + 1
    compteur.dernier += nombre
    compteur.save(update_fields=["dernier"])
    return premier


def _serie_a_commencer(serie: str, dernier: int) -> Iterator[RegleNonRespectee]:
    """A number of the series is known that the portal did not give, and it does not know where it goes on."""
    if (connu := plus_grand_connu(serie)) > dernier:
        quel = "prochain" if dernier else "premier"
        yield RegleNonRespectee(
            PREMIER_NUMERO, f"{numero_certificat(serie, connu)} est déjà connu : fixez d’abord le {quel} numéro."
        )


def obstacles_aux_numeros(centre: ParametresCentre, jury: Jury, cles: Sequence[Cle]) -> Iterator[RegleNonRespectee]:
    """Why these certificates cannot be numbered yet, said before the closing asks for their numbers."""
    if not cles:
        return
    if centre.numeros_nationaux:
        yield from _a_saisir(cles, numeros_saisis(jury), SUR_LA_PAGE)
    else:
        compteur = CompteurCertificat.objects.filter(serie=centre.prefixe_certificat).first()
        yield from _serie_a_commencer(centre.prefixe_certificat, compteur.dernier if compteur else 0)


def _a_saisir(cles: Sequence[Cle], saisis: Mapping[Cle, str], ou: str) -> Iterator[RegleNonRespectee]:
    manquent = sum(cle not in saisis for cle in cles)
    if manquent:
        yield RegleNonRespectee(NUMERO_NATIONAL, f"{compte(manquent, 'numéro')} à saisir {ou}.")


def _verrouiller_compteur(serie: str) -> CompteurCertificat:
    compteurs = CompteurCertificat.objects.select_for_update(of=("self",), no_key=True)
    return compteurs.get_or_create(serie=serie)[0]


def plus_grand_connu(serie: str) -> int:
    """The highest rank that a number written as those of the series says, delivered before the portal, or under a
    number that the national system gave. The prefix alone reads the index; the form leaves the others in the base."""
    ecrits = Certificat.objects.filter(numero__startswith=serie, numero__regex=forme_du_rang(serie))
    numeros = ecrits.exclude(serie=serie).values_list("numero", flat=True)
    return max((rang_lu(numero, serie) for numero in numeros.iterator()), default=0)


def prochain_numero(serie: str) -> str:
    """What the next certificate of the series will bear."""
    compteur = CompteurCertificat.objects.filter(serie=serie).first()
    return numero_certificat(serie, (compteur.dernier if compteur else 0) + 1)


@acte
def fixer_premier_numero(*, premier: int, par: Utilisateur, a: datetime) -> CompteurCertificat:
    """Where the centre's series begins in the portal: after every number known, and before the first award."""
    centre = parametres()
    serie = centre.prefixe_certificat
    compteur = _verrouiller_compteur(serie)
    if entamee := serie_entamee(serie):
        raise RegleNonRespectee(PREMIER_NUMERO, entamee)
    if premier <= (connu := plus_grand_connu(serie)):
        raise RegleNonRespectee(
            PREMIER_NUMERO,
            f"Le numéro {premier} est lu, et {numero_certificat(serie, connu)} est déjà connu : il faut au moins "
            f"{connu + 1}.",
        )
    compteur.dernier = premier - 1
    compteur.save(update_fields=["dernier"])
    phrase = f"La série {serie} commence à {numero_certificat(serie, premier)}."
    journaliser(centre, "numerotation", phrase, par=par, a=a)
    return compteur


@acte
def passer_des_numeros(*, prochain: int, motif: str, par: Utilisateur, a: datetime) -> NumerosPasses:
    """The next number of a series already begun, after those that were given on paper and that the base, put back from
    a backup, does not know. A series never goes back."""
    centre = parametres()
    serie = centre.prefixe_certificat
    compteur = _verrouiller_compteur(serie)
    if not serie_entamee(serie):
        raise ErreurMetier(f"La série {serie} n’a rien délivré : fixez son premier numéro.")
    connu = max(compteur.dernier + 1, plus_grand_connu(serie))
    if prochain <= connu:
        raise RegleNonRespectee(NUMEROS_PASSES, f"Le numéro {prochain} est lu : il faut au moins {connu + 1}.")
    passes = NumerosPasses(
        serie=serie,
        premier=compteur.dernier + 1,
        dernier=prochain - 1,
        motif=motif.strip(),
        passes_le=a,
        passes_par=par,
    )
    passes.full_clean()
    passes.save()
    compteur.dernier = passes.dernier
    compteur.save(update_fields=["dernier"])
    lesquels = f"du numéro {passes.premier} au numéro {passes.dernier}"
    phrase = (
        f"Série {serie} : passés, {lesquels} ; le prochain est {numero_certificat(serie, prochain)}. {passes.motif}"
    )
    journaliser(centre, "numerotation", phrase, par=par, a=a)
    return passes


def serie_entamee(serie: str) -> str:
    """Why its first number no longer changes; empty before the first award."""
    return f"La série {serie} a déjà délivré un certificat." if Certificat.objects.filter(serie=serie).exists() else ""


def numero_certificat(serie: str, rang: int) -> str:
    """« MC 000123 » (decision 0044)."""
    return f"{serie} {rang:0{CHIFFRES_NUMERO}d}"


def attribuer(
    cadre: CadreCertificat,
    attributions: Sequence[Attribution],
    *,
    saisis: Mapping[Cle, str] | None = None,
    par: Utilisateur,
    a: datetime,
) -> list[Attribue]:
    """Number every certificate of a jury, in the order given, within the act of the closing; the number of queries does
    not depend on theirs. `saisis`: the numbers that the national system gives, where they are not those of the jury's
    page (a rectification)."""
    if not attributions:
        return []
    numeros = _numeros(cadre, attributions, saisis)
    attribues = [_attribuer(cadre, *couple) for couple in zip(attributions, numeros, strict=True)]
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


@dataclass(frozen=True)
class Numero:
    """What a certificate is told by: of the centre's series, or given by the national system (no series, no rank)."""

    texte: str
    serie: str = ""
    rang: int | None = None


def prochains_numeros(serie: str, nombre: int) -> list[Numero]:
    premier = prendre_rangs(serie, nombre)
    return [Numero(numero_certificat(serie, rang), serie, rang) for rang in range(premier, premier + nombre)]


def _numeros(
    cadre: CadreCertificat, attributions: Sequence[Attribution], saisis: Mapping[Cle, str] | None
) -> list[Numero]:
    if not cadre.centre.numeros_nationaux:
        return prochains_numeros(cadre.centre.prefixe_certificat, len(attributions))
    ou = SUR_LA_PAGE if saisis is None else "avec le rectificatif signé"
    saisis = numeros_saisis(cadre.jury) if saisis is None else saisis
    refuser_si(_a_saisir([attribution.cle for attribution in attributions], saisis, ou))
    return [Numero(saisis[attribution.cle]) for attribution in attributions]


def _attribuer(cadre: CadreCertificat, attribution: Attribution, numero: Numero) -> Attribue:
    """The certificate and the facts it prints, frozen together."""
    presentation, bloc = attribution.titre.presentation, attribution.titre.bloc
    contexte = contexte_certificat(
        cadre,
        presentation.inscription,
        numero=numero.texte,
        type_certificat=attribution.type,
        bloc=bloc,
        cqpi=attribution.cqpi,
        fiche=attribution.fiche,
    )
    return certificat_de(
        cadre, contexte, presentation=presentation, bloc=bloc, type_certificat=attribution.type, numero=numero
    )


def certificat_de(
    cadre: CadreCertificat,
    contexte: ContexteCertificat,
    *,
    presentation: Presentation,
    bloc: VersionBloc | None,
    type_certificat: TypeCertificat,
    numero: Numero,
) -> Attribue:
    """The row that keeps what `contexte` prints, and the code that is computed from it."""
    candidat, titulaire = presentation.inscription.candidat, contexte.titulaire
    noms = (titulaire.nom, titulaire.nom_usage, titulaire.prenom)
    mots = (*noms, numero.texte, str(numero.rang or ""), contexte.code, contexte.intitule)
    certificat = Certificat(
        numero=numero.texte,
        serie=numero.serie,
        rang=numero.rang,
        type=type_certificat,
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
        signature=contexte.signature,
        cle_recherche=cle_recherche(*mots)[:500],
    )
    return Attribue(certificat, replace(contexte, verification=verification(certificat, cadre.centre.cle_verification)))
