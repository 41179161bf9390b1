"""Template data that every page of the site shares: words, menus, addresses."""

from recap.core.language import has_words
from recap.pages.components import card_url
from recap.pages.context import Context, Data, page_link
from recap.pages.missing import has_missing
from recap.pages.pagination import INDEX_THRESHOLD
from recap.security.csp import content_security_policy


def site_data(context: Context) -> Data:
    """Return the data of the site, found in templates under `config.extra.site`."""
    catalogue, settings, words = context.catalogue, context.settings, context.words

    def named(name: str) -> Data:
        return page_link(words[name], settings.page(name))

    newest = [*catalogue.events.values()][:1]
    menu = [{"id": "event", **page_link(words["menu_event"], event.src_uri)} for event in newest]
    menu += [{"id": name, **named(name)} for name in ("people", "topics", "glossary") if menu]
    more = [named("organisations")] if catalogue.organisations else []
    more += [named("statistics")] if len(catalogue.talks) >= INDEX_THRESHOLD else []
    more += [named("missing")] if has_missing(catalogue.figures) else []
    plain = {page.src_uri: page.record.title for page in catalogue.pages.values() if "/" not in page.src_uri}
    plain |= {settings.page(name): words[name] for name in context.made}
    more += [page_link(title, src_uri) for src_uri, title in sorted(plain.items()) if src_uri != "index.md"]
    more += [named("offline"), named("data")] if catalogue.events else []
    return {
        "name": settings.site_name,
        "url": settings.site_url.rstrip("/"),
        "language": settings.language if has_words(settings.language) else context.language.code,
        "text_language": "" if has_words(settings.language) else settings.language,
        "locale": context.language.locale(settings.language),
        "policy": content_security_policy(settings.image_hosts),
        "menu": menu,
        "more": more,
        "repository": settings.repository.url,
        "contact": settings.contact,
        "image": card_url(context, "index.html"),
        "form_url": settings.repository.form_url,
        "search_url": named("search")["url"] if settings.search else None,
        "words": dict(words),
    }
