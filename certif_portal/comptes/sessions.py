"""Sessions: kept in the database, told apart by their owner, ended by the clocks of the settings (decision 0414).

They live on the real clock: a demonstration moved in time ends nobody's session.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore as SessionsEnBase
from django.db.models import QuerySet

from certif_portal.commun import horloge
from certif_portal.comptes.models import SessionOuverte, Utilisateur
from certif_portal.comptes.regles import reste_de_session

OUVERTE, VUE, APPAREIL, ORIGINE = "ouverte_le", "vue_le", "appareil", "origine"
PAS = timedelta(minutes=1)  # what a session says of its last page is true to a minute: no page writes for less
NAVIGATEURS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
SYSTEMES = (
    *(("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad")),
    *(("Mac OS", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux")),
)


class SessionStore(SessionsEnBase):
    """The session of somebody says whose it is, since when, and when it was last used."""

    @classmethod
    def get_model_class(cls) -> type[SessionOuverte]:
        return SessionOuverte

    def create_model_instance(self, data: dict[str, Any]) -> SessionOuverte:
        if SESSION_KEY in data:
            maintenant = horloge.du_mur().isoformat()
            data.setdefault(OUVERTE, maintenant)
            data.setdefault(VUE, maintenant)
        ligne = super().create_model_instance(data)
        return SessionOuverte(
            session_key=ligne.session_key,
            session_data=ligne.session_data,
            expire_date=ligne.expire_date,
            compte_id=int(data[SESSION_KEY]) if SESSION_KEY in data else None,
            ouverte_le=data.get(OUVERTE),
            vue_le=data.get(VUE),
            appareil=data.get(APPAREIL, "")[:200],
            origine=data.get(ORIGINE, "")[:45],
        )


def reste(session: SessionBase, roles: frozenset[str], a: datetime) -> timedelta:
    """What is left of it. One that does not say since when is over."""
    if OUVERTE not in session or VUE not in session:
        return timedelta()
    return reste_de_session(
        ouverte=datetime.fromisoformat(session[OUVERTE]),
        vue=datetime.fromisoformat(session[VUE]),
        a=a,
        roles=roles,
        inactivites=settings.INACTIVITE_DE_SESSION,
        totale=settings.SESSION_COOKIE_AGE,
    )


def noter_passage(session: SessionBase, a: datetime) -> None:
    if a - datetime.fromisoformat(session[VUE]) >= PAS:
        session[VUE] = a.isoformat()


def appareil(agent: str) -> str:
    """« Firefox, Windows », of what a browser says of itself."""
    navigateur = next((nom for marque, nom in NAVIGATEURS if marque in agent), "Navigateur inconnu")
    systeme = next((nom for marque, nom in SYSTEMES if marque in agent), "")
    return f"{navigateur}, {systeme}" if systeme else navigateur


def sessions_de(compte: Utilisateur, a: datetime) -> QuerySet[SessionOuverte]:
    """The last used first."""
    return SessionOuverte.objects.filter(compte=compte, expire_date__gt=a).order_by("-vue_le")


def fermer(compte: Utilisateur, sauf: str | None = None) -> int:
    """Close every session of somebody, but the one under way when it is theirs: how many were."""
    ouvertes = SessionOuverte.objects.filter(compte=compte)
    nombre, _ = (ouvertes.exclude(session_key=sauf) if sauf else ouvertes).delete()
    return nombre
