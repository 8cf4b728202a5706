"""The list of the catalogue: few queries, whatever the number of rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)

from certif_portal.comptes.permissions import Personne
from referentiels.choix import EtatReferentiel, Repertoire, TypeCertification
from referentiels.models import Certification, Composition, Enregistrement, IndexRecherche, Referentiel
from referentiels.numeros import bloc_cherche, lire_code_bloc, lire_fiche, lire_numero
from referentiels.recherche import FicheMots, chercher, jetons, mots_de
from referentiels.regles import NIVEAUX

# The version shown for a certification: the one in force, else the one suppressed, else the draft, else the latest.
PRIORITES = {EtatReferentiel.EN_VIGUEUR: 0, EtatReferentiel.SUPPRIME: 1, EtatReferentiel.BROUILLON: 2}


AU_RNCP, HORS_RNCP = "oui", "non"


@dataclass(frozen=True)
class FiltreCatalogue:
    """What the address asks for."""

    texte: str = ""
    type: str = ""
    etat: str = ""
    niveau: int | None = None
    rncp: str = ""

    @classmethod
    def lu(cls, adresse: Mapping[str, str]) -> "FiltreCatalogue":
        """What is asked badly is not asked."""
        niveau, rncp = adresse.get("niveau", ""), adresse.get("rncp", "")
        voulu, etat = adresse.get("type", ""), adresse.get("etat", "")
        return cls(
            texte=adresse.get("q", "").replace("\x00", "").strip()[:200],
            type=voulu if voulu in TypeCertification else "",
            etat=etat if etat in EtatReferentiel else "",
            niveau=int(niveau) if niveau in map(str, NIVEAUX) else None,
            rncp=rncp if rncp in (AU_RNCP, HORS_RNCP) else "",
        )

    def __bool__(self) -> bool:
        return any((self.texte, self.type, self.etat, self.niveau, self.rncp))


@dataclass(frozen=True)
class Catalogue:
    """The certifications found, the best first; `proches` are those found through a typing error, at the end."""

    certifications: list[Any]
    proches: frozenset[int] = frozenset()


COLONNES = {
    "certification": lambda certification: certification.cle_recherche,
    "niveau": lambda certification: certification.niveau,
    "contenu": lambda certification: (certification.nombre_blocs or 0, certification.nombre_competences or 0),
    "repertoire": lambda certification: certification.fiche,
    "version": lambda certification: certification.version_date,
    "etat": lambda certification: (bool(certification.supprimee_le), PRIORITES.get(certification.version_etat, 3)),
}


def catalogue(personne: Personne, *, le: date, filtre: FiltreCatalogue) -> Catalogue:
    """Certifications with the version to show, its size and the fiche of the répertoire open that day: one query."""
    lignes = _filtrer(_certifications(personne, le), filtre, le).order_by("cle_recherche", "pk")
    if not jetons(filtre.texte):
        return Catalogue(list(lignes))
    return _chercher(list(_avec_mots(lignes, filtre.texte)), filtre.texte)


def _certifications(personne: Personne, le: date) -> QuerySet[Any]:
    priorite = Case(
        *(When(etat=valeur, then=Value(rang)) for valeur, rang in PRIORITES.items()),
        default=Value(len(PRIORITES)),
        output_field=IntegerField(),
    )
    versions = (
        Referentiel.objects.visibles_par(personne)
        .filter(certification=OuterRef("pk"))
        .order_by(priorite, "-date_gtp", "-pk")
    )
    compositions = Composition.objects.filter(referentiel=OuterRef("version_pk")).order_by().values("referentiel")
    fiches = _fiches_ouvertes(le)
    return Certification.objects.annotate(
        version_pk=Subquery(versions.values("pk")[:1]),
        version_etat=Subquery(versions.values("etat")[:1]),
        version_date=Subquery(versions.values("date_gtp")[:1]),
        niveau=Subquery(versions.values("niveau")[:1]),
        categorie=Subquery(versions.values("categorie")[:1]),
        nombre_blocs=Subquery(compositions.annotate(n=Count("version_bloc__bloc", distinct=True)).values("n")),
        nombre_competences=Subquery(compositions.annotate(n=Count("version_bloc__competences")).values("n")),
        fiche=Subquery(fiches.values("code")[:1]),
        fiche_fin=Subquery(fiches.values("date_fin")[:1]),
    ).filter(version_pk__isnull=False)


def _fiches_ouvertes(le: date) -> QuerySet[Enregistrement]:
    """The fiches under which somebody may be engaged that day, the latest first."""
    return (
        Enregistrement.objects.filter(certification=OuterRef("pk"), date_enregistrement__lte=le)
        .filter(Q(date_fin__isnull=True) | Q(date_fin__gte=le))
        .order_by("-date_enregistrement")
    )


def _filtrer(certifications: QuerySet[Any], filtre: FiltreCatalogue, le: date) -> QuerySet[Any]:
    if filtre.type:
        certifications = certifications.filter(type=filtre.type)
    if filtre.etat:
        certifications = certifications.filter(version_etat=filtre.etat)
    if filtre.niveau:
        certifications = certifications.filter(niveau=filtre.niveau)
    if filtre.rncp:
        ouverte = Exists(_fiches_ouvertes(le).filter(repertoire=Repertoire.RNCP))
        certifications = certifications.filter(ouverte if filtre.rncp == AU_RNCP else ~ouverte)
    return certifications


def _avec_mots(certifications: QuerySet[Any], texte: str) -> QuerySet[Any]:
    """The words of the version shown, and whether the question is a number of the certification, a bloc or a fiche."""
    index = IndexRecherche.objects.filter(referentiel=OuterRef("version_pk")).values("mots")
    numero, bloc, fiche, code = lire_numero(texte).numero, bloc_cherche(texte), lire_fiche(texte), lire_code_bloc(texte)
    compositions = Composition.objects.filter(referentiel=OuterRef("version_pk"))
    par_code = Q(numero=numero) if numero else Q(pk__in=[])
    if bloc:
        par_code |= Q(Exists(compositions.filter(version_bloc__bloc__numero=bloc)))
    if fiche:
        par_code |= Q(Exists(Enregistrement.objects.filter(certification=OuterRef("pk"), code=fiche)))
    if code:
        par_code |= Q(Exists(compositions.filter(version_bloc__bloc__codes__code=code)))
    designee = Case(When(par_code, then=Value(value=True)), default=Value(value=False), output_field=BooleanField())
    return certifications.annotate(mots=Subquery(index), designee=designee)


def _chercher(certifications: list[Any], texte: str) -> Catalogue:
    """What the question names by its number comes first, then what holds its words."""
    par_pk = {certification.pk: certification for certification in certifications}
    designees = [certification for certification in certifications if certification.designee]
    deja = {certification.pk for certification in designees}
    trouvailles = [t for t in chercher(texte, [_mots(c) for c in certifications]) if t.cle not in deja]
    if designees:
        trouvailles = [trouvaille for trouvaille in trouvailles if not trouvaille.proche]
    return Catalogue(
        [*designees, *(par_pk[trouvaille.cle] for trouvaille in trouvailles)],
        frozenset(trouvaille.cle for trouvaille in trouvailles if trouvaille.proche),
    )


def _mots(certification: Any) -> FicheMots:
    identite = (certification.type, certification.get_type_display(), certification.suffixe, certification.secteur)
    titre = mots_de(certification.intitule, certification.code, *identite)
    return FicheMots(certification.pk, titre, frozenset((certification.mots or "").split()))
