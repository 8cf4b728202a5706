"""Of a page: whether it reads itself again while a work runs."""

from django.http import HttpResponse


def est_suivie(reponse: HttpResponse) -> bool:
    return b"data-suivi>" in reponse.content
