"""Where to put the clock."""

from datetime import date as Jour
from typing import Any

from dateutil.relativedelta import relativedelta
from django import forms

from certif_portal.commun.champs import ChampDate
from certif_portal.commun.formulaires import Formulaire

MAXIMUM = 10  # years away from the real day
PAS = {"jour": relativedelta(days=1), "semaine": relativedelta(days=7), "mois": relativedelta(months=1)}


class HorlogeForm(Formulaire):
    """One step forward, a given day, or the real time again."""

    pas = forms.ChoiceField(choices=[(pas, pas) for pas in (*PAS, "date", "remise")])
    date = ChampDate("Aller au", required=False)

    def __init__(self, *args: Any, aujourdhui: Jour, reel: Jour, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.aujourdhui, self.reel = aujourdhui, reel

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        pas = str(donnees.get("pas", ""))
        if pas == "date" and "date" not in self.errors and not donnees.get("date"):
            self.add_error("date", "Indiquez un jour.")
        if not self.errors:
            cible = {"remise": self.reel, "date": donnees.get("date")}.get(pas) or self.aujourdhui + PAS[pas]
            donnees["jours"] = (cible - self.reel).days
            if abs(donnees["jours"]) > MAXIMUM * 366:
                self.add_error("date", f"L’horloge reste à moins de {MAXIMUM} ans du jour réel.")
        return donnees
