"""The annual report of a year that was lived day by day, counted again by hand from its story."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, time
from math import ceil
from typing import Any

from candidats.choix import Portee, SituationInsertion, Voie
from candidats.models import EnqueteInsertion, Inscription
from certif_portal.commun.fichiers import octets_de
from certif_portal.portail.models import RapportAnnuel
from certif_portal.portail.services.rapport import demander_rapport, etablir_rapport
from jurys.choix import EtatJury
from jurys.models import DecisionBloc, Jury, Presentation
from referentiels.models import Referentiel
from tests.candidats.factories import ProjetFactory
from tests.jurys.lecture import texte
from tests.portail.annee import Annee, Fiche, Promotion

SEUIL = 5
REUNIS = "réunis"


def clore(annee: Annee) -> None:
    """After the year: one promotion in three came by VAE, one in five aimed at one bloc alone; its juries are closed
    with what they decided; one certified person in two answers the survey that was sent."""
    decidees = [fiche for fiche in annee.fiches if fiche.decidee_le]
    for promotion in annee.promotions:
        siennes = Inscription.objects.filter(
            pk__in=[f.pk for f in annee.fiches if f.promotion is promotion and f.inscription]
        )
        projet = ProjetFactory(organisme=promotion.of, referentiel=promotion.referentiel)
        siennes.update(projet=projet, voie=_voie(annee, promotion), portee=_portee(annee, promotion))
    for rang, fiche in enumerate(decidees):
        _presenter(annee, fiche, rang)
    Referentiel.objects.update(date_gtp=date(2010, 1, 1))
    Jury.objects.filter(pk__in=[j.pk for j in annee.jurys if j.date <= annee.dernier]).update(
        etat=EtatJury.CLOS, clos_le=datetime.combine(annee.dernier, time(18), tzinfo=UTC)
    )
    for enquete in EnqueteInsertion.objects.filter(
        envoyee_le__isnull=False, inscription__in=map(_cle, _repondent(annee))
    ):
        emploi = _en_emploi(enquete.inscription_id)
        enquete.repondue_le = enquete.envoyee_le
        enquete.situation = SituationInsertion.EMPLOI if emploi else SituationInsertion.RECHERCHE
        enquete.metier_vise = _metier(enquete.inscription_id) if emploi else None
        enquete.save()


def _voie(annee: Annee, promotion: Promotion) -> Voie:
    return Voie.VAE if annee.promotions.index(promotion) % 3 == 2 else Voie.FORMATION


def _portee(annee: Annee, promotion: Promotion) -> Portee:
    return Portee.BLOCS if annee.promotions.index(promotion) % 5 == 1 else Portee.COMPLETE


def _presenter(annee: Annee, fiche: Fiche, rang: int) -> None:
    [jury] = [jury for jury in annee.jurys if jury.date == fiche.decidee_le]
    prise = {"decision": "A" if fiche.admise else "NA", "decidee_le": datetime.combine(jury.date, time(12), tzinfo=UTC)}
    presentation = Presentation.objects.create(
        jury=jury, inscription=fiche.inscription, code=f"Z{rang}", ordre=rang, **prise
    )
    if _portee(annee, fiche.promotion) == Portee.BLOCS:
        bloc = fiche.promotion.referentiel.compositions.first().version_bloc
        DecisionBloc.objects.create(presentation=presentation, version_bloc=bloc, **prise)


def _cle(fiche: Fiche) -> int:
    return fiche.pk


def _repondent(annee: Annee) -> list[Fiche]:
    return [fiche for fiche in annee.fiches if fiche.inscription and fiche.pk % 2 == 0]


def _en_emploi(cle: int) -> bool:
    return cle % 6 != 0


def _metier(cle: int) -> bool:
    return cle % 4 == 0


def rapport_de(annee: Annee, an: int) -> RapportAnnuel:
    a = datetime(an + 1, 1, 4, 9, tzinfo=UTC)
    return etablir_rapport(demander_rapport(annee=an, par=annee.responsable, a=a).pk, a=a)


def fautes_du_rapport(annee: Annee, rapport: RapportAnnuel) -> list[str]:
    """Where the report differs from the story, in words."""
    an, faits, fautes = rapport.annee, rapport.contenu, list[str]()
    deposees = [f for f in annee.fiches if f.inscription and _deposee(annee, f) and f.deposee_le.year == an]
    decidees = [f for f in annee.fiches if f.decidee_le and f.decidee_le.year == an]
    entieres = [f for f in decidees if _portee(annee, f.promotion) == Portee.COMPLETE]
    blocs = [f for f in decidees if _portee(annee, f.promotion) == Portee.BLOCS]

    def comparer(quoi: str, lu: Any, attendu: Any) -> None:
        if lu != attendu:
            fautes.append(f"{an}, {quoi} : {lu}, et non {attendu}")

    totaux = [len(deposees) if len(deposees) >= SEUIL else None, *_deux(entieres), *_deux(blocs)]
    comparer("le centre", faits["totaux"], [["Le centre", *totaux]] if any(un is not None for un in totaux) else [])
    for nom, groupe in (
        ("trimestres", lambda f, jour: f"{(jour.month + 2) // 3}"),
        ("certification", lambda f, jour: str(f.promotion.referentiel.certification)),
        ("organisme", lambda f, jour: f.promotion.of.nom),
        ("voie", lambda f, jour: str(_voie(annee, f.promotion).label)),
    ):
        for colonne, siennes, jour_de in (
            (1, deposees, lambda f: f.deposee_le),
            (2, entieres, lambda f: f.decidee_le),
            (4, blocs, lambda f: f.decidee_le),
        ):
            quoi = f"{an}, {nom}, colonne {colonne}"
            fautes += _comparer_groupes(quoi, faits[nom], colonne, siennes, groupe, jour_de)
            if colonne > 1:
                fautes += _comparer_issues(quoi, faits[nom], colonne, siennes, groupe, jour_de)
    comparer("délais", faits["delais"], _delais(entieres))
    comparer(
        "jurys",
        [ligne[0] for ligne in faits["jurys"]],
        [j.numero for j in sorted(annee.jurys, key=lambda j: j.date) if j.date.year == an and j.date <= annee.dernier],
    )
    comparer("organismes", faits["organismes"], len(annee.ofs))
    comparer("insertion", [ligne[1:] for ligne in faits["insertion"]], _insertion(annee, an))
    comparer("promotions", {(ligne[1], ligne[2]) for ligne in faits["peu_utilisees"]}, _peu_utilisees(annee, an))
    _, entieres_dites, obtenues, *_ = totaux
    if entieres_dites and obtenues is not None:
        dit = f"{obtenues} sur {entieres_dites},"
        if dit not in " ".join(texte(octets_de(rapport.document.fichier)).replace("\xa0", " ").split()):
            fautes.append(f"{an}, le PDF ne dit pas « {dit} »")
    return fautes


def _deposee(annee: Annee, fiche: Fiche) -> bool:
    return fiche.deposee_le <= min(fiche.promotion.fin, annee.dernier)


def _deux(siennes: Sequence[Fiche]) -> list[int | None]:
    """How many, and how many of them were admitted, where that tells of nobody."""
    if len(siennes) < SEUIL:
        return [None, None]
    return [len(siennes), sum(f.admise for f in siennes) if _se_dit(siennes) else None]


def _se_dit(siennes: Sequence[Fiche]) -> bool:
    """Everybody was admitted, or five at least were and five were not."""
    admis = sum(f.admise for f in siennes)
    return admis == len(siennes) or (admis >= SEUIL and len(siennes) - admis >= SEUIL)


def _ranger(
    lignes: list[list[Any]],
    colonne: int,
    siennes: Iterable[Fiche],
    groupe: Callable[[Fiche, date], str],
    jour_de: Callable[[Fiche], Any],
) -> list[tuple[list[Any], list[Fiche]]]:
    """Each line of which that column is told, with the people it is about; on one line, whom no other names."""
    par_groupe: dict[str, list[Fiche]] = {}
    for fiche in siennes:
        par_groupe.setdefault(groupe(fiche, jour_de(fiche)), []).append(fiche)
    dites = [ligne for ligne in lignes if ligne[colonne] is not None]
    nommees = {_nom(ligne) for ligne in dites}
    autres = [f for nom, siens in par_groupe.items() if nom not in nommees for f in siens]
    return [(ligne, autres if REUNIS in ligne[0] else par_groupe.get(_nom(ligne), [])) for ligne in dites]


def _nom(ligne: list[Any]) -> str:
    return ligne[0][:1] if "trimestre" in ligne[0] else ligne[0]


def _comparer_groupes(
    quoi: str, lignes: list[list[Any]], colonne: int, siennes: list[Fiche], *comment: Any
) -> list[str]:
    """A group told by its name is told rightly; those that are not are together on one line, and nothing is lost."""
    rangees = _ranger(lignes, colonne, siennes, *comment)
    fautes = [
        f"{quoi}, {ligne[0]} : {ligne[colonne]}, et non {len(gens)}"
        for ligne, gens in rangees
        if ligne[colonne] != len(gens) or len(gens) < SEUIL
    ]
    total = sum(ligne[colonne] for ligne, _ in rangees)
    if total != (len(siennes) if len(siennes) >= SEUIL else 0):
        fautes.append(f"{quoi} : {total} en tout, et non {len(siennes)}")
    return fautes


def _comparer_issues(
    quoi: str, lignes: list[list[Any]], colonne: int, siennes: list[Fiche], *comment: Any
) -> list[str]:
    """How it went is told rightly, never of a few, neither of those of whom it is not told, who are a subtraction."""
    fautes, tues, soustraites = list[str](), list[Fiche](), list[Fiche]()
    for ligne, gens in _ranger(lignes, colonne, siennes, *comment):
        lu, admis = ligne[colonne + 1], sum(f.admise for f in gens)
        if lu is None:
            tues += gens
            soustraites += [f for f in gens if not _se_dit(gens)]
        elif lu != admis or not _se_dit(gens):
            fautes.append(f"{quoi}, {ligne[0]} : {lu} admis, et non {admis} sur {len(gens)}")
    if tues and _se_dit(siennes) and not _se_dit(tues):
        fautes.append(f"{quoi} : par différence, {sum(f.admise for f in tues)} admis sur {len(tues)}")
    if tues and not soustraites:
        fautes.append(f"{quoi} : rien n’obligeait à taire {len(tues)} personnes")
    return fautes


def _delais(decidees: list[Fiche]) -> list[list[Any]]:
    """From a step to the next: within how many days half of them, nine in ten. No certificate was handed over."""
    assis = [fiche for fiche in decidees if fiche.promotion.commission is not None]
    etapes: tuple[tuple[str, list[Fiche], Callable[[Fiche], tuple[date, Any]]], ...] = (
        ("Du dépôt à l’acceptation", decidees, lambda f: (f.deposee_le, f.deposee_le)),
        ("De l’acceptation au livret validé", decidees, lambda f: (f.deposee_le, f.livret_le)),
        ("Du livret validé à la grille scellée", assis, lambda f: (f.livret_le, f.promotion.rendue_le)),
        ("De la demande de l’avis à sa réponse", assis, lambda f: (f.promotion.seance, f.avis_le)),
        ("De la grille scellée au jury", assis, lambda f: (f.promotion.rendue_le, f.decidee_le)),
        ("Du dépôt au jury", decidees, lambda f: (f.deposee_le, f.decidee_le)),
    )
    lignes: list[list[Any]] = []
    for nom, siennes, bornes in etapes:
        jours = sorted(n for fiche in siennes if (n := (bornes(fiche)[1] - bornes(fiche)[0]).days) >= 0)
        if len(jours) >= SEUIL:
            lignes.append([nom, jours[ceil(len(jours) / 2) - 1], jours[ceil(len(jours) * 9 / 10) - 1]])
    return lignes


def _peu_utilisees(annee: Annee, an: int) -> set[tuple[str, int]]:
    """The certifications of which fewer than two promotions had somebody before a jury by the end of that year."""
    promotions: dict[str, set[int]] = {str(p.referentiel.certification.intitule): set() for p in annee.promotions}
    for fiche in annee.fiches:
        if fiche.decidee_le and fiche.decidee_le.year <= an:
            promotions[fiche.promotion.referentiel.certification.intitule].add(id(fiche.promotion))
    return {(intitule, len(siennes)) for intitule, siennes in promotions.items() if len(siennes) < 2}


def _insertion(annee: Annee, an: int) -> list[list[int]]:
    """Six months after the jury, on the first morning that a round writes; half of them answer."""
    matins, repondu = annee.matins(), list[Fiche]()
    for fiche in _repondent(annee):
        if fiche.admise and fiche.decidee_le:
            mois = fiche.decidee_le.month + 6
            prevue = date(fiche.decidee_le.year + (mois > 12), (mois - 1) % 12 + 1, min(fiche.decidee_le.day, 28))
            if prevue.year == an and matins[-1] >= prevue:
                repondu.append(fiche)
    emploi = [f for f in repondu if _en_emploi(f.pk)]
    metier = [f for f in emploi if _metier(f.pk)]
    if len(repondu) < SEUIL:
        return []
    return [[len(repondu), *(len(un) if _part(len(un), len(repondu)) else None for un in (emploi, metier))]]


def _part(part: int, tout: int) -> bool:
    return part == tout or (part >= SEUIL and tout - part >= SEUIL)
