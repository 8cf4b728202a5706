"""The page of figures: read from what the night kept, a few rows whatever the number of files."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from candidats.choix import Voie
from candidats.queries.chiffre import ADMIS, INSCRIPTIONS, PRESENTES, Population
from certif_portal.commun.durees import compte
from certif_portal.commun.graphique import Colonne, Graphique, graphique
from certif_portal.commun.textes import cle_recherche, en_entier
from certif_portal.commun.typographie import INSECABLE
from certif_portal.comptes.choix import Role
from certif_portal.comptes.models import Utilisateur
from certif_portal.comptes.permissions import peut_tout_consulter
from certif_portal.portail.choix import AxeChiffre, MesureChiffre
from certif_portal.portail.models import AnneeChiffree, Chiffre
from certif_portal.portail.queries.comptage import RESTE_DES_TRIMESTRES, SANS_ORGANISME
from certif_portal.portail.queries.marche import lien
from evaluations.models import Evaluateur
from habilitations.models import OrganismeFormation
from referentiels.models import Bloc, Certification, Competence, VersionBloc

MESURES = (MesureChiffre.INSCRIPTIONS, MesureChiffre.CERTIFICATIONS, MesureChiffre.BLOCS)
PAR = {
    AxeChiffre.CERTIFICATION.value: "Par certification",
    AxeChiffre.ORGANISME.value: "Par organisme",
    AxeChiffre.VOIE.value: "Par voie d’accès",
}
TRIMESTRES = {1: "1ᵉʳ trimestre", 2: "2ᵉ trimestre", 3: "3ᵉ trimestre", 4: "4ᵉ trimestre"}
MOTS = ("présentées", "obtenues")
SANS_LISTE = dict.fromkeys((INSCRIPTIONS, PRESENTES, ADMIS), "")


@dataclass(frozen=True)
class Perimetre:
    """What the figures are about: the centre, one certification or one OF, never both at once."""

    axe: str = AxeChiffre.TOUT
    cle: str = ""

    @property
    def vide(self) -> bool:
        """Of an OF's user who is of no OF any more: the empty key is that of the groups told together."""
        return self.axe != AxeChiffre.TOUT and not self.cle

    @property
    def filtre(self) -> dict[str, str]:
        """As the address of a list names it."""
        return {str(self.axe): self.cle} if self.axe != AxeChiffre.TOUT and self.cle != SANS_ORGANISME else {}

    @property
    def certification(self) -> str:
        return self.cle if self.axe == AxeChiffre.CERTIFICATION else ""

    @property
    def organisme(self) -> str:
        return self.cle if self.axe == AxeChiffre.ORGANISME else ""


@dataclass(frozen=True)
class LigneChiffres:
    """One group over one time: each measure that may be told of it, and the list that each figure opens, written where
    it is shown: a page shows twenty-five lines of hundreds. `filtre` None: no list is of these people alone."""

    nom: str
    annee: int
    trimestre: int = 0
    url: str = ""
    filtre: Mapping[str, str] | None = None
    mesures: Mapping[str, Chiffre] = field(default_factory=dict)

    @cached_property
    def listes(self) -> Mapping[str, str]:
        return SANS_LISTE if self.filtre is None else _listes(self.annee, self.trimestre, self.filtre)

    @property
    def inscriptions(self) -> Chiffre | None:
        return self.mesures.get(MesureChiffre.INSCRIPTIONS)

    @property
    def certifications(self) -> Chiffre | None:
        return self.mesures.get(MesureChiffre.CERTIFICATIONS)

    @property
    def blocs(self) -> Chiffre | None:
        return self.mesures.get(MesureChiffre.BLOCS)


def colonnes(etape: str) -> dict[str, Any]:
    """The columns that the table sorts by; that of the delay is of the steps chosen."""
    return {
        "nom": lambda ligne: cle_recherche(ligne.nom),
        "inscriptions": lambda ligne: _nombre(ligne.inscriptions),
        "certifications": lambda ligne: _nombre(ligne.certifications),
        "taux": lambda ligne: ligne.certifications and ligne.certifications.taux,
        "blocs": lambda ligne: _nombre(ligne.blocs),
        "delai": lambda ligne: _median(ligne.certifications, etape),
    }


def _median(chiffre: Chiffre | None, etape: str) -> int | None:
    delai = chiffre.delai(etape) if chiffre else None
    return delai[0] if delai else None


def _nombre(chiffre: Chiffre | None) -> int | None:
    return chiffre.nombre if chiffre else None


def annees_chiffrees() -> list[AnneeChiffree]:
    """Those that were made, the latest first."""
    return list(AnneeChiffree.objects.all())


def perimetre_demande(personne: Utilisateur, adresse: Mapping[str, str]) -> Perimetre:
    """What an address asks for, as far as this person may: an OF has its own figures, whatever it asks."""
    if not peut_tout_consulter(personne):
        siens = [str(pk) for pk in _siens(personne).values_list("pk", flat=True)]
        demande = adresse.get("organisme", "")
        return Perimetre(AxeChiffre.ORGANISME, demande if demande in siens else next(iter(siens), ""))
    for axe in (AxeChiffre.CERTIFICATION, AxeChiffre.ORGANISME):
        cle = adresse.get(axe, "")
        if en_entier(cle) is not None:
            return Perimetre(axe, cle)
    return Perimetre()


def _siens(personne: Utilisateur) -> QuerySet[OrganismeFormation]:
    if not personne.a_role(Role.ORGANISME):
        return OrganismeFormation.objects.none()
    return OrganismeFormation.objects.visibles_par(personne).order_by("cle_recherche", "pk")


def choix_de_l_annee(
    personne: Utilisateur, annee: AnneeChiffree
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The certifications and the OFs that have figures that year: 3 queries. An OF is offered its own, if several."""
    if not peut_tout_consulter(personne):
        siens = [(str(un.pk), un.nom) for un in _siens(personne)]
        return [], siens if len(siens) > 1 else []
    axes = (AxeChiffre.CERTIFICATION, AxeChiffre.ORGANISME)
    lus = set(annee.chiffres.filter(axe__in=axes, trimestre=0).exclude(cle="").order_by().values_list("axe", "cle"))
    choix = []
    for axe in axes:
        noms = nommer(axe, [cle for un, cle in lus if un == axe])
        choix.append(sorted(noms.items(), key=lambda paire: cle_recherche(paire[1])))
    return choix[0], choix[1]


def nommer(axe: str, cles: Iterable[str]) -> dict[str, str]:
    """How each group of an axis is called: one query at most."""
    cles = {cle for cle in cles if cle}
    match axe:
        case AxeChiffre.VOIE:
            return {cle: str(Voie(cle).label) for cle in cles}
        case AxeChiffre.CERTIFICATION:
            lues = Certification.objects.filter(pk__in=cles).only("pk", "type", "numero", "intitule")
            return {str(une.pk): f"{une.type} {une.intitule}" for une in lues}
        case AxeChiffre.ORGANISME:
            noms = dict(OrganismeFormation.objects.filter(pk__in=cles).values_list("pk", "nom"))
            nommes = {str(pk): nom for pk, nom in noms.items()}
            return nommes | ({SANS_ORGANISME: "Sans organisme"} if SANS_ORGANISME in cles else {})
        case AxeChiffre.BLOC:
            contenus = VersionBloc.objects.filter(bloc=OuterRef("pk")).order_by("-pk").values("intitule")
            blocs = Bloc.objects.filter(pk__in=cles).annotate(intitule=Subquery(contenus[:1]))
            return {str(un.pk): f"{un.numero} {un.intitule}" for un in blocs}
        case AxeChiffre.COMPETENCE:
            return {str(une.pk): une.intitule for une in Competence.objects.filter(pk__in=cles)}
        case AxeChiffre.TOUT:
            return {}
        case _:
            return {str(un.pk): str(un) for un in Evaluateur.objects.filter(pk__in=cles).select_related("utilisateur")}


def _du_perimetre(perimetre: Perimetre) -> QuerySet[Chiffre]:
    return Chiffre.objects.filter(axe=perimetre.axe, cle=perimetre.cle, mesure__in=MESURES).select_related("annee")


def lignes_du_temps(perimetre: Perimetre, annee: int) -> tuple[list[LigneChiffres], list[LigneChiffres]]:
    """Year by year, then the quarters of the year asked for: one query."""
    if perimetre.vide:
        return [], []
    par_temps: dict[tuple[int, int], dict[str, Chiffre]] = {}
    for chiffre in _du_perimetre(perimetre):
        if not chiffre.trimestre or chiffre.annee.annee == annee:
            par_temps.setdefault((chiffre.annee.annee, chiffre.trimestre), {})[chiffre.mesure] = chiffre
    lignes = [
        LigneChiffres(
            nom=nom_du_trimestre(trimestre) if trimestre else str(quand),
            annee=quand,
            trimestre=trimestre,
            filtre=perimetre.filtre,
            mesures=mesures,
        )
        for (quand, trimestre), mesures in sorted(par_temps.items())
    ]
    return [ligne for ligne in lignes if not ligne.trimestre], [ligne for ligne in lignes if ligne.trimestre]


def nom_du_trimestre(trimestre: int) -> str:
    return TRIMESTRES.get(trimestre, "Trimestres réunis")


def _listes(annee: int, trimestre: int, filtre: Mapping[str, str]) -> dict[str, str]:
    """The list of registrations behind each figure: the very condition that counted it."""
    if trimestre == RESTE_DES_TRIMESTRES:
        return SANS_LISTE
    suite, liste = "".join(f"&{nom}={valeur}" for nom, valeur in filtre.items()), lien("inscription_liste")
    return {
        quoi: f"{liste}?chiffre={Population(quoi, annee, trimestre)}{suite}"
        for quoi in (INSCRIPTIONS, PRESENTES, ADMIS)
    }


def lignes_de_l_axe(annee: AnneeChiffree, axe: str, noms: Mapping[str, str]) -> list[LigneChiffres]:
    """The year by certification, by OF or by route, the largest first, those told together at the end: one query."""
    par_cle: dict[str, dict[str, Chiffre]] = {}
    reunis: dict[str, Chiffre] = {}
    for chiffre in annee.chiffres.filter(axe=axe, trimestre=0, mesure__in=MESURES).order_by("rang", "pk"):
        (par_cle.setdefault(chiffre.cle, {}) if chiffre.cle else reunis)[chiffre.mesure] = chiffre
    lignes = [
        LigneChiffres(
            nom=noms.get(cle, "supprimé depuis"),
            annee=annee.annee,
            url="" if axe == AxeChiffre.VOIE or cle == SANS_ORGANISME else f"?annee={annee.annee}&{axe}={cle}",
            filtre={axe: cle} if cle != SANS_ORGANISME else None,
            mesures=mesures,
        )
        for cle, mesures in par_cle.items()
    ]
    lignes.sort(key=lambda ligne: (-(_nombre(ligne.certifications) or 0), -(_nombre(ligne.inscriptions) or 0)))
    if reunis:
        lignes.append(LigneChiffres(nom="Groupes trop petits, réunis", annee=annee.annee, mesures=reunis))
    return lignes


@dataclass(frozen=True)
class LigneBloc:
    """A bloc or a competence of a certification, by the juries of the year; `seul`: aimed at alone."""

    nom: str
    chiffre: Chiffre
    seul: bool = False


def lignes_des_blocs(annee: AnneeChiffree, certification: str) -> tuple[list[LigneBloc], list[LigneBloc]]:
    """Blocs, then competences: 3 queries."""
    lus = list(annee.chiffres.filter(sous=certification).order_by("rang", "pk"))
    blocs, competences = (
        [chiffre for chiffre in lus if chiffre.axe == axe] for axe in (AxeChiffre.BLOC, AxeChiffre.COMPETENCE)
    )
    noms = nommer(AxeChiffre.BLOC, [chiffre.cle for chiffre in blocs])
    mots = nommer(AxeChiffre.COMPETENCE, [chiffre.cle for chiffre in competences])
    return (
        [
            LigneBloc(noms.get(une.cle, "Blocs trop peu visés, réunis"), une, une.mesure == MesureChiffre.BLOCS)
            for une in sorted(blocs, key=lambda une: (une.mesure, noms.get(une.cle, "~")))
        ],
        [LigneBloc(mots[une.cle], une) for une in competences if une.cle in mots],
    )


@dataclass(frozen=True)
class LigneSeverite:
    """What one evaluator judged, against everybody's rate on the same certifications."""

    nom: str
    chiffre: Chiffre

    @property
    def ecart(self) -> int:
        """In points of rate: negative when they are harder."""
        return round(100 * ((self.chiffre.reussites or 0) - (self.chiffre.attendues or 0)) / self.chiffre.nombre)

    @property
    def ecart_dit(self) -> str:
        """« +12 points », « −1 point », « 0 point »."""
        signe = "+" if self.ecart > 0 else "−" if self.ecart < 0 else ""
        return signe + compte(abs(self.ecart), "point").replace(" ", INSECABLE)


COLONNES_SEVERITE: dict[str, Any] = {
    "nom": lambda ligne: cle_recherche(ligne.nom),
    "competences": lambda ligne: ligne.chiffre.nombre,
    "taux": lambda ligne: ligne.chiffre.taux,
    "ecart": lambda ligne: ligne.ecart,
}


def severites(annee: AnneeChiffree) -> list[LigneSeverite]:
    """The farthest from the others first: 2 queries."""
    lus = list(annee.chiffres.filter(mesure=MesureChiffre.SEVERITE))
    noms = nommer(AxeChiffre.EVALUATEUR, [chiffre.cle for chiffre in lus])
    lignes = [LigneSeverite(noms.get(chiffre.cle, "compte supprimé"), chiffre) for chiffre in lus]
    return sorted(lignes, key=lambda ligne: (-abs(ligne.ecart), cle_recherche(ligne.nom)))


def dessiner(cle: str, par: str, lignes: Iterable[LigneChiffres]) -> Graphique:
    """Whole certifications, presented and obtained."""
    colonnes = [
        Colonne(ligne.nom.replace(" trimestre", " trim."), une.nombre, une.reussites)
        for ligne in lignes
        if (une := ligne.certifications)
    ]
    return graphique(cle, f"Certifications complètes, {par}", colonnes, mots=MOTS)


def chiffres_a_ecrire(personne: Utilisateur, adresse: Mapping[str, str]) -> QuerySet[Chiffre]:
    """What the workbook holds: every year of what the page is about, and the whole of the year asked for."""
    perimetre = perimetre_demande(personne, adresse)
    if perimetre.vide:
        return Chiffre.objects.none()
    siens = Q(axe=perimetre.axe, cle=perimetre.cle)
    annee = adresse.get("annee", "")
    if annee.isascii() and annee.isdigit() and len(annee) == 4:
        du_detail = {
            AxeChiffre.TOUT.value: Q(axe__in=list(PAR)),
            AxeChiffre.CERTIFICATION.value: Q(sous=perimetre.cle),
        }.get(perimetre.axe, Q(pk=None))
        siens |= Q(annee__annee=int(annee)) & du_detail
    return (
        Chiffre.objects.filter(siens)
        .exclude(mesure=MesureChiffre.SEVERITE)
        .select_related("annee")
        .order_by("annee__annee", "mesure", "axe", "rang", "trimestre", "pk")
    )


def nommes(chiffres: Iterable[Chiffre]) -> list[tuple[str, Chiffre]]:
    """Each with the name of its group: one query an axis."""
    lus = list(chiffres)
    noms = {axe: nommer(axe, [un.cle for un in lus if un.axe == axe]) for axe in {un.axe for un in lus}}
    reunis = "groupes trop petits, réunis"
    return [(noms[un.axe].get(un.cle, "" if un.axe == AxeChiffre.TOUT else reunis), un) for un in lus]
