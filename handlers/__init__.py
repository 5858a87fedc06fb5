"""What people can say and tap, and what they see."""

from __future__ import annotations

from handlers.approvals import feature as approvals
from handlers.audit import feature as audit
from handlers.calendar import feature as calendar
from handlers.campaigns import feature as campaigns
from handlers.check_in import feature as check_in
from handlers.desks import feature as desks
from handlers.events import feature as events
from handlers.feedback import feature as feedback
from handlers.groups import feature as groups
from handlers.guests import feature as guests
from handlers.home import feature as home
from handlers.hours import feature as hours
from handlers.lists import feature as lists
from handlers.materials import feature as materials
from handlers.notices import feature as notices
from handlers.nudges import feature as nudges
from handlers.office import feature as office
from handlers.organise import feature as organise
from handlers.people import feature as people
from handlers.questions import feature as questions
from handlers.ratings import feature as ratings
from handlers.reminders import feature as reminders
from handlers.reserved import feature as reserved
from handlers.rota import feature as rota
from handlers.rules import feature as rules
from handlers.sharing import feature as sharing
from handlers.speakers import feature as speakers
from handlers.strikes import feature as strikes
from handlers.subscriptions import feature as subscriptions
from handlers.suggestions import feature as suggestions
from handlers.surveys import feature as surveys
from handlers.task_forces import feature as task_forces
from handlers.wishes import feature as wishes

# In the order of /help.
FEATURES = (
    home,
    events,
    calendar,
    wishes,
    feedback,
    desks,
    suggestions,
    campaigns,
    office,
    organise,
    rules,
    reserved,
    approvals,
    questions,
    guests,
    notices,
    task_forces,
    surveys,
    nudges,
    lists,
    sharing,
    strikes,
    groups,
    check_in,
    hours,
    speakers,
    rota,
    ratings,
    materials,
    reminders,
    subscriptions,
    audit,
    people,
)
