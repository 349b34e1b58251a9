"""Which language a person reads: Chinese, until they choose English. What a browser prefers says little here: office
machines are set up in all kinds of languages."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.utils import translation

from shouxian.core.kernel.faults import Lang

COOKIE = "shouxian_language"
CODES: dict[Lang, str] = {"zh": "zh-hans", "en": "en"}


def lang_of(request: HttpRequest) -> Lang:
    return "en" if request.COOKIES.get(COOKIE) == "en" else "zh"


class Language:
    """Speaks a person's language during their request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        code = CODES[lang_of(request)]
        translation.activate(code)
        request.LANGUAGE_CODE = code
        response = self.get_response(request)
        response.headers["Content-Language"] = code
        return response
