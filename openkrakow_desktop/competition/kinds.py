"""The enumerations of the competition: English names, and as values the codes of the specification (domain.md §1.3)."""

from __future__ import annotations

import enum


class EditionState(enum.Enum):
    """How far an edition has come (domain.md §1.3), in order."""

    PLANNED = "PLANOWANA"
    CALL = "NABÓR"
    CALL_CLOSED = "NABÓR_ZAMKNIĘTY"
    FORMAL_CHECK = "OCENA_FORMALNA"
    SCORING = "OCENY_OTWARTE"
    SCORING_CLOSED = "OCENY_ZAMKNIĘTE"
    MINUTES = "PROTOKÓŁ"
    MAYOR_DECISION = "DECYZJA_PREZYDENTA"
    ANNOUNCED = "OGŁOSZONA"
    ARCHIVED = "ARCHIWUM"
    NOT_AWARDED = "NIEROZSTRZYGNIĘTA"


class DeadlineBasis(enum.Enum):
    """What decides whether a nomination came in time."""

    RECEIPT = "RECEIPT"
    POSTMARK = "POSTMARK"


class ConflictScope(enum.Enum):
    """What a conflict of interest covers."""

    CANDIDATE = "CANDIDATE"
    CATEGORY = "CATEGORY"


class CandidateCategory(enum.Enum):
    """The two categories of the resolution."""

    INDIVIDUAL = "OSOBA_INDYWIDUALNA"
    ENTITY = "PODMIOT"


class CandidateSubtype(enum.Enum):
    """What an entity is."""

    NGO = "NGO"
    INSTITUTION = "INSTYTUCJA"
    COMPANY = "FIRMA"
    INFORMAL_GROUP = "GRUPA_NIEFORMALNA"


class NominationChannel(enum.Enum):
    """How a nomination was filed."""

    PAPER = "PAPIER"
    EMAIL = "E-MAIL"
    E_DELIVERY = "EPUAP/E-DORĘCZENIA"


class NominatorKind(enum.Enum):
    """Who nominates."""

    PERSON = "OSOBA"
    ENTITY = "PODMIOT"


class NominationState(enum.Enum):
    """Where a nomination stands. Numbers read its dates, not this (decisions.md 4)."""

    RECEIVED = "WPŁYNĘŁO"
    LATE = "PO_TERMINIE"
    DUPLICATE = "DUPLIKAT"
    TO_COMPLETE = "DO_UZUPEŁNIENIA"
    COMPLETED = "UZUPEŁNIONE"
    ACCEPTED = "PRZYJĘTE"
    REJECTED = "ODRZUCONE"
    WITHDRAWN = "WYCOFANE"


class FormalItem(enum.Enum):
    """What the formal check looks at."""

    IN_TIME = "W_TERMINIE"
    FORM_COMPLETE = "FORMULARZ_KOMPLETNY"
    SIGNED = "PODPISANO"
    EDITABLE_COPY = "WERSJA_EDYTOWALNA"
    CATEGORY_RIGHT = "WŁAŚCIWA_KATEGORIA"
    NOT_OWN_CANDIDACY = "ZGŁASZAJĄCY_NIE_JEST_KANDYDATEM"
    ACTIVE_IN_KRAKOW = "DZIAŁALNOŚĆ_W_KRAKOWIE"
    CONCERNS_TITLE_YEAR = "DOTYCZY_ROKU_TYTUŁU"
    CANDIDATE_CONSENT = "ZGODA_NA_KANDYDOWANIE"
    GUARDIAN_CONSENT = "ZGODA_OPIEKUNA"
    CLAUSE = "KLAUZULA"


class FormalAnswer(enum.Enum):
    """The answer to one item; not answered is no row."""

    YES = "TAK"
    NO = "NIE"
    NOT_APPLICABLE = "NIE_DOTYCZY"


class MeetingHost(enum.Enum):
    """Who receives the ambassadors."""

    MAYOR = "PMK"
    DEPUTY = "ZASTĘPCA"


class AmbassadorMeetingState(enum.Enum):
    """Whether a meeting took place."""

    PLANNED = "ZAPLANOWANE"
    HELD = "ODBYŁO_SIĘ"
    CANCELLED = "ODWOŁANE"


class JurorCapacity(enum.Enum):
    """In what capacity somebody sits in the Chapter."""

    COUNCIL = "RMK"
    OFFICE = "UMK"
    LAUREATE = "LAUREAT"
    OTHER = "INNY"


class JurorState(enum.Enum):
    """Whether a member takes part."""

    APPOINTED = "POWOŁANY"
    ACTIVE = "AKTYWNY"
    WITHDRAWN = "WYCOFANY"
    DISMISSED = "ODWOŁANY"


class ConflictKind(enum.Enum):
    """Why a member may not score a candidate."""

    OWN_CANDIDACY = "SAM_KANDYDAT"
    OWN_NOMINATION = "ZGŁASZAJĄCY"
    FAMILY = "RODZINA"
    WORK_OR_BOARD = "PRACA/WŁADZE"
    COOPERATION_OR_MONEY = "WSPÓŁPRACA/FINANSE"
    OTHER = "INNE"


class ConflictSource(enum.Enum):
    """Who said so first; a hint of the program counts only once a person has entered it."""

    SELF = "WŁASNE"
    HINT = "PODPOWIEDŹ"
    OBJECTION = "SPRZECIW"


class BallotState(enum.Enum):
    """How far a score card is; only a submitted one counts."""

    NOT_STARTED = "NIEROZPOCZĘTA"
    DRAFT = "ROBOCZA"
    SUBMITTED = "ZŁOŻONA"
    EXCLUDED = "WYŁĄCZONA"
    VOID = "UNIEWAŻNIONA"


class TieMethod(enum.Enum):
    """How the Chapter settled a tie."""

    VOTE = "GŁOSOWANIE"
    CHAIR = "PRZEWODNICZĄCY"
    EX_AEQUO = "EX_AEQUO"
    LOT = "LOSOWANIE"


class TieStepKind(enum.Enum):
    """One step of the tie ladder. The first three follow from the scores; the others are people's, and recorded."""

    CRITERION = "KRYTERIUM"
    MEDIAN = "MEDIANA"
    TOP_SCORES = "NAJWYŻSZE_OCENY"
    CHAIR = "PRZEWODNICZĄCY"
    VOTE = "GŁOSOWANIE"
    LOT = "LOSOWANIE"
    EX_AEQUO = "EX_AEQUO"


class AwardKind(enum.Enum):
    """What a candidate is proposed for, or gets."""

    TITLE = "TYTUŁ"
    DISTINCTION = "WYRÓŻNIENIE"
    NONE = "BEZ"


LEFT = (JurorState.WITHDRAWN, JurorState.DISMISSED)      # whoever does not take part any more
