"""One suggestion: what it says, where it stands, what was done to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from zlib import crc32

from bot.domain.suggestions.acts import Action, possible
from bot.domain.suggestions.campaign import Campaign
from bot.domain.suggestions.refusals import NamesOnly, SuggestionUnfit
from bot.domain.suggestions.states import Decision, Published, Relation, State

EDITABLE = timedelta(minutes=15)
LONGEST_WORDS = 2000  # of an answer, a question, a reason
LONGEST_COMMENT, LONGEST_PLACE = 500, 100
MOST_FILES = 9
LARGEST_FILE = 20 * 1024 * 1024  # bytes: what bots can fetch from Telegram


class FileKind(StrEnum):
    """How a file is shown in a chat."""

    PHOTO = "photo"
    VOICE = "voice"
    VIDEO = "video"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class File:
    """A file that Telegram keeps: `id` is Telegram's, for this bot alone; `name` as it was sent, `size` in bytes."""

    kind: FileKind
    id: str
    name: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """Where it is: in words, or on the map, or both."""

    words: str = ""
    latitude: float | None = None
    longitude: float | None = None


NO_PLACE = Place()


@dataclass(frozen=True, slots=True)
class Filing:
    """What somebody files. `hidden`: others than organisers do not see the name."""

    campaign_id: int
    text: str
    files: tuple[File, ...] = ()
    place: Place = NO_PLACE
    hidden: bool = False

    def check(self, campaign: Campaign) -> None:
        """Refuse what its campaign does not take. Raises SuggestionUnfit, NamesOnly."""
        longest = campaign.rules.longest
        if not 1 <= len(self.text.strip()) <= longest:
            raise SuggestionUnfit("text", longest)
        if len(self.place.words) > LONGEST_PLACE:
            raise SuggestionUnfit("place", LONGEST_PLACE)
        if len(self.files) > MOST_FILES or any(one.size > LARGEST_FILE for one in self.files):
            raise SuggestionUnfit("files", MOST_FILES)
        if self.hidden and not campaign.rules.hidden_names:
            raise NamesOnly


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A suggestion as it stands.

    `seconds` counts the people who second it or one merged into it, but for their authors. `public`: others may see it.
    `paused`: how much working time is left, while the clock stands.
    """

    id: int
    number: str
    campaign_id: int
    author_id: int
    text: str
    place: Place
    hidden: bool
    public: bool
    state: State
    published: Published
    office_id: int | None
    handler_id: int | None
    due_at: datetime | None
    paused: timedelta | None
    chased: int  # how often its present deadline was called to mind
    extension_days: int | None  # working days asked for; None: nobody asks
    extension_by: int | None
    merged_into: int | None
    root_id: int  # what it became part of in the end; its own id when it is not merged
    seconds: int
    comments: int
    reopened: bool
    helped: bool | None  # what its author says of the outcome
    decision: Decision | None
    decided_words: str
    answer: str  # the last one
    created_at: datetime
    changed_at: datetime
    ask_until: datetime | None  # until when its author is waited for: to answer, or to say whether it helped
    before_merge: tuple[State, Published] | None

    @property
    def wording(self) -> int:
        """A number that is another one once the text is."""
        return crc32(self.text.encode())

    @property
    def adopted(self) -> bool:
        """Whether it counts among what its campaign adopted: not when it was given up since."""
        good = self.decision in (Decision.ADOPTED, Decision.PARTLY)
        return good and self.state not in (State.RETURNED, State.DECLINED, State.MERGED, State.WITHDRAWN)

    def editable(self, now: datetime) -> bool:
        """Whether its author may still change what was filed."""
        return self.state is State.SUBMITTED and now < self.created_at + EDITABLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A suggestion as one person sees it: who they are to it, and whom they may know of.

    `author` is "" when hidden from them; `author` and `handler` are names, `office` a path. `veiled` are the authors,
    of what was merged into it, too, who hide their names from the reader.
    """

    suggestion: Suggestion
    campaign: Campaign
    relations: frozenset[Relation]
    author: str
    office: str
    handler: str
    seconded: bool
    files: tuple[File, ...] = ()
    merged: tuple[str, ...] = ()  # numbers of what was merged into it
    into: str = ""  # the number of what it was merged into
    veiled: frozenset[int] = frozenset()

    @property
    def inside(self) -> bool:
        """Whether they work on it or answer for it, and so see internal notes."""
        return not self.relations.isdisjoint({Relation.OFFICER, Relation.OFFICE, Relation.HANDLER, Relation.LEADER})

    def may(self, action: Action) -> bool:
        """Whether the table lets them do that now; what the campaign's rules say comes on top."""
        return action in possible(self.suggestion.state, self.relations)


@dataclass(frozen=True, slots=True)
class Step:
    """What was done: `actor` is a name, "" for the clock, for whom the reader may not know, and for the forgotten."""

    id: int
    at: datetime
    actor: str
    action: Action | None  # None: it was filed
    frm: State | None
    to: State
    words: str
    public: bool
    data: dict[str, Any] = field(default_factory=dict)
