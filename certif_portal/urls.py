"""Every address of the portal, in French, at the root."""

from django.contrib import admin
from django.urls import include, path

admin.site.site_header = admin.site.site_title = "Administration technique du portail"
admin.site.index_title = "Données de référence, paramètres et comptes"

handler500 = "certif_portal.commun.pannes.erreur_serveur"

urlpatterns = [
    path("", include("certif_portal.portail.urls")),
    path("", include("certif_portal.commun.urls")),
    path("", include("certif_portal.comptes.urls")),
    path("", include("certif_portal.centre.urls")),
    path("", include("referentiels.urls")),
    path("", include("habilitations.urls")),
    path("", include("candidats.urls")),
    path("", include("evaluations.urls")),
    path("", include("jurys.urls")),
    path("compte/", include("allauth.account.urls")),
    path("compte/securite/", include("allauth.mfa.urls")),
    path("administration/", admin.site.urls),
]
