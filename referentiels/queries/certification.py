"""The page of a certification: its versions, its fiches, its blocs under their two codes, its CQPI, its requests."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import JSONObject

from certif_portal.commun.models import EntreeJournal
from certif_portal.comptes.permissions import Personne
from referentiels.choix import EtatDemande, EtatReferentiel, NatureDemande
from referentiels.models import (
    Bloc,
    Certification,
    CodeBloc,
    Composition,
    DemandeGTP,
    Enregistrement,
    EquivalenceCQPI,
    Referentiel,
    VersionBloc,
)
from referentiels.presentation import SORTES_DEMANDE
from referentiels.regles import Periode


@dataclass(frozen=True)
class FicheRepertoire:
    """A fiche of the RNCP or RS, and what may be done under it that day."""

    pk: int
    code: str
    periode: Periode
    renouvelle: str
    sorte: str
    etat: str


@dataclass(frozen=True)
class CodeDate:
    """A code of a bloc, from a day to a day."""

    code: str
    debut: date | None = None
    fin: date | None = None


@dataclass
class BlocCatalogue:
    """A bloc of the version shown: its branch number, and its codes in the fiches of the RNCP, the latest first."""

    intitule: str
    numero: CodeDate
    competences: int
    codes: list[CodeDate] = field(default_factory=list)


@dataclass(frozen=True)
class Jumelle:
    """The CQPI given with a CQPM, or the CQPM that gives a CQPI."""

    pk: int
    type: str
    intitule: str
    numero: str
    debut: date
    fin: date | None


@dataclass(frozen=True)
class DemandeResumee:
    pk: int
    nature: str
    sorte: str
    etat: str
    decidee_le: date | None


@dataclass(frozen=True)
class FicheCertification:
    certification: Certification
    versions: list[Referentiel]
    version: Referentiel | None
    repertoire: list[FicheRepertoire]
    blocs: list[BlocCatalogue]
    jumelles: list[Jumelle]
    demandes: list[DemandeResumee]


def fiche_certification(personne: Personne, pk: int, le: date) -> FicheCertification | None:
    """Everything the page shows but the journal: three queries; None when nothing of it is visible."""
    versions = list(
        Referentiel.objects.visibles_par(personne)
        .filter(certification=pk)
        .select_related("certification")
        .order_by(F("date_gtp").desc(nulls_first=True), "-pk")
    )
    if not versions:
        return None
    version = version_a_montrer(versions)
    lignes = _lignes(pk, personne)
    return FicheCertification(
        certification=versions[0].certification,
        versions=versions,
        version=version,
        repertoire=[_fiche(ligne, le) for ligne in lignes["fiche"]],
        blocs=_blocs(version) if version else [],
        jumelles=[_jumelle(ligne) for ligne in lignes["jumelle"]],
        demandes=[_demande(ligne) for ligne in lignes["demande"]],
    )


def version_a_montrer(versions: list[Referentiel]) -> Referentiel | None:
    """The one in force, else the one suppressed, else the latest."""
    for etat in (EtatReferentiel.EN_VIGUEUR, EtatReferentiel.SUPPRIME):
        for version in versions:
            if version.etat == etat:
                return version
    return versions[0] if versions else None


def _lignes(pk: int, personne: Personne) -> dict[str, list[dict[str, Any]]]:
    """Fiches, CQPI twins and requests: short lists of the same certification, in one query."""
    sources: list[tuple[str, QuerySet[Any], dict[str, Any]]] = [
        (
            "fiche",
            Enregistrement.objects.filter(certification=pk),
            {
                "pk": "pk",
                "tri": "date_enregistrement",
                "code": "code",
                "debut": "date_enregistrement",
                "fin": "date_fin",
                "delivrance": "date_limite_delivrance",
                "renouvelle": "renouvelle__code",
            },
        ),
        ("jumelle", EquivalenceCQPI.objects.filter(cqpm=pk), _champs_jumelle("cqpi")),
        ("jumelle", EquivalenceCQPI.objects.filter(cqpi=pk), _champs_jumelle("cqpm")),
        (
            "demande",
            DemandeGTP.objects.visibles_par(personne).filter(Q(certification=pk) | Q(projet__certification=pk)),
            {"pk": "pk", "tri": "creee_le", "nature": "nature", "etat": "etat", "decidee_le": "decidee_le"},
        ),
    ]
    requetes = [lignes.order_by().values_list(Value(nom), JSONObject(**champs)) for nom, lignes, champs in sources]
    lues: dict[str, list[dict[str, Any]]] = {"fiche": [], "jumelle": [], "demande": []}
    for nom, ligne in requetes[0].union(*requetes[1:], all=True):
        lues[nom].append(ligne)
    return {nom: sorted(lignes, key=lambda ligne: str(ligne["tri"]), reverse=True) for nom, lignes in lues.items()}


def _champs_jumelle(cote: str) -> dict[str, Any]:
    return {
        "pk": f"{cote}_id",
        "tri": "debut",
        "type": f"{cote}__type",
        "intitule": f"{cote}__intitule",
        "numero": f"{cote}__numero",
        "debut": "debut",
        "fin": "fin",
    }


def _jour(texte: str | None) -> date | None:
    return date.fromisoformat(texte[:10]) if texte else None


def _fiche(ligne: dict[str, Any], le: date) -> FicheRepertoire:
    periode = Periode(date.fromisoformat(ligne["debut"][:10]), _jour(ligne["fin"]), _jour(ligne["delivrance"]))
    sorte, etat = etat_fiche(periode, le)
    return FicheRepertoire(ligne["pk"], ligne["code"], periode, ligne["renouvelle"] or "", sorte, etat)


def etat_fiche(periode: Periode, le: date) -> tuple[str, str]:
    """Shape and word of a fiche that day."""
    if periode.enregistree(le):
        return "fait", "ouverte"
    if periode.delivrable(le):
        return "attente", "délivrance seule"
    return ("neutre", "à venir") if periode.a_venir(le) else ("neutre", "close")


def _jumelle(ligne: dict[str, Any]) -> Jumelle:
    return Jumelle(
        pk=ligne["pk"],
        type=ligne["type"],
        intitule=ligne["intitule"],
        numero=ligne["numero"],
        debut=date.fromisoformat(ligne["debut"][:10]),
        fin=_jour(ligne["fin"]),
    )


def _demande(ligne: dict[str, Any]) -> DemandeResumee:
    etat = EtatDemande(ligne["etat"])
    nature = NatureDemande(ligne["nature"]).label
    return DemandeResumee(ligne["pk"], nature, SORTES_DEMANDE[etat], etat.label, _jour(ligne["decidee_le"]))


def _blocs(version: Referentiel) -> list[BlocCatalogue]:
    """The blocs of that version and their codes in the fiches of this certification alone."""
    lignes = (
        Composition.objects.filter(referentiel=version, version_bloc__bloc__isnull=False)
        .order_by(
            "ordre", "version_bloc__competences", "-version_bloc__bloc__codes__enregistrement__date_enregistrement"
        )
        .values_list(
            "version_bloc",
            "version_bloc__intitule",
            "version_bloc__bloc__numero",
            "version_bloc__bloc__attribue_le",
            "version_bloc__competences",
            "version_bloc__bloc__codes__code",
            "version_bloc__bloc__codes__enregistrement__date_enregistrement",
            "version_bloc__bloc__codes__enregistrement__date_fin",
            F("version_bloc__bloc__codes__enregistrement__certification"),
        )
    )
    blocs: dict[int, BlocCatalogue] = {}
    competences: set[int] = set()
    for pk, intitule, numero, attribue_le, competence, code, debut, fin, certification in lignes:
        bloc = blocs.setdefault(pk, BlocCatalogue(intitule, CodeDate(numero, attribue_le), 0))
        if competence is not None and competence not in competences:
            competences.add(competence)
            bloc.competences += 1
        date_ = CodeDate(code, debut, fin)
        if code and certification == version.certification_id and date_ not in bloc.codes:
            bloc.codes.append(date_)
    return list(blocs.values())


def blocs_et_codes(enregistrement: Enregistrement) -> tuple[list[tuple[Bloc, str]], dict[int, str]]:
    """The blocs of the certification, whatever the version, and their codes in that fiche."""
    blocs: dict[int, tuple[Bloc, str]] = {}
    contenus = (
        VersionBloc.objects.filter(
            bloc__isnull=False, compositions__referentiel__certification=enregistrement.certification_id
        )
        .select_related("bloc")
        .order_by("bloc__numero", "pk")
    )
    for contenu in contenus:
        if contenu.bloc is not None:
            blocs[contenu.bloc.pk] = (contenu.bloc, contenu.intitule)
    codes = dict(CodeBloc.objects.filter(enregistrement=enregistrement).values_list("bloc", "code"))
    return list(blocs.values()), codes


def actes_de(certification: Certification) -> QuerySet[EntreeJournal]:
    """What happened to the certification and to its versions, the last first: a publication is told on a version, a
    suppression on both, and is said once."""
    versions = certification.referentiels.order_by().values("pk")
    des_versions = Q(dossier_type=Referentiel._meta.label_lower, dossier_id__in=versions) & ~Q(acte="suppression")
    return EntreeJournal.objects.filter(
        Q(dossier_type=Certification._meta.label_lower, dossier_id=certification.pk) | des_versions
    )
