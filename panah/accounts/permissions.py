"""The one table of who may do what, and which secrets each role may come near."""

from collections.abc import Iterable
from enum import StrEnum
from functools import cache

from django.db import models
from django.utils.translation import gettext_lazy as _

from panah.vault.models import Compartment


class Role(models.TextChoices):
    """What a member does in a unit."""

    OPERATOR = "operator", _("Hotline operator")
    HOTLINE_DIRECTOR = "hotline_director", _("Hotline director")
    OFFICER = "officer", _("Officer of the special police unit")
    OFFICER_SUPERVISOR = "officer_supervisor", _("Supervising officer")
    SHELTER_STAFF = "shelter_staff", _("Shelter worker")
    SHELTER_COORDINATOR = "shelter_coordinator", _("Shelter coordinator")
    SHELTER_SPECIALIST = "shelter_specialist", _("Specialist of a partner in a shelter")
    GUARD = "guard", _("Guard of a shelter")
    BODY_GUARD = "body_guard", _("Body guard of the police")
    CENTRE_STAFF = "centre_staff", _("Assistance-centre worker")
    NGO_PARTNER = "ngo_partner", _("Partner organisation")
    GUARDIANSHIP_WORKER = "guardianship_worker", _("Guardianship worker")
    COMMISSION_MEMBER = "commission_member", _("Member of the commission on children")
    STATE_COMMITTEE = "state_committee", _("State Committee officer")
    CONSULATE_OFFICER = "consulate_officer", _("Consular officer")
    HEALTH_WORKER = "health_worker", _("Health worker")
    MIGRATION_OFFICER = "migration_officer", _("Migration officer")
    FIRST_LINE_OFFICER = "first_line_officer", _("First-line officer")
    PROSECUTOR = "prosecutor", _("Prosecutor")
    COORDINATOR = "coordinator", _("National Coordinator's office")
    FOCAL_POINT = "focal_point", _("Focal point of the plan")
    ANALYST = "analyst", _("Analyst")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("System administrator")


class Permission(StrEnum):
    """Every right there is: room, resource, action."""

    HOME = "web:home:view"
    SEARCH = "web:search:run"
    RULEBOOK = "duties:rulebook:view"
    SELF = "accounts:self:manage"
    CONFLICT_DECLARE = "accounts:conflict:declare"
    MEMBER_ADMIT = "accounts:member:admit"
    MEMBER_APPOINT = "accounts:member:appoint"
    MEMBER_VIEW = "accounts:member:view"
    ALARM_VIEW = "audit:alarm:view"
    AUDIT_TRAIL = "audit:trail:view"
    AUDIT_PROOF = "audit:proof:view"
    GRANT_SUSPEND = "vault:grant:suspend"
    DESK = "hotline:desk:view"
    CONTACT_TAKE = "hotline:contact:take"
    CONTACT_VIEW = "hotline:contact:view"
    CONTACT_WRITE = "hotline:contact:write"
    JOURNAL_WRITE = "hotline:journal:write"
    JOURNAL_READ = "hotline:journal:read"
    SCREEN = "hotline:screening:run"
    BLOCK_CALLER = "hotline:blocklist:edit"
    DIRECTORY_VIEW = "hotline:directory:view"
    DIRECTORY_EDIT = "hotline:directory:edit"
    SITUATION_EDIT = "hotline:situation:edit"
    ROTA_VIEW = "hotline:rota:view"
    ROTA_EDIT = "hotline:rota:edit"
    BOARD = "hotline:board:view"
    ACCESS_SIGN_OFF = "hotline:access:sign_off"
    PERSON_REGISTER = "people:person:register"
    PERSON_VIEW = "people:person:view"
    IDENTITY_OPEN = "people:identity:open"
    CHILD_RECORD = "people:child:record"
    LINK_EDIT = "people:link:edit"
    NOTICE_RECEIVE = "people:notice:receive"
    PROCEEDING_RECORD = "people:proceeding:record"
    CONSENT_RECORD = "cases:consent:record"
    DISCLOSURE_ASK = "cases:disclosure:ask"
    DISCLOSURE_DECIDE = "cases:disclosure:decide"
    CASE_VIEW = "cases:case:view"
    CASE_OPEN = "cases:case:open"
    CASE_WRITE = "cases:case:write"
    CASE_CLOSE = "cases:case:close"
    DOCUMENT_VIEW = "cases:document:view"
    DECISION_VIEW = "cases:decision:view"
    DECISION_MAKE = "cases:decision:make"
    DECISION_APPROVE = "cases:decision:approve"
    FUNNEL_VIEW = "cases:funnel:view"
    INTERVIEW_WRITE = "cases:interview:write"
    REFLECTION_GRANT = "cases:reflection:grant"
    REFLECTION_VERIFY = "cases:reflection:verify"
    REFERRAL_SEND = "referrals:referral:send"
    REFERRAL_RECEIVE = "referrals:referral:receive"
    REFERRAL_REVIEW = "referrals:basis:review"
    REFUSAL_VIEW = "referrals:refusal:view"
    SIGNAL_SEND = "referrals:signal:send"
    SIGNAL_RECEIVE = "referrals:signal:receive"
    MEMORANDUM_EDIT = "referrals:memorandum:edit"
    MEMORANDUM_VIEW = "referrals:memorandum:view"
    COMMISSION_RUN = "referrals:commission:run"
    COMMISSION_DUTY = "referrals:commission:answer"
    ASSISTANCE_ASK = "referrals:assistance:ask"
    ASSISTANCE_ANSWER = "referrals:assistance:answer"
    OUTREACH_WRITE = "referrals:outreach:write"
    COOPERATION_EDIT = "referrals:cooperation:edit"
    SUPERVISION_VIEW = "referrals:supervision:view"
    BED_BOARD = "shelter:board:view"
    PLACE_EDIT = "shelter:place:edit"
    ADDRESS_OPEN = "shelter:address:open"
    STAY_VIEW = "shelter:stay:view"
    STAY_ADMIT = "shelter:stay:admit"
    PROLONGATION_ASK = "shelter:prolongation:ask"
    CARE_VIEW = "shelter:care:view"
    CARE_WRITE = "shelter:care:write"
    SESSION_READ = "shelter:session:read"
    HEALTH_WRITE = "shelter:health:write"
    HOUSE_WRITE = "shelter:house:write"
    HOUSE_LEAD = "shelter:house:lead"
    EVACUATION = "shelter:evacuation:view"
    DOOR = "shelter:door:view"
    DURESS = "shelter:duress:raise"
    ESCORT = "shelter:escort:walk"
    GUARD_ROTA = "shelter:guard:edit"
    VISIT_WRITE = "shelter:visit:write"
    CHILD_MONITOR = "shelter:child:monitor"
    HOUSE_REPORT = "shelter:report:view"
    PLAN_VIEW = "plan:plan:view"
    PLAN_EDIT = "plan:plan:edit"
    PLAN_REPORT = "plan:report:write"
    PLAN_APPROVE = "plan:report:approve"
    COORDINATION = "plan:desk:view"
    NEED_WRITE = "plan:need:write"
    DONOR_VIEW = "plan:donor:view"
    TRAINING_VIEW = "plan:training:view"
    TRAINING_EDIT = "plan:training:edit"
    CAMPAIGN_EDIT = "plan:campaign:edit"
    CARRIER_EDIT = "plan:carrier:edit"
    FOREIGN_ASK = "plan:foreign:ask"
    STATE_OF_FIGHT = "plan:state:view"


P = Permission
_EVERYONE = frozenset({P.HOME, P.SELF, P.RULEBOOK, P.CONFLICT_DECLARE, P.PLAN_VIEW, P.TRAINING_VIEW})
_RECEIVER = _EVERYONE | {P.REFERRAL_RECEIVE, P.SEARCH, P.PERSON_VIEW, P.IDENTITY_OPEN}
_OPERATOR = _EVERYONE | {
    P.DESK,
    P.CONTACT_TAKE,
    P.CONTACT_VIEW,
    P.CONTACT_WRITE,
    P.JOURNAL_WRITE,
    P.JOURNAL_READ,
    P.SCREEN,
    P.BLOCK_CALLER,
    P.DIRECTORY_VIEW,
    P.SITUATION_EDIT,
    P.ROTA_VIEW,
    P.SEARCH,
    P.PERSON_REGISTER,
    P.PERSON_VIEW,
    P.IDENTITY_OPEN,
    P.CONSENT_RECORD,
    P.REFERRAL_SEND,
}
_CASE_WORKER = _RECEIVER | {
    P.CASE_VIEW,
    P.CASE_OPEN,
    P.CASE_WRITE,
    P.DISCLOSURE_ASK,
    P.CONSENT_RECORD,
    P.DOCUMENT_VIEW,
    P.CHILD_RECORD,
    P.LINK_EDIT,
    P.PERSON_REGISTER,
    P.REFERRAL_SEND,
}
# Works in a safe house day and night.
_HOUSE = {
    P.BED_BOARD,
    P.STAY_VIEW,
    P.STAY_ADMIT,
    P.CARE_VIEW,
    P.CARE_WRITE,
    P.HEALTH_WRITE,
    P.HOUSE_WRITE,
    P.DURESS,
    P.EVACUATION,
}
_HOUSE_LEAD = {
    P.TRAINING_EDIT,
    P.PLACE_EDIT,
    P.ADDRESS_OPEN,
    P.HOUSE_LEAD,
    P.HOUSE_REPORT,
    P.GUARD_ROTA,
}  # Runs a safe house.
_FOLLOWS = {P.NOTICE_RECEIVE, P.PROCEEDING_RECORD}  # Follows the criminal proceedings: the special unit alone.
# Decides who is a victim and guards the reflection period: the special unit alone.
_DECIDES = {P.DECISION_VIEW, P.DECISION_MAKE, P.INTERVIEW_WRITE, P.REFLECTION_GRANT}
# Tells the special unit what it learns, and answers what the commission of the mechanism asks of its unit.
_PARTNER = {P.SIGNAL_SEND, P.COMMISSION_DUTY}
# Helps, within its tasks, the bodies that prosecute, judge or investigate: state bodies, shelters and centres (NRM-08).
_ASSISTS = _PARTNER | {P.ASSISTANCE_ANSWER}
# Approves what the unit's members propose.
_CASE_LEAD = {P.CASE_CLOSE, P.REFERRAL_REVIEW, P.REFUSAL_VIEW, P.COMMISSION_DUTY, P.DISCLOSURE_DECIDE}
_LEAD = {P.MEMBER_ADMIT, P.MEMBER_VIEW}  # Looks after the people of the own unit.

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.OPERATOR: _OPERATOR,
    Role.HOTLINE_DIRECTOR: _OPERATOR
    | _LEAD
    | {P.DIRECTORY_EDIT, P.ROTA_EDIT, P.BOARD, P.ACCESS_SIGN_OFF, P.REFERRAL_REVIEW, P.REFUSAL_VIEW, P.COMMISSION_DUTY}
    | {P.TRAINING_EDIT, P.CAMPAIGN_EDIT},
    Role.OFFICER: _CASE_WORKER | _DECIDES | _FOLLOWS | {P.SIGNAL_RECEIVE, P.ASSISTANCE_ASK, P.PROLONGATION_ASK},
    Role.OFFICER_SUPERVISOR: _CASE_WORKER
    | _DECIDES
    | _FOLLOWS
    | {P.DECISION_APPROVE, P.FUNNEL_VIEW}
    | _CASE_LEAD
    | _LEAD
    | {P.SIGNAL_RECEIVE, P.MEMORANDUM_EDIT, P.MEMORANDUM_VIEW, P.ASSISTANCE_ASK, P.SUPERVISION_VIEW}
    | {P.PROLONGATION_ASK, P.TRAINING_EDIT, P.FOREIGN_ASK},
    Role.SHELTER_STAFF: _CASE_WORKER | _HOUSE | {P.SIGNAL_SEND},
    Role.SHELTER_COORDINATOR: _CASE_WORKER
    | _CASE_LEAD
    | _LEAD
    | _ASSISTS
    | _HOUSE
    | _HOUSE_LEAD
    | {P.COOPERATION_EDIT},
    Role.SHELTER_SPECIALIST: _EVERYONE | {P.STAY_VIEW, P.CARE_VIEW, P.CARE_WRITE, P.SESSION_READ, P.DURESS},
    Role.GUARD: _EVERYONE | _LEAD | {P.DOOR, P.GUARD_ROTA, P.DURESS},
    Role.BODY_GUARD: _EVERYONE | {P.ESCORT, P.DURESS},
    Role.CENTRE_STAFF: _CASE_WORKER
    | _CASE_LEAD
    | _LEAD
    | _ASSISTS
    | {P.COOPERATION_EDIT, P.VISIT_WRITE, P.PLACE_EDIT, P.ADDRESS_OPEN, P.HOUSE_REPORT},
    Role.NGO_PARTNER: _RECEIVER | _LEAD | _PARTNER | {P.MEMORANDUM_VIEW, P.OUTREACH_WRITE, P.DONOR_VIEW},
    Role.GUARDIANSHIP_WORKER: _RECEIVER | _LEAD | _ASSISTS | {P.NOTICE_RECEIVE, P.PROLONGATION_ASK, P.CHILD_MONITOR},
    Role.COMMISSION_MEMBER: _RECEIVER | _LEAD | _ASSISTS | {P.NOTICE_RECEIVE, P.PROLONGATION_ASK},
    Role.STATE_COMMITTEE: _RECEIVER | _LEAD | _ASSISTS | {P.NOTICE_RECEIVE, P.CHILD_MONITOR},
    Role.CONSULATE_OFFICER: _RECEIVER | _LEAD | _ASSISTS,
    Role.HEALTH_WORKER: _RECEIVER | _LEAD | _ASSISTS,
    Role.MIGRATION_OFFICER: _EVERYONE | _LEAD | _ASSISTS | {P.REFLECTION_VERIFY},
    Role.FIRST_LINE_OFFICER: _EVERYONE | _LEAD | _ASSISTS,
    Role.PROSECUTOR: _EVERYONE | _LEAD | {P.NOTICE_RECEIVE, P.GRANT_SUSPEND, P.ASSISTANCE_ASK},
    Role.COORDINATOR: _EVERYONE
    | _LEAD
    | {
        P.DISCLOSURE_DECIDE,
        P.MEMBER_APPOINT,
        P.MEMORANDUM_EDIT,
        P.MEMORANDUM_VIEW,
        P.COMMISSION_RUN,
        P.REFUSAL_VIEW,
        P.FUNNEL_VIEW,
        P.SUPERVISION_VIEW,
        P.PLAN_EDIT,
        P.PLAN_APPROVE,
        P.COORDINATION,
        P.NEED_WRITE,
        P.DONOR_VIEW,
        P.TRAINING_EDIT,
        P.CAMPAIGN_EDIT,
        P.CARRIER_EDIT,
        P.FOREIGN_ASK,
        P.STATE_OF_FIGHT,
    },
    Role.FOCAL_POINT: _EVERYONE
    | _LEAD
    | {P.PLAN_REPORT, P.NEED_WRITE, P.TRAINING_EDIT, P.CAMPAIGN_EDIT, P.CARRIER_EDIT},
    Role.ANALYST: _EVERYONE | _LEAD | {P.FUNNEL_VIEW, P.STATE_OF_FIGHT},
    Role.AUDITOR: _EVERYONE | _LEAD | {P.ALARM_VIEW, P.AUDIT_TRAIL, P.AUDIT_PROOF},
    Role.ADMINISTRATOR: _EVERYONE | _LEAD | {P.AUDIT_PROOF},
}

C = Compartment
ROLE_COMPARTMENTS: dict[Role, frozenset[Compartment]] = {
    Role.OPERATOR: frozenset({C.HOTLINE, C.IDENTITY, C.CONTACT, C.CASE}),
    Role.HOTLINE_DIRECTOR: frozenset({C.HOTLINE, C.IDENTITY, C.CONTACT, C.CASE}),
    Role.OFFICER: frozenset({C.IDENTITY, C.CONTACT, C.CASE, C.INVESTIGATION, C.SECURITY}),
    Role.OFFICER_SUPERVISOR: frozenset({C.IDENTITY, C.CONTACT, C.CASE, C.INVESTIGATION, C.SECURITY}),
    Role.SHELTER_STAFF: frozenset({C.IDENTITY, C.CONTACT, C.CASE, C.LOCATION, C.HEALTH, C.SOCIAL, C.CHILD, C.SECURITY}),
    Role.SHELTER_COORDINATOR: frozenset(
        {C.IDENTITY, C.CONTACT, C.CASE, C.LOCATION, C.HEALTH, C.SOCIAL, C.CHILD, C.SECURITY}
    ),
    Role.SHELTER_SPECIALIST: frozenset({C.LOCATION, C.SOCIAL}),
    Role.GUARD: frozenset({C.SECURITY}),
    Role.BODY_GUARD: frozenset({C.SECURITY}),
    # Its own address lies in a whereabouts folder (CON-13).
    Role.CENTRE_STAFF: frozenset({C.IDENTITY, C.CONTACT, C.CASE, C.LOCATION, C.HEALTH, C.SOCIAL, C.CHILD, C.LEGAL}),
    Role.NGO_PARTNER: frozenset({C.IDENTITY, C.CONTACT, C.SOCIAL, C.LEGAL}),
    Role.GUARDIANSHIP_WORKER: frozenset({C.IDENTITY, C.CONTACT, C.CHILD}),
    Role.COMMISSION_MEMBER: frozenset({C.CHILD}),
    Role.STATE_COMMITTEE: frozenset({C.CHILD}),
    Role.CONSULATE_OFFICER: frozenset({C.IDENTITY, C.CONTACT}),
    Role.HEALTH_WORKER: frozenset({C.IDENTITY, C.CONTACT, C.HEALTH}),
    Role.MIGRATION_OFFICER: frozenset(),
    Role.FIRST_LINE_OFFICER: frozenset(),
    Role.PROSECUTOR: frozenset({C.INVESTIGATION}),
    # Papers of the plan are about nobody; of those about people neither comes near any.
    Role.COORDINATOR: frozenset({C.PLAN}),
    Role.FOCAL_POINT: frozenset({C.PLAN}),
    Role.ANALYST: frozenset(),
    Role.AUDITOR: frozenset(),
    Role.ADMINISTRATOR: frozenset(),
}

# Together these four tell everything about a person; the rule names them one by one.
ALL_INFORMED = frozenset({C.IDENTITY, C.LOCATION, C.CASE, C.HOTLINE})

# Roles that may not stand beside one another on one person: the keeper of the trail is watched by it,
# and who runs the machines or the coordination sees no protected word.
APART = frozenset({Role.AUDITOR, Role.ADMINISTRATOR, Role.ANALYST, Role.COORDINATOR, Role.PROSECUTOR})

# Which roles there are in which kind of unit (the country's code list `unit_kind`); the first one leads it.
# Without this a head of any unit could appoint an auditor or a coordinator there.
ROLES_IN_KIND: dict[str, tuple[Role, ...]] = {
    "hotline": (Role.HOTLINE_DIRECTOR, Role.OPERATOR),
    "helpline_ngo": (Role.NGO_PARTNER, Role.HOTLINE_DIRECTOR, Role.OPERATOR),
    # Together with the police who provide security it guards the safe houses (SH-12).
    "special_unit": (Role.OFFICER_SUPERVISOR, Role.OFFICER, Role.GUARD, Role.BODY_GUARD),
    "shelter": (Role.SHELTER_COORDINATOR, Role.SHELTER_STAFF, Role.SHELTER_SPECIALIST),
    "guarding_police": (Role.GUARD, Role.BODY_GUARD),
    "assistance_centre": (Role.CENTRE_STAFF,),
    "accommodation_ngo": (Role.NGO_PARTNER,),
    "cooperation_ngo": (Role.NGO_PARTNER,),
    "international_partner": (Role.NGO_PARTNER,),
    "guardianship": (Role.GUARDIANSHIP_WORKER,),
    "children_commission": (Role.COMMISSION_MEMBER,),
    "state_committee": (Role.STATE_COMMITTEE,),
    "consulate": (Role.CONSULATE_OFFICER,),
    "health": (Role.HEALTH_WORKER,),
    "migration": (Role.MIGRATION_OFFICER,),
    "border": (Role.MIGRATION_OFFICER,),
    "education": (Role.FIRST_LINE_OFFICER,),
    "employment": (Role.FIRST_LINE_OFFICER,),
    "social_services": (Role.FIRST_LINE_OFFICER,),
    "police": (Role.FIRST_LINE_OFFICER,),
    "prosecution": (Role.PROSECUTOR,),
    "coordinator": (Role.COORDINATOR,),
    "plan_participant": (Role.FOCAL_POINT,),
    "statistics": (Role.ANALYST,),
    "audit": (Role.AUDITOR,),
    "administration": (Role.ADMINISTRATOR,),
}


def permissions_of(roles: Iterable[str]) -> frozenset[str]:
    """Give the permissions that the roles carry together; a role unknown to this version carries none."""
    return _carried(frozenset(roles))


@cache
def _carried(roles: frozenset[str]) -> frozenset[str]:
    known = [Role(role) for role in roles if role in Role.values]
    return frozenset(str(permission) for role in known for permission in ROLE_PERMISSIONS[role])


def may_combine(roles: Iterable[str]) -> bool:
    """Say whether one person may hold these roles at once: nobody is all-informed (PRI-02)."""
    held = {Role(role) for role in roles}
    if len(held) > 1 and held & APART:
        return False
    seen = frozenset[Compartment]().union(*(ROLE_COMPARTMENTS[role] for role in held)) if held else frozenset()
    return not seen >= ALL_INFORMED


def roles_in(kind: str) -> tuple[Role, ...]:
    """Give the roles there are in a kind of unit, the leading one first; none for a kind nobody works in yet."""
    return ROLES_IN_KIND.get(kind, ())


def all_informed_roles() -> list[Role]:
    """List the single roles that come near everything; the start-up check wants none (PRI-02)."""
    return [role for role in Role if ROLE_COMPARTMENTS[role] >= ALL_INFORMED]
