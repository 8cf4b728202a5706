"""Fiches of the RNCP and RS, and the codes of the blocs in them."""

from collections.abc import Mapping
from datetime import date, datetime

from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.journal import journaliser
from certif_portal.commun.typographie import date_longue
from certif_portal.comptes.models import Utilisateur
from referentiels.choix import Repertoire
from referentiels.models import Bloc, Certification, CodeBloc, Enregistrement
from referentiels.numeros import lire_code_bloc, lire_fiche
from referentiels.services.contenu import enregistrer


@acte
def inscrire_au_repertoire(
    *,
    certification: Certification,
    code: str,
    date_enregistrement: date,
    date_fin: date | None,
    date_limite_delivrance: date | None = None,
    renouvelle: Enregistrement | None = None,
    motif: str = "",
    par: Utilisateur | None,
    a: datetime,
    par_nom: str = "",
) -> Enregistrement:
    """Record (or correct, with a reason) a fiche of the RNCP or RS; an earlier fiche stays: a renewal has another
    number."""
    fiche = lire_fiche(code)
    if fiche is None:
        raise ErreurMetier(f"« {code} » n’est pas une fiche du répertoire : attendu « RNCP40664 » ou « RS6717 ».")
    if renouvelle is not None and renouvelle.certification_id != certification.pk:
        raise ErreurMetier(f"{renouvelle.code} est la fiche d’une autre certification.")
    if renouvelle is not None and renouvelle.date_enregistrement >= date_enregistrement:
        raise ErreurMetier(f"{fiche} ne peut pas renouveler {renouvelle.code}, qui lui est postérieure.")
    enregistrement = certification.enregistrements.filter(code=fiche).first() or Enregistrement(
        certification=certification, code=fiche
    )
    dates = (date_enregistrement, date_fin, date_limite_delivrance)
    avant = (enregistrement.date_enregistrement, enregistrement.date_fin, enregistrement.date_limite_delivrance)
    corrige = enregistrement.pk is not None and dates != avant
    if corrige and not motif.strip():
        raise ErreurMetier(f"{fiche} est déjà enregistrée {_periode(*avant)} : dites pourquoi ses dates changent.")
    enregistrement.repertoire = Repertoire.RS if fiche.startswith("RS") else Repertoire.RNCP
    enregistrement.date_enregistrement = date_enregistrement
    enregistrement.date_fin = date_fin
    enregistrement.date_limite_delivrance = date_limite_delivrance
    enregistrement.renouvelle = renouvelle or enregistrement.renouvelle
    enregistrer(enregistrement)
    suite = f" Elle renouvelle {renouvelle.code}." if renouvelle else ""
    phrase = f"Fiche {fiche} : enregistrée {_periode(*dates)}.{suite}"
    if corrige:
        phrase += f" Avant : {_periode(*avant)}. Motif : {motif}"
    journaliser(certification, "repertoire", phrase, par=par, a=a, par_nom=par_nom)
    return enregistrement


def _periode(debut: date, fin: date | None, delivrance: date | None) -> str:
    """« du 3 mai 2023 jusqu’au 3 mai 2028, dernière délivrance le 3 mai 2031 »."""
    jusqu_au = f" jusqu’au {date_longue(fin)}" if fin else ""
    derniere = f", dernière délivrance le {date_longue(delivrance)}" if delivrance else ""
    return f"du {date_longue(debut)}{jusqu_au}{derniere}"


@acte
def coder_blocs(
    *,
    enregistrement: Enregistrement,
    codes: Mapping[Bloc, str],
    par: Utilisateur | None,
    a: datetime,
    par_nom: str = "",
) -> list[CodeBloc]:
    """Give the blocs their codes in a fiche; an empty code takes it away. Raises ErreurMetier, and nothing is
    written."""
    lus = {bloc: _code(enregistrement, bloc, imprime) for bloc, imprime in codes.items()}
    CodeBloc.objects.filter(enregistrement=enregistrement, bloc__in=codes).delete()
    crees = []
    for bloc, code in lus.items():
        if code:
            ligne = CodeBloc(bloc=bloc, enregistrement=enregistrement, code=code)
            enregistrer(ligne)
            crees.append(ligne)
    detail = ", ".join(f"{ligne.code} pour {ligne.bloc.numero}" for ligne in crees) or "aucun"
    phrase = f"Codes des blocs dans la fiche {enregistrement.code} : {detail}."
    journaliser(enregistrement.certification, "codes-blocs", phrase, par=par, a=a, par_nom=par_nom)
    return crees


def _code(enregistrement: Enregistrement, bloc: Bloc, imprime: str) -> str:
    if not imprime.strip():
        return ""
    code = lire_code_bloc(imprime)
    if code is None or not code.startswith(f"{enregistrement.code}BC"):
        raise ErreurMetier(f"{bloc} : « {imprime} » lu, attendu « {enregistrement.code}BC01 ».")
    return code
