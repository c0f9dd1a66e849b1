"""Names inside sentences: their article, and what a preposition makes of it.

What each language does stands in ``vocabulary.json``, which the scripts of the pages read as well
(``library/words/forms.js`` does the same as :func:`in_sentence`).
"""

from __future__ import annotations

import unicodedata
from typing import Any, Final

from mapper.core.vocabulary import VOCABULARY

__all__ = ["ARTICLES", "PLAIN", "in_sentence", "is_plural", "of_article", "plural_form"]

ARTICLES: Final[dict[str, dict[str, list[str]]]] = VOCABULARY["articles"]
"""By language its articles, each with the gender and the number that it tells (or empty)."""
PLAIN: Final = "the"
"""The form of a name with its article alone; others are prepositions, such as ``de``."""
_CONTRACTIONS: Final[dict[str, dict[str, str]]] = VOCABULARY["contractions"]
_ELIDED: Final[dict[str, list[str]]] = VOCABULARY["elided"]
_CURLY: Final = "\u2019"
_SINGULAR_NOUGHT: Final = frozenset({"fr"})
"""Languages in which nought takes the singular: *0 ville*."""


def in_sentence(text: str, article: str, lang: str, form: str = PLAIN) -> str:
    r"""A name behind its article, and behind a preposition if the form is one.

    Parameters
    ----------
    text : str
        The name as it is written there.
    article : str
        Its article in the language; empty for none.
    lang : str
    form : str
        :data:`PLAIN`, or a preposition of the language such as ``de``.

    Examples
    --------
    >>> in_sentence("Government", "the", "en"), in_sentence("CMA", "la", "fr", "de")
    ('the Government', 'de la CMA')
    >>> in_sentence("gouvernement", "le", "fr", "de"), in_sentence("FSR", "les", "fr", "à")
    ('du gouvernement', 'aux FSR')
    >>> in_sentence("Ansar Dine", "", "fr", "de"), in_sentence("armée", "l'", "fr", "de")
    ('d’Ansar Dine', 'de l’armée')
    """
    article = article.replace("'", _CURLY)
    before = " ".join(x for x in ("" if form == PLAIN else form, article) if x)
    before = _CONTRACTIONS.get(lang, {}).get(before, before)
    if before in _ELIDED.get(lang, ()) and _begins_with_vowel(text):
        before = before[:-1] + _CURLY
    return before + ("" if not before or before.endswith(_CURLY) else " ") + text


def _begins_with_vowel(text: str) -> bool:
    return unicodedata.normalize("NFD", text[:1]).lower()[:1] in {*"aeiouœæ"}


def of_article(article: str, lang: str) -> tuple[str, str]:
    """Gender and number that an article tells; empty where it tells none.

    >>> of_article("la", "fr"), of_article("les", "fr"), of_article("the", "en")
    (('f', 'sg'), ('', 'pl'), ('', ''))
    """
    told: Any = ARTICLES.get(lang, {}).get(article.replace("'", _CURLY), ("", ""))
    return told[0], told[1]


def is_plural(article: str, number: str, lang: str) -> bool:
    """Whether a name takes the verb in the plural.

    >>> is_plural("les", "", "fr"), is_plural("the", "pl", "en"), is_plural("the", "", "en")
    (True, True, False)
    """
    return (number or of_article(article, lang)[1]) == "pl"


def plural_form(n: int, lang: str) -> str:
    """Which plural form a whole number takes: the ending of the key of a text.

    Those of the Unicode CLDR, as ``Intl.PluralRules`` of browsers has them.

    >>> [plural_form(n, "ar") for n in (0, 1, 2, 3, 11, 100)]
    ['zero', 'one', 'two', 'few', 'many', 'other']
    >>> plural_form(0, "fr"), plural_form(0, "en"), plural_form(1, "en")
    ('one', 'other', 'one')
    """
    if lang != "ar":
        return "one" if n == 1 or (n == 0 and lang in _SINGULAR_NOUGHT) else "other"
    if n < 3:
        return ("zero", "one", "two")[n]
    rest = n % 100
    return "other" if rest < 3 else "few" if rest < 11 else "many"
