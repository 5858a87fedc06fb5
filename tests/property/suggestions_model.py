"""A house of suggestions that a child could check: who is who, where each stands, who seconds what.

It is written from the rules as people know them and shares no table with the real thing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

BOSS, HEAD, OTHER_HEAD, CLERK, LEADER = 1, 2, 3, 4, 9
WRITERS = (5, 6, 7)
EVERYBODY = (BOSS, HEAD, OTHER_HEAD, CLERK, *WRITERS, LEADER)
HOUSE, ANNEX = 1, 2  # offices; HEAD and CLERK belong to the first, OTHER_HEAD to the second
OFFICES = {HEAD: HOUSE, CLERK: HOUSE, OTHER_HEAD: ANNEX}

# action: where from · where to ("" stays) · who (author, co-author, officer, office, handler, leader)
_LAW = """
edit              submitted                                            ·           · a
resubmit          returned                                             · submitted · a
withdraw          submitted returned accepted assigned working asked   · withdrawn · a
reply             asked working                                        · working   · a
confirm           resolved                                             · closed    · a
reopen            resolved                                             · working   · ac
dissent           resolved                                             · closed    · a
accept            submitted                                            · accepted  · o
return            submitted accepted                                   · returned  · o
decline           submitted accepted                                   · declined  · o
assign            accepted                                             · assigned  · o
give_back         assigned working                                     · accepted  · f
transfer          assigned working                                     · assigned  · o
name_handler      assigned working asked                               ·           · of
start             assigned                                             · working   · fh
ask               assigned working                                     · asked     · fh
resume            asked                                                · working   · ofh
ask_extension     assigned working                                     ·           · fh
grant_extension   assigned working                                     ·           · ol
refuse_extension  assigned working                                     ·           · ol
answer            assigned working                                     · answered  · fh
send_back         answered                                             · working   · ol
resolve           answered                                             · resolved  · o
chase             submitted accepted assigned working answered         ·           · ol
note              *                                                    ·           · olfh
merge             submitted accepted assigned working                  · merged    · o
unmerge           merged                                               ·           · o
decide            accepted assigned working asked answered resolved closed ·       · o
"""
OVER = ("returned", "declined", "merged", "withdrawn", "closed")  # nothing can become part of these


@dataclass(frozen=True)
class Law:
    frm: tuple[str, ...]
    to: str
    who: str


def _law(line):
    action, rest = line.split(None, 1)
    frm, to, who = (part.strip() for part in rest.split("·"))
    return action, Law(tuple(frm.split()), to, who)


LAW = dict(_law(line) for line in _LAW.strip().splitlines())


@dataclass
class Sheet:
    author: int
    filed: object
    state: str = "submitted"
    public: bool = True
    office: int | None = None
    handler: int | None = None
    asks_more: int | None = None
    reopened: bool = False
    question: bool = False  # of the office, without an answer
    into: int | None = None
    before: str = ""
    seconders: set = field(default_factory=set)


class House:
    def __init__(self, now):
        self.now, self.sheets = now, {}

    def add(self, id_, author):
        self.sheets[id_] = Sheet(author, self.now)

    def lapse(self, until):
        """Close what nobody judged by `until(id)`; return how many."""
        gone = [id_ for id_, one in self.sheets.items() if one.state == "resolved" and until(id_) <= self.now]
        for id_ in gone:
            self.sheets[id_].state = "closed"
        return len(gone)

    def go_on(self, until):
        """Let go on what nobody answered by `until(id)`; return how many."""
        late = [id_ for id_, one in self.sheets.items() if one.state == "asked" and until(id_) <= self.now]
        for id_ in late:
            self.sheets[id_].state = "working"
        return len(late)

    def root(self, id_):
        into = self.sheets[id_].into
        return id_ if into is None else self.root(into)

    def tree(self, id_):
        return [other for other in self.sheets if self.root(other) == id_]

    def seconds(self, id_):
        members = self.tree(id_)
        everybody = set().union(*(self.sheets[one].seconders for one in members))
        return everybody - {self.sheets[one].author for one in members}

    def who(self, id_, person):
        sheet = self.sheets[id_]
        found = {
            "a": sheet.author == person,
            "c": sheet.author != person and any(self.sheets[one].author == person for one in self.tree(id_)),
            "o": person == BOSS,
            "f": person in (HEAD, OTHER_HEAD) and OFFICES[person] == sheet.office,
            "h": sheet.handler == person,
            "l": person == LEADER,
            "r": sheet.public,
        }
        return "".join(letter for letter, holds in found.items() if holds)

    def lawful(self, action, person, id_, other, due):
        """Whether that person may do that now. `other`: the office, person or suggestion it is about."""
        sheet, law, who = self.sheets[id_], LAW[action], self.who(id_, person)
        if not set(who) & set(law.who) or (law.frm != ("*",) and sheet.state not in law.frm):
            return False
        needs = {
            "edit": lambda: self.now < sheet.filed + timedelta(minutes=15),
            "withdraw": lambda: self.tree(id_) in ([id_], []),
            "reply": lambda: sheet.question,
            "return": lambda: self.tree(id_) in ([id_], []),
            "reopen": lambda: not sheet.reopened,
            "dissent": lambda: sheet.reopened,
            "assign": lambda: other in (HOUSE, ANNEX) and other != sheet.office,
            "transfer": lambda: other in (HOUSE, ANNEX) and other != sheet.office,
            "name_handler": lambda: OFFICES.get(other) == sheet.office,
            "ask_extension": lambda: sheet.asks_more is None and self.now < due,
            "grant_extension": lambda: sheet.asks_more not in (None, person),
            "refuse_extension": lambda: sheet.asks_more not in (None, person),
            "merge": lambda: other in self.sheets and other != id_ and self.sheets[other].state not in OVER,
        }
        return needs.get(action, lambda: True)()

    def done(self, action, person, id_, other):  # noqa: C901
        sheet = self.sheets[id_]
        was, sheet.state = sheet.state, LAW[action].to or sheet.state
        if action in ("ask", "give_back", "transfer", "answer", "merge", "withdraw"):
            sheet.asks_more = None
        sheet.question = {"ask": True, "reply": False}.get(action, sheet.question)
        match action:
            case "return" | "withdraw":
                sheet.public = False
            case "accept" | "resubmit":
                sheet.public = True
            case "assign" | "transfer":
                sheet.office, sheet.handler = other, None
            case "give_back":
                sheet.office = sheet.handler = None
            case "name_handler":
                sheet.handler = other
            case "start" | "answer":
                sheet.handler = sheet.handler or person
            case "ask_extension":
                sheet.asks_more = person
            case "grant_extension" | "refuse_extension":
                sheet.asks_more = None
            case "reopen":
                sheet.reopened = True
            case "merge":
                sheet.into, sheet.before = other, was
            case "unmerge":
                sheet.into, sheet.state = None, sheet.before

    def may_second(self, person, id_):
        sheet, who = self.sheets[id_], self.who(id_, person)
        open_ = ("submitted", "accepted", "assigned", "working", "asked", "answered", "resolved")
        return bool(who) and not {"a", "c"} & set(who) and sheet.state in open_

    def second(self, person, id_):
        if not any(person in self.sheets[one].seconders for one in self.tree(id_)):
            self.sheets[id_].seconders.add(person)

    def unsecond(self, person, id_):
        for one in self.tree(id_):
            self.sheets[one].seconders.discard(person)
