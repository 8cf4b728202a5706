"""Search across the apps: every word must be there, in any order, with or without accents, titles nor particles; each
sees their own scope."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial, reduce
from operator import or_
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, Count, Max, Q, QuerySet, Value, When
from django.db.models.functions import Concat, Replace

from candidats.models import Candidat, Entreprise, Inscription
from candidats.queries.nom import cle_collee, nommes
from certif_portal.comptes.choix import Role
from certif_portal.comptes.models import Utilisateur
from certif_portal.comptes.permissions import peut_tout_consulter
from certif_portal.portail.queries.marche import lien
from certif_portal.portail.queries.numero import designes
from certif_portal.portail.queries.numero_proche import numeros_proches
from certif_portal.portail.queries.proche import VOCABULAIRE
from certif_portal.portail.queries.question import (
    Question,
    cle_de,
    lire_question,
    tient,
    tient_a_une_faute_pres,
)
from certif_portal.portail.queries.trouvaille import (
    MAXIMUM,
    Groupe,
    Trouvaille,
    en_groupe,
    inscriptions_visibles,
    trouver_certificat,
    trouver_commission,
    trouver_evaluateur,
    trouver_grille,
    trouver_inscription,
    trouver_jury,
    trouver_organisme,
)
from evaluations.models import Commission, Evaluateur, Grille
from habilitations.models import OrganismeFormation
from jurys.models import Certificat, Jury
from referentiels.queries.catalogue import FiltreCatalogue, catalogue

LONGUEUR = 100  # characters
PEU = 3
"""Candidates found under which near names are looked for as well."""
PROCHES = "Noms proches"
ESSAYEES = 200
"""Companies of which the registrations are counted: a word that more of them bear says little."""
BLOC = re.compile(r"BDC\s*(?:n\s*[°o]\s*)?0*([1-9]\d{0,3})", re.IGNORECASE)


def chercher(texte: str, personne: Utilisateur, le: date) -> list[Groupe]:
    """What the question names by a number, then what holds its words, by kind, each cut at MAXIMUM.

    A dozen queries whatever the volume; the same again without its particles, when nothing bears them all; then the
    numbers one typing error away.
    """
    texte = texte[:LONGUEUR]
    exacts = designes(texte, personne)
    question = lire_question(texte, le)
    if not question.mots or exacts:
        return exacts
    if BLOC.fullmatch(texte.strip()):
        return _remplis([_certifications(texte, personne, le)])
    VOCABULAIRE.lire()
    groupes = _remplis(_par_mots(question, personne, le))
    if not groupes and question.essentielle != question:
        groupes = _remplis(_par_mots(question.essentielle, personne, le))
    return groupes or numeros_proches(texte, personne)


def _remplis(groupes: Iterable[Groupe]) -> list[Groupe]:
    return [groupe for groupe in groupes if groupe.trouvailles]


def _par_mots(question: Question, personne: Utilisateur, le: date) -> list[Groupe]:
    """The kind that the question names, alone when it finds any; else all of them."""
    lecteurs = _lecteurs(personne, le)
    if question.genre in lecteurs and len(question.mots) > 1:
        nommes_ainsi = _remplis(lecteurs[question.genre](question))
        if nommes_ainsi:
            return nommes_ainsi
    return [groupe for lire in lecteurs.values() for groupe in lire(question)]


def _lecteurs(personne: Utilisateur, le: date) -> dict[str, Callable[[Question], list[Groupe]]]:
    """What each role may find, in the order of the page: nothing is asked of what it never sees."""
    tout, organisme = peut_tout_consulter(personne), personne.a_role(Role.ORGANISME)
    evaluateur, jure = personne.a_role(Role.EVALUATEUR), personne.a_role(Role.JURE)
    permis = {
        "candidat": (tout or organisme, partial(_candidats, personne=personne)),
        "grille": (evaluateur and not tout, partial(_grilles, personne=personne)),
        "organisme": (tout or organisme, partial(_organismes, personne=personne)),
        "entreprise": (tout or organisme, partial(_entreprises, personne=personne)),
        "commission": (tout or organisme or evaluateur, partial(_commissions, personne=personne)),
        "jury": (tout or jure, partial(_jurys, personne=personne)),
        "evaluateur": (tout, partial(_evaluateurs, personne=personne)),
        "certificat": (tout or organisme, partial(_certificats, personne=personne)),
        "certification": (True, partial(_des_certifications, personne=personne, le=le)),
    }
    return {genre: lire for genre, (peut, lire) in permis.items() if peut}


# --- candidates --------------------------------------------------------------------------------


def _candidats(question: Question, personne: Utilisateur) -> list[Groupe]:
    """Those who bear every word; and, when next to nobody does, whose name is one typing error away."""
    mots = list(question.mots_de("candidat"))
    ordre = ("candidat__cle_recherche", "-creee_le", "pk")
    lignes = nommes(inscriptions_visibles(personne), " ".join(mots)).order_by(*ordre)
    tous = f"{lien('inscription_liste')}?{urlencode({'q': ' '.join(mots)})}"
    trouves = replace(en_groupe("Candidats", lignes, trouver_inscription), tous=tous)
    suspects = VOCABULAIRE.inconnus(mots)
    if not suspects and len(trouves.trouvailles) >= PEU:
        return [trouves]
    deja = {trouvaille.url for trouvaille in trouves.trouvailles}
    return [trouves, _proches(mots, suspects or set(mots), personne, deja)]


def _grilles(question: Question, personne: Utilisateur) -> list[Groupe]:
    """The candidates of an evaluator's sittings: what they open is the grid."""
    siennes = Grille.objects.visibles_par(personne).select_related(
        "inscription__candidat", "inscription__referentiel__certification"
    )
    lignes = siennes.alias(cle_mots=_collee("inscription__candidat__cle_recherche"))
    for mot in question.mots_de("candidat"):
        lignes = lignes.filter(cle_mots__contains=mot)
    lignes = lignes.order_by("inscription__candidat__cle_recherche", "pk")
    return [en_groupe("Candidats de vos commissions", lignes, trouver_grille)]


def _proches(mots: list[str], suspects: set[str], personne: Utilisateur, deja: set[str]) -> Groupe:
    """« kermarec » finds « Kermarrec »; never more than what the reader sees. One word is wrong, the others are not.

    Who bears the words in the order of the file comes first, then who bears every one of them whole.
    """
    conditions, debuts, entiers = [], [], []
    for rang, mot in enumerate(mots):
        autres = mots[:rang] + mots[rang + 1 :]
        for proche in VOCABULAIRE.proches(mot) if mot in suspects else ():
            entier = Q(cle_mots__contains=f" {proche} ")
            ailleurs = (Q(cle_mots__contains=autre) for autre in autres)
            conditions.append(Q(*ailleurs, Q(cle_collee__contains=proche)) & entier)  # the first by an index
            entiers.append(Q(*(Q(cle_mots__contains=f" {autre} ") for autre in autres)) & entier)
            debuts.append(Q(cle_mots__startswith=f" {' '.join([*mots[:rang], proche, *mots[rang + 1 :]])} "))
    if not conditions:
        return Groupe(PROCHES, [], tronque=False)
    ordre = Case(When(reduce(or_, debuts), then=0), When(reduce(or_, entiers), then=1), default=2)
    candidats = Candidat.objects.order_by().alias(cle_collee=cle_collee(), cle_mots=_entre_espaces("cle_recherche"))
    lignes = (
        inscriptions_visibles(personne)
        .filter(candidat__in=candidats.filter(reduce(or_, conditions)))
        .alias(cle_mots=_entre_espaces("candidat__cle_recherche"))
        .order_by(ordre, "candidat__cle_recherche", "-creee_le", "pk")
    )
    groupe = en_groupe(PROCHES, lignes, trouver_inscription)
    return replace(groupe, trouvailles=[t for t in groupe.trouvailles if t.url not in deja])


def _entre_espaces(cle: str) -> Concat:
    """A key in which a whole word stands between two spaces."""
    return Concat(Value(" "), cle, Value(" "))


def _collee(cle: str) -> Replace:
    return Replace(cle, Value(" "), Value(""))


# --- short lists, read by their names ----------------------------------------------------------


@dataclass(frozen=True)
class Nomme:
    """A row of a short list, by the key of what it is called."""

    pk: int
    cle: str


def _des_proches(mots: Iterable[str], noms: Iterable[Nomme]) -> tuple[list[int], bool]:
    """Those that hold every word; failing them, those that do but for one typing error in each. The second: whether
    they are near only."""
    mots, noms = list(mots), list(noms)
    exacts = [nomme.pk for nomme in noms if tient(mots, nomme.cle)]
    if exacts:
        return exacts, False
    presque = tient_a_une_faute_pres(mots)
    return [nomme.pk for nomme in noms if presque(nomme.cle)], True


def _organismes(question: Question, personne: Utilisateur) -> list[Groupe]:
    tous = OrganismeFormation.objects.visibles_par(personne).order_by("cle_recherche", "pk")
    noms = [Nomme(pk, cle) for pk, cle in tous.values_list("pk", "cle_recherche")]
    pks, proches = _des_proches(question.mots_de("organisme"), noms)
    titre = "Organismes au nom proche" if proches else "Organismes"
    return [_du_debut(titre, tous, pks, trouver_organisme)]


def _du_debut(titre: str, lignes: QuerySet[Any], pks: list[int], trouver: Callable[[Any], Trouvaille]) -> Groupe:
    """The first of these rows, already in order; nothing is asked when there is none."""
    return en_groupe(titre, lignes.filter(pk__in=pks[: MAXIMUM + 1]), trouver) if pks else Groupe(titre, [], False)


def _evaluateurs(question: Question, personne: Utilisateur) -> list[Groupe]:
    """By their name or their company's."""
    tous = Evaluateur.objects.select_related("utilisateur").order_by("utilisateur__nom", "utilisateur__prenom", "pk")
    noms = [
        Nomme(pk, cle_de(*parties))
        for pk, *parties in tous.values_list("pk", "utilisateur__nom", "utilisateur__prenom", "entreprise_nom")
    ]
    pks, proches = _des_proches(question.mots_de("evaluateur"), noms)
    titre = "Évaluateurs au nom proche" if proches else "Évaluateurs"
    return [_du_debut(titre, tous, pks, partial(trouver_evaluateur, personne=personne))]


def _entreprises(question: Question, personne: Utilisateur) -> list[Groupe]:
    """A company, however many OF described it, with its candidates among those that the reader sees."""
    visibles = Inscription.objects.visibles_par(personne).order_by()
    connues = Entreprise.objects.exclude(raison_sociale="").order_by("raison_sociale", "pk")
    if not peut_tout_consulter(personne):
        connues = connues.filter(pk__in=visibles.values("entreprise"))
    lues = {pk: (nom, siret, ville) for pk, nom, siret, ville in connues.values_list(*ENTREPRISE)}
    mots = question.mots_de("entreprise")
    pks, proches = _des_proches(mots, (Nomme(pk, cle_de(nom, ville)) for pk, (nom, _, ville) in lues.items()))
    titre = "Entreprises au nom proche" if proches else "Entreprises"
    if not pks:
        return [Groupe(titre, [], False)]
    inscrits = visibles.filter(entreprise__in=pks[:ESSAYEES]).values_list("entreprise")
    comptes: dict[tuple[str, str], list[tuple[int, int, int]]] = defaultdict(list)
    for pk, nombre, derniere in inscrits.annotate(n=Count("pk", distinct=True), derniere=Max("pk")):
        nom, siret, _ = lues[pk]
        comptes[siret, "" if siret else cle_de(nom)].append((pk, nombre, derniere))
    trouvees = [_entreprise(lues, siennes) for siennes in comptes.values()]
    trouvees.sort(key=lambda trouvaille: cle_de(trouvaille.titre))
    return [Groupe(titre, trouvees[:MAXIMUM], len(trouvees) > MAXIMUM or len(pks) > ESSAYEES)]


ENTREPRISE = ("pk", "raison_sociale", "siret", "ville")


def _entreprise(lues: dict[int, tuple[str, str, str]], siennes: list[tuple[int, int, int]]) -> Trouvaille:
    """Under the words of its last registration. What it opens: its candidates, or that registration when it has no
    SIRET to tell them by."""
    dernier, _, derniere = max(siennes, key=lambda ligne: ligne[2])
    nom, siret, ville = lues[dernier]
    nombre = sum(n for _, n, _ in siennes)
    morceaux = [f"SIRET {siret}" if siret else "sans SIRET", ville, f"{nombre} candidat{'s' if nombre > 1 else ''}"]
    page = f"{lien('recherche')}?q={siret}" if siret else lien("inscription_detail", derniere)
    return Trouvaille(nom, " · ".join(morceau for morceau in morceaux if morceau), page)


# --- sittings and juries -----------------------------------------------------------------------


def _commissions(question: Question, personne: Utilisateur) -> list[Groupe]:
    lignes = Commission.objects.visibles_par(personne)
    trouver = partial(trouver_commission, personne=personne)
    return [en_groupe("Commissions", _du_jour_et_du_lieu(lignes, question, "commission"), trouver)]


def _jurys(question: Question, personne: Utilisateur) -> list[Groupe]:
    lignes = Jury.objects.visibles_par(personne)
    return [en_groupe("Jurys", _du_jour_et_du_lieu(lignes, question, "jury"), trouver_jury)]


def _du_jour_et_du_lieu(lignes: QuerySet[Any], question: Question, genre: str) -> QuerySet[Any]:
    """On the days that the question gives, where its other words say; the places are few, and read apart."""
    mots = question.reste_de(genre)
    if question.du:
        lignes = lignes.filter(date__range=(question.du, question.au))
    elif not mots:
        return lignes.none()
    if mots:
        lieux = {lieu: cle_de(lieu) for lieu in lignes.order_by().values_list("lieu", flat=True).distinct()}
        tenus = [lieu for lieu, cle in lieux.items() if tient(mots, cle)]
        presque = tient_a_une_faute_pres(mots)
        tenus = tenus or [lieu for lieu, cle in lieux.items() if presque(cle)]
        lignes = lignes.filter(lieu__in=tenus) if tenus else lignes.none()
    return lignes.order_by("-date", "-pk")


# --- certifications and certificates -----------------------------------------------------------


def _des_certifications(question: Question, personne: Utilisateur, le: date) -> list[Groupe]:
    return [_certifications(" ".join(question.mots_de("certification")), personne, le)]


def _certifications(texte: str, personne: Utilisateur, le: date) -> Groupe:
    """By a title, a number, a bloc (« bdc 171 ») or a fiche of the répertoire, as the catalogue reads them."""
    lu = BLOC.fullmatch(texte.strip())
    filtre = FiltreCatalogue(f"BDC{int(lu[1]):04d}" if lu else texte)
    trouvees = catalogue(personne, le=le, filtre=filtre).certifications
    lignes = [
        Trouvaille(c.intitule, f"{c.code}{f' · {c.fiche}' if c.fiche else ''}", lien("certification_detail", c.pk))
        for c in trouvees[:MAXIMUM]
    ]
    return Groupe("Certifications", lignes, len(trouvees) > MAXIMUM)


def _certificats(question: Question, personne: Utilisateur) -> list[Groupe]:
    lignes = Certificat.objects.visibles_par(personne)
    for mot in question.mots_de("certificat"):
        lignes = lignes.filter(cle_recherche__contains=mot)  # which holds the number too
    return [en_groupe("Certificats", lignes.order_by("-delivre_le", "pk"), trouver_certificat)]
