"""Pages compressed on their way out (decision 0388): a page of 85 KB leaves as 8."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

TEXTES = ("text/html", "application/json", "text/calendar")
"""What is read as text; a PDF, a workbook and a picture are compressed already, and static files once for all."""


class PagesComprimees(GZipMiddleware):
    """That of Django, for texts alone: it adds up to a hundred random bytes, and each page has its own CSRF token, so
    that lengths tell nothing of what a page holds."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.streaming or not response.get("Content-Type", "").startswith(TEXTES):
            return response
        return super().process_response(request, response)
