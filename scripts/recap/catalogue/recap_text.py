"""What is written about a talk: whether anything is, how it begins, and where it was before it was moved."""

import math
from functools import cached_property

from recap.content import excerpt, schema
from recap.content.document import Document
from recap.content.imported import DESCRIPTION, value_digest
from recap.content.markdown import WORDS_PER_MINUTE, word_count
from recap.core import text


class RecapText:
    """The texts of a talk's file: the recap, and what the programme says next to it."""

    record: schema.Talk
    document: Document

    @cached_property
    def has_recap(self) -> bool:
        """True if somebody has written about the talk: a text, a summary, points to remember. If not, it is a stub."""
        record = self.record
        brief = record.summary or record.key_points or any(part.summary for part in record.parts)
        return bool(brief) or excerpt.has_text(self.recap)

    @property
    def is_news(self) -> bool:
        """True if feeds have it: the recap is written, says when it was published, and is of a talk that was held."""
        return bool(self.record.published and self.has_recap and self.record.status == "confirmed")

    @property
    def moved(self) -> schema.Revision | None:
        """Where it was before its programme moved it; None if it never was moved, or does not take place."""
        revision = self.record.imported.revision if self.record.imported else None
        return revision if revision and revision.is_move and self.record.status == "confirmed" else None

    @cached_property
    def lead(self) -> str:
        """What lists and feeds say of it: its summary, or else how its text begins; empty for a stub."""
        return self.record.summary or text.excerpt(excerpt.first_paragraph(self.recap))

    @cached_property
    def announced(self) -> str:
        """How the programme's text begins; empty if that is not known."""
        return text.excerpt(excerpt.first_paragraph((self.record.abstract or "").replace(DESCRIPTION, "")))

    @cached_property
    def minutes(self) -> int:
        """How long the recap takes to read, in minutes; 0 for a stub."""
        return math.ceil(word_count(self.recap) / WORDS_PER_MINUTE) if self.has_recap else 0

    @property
    def recap(self) -> str:
        """The body, unless an import wrote it and nobody has changed it since: it is the programme's then."""
        body, imported = self.document.body.strip(), self.record.imported
        written = imported.written.get("body") if imported else None
        return "" if written and written == value_digest(body) else body
