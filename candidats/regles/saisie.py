"""What is wrong in what was written, even in a draft. What is only missing yet is in `depot`."""

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from candidats.choix import Financement, Portee, Secteur, Voie
from candidats.donnees import FRANCE, DonneesInscription
from candidats.regles.constats import Constat, FaitsReferentiel
from candidats.regles.dates import AGES, ECART_PARCOURS, NAISSANCE_AGE, age
from candidats.regles.inscription import (
    CPF_ABONDEMENT,
    FINANCEMENT_OUVERT,
    SECTEUR_BRANCHE,
    VAE_BRANCHE,
    VAE_RECEVABILITE,
    VAE_RNCP,
    date_engagement,
    financement_ouvert,
)
from candidats.regles.lieux import CODE_COMMUNE
from candidats.regles.noms import defaut_de_nom, defaut_de_texte
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.identifiants import normaliser_siret
from referentiels.regles import BLOC_SEUL_RNCP

PREMIERE_NAISSANCE = date(1900, 1, 1)
DEPARTEMENT = re.compile(r"(0[1-9]|[1-8][0-9]|9[0-5]|2[AB]|97[1-8]|98[46-8])")
NACE = re.compile(r"[0-9]{2}\.[0-9]{2}")
DATES_DU_PARCOURS = (
    "entree_formation",
    "fin_formation",
    "date_evaluation_prevue",
    "recevabilite_recue_le",
    "positionnement_le",
)
TYPES_VAE_BRANCHE = frozenset({"CQPM", "CCPM"})


@lru_cache(maxsize=2048)  # a workbook names the same companies on most of its lines
def siret_valide(siret: str) -> bool:
    """14 digits whose key is right; La Poste's own rule is known."""
    try:
        return normaliser_siret(siret) == siret
    except ErreurMetier:
        return False


def code_nace(texte: str) -> str:
    """« 2562 », « 25.62 », « 25.62B » (NAF) all give the NACE code « 25.62 »; anything else is left as it is."""
    trouve = re.fullmatch(r"([0-9]{2})\.?([0-9]{2})[A-Z]?", texte.replace(" ", "").upper())
    return f"{trouve[1]}.{trouve[2]}" if trouve else texte


def departement(texte: str) -> str:
    """« 1 » gives « 01 », « 2a » gives « 2A »."""
    texte = texte.strip().upper()
    return texte.zfill(2) if texte.isdigit() else texte


def pays(texte: str) -> str:
    """« france », « FRANCE » and nothing at all are France."""
    return FRANCE if texte.strip().casefold() in ("", "france") else texte


def incoherences(
    donnees: DonneesInscription, faits: FaitsReferentiel | None, le: date, premier_depot: date | None = None
) -> list[Constat]:
    """Every contradiction or malformed value, in the order of the form. What the certification allows is read at
    the day of engagement, which the first deposit (today, until there is one) helps to fix."""
    ouverture = _ouverture(donnees, faits, _engagement(donnees, premier_depot or le)) if faits else ()
    return [
        *identite_mal_dite(donnees, le),
        *_certification(donnees, le),
        *ouverture,
        *_entreprise(donnees),
        *_financement(donnees, premier_depot or le),
    ]


def _engagement(donnees: DonneesInscription, depot: date) -> date:
    return date_engagement(
        en_vae=donnees.en_vae,
        entree_formation=donnees.entree_formation,
        recevabilite_recue_le=donnees.recevabilite_recue_le,
        depot=depot,
    )


def identite_mal_dite(donnees: DonneesInscription, le: date) -> Iterator[Constat]:
    for champ, nom in (("nom_naissance", "Le nom de naissance"), ("prenom", "Le prénom")):
        if not getattr(donnees, champ):
            yield Constat(champ, f"{nom} est attendu, même dans un brouillon.")
    yield from _noms(donnees)
    if donnees.date_naissance is None:
        yield Constat("date_naissance", "La date de naissance est attendue, même dans un brouillon.")
    elif not PREMIERE_NAISSANCE <= donnees.date_naissance < le:
        yield Constat("date_naissance", "Une date de naissance passée, postérieure à 1900, est attendue.")
    elif not AGES[0] <= (ans := age(donnees.date_naissance, le)) <= AGES[1]:
        attendu = f"Cette date donne un âge de {ans} an{'s' if ans > 1 else ''} : {AGES[0]} à {AGES[1]} ans sont attendus, vérifiez l’année."
        yield Constat("date_naissance", attendu, NAISSANCE_AGE)
    if donnees.departement_naissance:
        yield from _departement(donnees)
    if donnees.code_commune_naissance and not CODE_COMMUNE.fullmatch(donnees.code_commune_naissance):
        yield Constat("code_commune_naissance", "Un code INSEE de cinq caractères est attendu, par exemple 44184.")


def _noms(donnees: DonneesInscription) -> Iterator[Constat]:
    """What would be printed false, or could not be printed."""
    for champ in ("nom_naissance", "nom_usage", "prenom", "autres_prenoms"):
        nom = getattr(donnees, champ)
        if nom and (defaut := defaut_de_nom(nom, plusieurs=champ == "autres_prenoms")):
            yield Constat(champ, defaut)
    for champ in ("commune_naissance", "pays_naissance"):
        if defaut := defaut_de_texte(getattr(donnees, champ)):
            yield Constat(champ, defaut)


def _departement(donnees: DonneesInscription) -> Iterator[Constat]:
    if donnees.pays_naissance not in ("", FRANCE):
        attendu = "Pour une naissance à l’étranger, le département reste vide : le pays suffit."
        yield Constat("departement_naissance", attendu)
    elif not DEPARTEMENT.fullmatch(donnees.departement_naissance):
        attendu = "Un numéro de département est attendu : 01 à 95, 2A, 2B, 971 à 978, 984, 986 à 988."
        yield Constat("departement_naissance", attendu)


def _certification(donnees: DonneesInscription, le: date) -> Iterator[Constat]:
    if not donnees.voie:
        yield Constat("voie", "La voie d’accès est à choisir, même dans un brouillon.")
    yield from _annees(donnees, le)
    if donnees.entree_formation and donnees.fin_formation and donnees.fin_formation < donnees.entree_formation:
        yield Constat("fin_formation", "La fin de la formation ne peut pas précéder l’entrée.")
    if donnees.en_vae:
        for champ in ("entree_formation", "fin_formation"):
            if getattr(donnees, champ):
                yield Constat(champ, "Une VAE n’a pas de dates de formation : laissez ce champ vide.")
    elif donnees.recevabilite_recue_le:
        yield Constat(
            "recevabilite_recue_le", "Le dossier de recevabilité ne concerne que la VAE : laissez ce champ vide."
        )
    if donnees.positionnement_le and donnees.positionnement_le > le:
        yield Constat("positionnement_le", "Le positionnement précède l’inscription : cette date est à venir.")
    if donnees.recevabilite_recue_le and donnees.recevabilite_recue_le > le:
        yield Constat("recevabilite_recue_le", "La date de réception ne peut pas être à venir.", VAE_RECEVABILITE)


def _annees(donnees: DonneesInscription, le: date) -> Iterator[Constat]:
    """PARCOURS-DATES"""
    for champ in DATES_DU_PARCOURS:
        jour = getattr(donnees, champ)
        if jour and not ECART_PARCOURS.avant(le) <= jour <= ECART_PARCOURS.apres(le):
            yield Constat(champ, f"L’année {jour.year:04d} est lue : vérifiez-la.", ECART_PARCOURS)


def _ouverture(donnees: DonneesInscription, faits: FaitsReferentiel, le: date) -> Iterator[Constat]:
    """What the certification allows: whole or by blocs, in training or in VAE."""
    au_rncp = faits.au_rncp(le)
    if donnees.voie == Voie.VAE and not au_rncp:
        yield Constat("voie", f"« {faits.intitule} » n’est pas au RNCP ce jour-là.", VAE_RNCP)
    if donnees.voie == Voie.VAE_BRANCHE and faits.type not in TYPES_VAE_BRANCHE:
        yield Constat("voie", f"« {faits.intitule} » est un {faits.type}.", VAE_BRANCHE)
    if donnees.portee != Portee.BLOCS:
        return
    if not au_rncp or not faits.blocs:
        yield Constat(
            "portee",
            f"« {faits.intitule} » n’est pas au RNCP : seule la certification complète est ouverte.",
            BLOC_SEUL_RNCP,
        )
    elif not set(donnees.blocs) <= {bloc.version_id for bloc in faits.blocs}:
        yield Constat("blocs", "Un des blocs choisis n’appartient pas à cette certification.")


def incoherences_entreprise(*, siret: str, code_nace: str, secteur: str, branche: str) -> Iterator[Constat]:
    """What is wrong in the description of a company."""
    if siret and not siret_valide(siret):
        attendu = "Un SIRET de 14 chiffres dont la clé est juste est attendu : vérifiez chaque chiffre."
        yield Constat("entreprise_siret", attendu)
    if code_nace and not NACE.fullmatch(code_nace):
        yield Constat("entreprise_code_nace", "Un code NACE de quatre chiffres est attendu, par exemple 25.62.")
    if secteur == Secteur.HM and not branche:
        yield Constat("entreprise_branche", "La branche est attendue.", SECTEUR_BRANCHE)


def _entreprise(donnees: DonneesInscription) -> Iterator[Constat]:
    yield from incoherences_entreprise(
        siret=donnees.entreprise_siret,
        code_nace=donnees.entreprise_code_nace,
        secteur=donnees.entreprise_secteur,
        branche=donnees.entreprise_branche,
    )
    if donnees.initiative_sans_accord and not donnees.salarie:
        attendu = "L’initiative sans l’accord de l’employeur ne concerne qu’un salarié."
        yield Constat("initiative_sans_accord", attendu)


def _financement(donnees: DonneesInscription, depot: date) -> Iterator[Constat]:
    for code in donnees.financements:
        if not financement_ouvert(code, depot):
            libelle = Financement(code).label
            yield Constat(
                "financements", f"« {libelle} » n’est pas ouvert à un dossier déposé ce jour-là.", FINANCEMENT_OUVERT
            )
    if donnees.cpf_abonde and Financement.CPF not in donnees.financements:
        yield Constat("cpf_abonde", "Cochez aussi le CPF, ou retirez l’abondement.", CPF_ABONDEMENT)
