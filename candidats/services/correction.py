"""A checked civil status corrected by the staff: told before and after, with its reason and the kind of proof."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from candidats.choix import PreuveCorrection
from candidats.donnees import CHAMPS_IDENTITE, DonneesInscription
from candidats.models import Candidat, CorrectionIdentite, Inscription
from candidats.models.correction import en_texte
from candidats.queries.lieu import completion_de
from candidats.regles.identite import LIEU_ET_JOUR, constats_identite
from candidats.regles.noms import cle_des_noms
from candidats.services.identite import noter_confirmation
from candidats.services.ressemblance import noter_doubles
from candidats.services.verrou import exiger_motif
from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.journal import journaliser
from certif_portal.commun.typographie import jour_de, typographier
from certif_portal.comptes.models import Utilisateur

NOMS = ("nom_naissance", "nom_usage")
"""Kept in capitals once checked: as they are printed."""


def verrouiller_candidat(candidat: Candidat) -> Candidat:
    return Candidat.objects.select_for_update(of=("self",), no_key=True).get(pk=candidat.pk)


@acte
def journaliser_partout(candidat: Candidat, acte: str, phrase: str, *, par: Utilisateur, a: datetime) -> None:
    """Tell an act on the person in each of their files: that is where it is looked for."""
    for inscription in Inscription.objects.filter(candidat=candidat).order_by("pk"):
        journaliser(inscription, acte, phrase, par=par, a=a)


@acte
def corriger_identite(
    *,
    candidat: Candidat,
    identite: Mapping[str, Any],
    motif: str,
    preuve: PreuveCorrection,
    par: Utilisateur,
    a: datetime,
    naissance_confirmee: date | None = None,
) -> CorrectionIdentite:
    """IDENTITE-CORRECTION: change a checked civil status. Documents already rendered stay as they are: the page of the
    person lists them.

    `identite`: field -> value, among CHAMPS_IDENTITE; `naissance_confirmee`: the day of birth that `par` confirms as
    it is, its age being unusual. Raises ErreurMetier when nothing changes or something is wrong.
    """
    candidat = verrouiller_candidat(candidat)
    if candidat.identite_verifiee_le is None:
        raise ErreurMetier("Cet état civil n’est pas encore vérifié : il se corrige dans l’inscription.")
    identite = {champ: valeur.upper() if champ in NOMS else valeur for champ, valeur in identite.items()}
    change = [champ for champ in CHAMPS_IDENTITE if champ in identite and getattr(candidat, champ) != identite[champ]]
    if not change:
        raise ErreurMetier("Rien ne change : l’état civil enregistré est déjà celui-ci.")
    avant = {champ: en_texte(getattr(candidat, champ)) for champ in change}
    for champ in change:
        setattr(candidat, champ, identite[champ])
    if naissance_confirmee == candidat.date_naissance != candidat.naissance_confirmee:
        noter_confirmation(candidat, par=par, a=a)
    dites = {champ: getattr(candidat, champ) for champ in (*CHAMPS_IDENTITE, "naissance_confirmee")}
    constats = constats_identite(DonneesInscription(**dites), jour_de(a))
    questions = completion_de(candidat).questions if set(change) & set(LIEU_ET_JOUR) else ()
    if constats or questions:
        raise ErreurMetier(" ".join([*map(str, constats), *(question for _, question in questions)]))
    candidat.cle_recherche = cle_des_noms(candidat)
    candidat.full_clean()
    candidat.save()
    noter_doubles(candidat)
    correction = CorrectionIdentite(
        candidat=candidat,
        avant=avant,
        apres={champ: en_texte(getattr(candidat, champ)) for champ in change},
        motif=exiger_motif(motif),
        preuve=preuve,
        faite_le=a,
        faite_par=par,
    )
    correction.full_clean()
    correction.save()
    suite = " ; ".join(
        f"{nom.lower()} « {ancien} » devient « {nouveau} »" for nom, ancien, nouveau in correction.lignes
    )
    phrase = f"État civil corrigé : {suite} ({correction.get_preuve_display().lower()})."
    journaliser_partout(candidat, "correction_identite", typographier(phrase), par=par, a=a)
    return correction
