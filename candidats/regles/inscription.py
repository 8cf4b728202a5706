"""When and on what conditions somebody may be registered."""

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from candidats.choix import Financement, Portee, Secteur, Voie
from candidats.donnees import FRANCE, DonneesInscription
from candidats.regles.constat import Constat, FaitsReferentiel
from candidats.regles.dates import AGES, ECART_PARCOURS, NAISSANCE_AGE, age
from candidats.regles.lieu import CODE_COMMUNE
from candidats.regles.nace import CODE
from candidats.regles.noms import defaut_de_nom
from candidats.regles.vocabulaire import pays_usuel
from certif_portal.centre.regles import INSCRIPTION_JOURS
from certif_portal.commun.durees import compte
from certif_portal.commun.glyphes import defaut_de_texte
from certif_portal.commun.identifiants import code_postal_attendu, siret_juste
from certif_portal.commun.regles import Delai, Origine, Regle, Source, decision, dispositif, usage
from certif_portal.commun.textes import cle_recherche
from certif_portal.commun.typographie import date_longue
from referentiels.regles import BLOC_SEUL_RNCP
from referentiels.regles import date_engagement as engagement_formation

DISPOSITIF = "Dispositif CPNEFP du 27 octobre 2020"

INSCRIPTION_DELAI = Delai(
    code="INSCRIPTION-DELAI",
    enonce="L’inscription se dépose au plus tard {duree} après l’entrée en formation (par défaut, réglage du centre) ; "
    "au-delà, une dérogation motivée est demandée au centre.",
    source=usage("critère 3 « L’inscription à la certification », 2ᵉ indicateur"),
    origine=Origine.CENTRE,
    jours=INSCRIPTION_JOURS,
)
INSCRIPTION_PREALABLE = Regle(
    code="INSCRIPTION-PREALABLE",
    enonce="L’inscription précède la certification : elle n’a jamais lieu après la fin de la formation.",
    source=usage("critère 3 « L’inscription à la certification » : jamais a posteriori"),
    origine=Origine.CENTRE,
)
INSCRIPTION_UNIQUE = Regle(
    code="INSCRIPTION-UNIQUE",
    enonce="Un organisme n’inscrit pas deux fois la même personne à la même certification en même temps.",
    source=decision(50, "Date qui compte, dérogation et doublon d’inscription"),
    origine=Origine.LECTURE,
)
IDENTITE_COMPLETE = Regle(
    code="IDENTITE-COMPLETE",
    enonce="L’état civil porte nom de naissance, prénom, sexe, date, commune et pays de naissance, "
    "et le département pour une naissance en France.",
    source=dispositif(annexe=14, paragraphe="note 4"),
)
IDENTITE_VERIFIEE = Regle(
    code="IDENTITE-VERIFIEE",
    enonce="Nom, prénom et date de naissance sont contrôlés avec une pièce d’identité avant l’acceptation.",
    source=usage("critère 3 « L’inscription à la certification », fiche réponse"),
    origine=Origine.CENTRE,
)
ENTREPRISE_SL = Regle(
    code="ENTREPRISE-SALARIE",
    enonce="Pour un salarié, le procès-verbal porte la raison sociale, l’adresse, le code NACE et le secteur de "
    "l’entreprise.",
    source=dispositif(annexe=14),
)
ENTREPRISE_DE = Regle(
    code="ENTREPRISE-DEMANDEUR-EMPLOI",
    enonce="L’entreprise d’un demandeur d’emploi peut être connue en cours de formation ; elle ne figure jamais "
    "au procès-verbal.",
    source=dispositif(annexe=14, paragraphe="note 7"),
)
SECTEUR_BRANCHE = Regle(
    code="SECTEUR-BRANCHE",
    enonce="Hors métaux, la branche de l’entreprise est précisée.",
    source=dispositif(annexe=14, paragraphe="colonne « Secteur »"),
)
FINANCEMENT = Regle(
    code="FINANCEMENT",
    enonce="Le procès-verbal porte au moins un dispositif de financement.",
    source=dispositif(annexe=14, paragraphe="colonne « Dispositif de financement »"),
)
FINANCEMENTS_DATES: dict[str, tuple[date, date]] = {
    "CPE": (date.min, date(2024, 12, 31)),
    "PA": (date.min, date(2025, 12, 31)),
    "PREC": (date(2026, 1, 1), date.max),
}
"""First and last day of the deposits that may bear each code; the others have no end (decision 0082)."""
FINANCEMENT_OUVERT = Regle(
    code="FINANCEMENT-OUVERT",
    enonce="Un dispositif de financement ne se coche que dans un dossier déposé pendant qu’il existe : CPE jusqu’au "
    f"{date_longue(FINANCEMENTS_DATES['CPE'][1])}, Pro-A jusqu’au {date_longue(FINANCEMENTS_DATES['PA'][1])}, "
    f"période de reconversion depuis le {date_longue(FINANCEMENTS_DATES['PREC'][0])}.",
    source=decision(82, "Codes de financement datés"),
    origine=Origine.LECTURE,
)
CPF_ABONDEMENT = Regle(
    code="CPF-ABONDEMENT",
    enonce="L’abondement ne se mentionne qu’avec un financement par le CPF.",
    source=dispositif(annexe=14, paragraphe="note 6"),
)
INDEPENDANCE_DONNEES = Regle(
    code="INDEPENDANCE-DONNEES",
    enonce="Le service, le supérieur et les formateurs du candidat sont connus : ils ne pourront pas l’évaluer.",
    source=usage("critère 5 « L’évaluation », règle pour être évaluateur"),
    origine=Origine.CENTRE,
)
AMENAGEMENT_EFFET = Regle(
    code="AMENAGEMENT-EFFET",
    enonce="À la demande du candidat, un moyen de compensation du handicap est accordé ; la cause n’est jamais notée.",
    source=dispositif(partie=2, chapitre=2, paragraphe="1.B, modalités d’évaluation"),
)
VAE_RNCP = Regle(
    code="VAE-RNCP",
    enonce="La VAE ouvre l’accès aux seules certifications répertoriées au RNCP.",
    source=Source(DISPOSITIF, "glossaire, « VAE »"),
)
VAE_BRANCHE = Regle(
    code="VAE-BRANCHE",
    enonce="La VAE de branche ouvre l’accès aux CQPM et aux CCPM.",
    source=Source(DISPOSITIF, "glossaire, « VAE de branche »"),
)
VAE_RECEVABILITE = Regle(
    code="VAE-RECEVABILITE",
    enonce="Le candidat à une VAE est inscrit à la réception de son dossier de recevabilité (CERFA 12818*02).",
    source=dispositif(partie=2, chapitre=2, paragraphe="2.A"),
)


SANS_FORMATION = Regle(
    code="INSCRIPTION-SANS-FORMATION",
    enonce="Sans formation, l’entreprise ou le candidat s’inscrit auprès du centre, si le centre l’admet (réglage) : "
    "ni dates de formation, ni formateur, ni organisme ; l’engagement est au jour du dépôt.",
    source=decision(261, "Inscription sans formation"),
    origine=Origine.LECTURE,
)


def financement_ouvert(code: str, depot: date) -> bool:
    """FINANCEMENT-OUVERT, at the date of the first complete deposit."""
    debut, fin = FINANCEMENTS_DATES.get(code, (date.min, date.max))
    return debut <= depot <= fin


@lru_cache(maxsize=1024)  # the lines of a workbook share a few days
def date_limite_inscription(entree_formation: date, jours: int) -> date:
    """Last day of a registration without dérogation; `jours` is the centre's setting."""
    return INSCRIPTION_DELAI.apres(entree_formation, jours=jours)


def est_tardive(entree_formation: date | None, depot: date, jours: int) -> bool:
    """INSCRIPTION-DELAI, at the date of the first complete deposit. Without training there is no such delay."""
    return entree_formation is not None and depot > date_limite_inscription(entree_formation, jours)


def peut_encore_s_inscrire(fin_formation: date | None, le: date) -> bool:
    """INSCRIPTION-PREALABLE: the last day of the training is the last day for anybody, dérogation included."""
    return fin_formation is None or le <= fin_formation


@lru_cache(maxsize=1024)
def date_engagement(
    *, en_vae: bool, entree_formation: date | None, recevabilite_recue_le: date | None, depot: date
) -> date:
    """ENGAGEMENT-INSCRIPTION: the day that decides the version, and whether a suppression still lets the path finish.

    The deposit stands for what the file does not say yet (decision 0011).
    """
    if en_vae:
        return recevabilite_recue_le or depot
    return engagement_formation(entree_formation, depot) if entree_formation else depot


PREMIERE_NAISSANCE = date(1900, 1, 1)
DEPARTEMENT = re.compile(r"(0[1-9]|[1-8][0-9]|9[0-5]|2[AB]|97[1-8]|98[46-8])")
DATES_DU_PARCOURS = (
    "entree_formation",
    "fin_formation",
    "date_evaluation_prevue",
    "recevabilite_recue_le",
    "positionnement_le",
)
CODE_POSTAL = re.compile(r"[0-9]{5}")
EN_FRANCE = frozenset({"france", "fr", "fra", "f", "francais", "francaise", "france metropolitaine"}) | {
    "republique francaise"
}
SANS_ZERO = re.compile(r"[0-9]{4}")
CORSE = re.compile(r"2[ABab][0-9]{3}")  # the INSEE code of a commune, which no letter bears
TYPES_VAE_BRANCHE = frozenset({"CQPM", "CCPM"})


def code_a_cinq(texte: str) -> str:
    """« 44 184 » gives « 44184 », « 2a 004 » gives « 2A004 », « 1004 » gives « 01004 »: the INSEE code of a commune,
    held against its name. Not for a postal code, which nothing else tells right: 1000 is Bruxelles too."""
    code = "".join(texte.split()).upper()
    return code.zfill(5) if len(code) == 4 and code[0].isdigit() else code


def pays(texte: str) -> str:
    """« france », « FR », « française » and nothing at all are France; « USA » is « États-Unis »."""
    return FRANCE if not texte.strip() or cle_recherche(texte) in EN_FRANCE else pays_usuel(texte)


def incoherences(
    donnees: DonneesInscription, faits: FaitsReferentiel | None, le: date, premier_depot: date | None = None
) -> list[Constat]:
    """Every contradiction or malformed value, in the order of the form. What the certification allows is read at
    the day of engagement, which the first deposit (today, until there is one) helps to fix."""
    ouverture = _ouverture(donnees, faits, _engagement(donnees, premier_depot or le)) if faits else ()
    return [
        *identite_mal_dite(donnees, le),
        *_residence(donnees),
        *_certification(donnees, le),
        *ouverture,
        *_entreprise(donnees),
        *_financement(donnees, premier_depot or le),
    ]


def _residence(donnees: DonneesInscription) -> Iterator[Constat]:
    """Four digits are a French code that lost its zero, or a code of Belgium, Switzerland, Luxembourg… Everywhere a
    code has a digit."""
    if SANS_ZERO.fullmatch(donnees.code_postal):
        attendu = (
            f"{donnees.code_postal} a quatre chiffres : en France, écrivez 0{donnees.code_postal} ; à l’étranger, "
            f"faites-le précéder de son pays, par exemple B-{donnees.code_postal}."
        )
        yield Constat("code_postal", attendu)
    elif donnees.code_postal and (not re.search(r"[0-9]", donnees.code_postal) or CORSE.fullmatch(donnees.code_postal)):
        yield Constat(
            "code_postal",
            f"« {donnees.code_postal} » n’est pas un code postal : 5 chiffres en France (20… en Corse) ; à l’étranger, "
            "recopiez celui de l’adresse.",
        )


def evaluation_avant_l_entree(entree: date | None, evaluation: date | None) -> Iterator[Constat]:
    """Of a registration as of a projet: the very day of the entry is allowed."""
    if entree and evaluation and evaluation < entree:
        yield Constat("date_evaluation_prevue", "L’évaluation ne peut pas précéder l’entrée en formation.")


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
    elif donnees.naissance_confirmee != donnees.date_naissance:
        yield from _age_inhabituel(age(donnees.date_naissance, le))
    if donnees.departement_naissance:
        yield from _departement(donnees)
    if donnees.code_commune_naissance and not CODE_COMMUNE.fullmatch(donnees.code_commune_naissance):
        yield Constat("code_commune_naissance", "Un code INSEE de cinq caractères est attendu, par exemple 44184.")


def _age_inhabituel(ans: int) -> Iterator[Constat]:
    """NAISSANCE-AGE: asked, until somebody confirms the date as it is."""
    if not AGES[0] <= ans <= AGES[1]:
        attendu = (
            f"Cette date donne un âge de {compte(ans, 'an')} : {AGES[0]} à {AGES[1]} ans sont attendus. "
            "Vérifiez l’année, ou confirmez que c’est bien la date de la pièce d’identité."
        )
        yield Constat("date_naissance", attendu, NAISSANCE_AGE)


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
    yield from evaluation_avant_l_entree(donnees.entree_formation, donnees.date_evaluation_prevue)
    yield from _champs_de_la_voie(donnees)
    if donnees.positionnement_le and donnees.positionnement_le > le:
        yield Constat("positionnement_le", "Le positionnement précède l’inscription : cette date est à venir.")
    if donnees.recevabilite_recue_le and donnees.recevabilite_recue_le > le:
        yield Constat("recevabilite_recue_le", "La date de réception ne peut pas être à venir.", VAE_RECEVABILITE)


def _champs_de_la_voie(donnees: DonneesInscription) -> Iterator[Constat]:
    """What belongs to another way stays empty."""
    if donnees.en_vae:
        for champ in ("entree_formation", "fin_formation"):
            if getattr(donnees, champ):
                yield Constat(champ, "Une VAE n’a pas de dates de formation : laissez ce champ vide.")
    if donnees.sans_formation:
        for champ in ("entree_formation", "fin_formation", "formateurs"):
            if getattr(donnees, champ):
                yield Constat(champ, "Sans formation, ce champ reste vide.", SANS_FORMATION)
    if donnees.recevabilite_recue_le and not donnees.en_vae:
        yield Constat(
            "recevabilite_recue_le", "Le dossier de recevabilité ne concerne que la VAE : laissez ce champ vide."
        )


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


def incoherences_entreprise(
    *, siret: str, code_postal: str, code_nace: str, secteur: str, branche: str
) -> Iterator[Constat]:
    """What is wrong in the description of a company."""
    if siret and not siret_juste(siret):
        attendu = "Un SIRET de 14 chiffres dont la clé est juste est attendu : vérifiez chaque chiffre."
        yield Constat("entreprise_siret", attendu)
    if code_postal and not CODE_POSTAL.fullmatch(code_postal):
        yield Constat("entreprise_code_postal", code_postal_attendu(code_postal))
    if code_nace and not CODE.fullmatch(code_nace):
        yield Constat("entreprise_code_nace", "Un code NACE de quatre chiffres est attendu, par exemple 25.62.")
    if secteur == Secteur.HM and not branche:
        yield Constat("entreprise_branche", "La branche est attendue.", SECTEUR_BRANCHE)


def _entreprise(donnees: DonneesInscription) -> Iterator[Constat]:
    yield from incoherences_entreprise(
        siret=donnees.entreprise_siret,
        code_postal=donnees.entreprise_code_postal,
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
