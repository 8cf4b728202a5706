"""The boundary of every delay, by its code: what the rule itself answers on the last good day and the first bad one.

A case calls the function of the rule, as services and screens do; a centre's usage is given with its default length.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta

from candidats.choix import EtapeEnquete
from candidats.regles import acquis, dates, demande, inscription, insertion, livret, projet, rapport
from certif_portal.commun.regles import Delai
from certif_portal.comptes import regles as comptes
from certif_portal.portail import regles as portail
from evaluations.regles import candidature, vivier
from habilitations import regles as habilitations
from habilitations.models import Changement
from jurys.regles import conservation, national
from jurys.regles import delai as jurys
from referentiels import regles as referentiels
from tests.candidats.factories import donnees_completes

Borne = tuple[Callable[[], Any], Any]
JURY, FIN = date(2028, 3, 15), date(2028, 2, 29)  # fifteen days apart


def alerte(fin: date, le: date) -> str:
    trouvee = referentiels.alerte_rncp(fin, le)
    return trouvee.code if trouvee else ""


def rappel(fin: date, le: date) -> str:
    trouve = habilitations.rappel_de_fin(fin, le)
    return trouve.code if trouve else ""


def limite_livret(evaluation: date) -> date:
    [(limite, _, _)] = livret.limites_livret(
        entree=None, fin=None, evaluation=evaluation, mois=livret.LIVRET_MOIS.mois, tiers=False
    )
    return limite


def annoncee(evaluation: date, le: date) -> bool:
    return projet.est_annoncee_a_temps(evaluation, le, projet.EVALUATION_ANNONCE.mois)


def en_fin(evaluation: date, fin: date) -> bool:
    return projet.dans_le_dernier_mois(evaluation, fin, projet.EVALUATION_DERNIER_MOIS.mois)


def annee_demandee(fin: date) -> list[str]:
    donnees = replace(donnees_completes(), fin_formation=fin)
    constats = inscription.incoherences(donnees, None, date(2026, 11, 20))
    return [constat.regle.code for constat in constats if constat.regle is dates.ECART_PARCOURS]


def au_bout(delai: Delai, depart: date) -> tuple[Borne, ...]:
    """Counted from that day: kept on its last day, over on the next one, as the rule and the query both say."""
    fin = depart + relativedelta(days=delai.jours, months=delai.mois, years=delai.ans)
    garde = conservation.Garde("", fin, delai)
    return (
        (lambda: delai.apres(depart), fin),
        (lambda: garde.finie(fin), False),
        (lambda: conservation.dernier_depart(delai, fin) < depart, True),
        (lambda: conservation.dernier_depart(delai, fin + timedelta(days=1)) >= depart, True),
    )


BORNES: dict[str, tuple[Borne, ...]] = {
    **{
        delai.code: au_bout(delai, date(2027, 11, 8))
        for delai in (
            conservation.PREPARATION_CONSERVATION,
            conservation.APPRECIATION_PARTIELLE,
            conservation.APPRECIATION_ECHEC,
            conservation.JURY_CONSERVATION,
            conservation.INSCRIPTION_CONSERVATION,
            conservation.AMENAGEMENT_CONSERVATION,
            conservation.CONTACT_CONSERVATION,
            conservation.BROUILLON_OUBLIE,
        )
    },
    "PURGE-ATTENTE": (
        (lambda: conservation.approuvee_au_plus_tard(date(2028, 1, 30)), FIN),
        (lambda: conservation.approuvee_au_plus_tard(date(2028, 1, 31)), date(2028, 3, 1)),
    ),
    "NATIONAL-SUIVI": (
        (lambda: national.NATIONAL_SUIVI.avant(FIN), date(2026, 2, 28)),
        (lambda: national.NATIONAL_SUIVI.avant(date(2028, 3, 1)), date(2026, 3, 1)),
    ),
    "NATIONAL-DELAI": (
        (lambda: national.limite_nationale(date(2027, 11, 29)), FIN),
        (lambda: national.limite_nationale(date(2027, 12, 1)), date(2028, 3, 1)),
    ),
    "ENGAGEMENT-INSCRIPTION": (
        (lambda: referentiels.date_engagement(date(2028, 2, 14), FIN), date(2028, 2, 14)),
        (lambda: referentiels.date_engagement(date(2028, 2, 14), date(2028, 3, 1)), date(2028, 3, 1)),
    ),
    "RNCP-ALERTE-12": (
        (lambda: alerte(FIN, date(2027, 2, 27)), ""),
        (lambda: alerte(FIN, date(2027, 2, 28)), "RNCP-ALERTE-12"),
        (lambda: alerte(date(2029, 2, 28), date(2028, 2, 27)), ""),
        (lambda: alerte(date(2029, 2, 28), date(2028, 2, 28)), "RNCP-ALERTE-12"),
    ),
    "RNCP-ALERTE-6": (
        (lambda: alerte(date(2028, 8, 31), date(2028, 2, 28)), "RNCP-ALERTE-12"),
        (lambda: alerte(date(2028, 8, 31), FIN), "RNCP-ALERTE-6"),
    ),
    "RNCP-ALERTE-3": (
        (lambda: alerte(date(2028, 5, 31), date(2028, 2, 28)), "RNCP-ALERTE-6"),
        (lambda: alerte(date(2028, 5, 31), FIN), "RNCP-ALERTE-3"),
    ),
    "USAGE-PROMOTIONS": (
        (lambda: referentiels.depuis_usage(FIN), date(2023, 2, 28)),
        (lambda: referentiels.usage(1, date(2023, 2, 28), FIN), False),
        (lambda: referentiels.usage(1, date(2023, 3, 1), FIN), None),
    ),
    "ACTIONS-CORRECTIVES": (
        (lambda: habilitations.ACTIONS_CORRECTIVES.apres(date(2026, 8, 31)), date(2027, 2, 28)),
        (lambda: habilitations.ACTIONS_CORRECTIVES.apres(date(2027, 8, 31)), FIN),
    ),
    "HABILITATION-DUREE": (
        (lambda: habilitations.dernier_jour(date(2024, 2, 29)), date(2029, 2, 28)),
        (lambda: habilitations.dernier_jour(date(2024, 1, 1)), date(2028, 12, 31)),
    ),
    "HABILITATION-FIN-12": (
        (lambda: rappel(date(2029, 2, 28), date(2028, 2, 27)), ""),
        (lambda: rappel(date(2029, 2, 28), date(2028, 2, 28)), "HABILITATION-FIN-12"),
    ),
    "HABILITATION-FIN-9": (
        (lambda: rappel(date(2028, 11, 30), FIN), "HABILITATION-FIN-9"),
        (lambda: rappel(date(2028, 11, 30), date(2028, 2, 28)), "HABILITATION-FIN-12"),
    ),
    "HABILITATION-FIN-6": (
        (lambda: rappel(date(2028, 8, 31), FIN), "HABILITATION-FIN-6"),
        (lambda: rappel(date(2028, 8, 31), date(2028, 2, 28)), "HABILITATION-FIN-9"),
    ),
    "HABILITATION-FIN-3": (
        (lambda: rappel(date(2028, 5, 31), FIN), "HABILITATION-FIN-3"),
        (lambda: rappel(date(2028, 5, 31), date(2028, 2, 28)), "HABILITATION-FIN-6"),
    ),
    "HABILITATION-LISTE-FC": (
        (lambda: Changement(le=date(2027, 12, 31)).limite, FIN),
        (lambda: Changement(le=date(2026, 12, 31)).limite, date(2027, 2, 28)),
    ),
    "HABILITATION-OBSERVATIONS": (
        (lambda: habilitations.OBSERVATIONS.apres(date(2028, 2, 14)), FIN),
        (lambda: habilitations.OBSERVATIONS.apres(date(2027, 2, 14)), date(2027, 3, 1)),
    ),
    "ACQUIS-PERTE": (
        (lambda: acquis.ACQUIS_PERTE.avant(date(2028, 8, 31)), FIN),
        (lambda: acquis.ACQUIS_PERTE.avant(date(2029, 8, 31)), date(2029, 2, 28)),
    ),
    "CONFIRMATION-ETAT-CIVIL": (
        (lambda: demande.CONFIRMATION_LIEN.apres(date(2028, 2, 14)), FIN),
        (lambda: demande.CONFIRMATION_LIEN.apres(date(2027, 2, 14)), date(2027, 3, 1)),
    ),
    "DEMANDE-CONFIRMATION": (
        (lambda: demande.DEMANDE_CONFIRMATION.apres(date(2028, 2, 27)), FIN),
        (lambda: demande.DEMANDE_CONFIRMATION.apres(date(2027, 2, 27)), date(2027, 3, 1)),
    ),
    "CANDIDATURE-CONFIRMATION": (
        (lambda: candidature.CANDIDATURE_CONFIRMATION.apres(date(2028, 2, 27)), FIN),
        (lambda: candidature.CANDIDATURE_CONFIRMATION.apres(date(2027, 2, 27)), date(2027, 3, 1)),
    ),
    "EVALUATEUR-RAPPEL": (
        (lambda: vivier.a_rappeler(date(2028, 3, 3), date(2028, 2, 28)), False),
        (lambda: vivier.a_rappeler(date(2028, 3, 3), FIN), True),
        (lambda: vivier.a_rappeler(date(2028, 3, 3), date(2028, 3, 3)), False),
    ),
    "PARCOURS-DATES": (
        (lambda: dates.ECART_PARCOURS.avant(FIN), date(2018, 2, 28)),
        (lambda: dates.ECART_PARCOURS.apres(FIN), date(2038, 2, 28)),
        (lambda: annee_demandee(date(2036, 11, 20)), []),
        (lambda: annee_demandee(date(2036, 11, 21)), ["PARCOURS-DATES"]),
        (lambda: annee_demandee(date(2016, 11, 20)), []),
        (lambda: annee_demandee(date(2016, 11, 19)), ["PARCOURS-DATES"]),
    ),
    "EVALUATION-ANNONCE": (
        (lambda: annoncee(date(2028, 4, 29), FIN), True),
        (lambda: annoncee(date(2028, 4, 30), date(2028, 3, 1)), False),
        (lambda: annoncee(date(2028, 5, 1), date(2028, 3, 1)), True),
    ),
    "EVALUATION-DERNIER-MOIS": (
        (lambda: en_fin(date(2028, 2, 28), date(2028, 3, 31)), False),
        (lambda: en_fin(FIN, date(2028, 3, 31)), True),
        (lambda: en_fin(date(2028, 3, 31), date(2028, 3, 31)), True),
        (lambda: en_fin(date(2028, 4, 1), date(2028, 3, 31)), False),
    ),
    "INSCRIPTION-DELAI": (
        (lambda: limite_inscription(date(2028, 2, 14)), FIN),
        (lambda: limite_inscription(date(2027, 2, 14)), date(2027, 3, 1)),
    ),
    "INSERTION-6-MOIS": (
        (lambda: insertion.date_enquete(EtapeEnquete.SIX_MOIS, date(2027, 8, 31)), FIN),
        (lambda: insertion.date_enquete(EtapeEnquete.SIX_MOIS, date(2026, 8, 31)), date(2027, 2, 28)),
    ),
    "INSERTION-2-ANS": (
        (lambda: insertion.date_enquete(EtapeEnquete.DEUX_ANS, FIN), date(2030, 2, 28)),
        (lambda: insertion.date_enquete(EtapeEnquete.DEUX_ANS, date(2026, 12, 8)), date(2028, 12, 8)),
    ),
    "INSERTION-CLOTURE": (
        (lambda: insertion.date_cloture(date(2027, 11, 30)), FIN),
        (lambda: insertion.date_cloture(date(2026, 11, 30)), date(2027, 2, 28)),
    ),
    "INSERTION-RAPPEL": (
        (lambda: insertion.rappel_du(date(2028, 2, 14), 0, date(2028, 2, 28)), False),
        (lambda: insertion.rappel_du(date(2028, 2, 14), 0, FIN), True),
        (lambda: insertion.rappel_du(date(2028, 2, 14), 1, date(2028, 3, 14)), False),
        (lambda: insertion.rappel_du(date(2028, 2, 14), 1, date(2028, 3, 15)), True),
    ),
    "LIVRET-MOIS": (
        (lambda: limite_livret(date(2028, 5, 31)), FIN),
        (lambda: limite_livret(date(2027, 5, 31)), date(2027, 2, 28)),
    ),
    "RAPPORT-DELAI": (
        (lambda: rapport.date_limite_rapport(JURY, rapport.RAPPORT_DELAI.jours), FIN),
        (lambda: rapport.date_limite_rapport(date(2027, 3, 15), rapport.RAPPORT_DELAI.jours), date(2027, 2, 28)),
    ),
    "PIECES-AVANT-JURY": (
        (lambda: jurys.date_limite_pieces(JURY, jurys.PIECES_AVANT_JURY.jours), FIN),
        (lambda: jurys.date_limite_pieces(date(2027, 3, 15), jurys.PIECES_AVANT_JURY.jours), date(2027, 2, 28)),
    ),
    "ACCES-JURE": (
        (lambda: jurys.fin_acces_jure(date(2028, 1, 31)), FIN),
        (lambda: jurys.fin_acces_jure(date(2027, 1, 31)), date(2027, 2, 28)),
    ),
    "ACQUIS-HORS-RNCP": (
        (lambda: jurys.fin_acquis(FIN, False), date(2030, 2, 28)),
        (lambda: jurys.fin_acquis(date(2026, 12, 8), False), date(2028, 12, 8)),
    ),
    "ACQUIS-RNCP": (
        (lambda: jurys.fin_acquis(FIN, True), date(2033, 2, 28)),
        (lambda: jurys.fin_acquis(date(2026, 12, 8), True), date(2031, 12, 8)),
    ),
    "AVIS-AVANT-JURY": (
        (lambda: jurys.date_limite_avis(JURY, jurys.AVIS_AVANT_JURY.jours), FIN),
        (lambda: jurys.date_limite_avis(date(2027, 3, 15), jurys.AVIS_AVANT_JURY.jours), date(2027, 2, 28)),
    ),
    "CERTIFICATS-REMISE": (
        (lambda: jurys.date_limite_certificats(date(2027, 11, 30), jurys.CERTIFICATS_REMISE.mois), FIN),
        (lambda: jurys.date_limite_certificats(date(2026, 12, 8), jurys.CERTIFICATS_REMISE.mois), date(2027, 3, 8)),
    ),
    "JURY-CONVOCATION": (
        (lambda: jurys.date_limite_convocation(JURY), FIN),
        (lambda: jurys.date_limite_convocation(date(2026, 12, 8)), date(2026, 11, 23)),
    ),
    "JURY-DESIGNATION": (
        (lambda: jurys.date_limite_designation(JURY), FIN),
        (lambda: jurys.date_limite_designation(date(2026, 12, 8)), date(2026, 11, 23)),
    ),
    "CPREFP-INFORMATION": (
        (lambda: jurys.date_limite_information(JURY), FIN),
        (lambda: jurys.date_limite_information(date(2028, 3, 16)), date(2028, 3, 1)),
    ),
    "CALENDRIER-ANNUEL": (
        (lambda: jurys.date_limite_calendrier(2028), date(2027, 12, 1)),
        (lambda: jurys.date_limite_calendrier(2029), date(2028, 12, 1)),
    ),
    "INSCRIPTION-AVANT-JURY": (
        (lambda: jurys.jury_trop_tot(FIN, date(2028, 5, 29), jurys.INSCRIPTION_AVANT_JURY.mois), False),
        (lambda: jurys.jury_trop_tot(date(2028, 3, 1), date(2028, 5, 31), jurys.INSCRIPTION_AVANT_JURY.mois), True),
    ),
    "TRANSMISSION-GTP": (
        (lambda: jurys.date_limite_gtp(date(2027, 12, 31)), FIN),
        (lambda: jurys.date_limite_gtp(date(2026, 12, 31)), date(2027, 2, 28)),
    ),
    "CERTIFICAT-CONSERVATION": (
        (lambda: jurys.CERTIFICAT_CONSERVATION.apres(date(2024, 2, 29)), date(2066, 2, 28)),
        (lambda: jurys.CERTIFICAT_CONSERVATION.apres(date(2026, 12, 8)), date(2068, 12, 8)),
    ),
    "ECHEANCES-PROCHES": (
        (lambda: portail.ECHEANCES_PROCHES.apres(date(2028, 2, 14)), FIN),
        (lambda: portail.ECHEANCES_PROCHES.apres(date(2027, 2, 14)), date(2027, 3, 1)),
    ),
    "INVITATION-LIEN": (
        (lambda: comptes.INVITATION_LIEN.apres(date(2028, 2, 26)), FIN),
        (lambda: comptes.INVITATION_LIEN.apres(date(2027, 2, 26)), date(2027, 3, 1)),
    ),
}


def limite_inscription(entree: date) -> date:
    return inscription.date_limite_inscription(entree, inscription.INSCRIPTION_DELAI.jours)
