"""What invented callers of the demonstration say and what operators note; plain, short, and about nobody."""

GIVEN = (
    "Aysel",
    "Nərgiz",
    "Türkan",
    "Səbinə",
    "Lalə",
    "Gülnar",
    "Ramin",
    "Elvin",
    "Rüstəm",
    "Xədicə",
    "Şəbnəm",
    "Cavid",
)
FAMILY = ("Bəndəliyeva", "Şıxməmmədova", "Qızılgülov", "Dəryabəyli", "Uzunsoy", "Ağçaylı", "Yelbəyova", "Günəşzadə")

NOTES: dict[str, tuple[str, ...]] = {
    "work_abroad": (
        "Offered a job as a waitress in Istanbul; the agency keeps the passport 'for registration'.",
        "Asks whether an advance of the fare has to be paid back. Told what to check before leaving and whom to ring.",
    ),
    "study_abroad": ("Admission letter from a college that cannot be found. Told to ask the consulate first.",),
    "marry_abroad": ("Met the fiancé online two weeks ago. Advised on papers, address, own money.",),
    "rest_abroad": ("Travels with a friend of a friend who booked everything. Advised to keep a return ticket.",),
    "trafficking_report": ("Neighbour's flat: three young women, never alone outside, a man brings and fetches them.",),
    "help_self": ("Works twelve hours unpaid, the door is locked at night. Can write, not talk.",),
    "help_other": ("Sister in Dubai writes that her papers were taken and the debt grows. Wants her home.",),
    "unpaid_work": ("Farm work since spring, no wages, documents with the foreman.",),
    "child_begging": ("A boy of about nine begs at the metro every evening; a woman takes the money from him.",),
    "domestic_violence": ("Husband beats her; two children. Safe until he returns at six. Where can she go?",),
    "migrant_registration": ("Asks where to register a stay and what it costs.",),
    "distress": ("Cannot sleep since the return. We breathed together, agreed on a call tomorrow.",),
}
OTHERWISE = ("Short question, answered from the directory.", "Caller only wanted to know what the line is for.")

JOURNAL = (
    "Calm talk. The caller decides about the next step; nothing promised that we cannot keep.",
    "Frightened at first, steadier towards the end. Agreed when it is safe to ring back.",
    "Someone else was in the room; yes-and-no questions only. Will write from another telephone.",
    "Clear request, clear answer. Wished a good journey and repeated the number.",
)

GIVEN_MEN = ("Ramin", "Elvin", "Rüstəm", "Cavid")

CASE_NOTES: tuple[str, ...] = (
    "Met at the airport with a colleague. She carries one bag and no papers; asked for tea and for quiet.",
    "Told in her own order how she was recruited: a cousin's friend, a flat shared by six, a debt that grew.",
    "First night without the light on. Breakfast with the others, two phone calls to her mother.",
    "The doctor found nothing that needs a hospital. Teeth next week, glasses after that.",
    "Wishes to learn sewing for a wage. The course begins in spring; the fare is paid.",
    "Asked whether she has to testify. Explained once more that help does not hang on it.",
)
CLOSING_WORDS: tuple[str, ...] = (
    "Has work and a room of her own. Knows whom to ring.",
    "Lives with her sister; the district looks in once a month.",
    "Wishes no further contact. The door stays open.",
)
