"""Health of the portal; pages for those who build it, absent where there are real people."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from certif_portal.commun import sante, views
from certif_portal.commun.metriques import metriques

urlpatterns: list[URLPattern | URLResolver] = [
    path("vivant", sante.vivant, name="vivant"),
    path("pret", sante.pret, name="pret"),
    path("metriques", metriques, name="metriques"),
    path("saisie/oublier/", views.saisie_oublier, name="saisie_oublier"),
    path("", include("certif_portal.commun.demo.urls")),
]
if settings.LOCAL:
    urlpatterns += [
        path("composants/", views.composants, name="composants"),
        path("composants/tablette/", views.composants_tablette, name="composants_tablette"),
    ]
