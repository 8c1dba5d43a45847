"""The paginated lists of all briefings and of each tag, place, organisation and year."""

# mypy: disable-error-code="import-not-found"

from collections import defaultdict
from functools import partial
from typing import Any

from pelican import signals
from pelican.generators import ArticlesGenerator

TAXONOMIES = ("tags", "places", "organisations", "years")


def terms_of(article: Any, taxonomy: str) -> list[str]:
    """Pelican makes objects of tags, and leaves the other lists as they are written."""
    terms = getattr(article, taxonomy)
    return [str(term).strip() for term in (terms.split(",") if isinstance(terms, str) else terms)]


def add_lists(generator: ArticlesGenerator) -> None:
    """Sort the articles into lists, and show the templates where they are."""
    lists: dict[str, dict[str, list[Any]]] = {}
    for taxonomy in TAXONOMIES:
        by_term = defaultdict(list)
        for article in generator.articles:
            article.terms = getattr(article, "terms", {})
            article.terms[taxonomy] = terms_of(article, taxonomy)
            for term in article.terms[taxonomy]:
                by_term[term].append(article)
        lists[taxonomy] = dict(sorted(by_term.items()))
    generator.context["lists"] = lists


def write_lists(generator: ArticlesGenerator, writer: Any) -> None:
    write = partial(writer.write_file, context=generator.context)
    list_template = generator.get_template("list")
    directory = generator.get_template("directory")

    def write_list(path: str, title: str, articles: list[Any]) -> None:
        write(
            f"{path}/index.html",
            list_template,
            paginated={"articles": articles},
            template_name="list",
            heading=title,
            total=len(articles),
            url=f"{path}/",
            page_name=path,
        )

    write_list("briefings", "Briefings", generator.articles)
    for taxonomy, terms in generator.context["lists"].items():
        write(f"{taxonomy}/index.html", directory, heading=taxonomy, terms=terms)
        for term, articles in terms.items():
            write_list(f"{taxonomy}/{term}", term, articles)


def register() -> None:
    signals.article_generator_finalized.connect(add_lists)
    signals.article_writer_finalized.connect(write_lists)
