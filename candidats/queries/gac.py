"""What the export to the national system reads."""

from collections.abc import Callable, Iterable
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from candidats.choix import ACCEPTEES
from candidats.choix_gac import ChampGAC, FormatGAC
from candidats.donnees import Naissance
from candidats.models import ColonneGAC, CorrectionIdentite, Fusion, Inscription, LigneGAC, LotGAC
from certif_portal.commun.tableur import Valeur
from certif_portal.commun.typographie import jour_de

COLONNES_PAR_DEFAUT = tuple(champ for champ in ChampGAC if champ != ChampGAC.CODE_COMMUNE)


def colonnes_gac() -> list[ColonneGAC]:
    """The columns set by the centre; until then ours, kept at the first use: the national list is not public."""
    if not ColonneGAC.objects.exists():
        ColonneGAC.objects.bulk_create(
            [
                ColonneGAC(ordre=rang, titre=champ.label.partition(" (")[0], champ=champ)
                for rang, champ in enumerate(COLONNES_PAR_DEFAUT, start=1)
            ],
            ignore_conflicts=True,
        )
    return list(ColonneGAC.objects.all())


COLONNES = {
    "candidat": "candidat__cle_recherche",
    "certification": "referentiel__intitule",
    "organisme": "organisme__cle_recherche",
}


def exportables(inscriptions: QuerySet[Inscription], *, deja: bool) -> QuerySet[Inscription]:
    """Accepted ones to be sent: never sent, or whose civil status was corrected since; with `deja`, those that were."""
    lues = acceptees(inscriptions)
    envois = LigneGAC.objects.filter(inscription=OuterRef("pk"), non_envoyee_le__isnull=True)
    return (lues.filter(Exists(envois)) if deja else _a_envoyer(lues)).order_by("acceptee_le", "pk")


def acceptees(inscriptions: QuerySet[Inscription]) -> QuerySet[Inscription]:
    """Each says `exportee_le`, its last sending, and `corrigee_le`, the correction that the national system does not
    know."""
    envois = LigneGAC.objects.filter(inscription=OuterRef("pk"), non_envoyee_le__isnull=True)
    dernier = envois.order_by("-lot__cree_le").values("lot__cree_le")[:1]
    corrections = CorrectionIdentite.objects.filter(candidat=OuterRef("candidat"), faite_le__gt=OuterRef("exportee_le"))
    lues = inscriptions.filter(etat__in=ACCEPTEES).annotate(exportee_le=Subquery(dernier))
    fusions = Fusion.objects.filter(conserve=OuterRef("candidat"), faite_le__gt=OuterRef("exportee_le"))
    changements = [Subquery(q.order_by("-faite_le").values("faite_le")[:1]) for q in (corrections, fusions)]
    lues = lues.annotate(corrigee_le=Coalesce(*changements))
    return lues.select_related("candidat", "organisme", "entreprise", "referentiel__certification").order_by()


def pour_la_liste(lues: QuerySet[Inscription]) -> QuerySet[Inscription]:
    """Of each, what the list shows: two hundred whole registrations cost half of the page."""
    return (
        lues.select_related(None)
        .select_related("candidat", "organisme", "referentiel__certification")
        .only(
            *(
                "acceptee_le",
                "numero_national",
                "organisme__nom",
                "referentiel__intitule",
                "referentiel__certification",
            ),
            *(f"candidat__{champ}" for champ in ("nom_naissance", "nom_usage", "prenom")),
            *(
                f"referentiel__certification__{c}"
                for c in ("type", "prefixe", "annee", "mois", "departements", "numero")
            ),
        )
    )


def _a_envoyer(lues: QuerySet[Inscription]) -> QuerySet[Inscription]:
    """Never sent, or corrected since: looked for among those that may be, by sets. Each of twenty years asked for its
    last sending cost five seconds."""
    sans_envoi = ~Exists(LigneGAC.objects.filter(inscription=OuterRef("pk"), non_envoyee_le__isnull=True))
    cles = Inscription.objects.order_by().values("pk")
    jamais = cles.filter(sans_envoi, etat__in=ACCEPTEES)
    corriges = cles.filter(candidat__in=CorrectionIdentite.objects.order_by().values("candidat"))
    reunis = cles.filter(candidat__in=Fusion.objects.order_by().values("conserve"))
    touchees = lues.filter(pk__in=jamais.union(corriges, reunis))
    return touchees.filter(Q(exportee_le__isnull=True) | Q(corrigee_le__isnull=False))


def lots_gac() -> QuerySet[LotGAC]:
    return LotGAC.objects.select_related("cree_par", "fichier").annotate(nombre=Count("lignes"))


VALEURS: dict[str, Callable[[Inscription], Valeur | Naissance]] = {
    ChampGAC.REFERENCE: lambda i: i.reference,
    ChampGAC.NUMERO_NATIONAL: lambda i: i.numero_national,
    ChampGAC.NOM_NAISSANCE: lambda i: i.candidat.nom_naissance,
    ChampGAC.NOM_USAGE: lambda i: i.candidat.nom_usage,
    ChampGAC.PRENOM: lambda i: i.candidat.prenom,
    ChampGAC.AUTRES_PRENOMS: lambda i: i.candidat.autres_prenoms,
    ChampGAC.SEXE: lambda i: i.candidat.sexe,
    ChampGAC.DATE_NAISSANCE: lambda i: i.candidat.naissance,
    ChampGAC.COMMUNE_NAISSANCE: lambda i: i.candidat.commune_naissance,
    ChampGAC.CODE_COMMUNE: lambda i: i.candidat.code_commune_naissance,
    ChampGAC.DEPARTEMENT_NAISSANCE: lambda i: i.candidat.departement_naissance,
    ChampGAC.PAYS_NAISSANCE: lambda i: i.candidat.pays_naissance,
    ChampGAC.COURRIEL: lambda i: i.candidat.courriel,
    ChampGAC.TYPE: lambda i: i.referentiel.certification.type,
    ChampGAC.CODE: lambda i: i.referentiel.certification.code,
    ChampGAC.INTITULE: lambda i: i.referentiel.intitule,
    ChampGAC.PORTEE: lambda i: i.get_portee_display(),
    ChampGAC.BLOCS: lambda i: ", ".join(str(version.bloc) for version in i.blocs.all()),
    ChampGAC.VOIE: lambda i: i.get_voie_display(),
    ChampGAC.ORIGINE: lambda i: i.origine,
    ChampGAC.FINANCEMENTS: lambda i: ", ".join(financement.code for financement in i.financements.all()),
    ChampGAC.ENTREPRISE: lambda i: i.entreprise.raison_sociale if i.entreprise else "",
    ChampGAC.ENTREPRISE_SIRET: lambda i: i.entreprise.siret if i.entreprise else "",
    ChampGAC.ENTREPRISE_ADRESSE: lambda i: i.entreprise.adresse if i.entreprise else "",
    ChampGAC.ENTREPRISE_CODE_POSTAL: lambda i: i.entreprise.code_postal if i.entreprise else "",
    ChampGAC.ENTREPRISE_VILLE: lambda i: i.entreprise.ville if i.entreprise else "",
    ChampGAC.CODE_NACE: lambda i: i.entreprise.code_nace if i.entreprise else "",
    ChampGAC.SECTEUR: lambda i: i.entreprise.secteur if i.entreprise else "",
    ChampGAC.BRANCHE: lambda i: i.entreprise.branche if i.entreprise else "",
    ChampGAC.ORGANISME: lambda i: i.organisme.nom if i.organisme else "",
    ChampGAC.ORGANISME_SIRET: lambda i: i.organisme.siret if i.organisme else "",
    ChampGAC.ENTREE: lambda i: i.entree_formation,
    ChampGAC.FIN: lambda i: i.fin_formation,
    ChampGAC.EVALUATION: lambda i: i.date_evaluation,
    ChampGAC.ACCEPTEE_LE: lambda i: jour_de(i.acceptee_le) if i.acceptee_le else None,
}


def lignes_gac(inscriptions: Iterable[Inscription], colonnes: Iterable[ColonneGAC]) -> list[list[Valeur]]:
    """Cells in the order of the columns; expects blocs and fundings prefetched."""
    voulues = list(colonnes)
    return [
        [_formater(VALEURS[colonne.champ](inscription), colonne.format) for colonne in voulues]
        for inscription in inscriptions
    ]


def _formater(valeur: Valeur | Naissance, format_: str) -> Valeur:
    if isinstance(valeur, Naissance) and not valeur.entiere:  # known in part: a text, whatever the format of the column
        return valeur.iso if format_ == FormatGAC.ISO else str(valeur)
    valeur = valeur.jour if isinstance(valeur, Naissance) else valeur
    if isinstance(valeur, date) and format_ == FormatGAC.JOUR:
        return f"{valeur:%d/%m/%Y}"
    if isinstance(valeur, date) and format_ == FormatGAC.ISO:
        return valeur.isoformat()
    return valeur.upper() if isinstance(valeur, str) and format_ == FormatGAC.MAJUSCULES else valeur
