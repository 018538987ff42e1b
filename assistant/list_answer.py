"""The answer to a question for a list of documents: "quels événements en 2024 ?", "la dernière position"."""

from dataclasses import replace
from datetime import timedelta

from assistant.agenda import COUNTED
from assistant.answer import Answer, Tier
from assistant.compose import answered, refused
from assistant.coverage import Coverage
from assistant.listing import Listing, asked_list, listed
from assistant.look import Looked, filter_notices, look, read_question
from assistant.phrases import after_corpus, announced, list_held, other_documents, unclassified
from assistant.refuse import Verdict, nearest
from assistant.settings import Settings
from index.hit import Filters
from index.retrieve import Retriever


def list_answer(
    asked: str,
    text: str,
    language: str,
    filters: Filters,
    retriever: Retriever,
    settings: Settings,
    coverage: Coverage,
) -> Answer | None:
    """Return the answer to a question read as ``text``; None when it asks for no list, or the search may know more."""
    owners = settings.owners
    listing = asked_list(text, language, owners)
    if listing and listing.to_come:
        listing = _after_the_corpus(listing, language, coverage)
    found = listed(listing, filters, retriever, settings.sentences) if listing else None
    if listing is None or found is None or (not found.quotes and (listing.topic or found.unclassified)):
        return None
    said = list_held(
        found.count,
        len(found.quotes) - found.told,
        listing.kind,
        period=listing.period,
        topic=bool(listing.topic),
        language=language,
    )
    capped = found.announced >= COUNTED
    elsewhere = announced(found.announced, found.told, listing.period, language, at_least=capped)
    others = found.others if found.quotes and listing.most is None else ()
    notices = (
        *((said,) if found.count or not found.announced else ()),
        *((other_documents([(one.label, one.date) for one in others], language),) if others else ()),
        *((elsewhere,) if found.announced else ()),
        *((unclassified(found.unclassified, language),) if found.unclassified else ()),
        *(() if found.announced else filter_notices(found.searched, language, retriever)),
    )
    if not found.quotes:
        looked = look(text, language, filters, retriever, owners)
        looked = replace(looked, verdict=Verdict(Tier.ABSENT, 0.0), notices=notices)
        return refused(asked, language, looked, nearest(looked.hits, retriever), coverage)
    tier = Tier.SURE if found.sure else Tier.UNCERTAIN
    looked = Looked(text, read_question(text, retriever, owners), (), (), Verdict(tier, 0.0), notices)
    return answered(asked, language, looked, found.quotes, owners, (), listed=True)


def _after_the_corpus(listing: Listing, language: str, coverage: Coverage) -> Listing | None:
    """Return the list of events to come as one of those after the last date of the corpus; None when it has no date.

    The corpus, not the day, tells what is to come: the same question gets the same answer tomorrow.
    """
    if (last := coverage.last) is None:
        return None
    since = last.last_day + timedelta(1)
    return replace(listing, filters=replace(listing.filters, since=since), period=after_corpus(last, language))
