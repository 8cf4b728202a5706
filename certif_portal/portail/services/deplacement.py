"""The deadlines that a file, a sitting, a jury or a setting of the centre carries, as an act under way makes them
(setting LIRE_ECHEANCES)."""

from collections.abc import Hashable
from datetime import date

from django.db.models import Model

import jurys.echeances
from candidats.models import EcheanceDossier, Inscription
from certif_portal.centre.models import ParametresCentre, parametres
from certif_portal.commun.echeances import Echeance
from certif_portal.portail.queries.echeance import en_echeance, lisibles, sans_dossier
from jurys.models import Jury
from jurys.services.suivi import FICHIERS, SEUIL, refaire


def lire_echeances(objet: Model, le: date) -> dict[Hashable, Echeance]:
    """By kind and file, even those too early to be shown. Of the files that an act marked, the first are remade: the
    others change alike. A setting of the centre touches every file, and what is due around them: the first files are
    read, and all the rest."""
    centre = parametres()
    touchees = Inscription.objects.filter(FICHIERS[type(objet)]([objet.pk])).order_by()
    if isinstance(objet, ParametresCentre):
        premieres = list(touchees.distinct().order_by("pk").values_list("pk", flat=True)[:SEUIL])
        touchees = Inscription.objects.filter(pk__in=premieres).order_by()
    refaire(touchees.filter(suivi__a_refaire_le__isnull=False).order_by("pk").values_list("pk", flat=True)[:SEUIL])
    lignes = lisibles(
        EcheanceDossier.objects.encore_au(le).filter(inscription__in=touchees.values("pk")), centre
    ).rangees()
    lues = [en_echeance(ligne, centre) for ligne in lignes]
    if isinstance(objet, Jury):
        siennes = (Jury._meta.label_lower, objet.pk)
        lues += [e for e in jurys.echeances.echeances(le, centre) if (e.dossier_type, e.dossier_id) == siennes]
    if isinstance(objet, ParametresCentre):
        lues += sans_dossier(le, centre)
    return {(e.nature, e.dossier_type, e.dossier_id): e for e in lues}
