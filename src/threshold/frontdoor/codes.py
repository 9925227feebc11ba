"""Which codes does the front door use: who told us, how, and what was decided?"""

from django.db import models


class Source(models.TextChoices):
    """The 22 CIN census codes of a referral's source; labels in plain words."""

    FAMILY = "1A", "Family member, relative or carer"
    ACQUAINTANCE = "1B", "Acquaintance, neighbour or childminder"
    SELF = "1C", "The child or young person"
    OTHER_INDIVIDUAL = "1D", "Another individual"
    SCHOOL = "2A", "School"
    EDUCATION = "2B", "Education service"
    GP = "3A", "GP"
    HEALTH_VISITOR = "3B", "Health visitor"
    SCHOOL_NURSE = "3C", "School nurse"
    PRIMARY_HEALTH = "3D", "Other primary health service"
    EMERGENCY_DEPARTMENT = "3E", "Accident and emergency"
    OTHER_HEALTH = "3F", "Other health service"
    HOUSING = "4", "Housing"
    SOCIAL_CARE = "5A", "This authority's social care, such as adult services"
    OTHER_INTERNAL = "5B", "Another service of this authority, such as youth justice"
    OTHER_AUTHORITY = "5C", "Another authority's services"
    EARLY_HELP = "5D", "This authority's early help"
    POLICE = "6", "Police"
    LEGAL = "7", "Court, probation, immigration, Cafcass or prison"
    OTHER = "8", "Children's centre, independent provider or voluntary organisation"
    ANONYMOUS = "9", "Anonymous"
    UNKNOWN = "10", "Not known"


class Channel(models.TextChoices):
    PHONE = "phone", "Telephone"
    PROFESSIONAL_FORM = "professional_form", "Web form, professional"
    PUBLIC_FORM = "public_form", "Web form, member of the public"
    EMAIL = "email", "E-mail, typed in"
    POLICE_NOTICE = "police_notice", "Police notice"
    EMERGENCY_DUTY = "emergency_duty", "Emergency duty team"


class Consent(models.TextChoices):
    """On what footing information about the family is shared and asked for."""

    GIVEN = "given", "Given"
    REFUSED = "refused", "Refused"
    NOT_SOUGHT = "not_sought", "Not sought"
    OVERRIDDEN = "overridden", "Overridden by a manager"


class Outcome(models.TextChoices):
    """What a decision can be for one child."""

    NO_FURTHER_ACTION = "no_further_action", "No further action"
    INFORMATION_AND_ADVICE = "information_and_advice", "Information and advice"
    EARLY_HELP = "early_help", "Early help"
    FAMILY_HELP = "family_help", "New referral for family help"
    STRATEGY_DISCUSSION = "strategy_discussion", "Strategy discussion"
    OPEN_CASE = "open_case", "Pass to the open case"
    LADO = "lado", "Allegation to the designated officer (LADO)"
    PRIVATE_FOSTERING = "private_fostering", "Private fostering"
    TRANSFER_IN = "transfer_in", "Transfer-in conference"
    OTHER_AUTHORITY = "other_authority", "Another authority is responsible"


class Section(models.TextChoices):
    """The parts of a story, as the passages of a contact are filed."""

    WHAT_HAPPENED = "what_happened", "What happened"
    HISTORY = "history", "What was known before"
    WORRIES = "worries", "What people are worried about"
    STRENGTHS = "strengths", "What is going well"
    CHILD_SAYS = "child_says", "What the child says"
    WHO_KNOWS = "who_knows", "Who knows about this contact"


class AnalysisSection(models.TextChoices):
    """The parts of the structured analysis."""

    WHAT_HAPPENED = "analysis_what_happened", "What has happened"
    HISTORY = "analysis_history", "The history and what it means"
    RISK = "analysis_risk", "Risk to the child"
    PROTECTION = "analysis_protection", "What protects the child"
    CHILD_VOICE = "analysis_child_voice", "The child's voice"
    IF_NOTHING = "analysis_if_nothing", "What happens if nothing is done"
