"""Delays around the joint jury, in calendar days and months."""

from datetime import date

from candidats.regles.acquis import HORS_RNCP_MOIS, RNCP_ANS
from certif_portal.centre.regles import AVIS_JOURS, CERTIFICATS_MOIS, INSCRIPTION_JURY_MOIS
from certif_portal.commun.regles import Delai, Effet, Origine, decision, dispositif, reglage, usage

JURY_DESIGNATION = Delai(
    code="JURY-DESIGNATION",
    enonce=(
        "La demande de désignation part auprès de chaque organisation syndicale territoriale représentative, "
        "au moins {duree} calendaires avant le jury."
    ),
    source=dispositif(partie=2, chapitre=3, paragraphe="1.A, demande de désignation aux organisations syndicales"),
    jours=15,
)
JURY_CONVOCATION = Delai(
    code="JURY-CONVOCATION",
    enonce="Les membres du jury sont convoqués {duree} calendaires avant sa tenue, copie à l’organisation qui "
    "les a mandatés.",
    source=dispositif(partie=2, chapitre=3, paragraphe="2, convocation du jury paritaire de délibération"),
    jours=15,
)
CPREFP_INFORMATION = Delai(
    code="CPREFP-INFORMATION",
    enonce="La CPREFP est informée de la date et de la composition de chaque jury, dès qu’elles sont arrêtées et à "
    "chaque changement : une information qui manque {duree} avant le jury est rappelée.",
    source=decision(242, "Calendrier des jurys et information de la CPREFP"),
    origine=Origine.LECTURE,
    effet=Effet.ALERTE,
    jours=15,
)
CALENDRIER_ANNUEL = Delai(
    code="CALENDRIER-ANNUEL",
    enonce="Le calendrier des jurys d’une année est arrêté {en_lettres} avant qu’elle commence.",
    source=decision(242, "Calendrier des jurys et information de la CPREFP"),
    origine=Origine.LECTURE,
    effet=Effet.ALERTE,
    mois=1,
)
INSCRIPTION_AVANT_JURY = Delai(
    code="INSCRIPTION-AVANT-JURY",
    enonce="La durée entre l’inscription et le jury laisse le temps de s’approprier le dispositif, de donner l’avis de "
    "l’entreprise et d’informer la CPREFP ({duree} par défaut, réglage du centre).",
    source=reglage("mois entre l’inscription et le jury"),
    origine=Origine.CENTRE,
    effet=Effet.ALERTE,
    mois=INSCRIPTION_JURY_MOIS,
)
AVIS_AVANT_JURY = Delai(
    code="AVIS-AVANT-JURY",
    enonce="L’avis de l’entreprise est rendu avant le jury ({duree} par défaut, réglage du centre).",
    source=reglage("jours laissés entre l’avis de l’entreprise et le jury"),
    origine=Origine.CENTRE,
    effet=Effet.ALERTE,
    jours=AVIS_JOURS,
)
PIECES_AVANT_JURY = Delai(
    code="PIECES-AVANT-JURY",
    enonce="La grille signée et l’émargement de la commission sont au centre avant le jury, comme l’avis de "
    "l’entreprise ({duree} par défaut, même réglage du centre).",
    source=decision(362, "Échéances que les textes ne datent pas"),
    origine=Origine.LECTURE,
    effet=Effet.ALERTE,
    jours=AVIS_JOURS,
)
ACQUIS_RNCP = Delai(
    code="ACQUIS-RNCP",
    enonce="Certification au RNCP : les blocs acquis, et les compétences acquises des autres blocs, sont conservés "
    "{duree} à compter de la décision du jury.",
    source=dispositif(partie=2, chapitre=3, paragraphe="4.B, non-délivrance d’une certification"),
    ans=RNCP_ANS,
)
ACQUIS_HORS_RNCP = Delai(
    code="ACQUIS-HORS-RNCP",
    enonce="Certification hors RNCP : les compétences acquises sont conservées {duree} à compter de la décision "
    "du jury.",
    source=dispositif(partie=2, chapitre=3, paragraphe="4.B, non-délivrance d’une certification"),
    mois=HORS_RNCP_MOIS,
)
TRANSMISSION_GTP = Delai(
    code="TRANSMISSION-GTP",
    enonce="Procès-verbaux et émargement partent au GTP « Certifications » au plus tard {duree} après le jury.",
    source=dispositif(partie=2, chapitre=3, paragraphe="5, transmission au GTP « Certifications »"),
    effet=Effet.ALERTE,
    mois=2,
)
CERTIFICATS_REMISE = Delai(
    code="CERTIFICATS-REMISE",
    enonce="Les certificats sont remis après le jury ({duree} par défaut, réglage du centre).",
    source=usage("délai de remise des certificats"),
    origine=Origine.CENTRE,
    effet=Effet.ALERTE,
    mois=CERTIFICATS_MOIS,
)
CERTIFICAT_CONSERVATION = Delai(
    code="CERTIFICAT-CONSERVATION",
    enonce="Le centre garde une copie du certificat {duree}.",
    source=dispositif(
        partie=2, chapitre=6, paragraphe="2, archivage par les UIMM territoriales centres de certification"
    ),
    ans=42,
)
ACCES_JURE = Delai(
    code="ACCES-JURE",
    enonce="L’accès d’un membre de jury au portail se ferme {en_lettres} après le jury.",
    source=decision(41, "Composition, présidence et convocation du jury"),
    origine=Origine.LECTURE,
    effet=Effet.ALERTE,
    mois=1,
)


def date_limite_designation(date_jury: date) -> date:
    """Last useful day: « au moins 15 jours calendaires avant la date du jury »."""
    return JURY_DESIGNATION.avant(date_jury)


def date_limite_convocation(date_jury: date) -> date:
    """Last useful day: « 15 jours calendaires avant la date de tenue du jury »."""
    return JURY_CONVOCATION.avant(date_jury)


def date_limite_avis(date_jury: date, jours: int) -> date:
    """`jours` is the centre's setting."""
    return AVIS_AVANT_JURY.avant(date_jury, jours=jours)


def date_limite_pieces(date_jury: date, jours: int) -> date:
    """`jours` is the centre's setting for the opinion: the three pieces of a sitting are due together."""
    return PIECES_AVANT_JURY.avant(date_jury, jours=jours)


def date_limite_information(date_jury: date) -> date:
    """The day from which the silence towards the CPREFP is late."""
    return CPREFP_INFORMATION.avant(date_jury)


def date_limite_calendrier(annee: int) -> date:
    """Last good day to settle the dates of a year."""
    return CALENDRIER_ANNUEL.avant(date(annee, 1, 1))


def inscrits_au_plus_tard(date_jury: date, mois: int) -> date:
    """Last day of deposit that leaves the time the text asks before this jury; `mois` is the centre's setting."""
    return INSCRIPTION_AVANT_JURY.avant(date_jury, mois=mois)


def jury_trop_tot(deposee_le: date | None, date_jury: date, mois: int) -> bool:
    """The jury comes sooner after the registration than the centre's setting says; zero asks nothing."""
    return deposee_le is not None and mois > 0 and deposee_le > inscrits_au_plus_tard(date_jury, mois)


def est_tenu(date_jury: date, le: date) -> bool:
    """The jury's own day has come: what follows it may be recorded."""
    return date_jury <= le


def date_limite_gtp(date_jury: date) -> date:
    """« au plus tard dans les 2 mois suivant la date à laquelle s’est tenu le jury »."""
    return TRANSMISSION_GTP.apres(date_jury)


def date_limite_certificats(date_jury: date, mois: int) -> date:
    """`mois` is the centre's setting."""
    return CERTIFICATS_REMISE.apres(date_jury, mois=mois)


def fin_acquis(date_jury: date, rncp: bool) -> date:
    """Last day of the benefit: 5 years in the RNCP, 24 months otherwise, status of the jury's day."""
    return (ACQUIS_RNCP if rncp else ACQUIS_HORS_RNCP).apres(date_jury)


def fin_acces_jure(date_jury: date) -> date:
    return ACCES_JURE.apres(date_jury)
