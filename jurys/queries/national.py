"""The certificates that the national information system is told of: which, and what is known of their holders."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet

from candidats.models import FinancementInscription
from certif_portal.commun.ecrites import lire
from certif_portal.commun.tri import rang_de
from certif_portal.commun.typographie import jour_de
from jurys.choix import TypeCertificat
from jurys.choix_national import VIVANTES, EtatLigne, EtatLot
from jurys.models import Certificat, LigneNational, LotNational, Presentation
from jurys.regles.national import Titulaire, prenoms_lus
from referentiels.models import Enregistrement, EquivalenceCQPI

CERTIFICATION = "presentation__inscription__referentiel__certification"
CHAMPS = (
    *("pk", "numero", "type", "code_certification", "intitule", "date_jury", "delivre_le"),
    *("presentation__inscription", "presentation__inscription__voie", "presentation__inscription__deposee_le"),
    CERTIFICATION,
    *(
        f"presentation__inscription__candidat__{champ}"
        for champ in (
            *("pk", "nom_naissance", "nom_usage", "prenom", "autres_prenoms", "sexe", "date_naissance"),
            *("naissance_precision", "code_commune_naissance", "commune_naissance", "pays_naissance"),
        )
    ),
)
PAR_LOT = 2_000
COMMUNS = ("type", "code_certification", "date_jury")
"""What certificates told together print, and the day of their jury."""
PAR_JURY = ("presentation__jury", "presentation__jury__numero")


def certificats_concernes(
    debut: date | None = None, fin: date | None = None, jury: int | None = None
) -> QuerySet[Certificat]:
    """Whole certifications, neither revoked nor replaced, whose file is still there: of a period of juries, of one
    jury, or all."""
    remplacants = Certificat.objects.filter(remplace=OuterRef("pk"))
    certificats = Certificat.objects.filter(~Exists(remplacants), revoque_le__isnull=True, presentation__isnull=False)
    certificats = certificats.exclude(type=TypeCertificat.BDC)
    if debut:
        certificats = certificats.filter(date_jury__gte=debut)
    if fin:
        certificats = certificats.filter(date_jury__lte=fin)
    return certificats.filter(presentation__jury=jury) if jury else certificats


def a_declarer(certificats: QuerySet[Certificat]) -> QuerySet[Certificat]:
    """Those that no line keeps: never sent, or refused."""
    parties = LigneNational.objects.filter(certificat=OuterRef("pk"), etat__in=VIVANTES)
    return certificats.filter(~Exists(parties))


def a_envoyer(certificats: QuerySet[Certificat]) -> QuerySet[Certificat]:
    """Those of them that may leave today: one that was refused waits until somebody says that it is corrected."""
    refusees = LigneNational.objects.filter(certificat=OuterRef("pk"), etat=EtatLigne.REFUSEE)
    return a_declarer(certificats).filter(~Exists(refusees))


@dataclass(frozen=True)
class Fiches:
    """The répertoire, read once: 2 queries, whatever the number of certificates."""

    par_certification: dict[int, list[Enregistrement]]
    cqpi: dict[tuple[int, str], int]

    @property
    def certifications(self) -> set[int]:
        """Those that a fiche covers, or covered, and the CQPM that give a CQPI with them."""
        return {*self.par_certification, *(cqpm for cqpm, _ in self.cqpi)}

    def trouver(self, certificat: dict[str, Any]) -> Enregistrement | None:
        """The fiche under which that certificate is delivered; None outside the répertoires."""
        certification = certificat[CERTIFICATION]
        if certificat["type"] == TypeCertificat.CQPI:
            certification = self.cqpi.get((certification, certificat["code_certification"]))
        fiches = self.par_certification.get(certification, ())
        le = certificat["date_jury"]
        return next((fiche for fiche in fiches if fiche.couvre(le)), None)


def lire_fiches() -> Fiches:
    par_certification: dict[int, list[Enregistrement]] = defaultdict(list)
    for fiche in lire(_enregistrements):
        par_certification[fiche.certification_id].append(fiche)
    return Fiches(dict(par_certification), {(p.cqpm_id, p.cqpi.code): p.cqpi_id for p in lire(_equivalences)})


def _enregistrements() -> QuerySet[Enregistrement]:
    return Enregistrement.objects.order_by("-date_enregistrement")


def _equivalences() -> QuerySet[EquivalenceCQPI]:
    return EquivalenceCQPI.objects.filter(cqpi__type="CQPI").select_related("cqpi")


def au_repertoire(certificats: QuerySet[Certificat], *par: str) -> list[dict[str, Any]]:
    """Counted, with the first delivery, by what they print, by the day of their jury and by these fields; those of the
    répertoires alone: 1 query, 3 more when there are some."""
    return _du_repertoire(list(_groupes(certificats, *par)), *par)


def _groupes(certificats: QuerySet[Certificat], *par: str) -> QuerySet[Any, Any]:
    groupes = certificats.order_by().values(*COMMUNS, *par)
    comptes = {"nombre": Count("pk"), "premier": Min("delivre_le"), "exemple": Max("presentation")}
    return groupes.annotate(**comptes).values_list(*COMMUNS, *par, *comptes)


def _du_repertoire(lus: list[tuple[Any, ...]], *par: str) -> list[dict[str, Any]]:
    """A row of theirs says of which certification they are."""
    noms = (*COMMUNS, *par, "nombre", "premier", "exemple")
    groupes = [dict(zip(noms, lu, strict=True)) for lu in lus]
    if not groupes:
        return []
    exemples = {(groupe["type"], groupe["code_certification"]): groupe["exemple"] for groupe in groupes}
    lues = Presentation.objects.filter(pk__in=exemples.values()).order_by()
    certifications = dict(lues.values_list("pk", "inscription__referentiel__certification"))
    de = {cle: certifications[exemple] for cle, exemple in exemples.items()}
    fiches = lire_fiches()
    return [
        groupe
        for groupe in groupes
        if fiches.trouver(groupe | {CERTIFICATION: de[groupe["type"], groupe["code_certification"]]})
    ]


def titulaires(certificats: QuerySet[Certificat]) -> Iterator[Titulaire]:
    """Those of the répertoire, in the order of their numbers, as they come: neither the memory nor the wait for the
    first grows with them. 3 queries, and 1 for each lot of them."""
    fiches = lire_fiches()
    lignes = iter(certificats.order_by("serie", "rang").values(*CHAMPS).iterator(PAR_LOT))
    while lot := list(islice(lignes, PAR_LOT)):
        yield from _titulaires(lot, fiches)


def premiers_titulaires(certificats: QuerySet[Certificat], nombre: int) -> Iterator[Titulaire]:
    """The same, by small pages: whoever wants the first ones does not have them all sorted."""
    fiches, debut = lire_fiches(), 0
    tries = certificats.filter(**{f"{CERTIFICATION}__in": fiches.certifications}).order_by("serie", "rang", "pk")
    while page := list(tries.values(*CHAMPS)[debut : debut + nombre]):
        yield from _titulaires(page, fiches)
        debut += nombre


def _titulaires(lot: list[dict[str, Any]], fiches: Fiches) -> Iterator[Titulaire]:
    """1 query."""
    financements: dict[int, set[str]] = defaultdict(set)
    inscriptions = [ligne["presentation__inscription"] for ligne in lot]
    lus = FinancementInscription.objects.filter(inscription__in=inscriptions)
    for inscription, code in lus.values_list("inscription", "code"):
        financements[inscription].add(code)
    for ligne in lot:
        fiche = fiches.trouver(ligne)
        if fiche:
            yield _titulaire(ligne, fiche, financements.get(ligne["presentation__inscription"], set()))


def _titulaire(ligne: dict[str, Any], fiche: Enregistrement, financements: Iterable[str]) -> Titulaire:
    inscription = {nom.removeprefix("presentation__inscription__"): valeur for nom, valeur in ligne.items()}
    candidat = {nom.removeprefix("candidat__"): valeur for nom, valeur in inscription.items()}
    lu: dict[str, Any] = ligne | inscription | candidat
    return Titulaire(
        certificat=ligne["pk"],
        candidat=inscription["candidat__pk"],
        numero=ligne["numero"],
        repertoire=fiche.repertoire,
        code=fiche.code,
        intitule=ligne["intitule"],
        nom_naissance=lu["nom_naissance"],
        nom_usage=lu["nom_usage"],
        prenoms=prenoms_lus(lu["prenom"], lu["autres_prenoms"]),
        sexe=lu["sexe"],
        naissance=lu["date_naissance"],
        precision=lu["naissance_precision"],
        code_commune=lu["code_commune_naissance"],
        commune=lu["commune_naissance"],
        pays=lu["pays_naissance"],
        date_jury=ligne["date_jury"],
        delivre_le=jour_de(ligne["delivre_le"]),
        voie=inscription["voie"],
        financements=frozenset(financements),
        inscrit_le=inscription["deposee_le"],
    )


@dataclass(frozen=True)
class Retard:
    """What one jury has still to tell, and by when the first of it is due from."""

    jury: int
    numero: str
    nombre: int
    delivre_le: date


def retards(depuis: date) -> list[Retard]:
    """By jury held since that day, what is not accepted yet nor handed over: 4 queries, that every home page makes.
    What is older stays counted on the page of the file."""
    jurys: dict[tuple[int, str], list[dict[str, Any]]] = defaultdict(list)
    for groupe in _du_repertoire(lire(_a_declarer_depuis, depuis), *PAR_JURY):
        jurys[groupe["presentation__jury"], groupe["presentation__jury__numero"]].append(groupe)
    lus = [
        Retard(jury, numero, sum(g["nombre"] for g in groupes), jour_de(min(g["premier"] for g in groupes)))
        for (jury, numero), groupes in jurys.items()
    ]
    return sorted(lus, key=lambda retard: (retard.delivre_le, retard.jury))


def _a_declarer_depuis(jour: date) -> QuerySet[Any, Any]:
    """A certificate bears the day of its jury; that of the jury is asked too, so that few presentations are read."""
    certificats = a_declarer(certificats_concernes(jour)).filter(presentation__jury__date__gte=jour)
    return _groupes(certificats, *PAR_JURY)


@dataclass(frozen=True)
class Compte:
    """Where the certificates of the répertoires stand."""

    a_declarer: int
    attendus: int
    acceptes: int
    refuses: int


def compter_etats() -> Compte:
    """6 queries."""
    lignes = LigneNational.objects.aggregate(
        attendus=Count("pk", filter=Q(etat=EtatLigne.ATTENDUE)), acceptes=Count("pk", filter=Q(etat=EtatLigne.ACCEPTEE))
    )
    restants = a_declarer(certificats_concernes())
    refusees = LigneNational.objects.filter(etat=EtatLigne.REFUSEE, certificat__in=restants)
    groupes = au_repertoire(restants)
    return Compte(
        sum(groupe["nombre"] for groupe in groupes),
        lignes["attendus"],
        lignes["acceptes"],
        refusees.values("certificat").distinct().count(),
    )


@dataclass(frozen=True)
class ACorriger:
    """A holder of whom something is missing, or whose row `ligne` was refused, and what is to be put right."""

    titulaire: Titulaire
    quoi: str
    ligne: int | None


def a_corriger(limite: int) -> list[ACorriger]:
    """The first of them: 4 queries."""
    restants = a_declarer(certificats_concernes())
    refusees = LigneNational.objects.filter(etat=EtatLigne.REFUSEE, certificat__in=restants)
    motifs = {
        certificat: (motif, ligne) for ligne, certificat, motif in refusees.values_list("pk", "certificat", "motif")
    }
    incomplets = Q(presentation__inscription__candidat__sexe="") | Q(
        presentation__inscription__candidat__code_commune_naissance=""
    )
    trouves: list[ACorriger] = []
    for titulaire in premiers_titulaires(restants.filter(incomplets | Q(pk__in=list(motifs))), 2 * limite):
        dits = [f"manque {mot}" for mot in titulaire.manques]
        motif, refusee = motifs.get(titulaire.certificat, ("", None))
        dits += [f"refusé : {motif}"] if refusee else []
        trouves.append(ACorriger(titulaire, " ; ".join(dits), refusee))
        if len(trouves) == limite:
            break
    return trouves


def revoques_apres() -> QuerySet[LigneNational]:
    """Told, then revoked or replaced: the national system still holds them as delivered."""
    parties = LigneNational.objects.filter(etat__in=sorted(VIVANTES), lot__etat=EtatLot.REMIS)
    tombes = parties.filter(Q(certificat__revoque_le__isnull=False) | Q(certificat__remplacant__isnull=False))
    return tombes.select_related("lot", "certificat__remplacant").order_by("certificat__revoque_le", "pk")


COLONNES = {
    "certificat": "certificat__numero",
    "certification": "certificat__intitule",
    "retour": rang_de("etat", EtatLigne.values),
}


def lignes_de(lot: LotNational) -> QuerySet[LigneNational]:
    return lot.lignes.select_related("certificat__presentation").defer("certificat__presentation__synthese")


def statut_national(certificat: Certificat) -> LigneNational | None:
    """What was last told of a certificate; None when it never left."""
    return certificat.lignes_nationales.select_related("lot").order_by("-pk").first()
