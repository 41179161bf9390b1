"""The cover of a book: the name of its conference, drawn like the picture of a shared link."""

from pathlib import Path

from recap.cards.drawing import COVER, Card, colours, draw
from recap.catalogue.models import Event
from recap.content.theme_files import TOKENS
from recap.pages.components import place
from recap.pages.context import Context


def cover_card(context: Context, event: Event) -> Card | None:
    """Return the words on the cover of a conference's book; None if the font cannot write its title."""
    dates = context.language.date_range(event.record.start_date, event.record.end_date)
    card = Card(event.record.title, dates, place(context, event), context.settings.site_name).writable()
    return card if card.title else None


def draw_cover(context: Context, site: Path, card: Card) -> bytes:
    """Return the PNG of a cover, in the colours of the built site."""
    tokens = site / TOKENS
    own = context.settings.palette.light
    return draw(card, colours(tokens.read_text("utf-8") if tokens.is_file() else "", own), COVER)
