"""Hebrew."""

from datetime import date, time
from typing import Final

from tbh_model.i18n._language import LabelStrings, Language, LetterStrings

_MONTHS: Final = (
    "ינואר",
    "פברואר",
    "מרץ",
    "אפריל",
    "מאי",
    "יוני",
    "יולי",
    "אוגוסט",
    "ספטמבר",
    "אוקטובר",
    "נובמבר",
    "דצמבר",
)


def _date(day: date, _region: str | None) -> str:
    return f"{day.day} ב{_MONTHS[day.month - 1]} {day.year}"


def _time(clock: time, _region: str | None) -> str:
    return f"{clock.hour}:{clock.minute:02}"


def _plural(count: int) -> str:
    return {1: "one", 2: "two"}.get(count, "other")


HEBREW: Final = Language(
    code="he",
    name="עברית",
    date=_date,
    time=_time,
    plural=_plural,
    meet="הכירו: {}".format,
    regions={
        "CA-AB": "אלברטה",
        "CA-BC": "קולומביה הבריטית",
        "CA-MB": "מניטובה",
        "CA-NB": "ניו ברנזוויק",
        "CA-NL": "ניופאונדלנד ולברדור",
        "CA-NS": "נובה סקוטיה",
        "CA-NT": "הטריטוריות הצפון־מערביות",
        "CA-NU": "נונאווט",
        "CA-ON": "אונטריו",
        "CA-PE": "האי הנסיך אדוארד",
        "CA-QC": "קוויבק",
        "CA-SK": "ססקצ׳ואן",
        "CA-YT": "יוקון",
    },
    labels=LabelStrings(
        overview="האתגר של היום",
        challenge="האתגר",
        challengers="המשתתפים",
        results="התשובות",
        prompt="האתגר",
        closing="הכירו את המטפלים",
    ),
    answer_removed="תשובה אחת הוסרה מהגיליון הזה.",
    answers_removed="תשובות הוסרו מהגיליון הזה.",
    name_removed="[השם הוסר]",
    more_answers="תשובות נוספות מופיעות בדף האינטרנט של הגיליון.",
    read_on_web="לקריאה באתר",
    web_version="לצפייה במכתב בדפדפן",
    unsubscribe="הסרה מרשימת התפוצה",
    letters=LetterStrings(
        greeting="שלום {},",
        sender="{publisher} מפרסם את {series}.",
        invitation_subject="שאלה אחת: {}",
        invitation_opening="לקראת הגיליון ”{}” אנחנו מבקשים לשאול אתכם שאלה אחת:",
        length="די בכ־{} מילים.",
        due="נודה לתשובה עד {}.",
        how_to_answer=(
            "השיבו להודעה הזאת ומלאו את הטופס שלמטה: כתבו תחת ”התשובה שלכם”, וסמנו x בין הסוגריים "
            "ליד כל דבר שאתם מסכימים לו."
        ),
        your_answer="התשובה שלכם",
        your_channels="היכן מותר לפרסם את התשובה",
        channels_note="במקום שאין בו x לא יפורסם דבר. אפשר לבטל את ההסכמה בכל עת.",
        channel_meanings={
            "web": "האתר שלנו, שמנועי חיפוש מוצאים בו את התשובה; נוכל להסיר אותה בכל עת",
            "feed": "הפיד שלנו, שקוראים ואתרים אחרים מעתיקים; העתקים אי אפשר להשיב",
            "newsletter": "הניוזלטר שלנו; מכתב שנשלח אי אפשר להשיב",
            "social": "רשתות חברתיות, שאחרים משתפים בהן; העתקים אי אפשר להשיב",
            "ai-input": "האתר שלנו, שעוזרי בינה מלאכותית יכולים לענות מתוכו למשתמשיהם",
            "ai-train": "אימון של מודלים של בינה מלאכותית; מה שמודל למד אי אפשר להשיב",
        },
        your_name="באיזה שם (x אחד בלבד)",
        anonymous="בלי שם",
        no_answer="אם אינכם מעוניינים להשיב, די במילה אחת, ולא נשאל שוב.",
        thanks="תודה.",
        proof_subject="בדקו בבקשה את תשובתכם בגיליון ”{}”",
        proof_opening="זה בדיוק מה שנפרסם מדבריכם בגיליון ”{}”. קראו בבקשה.",
        question="השאלה",
        answer_of="תשובה {}",
        channel_names={
            "web": "אתר",
            "feed": "פיד",
            "newsletter": "ניוזלטר",
            "social": "רשתות חברתיות",
            "ai-input": "עוזרי בינה מלאכותית",
            "ai-train": "אימון של מודלים של בינה מלאכותית",
        },
        printed_on="יפורסם כאן: {}",
        with_consent="רק אם תסכימו לכך, מפני שאין בידינו הסכמה שלכם: {}",
        not_printed_on="לא יפורסם כאן: {}",
        attribution="חתימה",
        about_you="מה שהאתר מפרסם עליכם",
        how_to_approve="אם הכול נכון, השיבו בשורה הזאת:",
        yes="כן, אפשר לפרסם כך.",
        yes_words=frozenset({"כן", "כן תודה", "כן בבקשה", "מאושר", "מאשר", "מאשרת", "אוקיי"}),
        how_to_change="אם צריך לשנות משהו, כתבו מה. תראו את הנוסח שוב לפני הפרסום.",
        approved="אישרתם את הנוסח הזה ב־{}.",
    ),
    skip_link="דילוג אל הטקסט",
    main_nav_label="ניווט באתר",
    editions="גיליונות",
    therapists="מטפלים",
    topics="נושאים",
    search="חיפוש",
    subscribe="הרשמה",
    all_editions="כל הגיליונות",
    latest="הגיליון האחרון",
    earlier="גיליונות קודמים",
    undated="ללא תאריך",
    numbered="גיליון {}",
    by="מאת",
    updated="עודכן בתאריך",
    minutes={
        "one": "דקת קריאה אחת",
        "two": "שתי דקות קריאה",
        "other": "{} דקות קריאה",
    },
    answers={"one": "תשובה אחת", "two": "שתי תשובות", "other": "{} תשובות"},
    link_to_answer="קישור לתשובה הזאת",
    next_answer="התשובה הבאה",
    previous_answer="התשובה הקודמת",
    older="הגיליון הקודם",
    newer="הגיליון הבא",
    translation="בשפה אחרת",
    translations_nav_label="הגיליון הזה בשפות אחרות",
    related="לקריאה נוספת",
    adjacent_nav_label="הגיליון הקודם והגיליון הבא",
    corrections="תיקונים",
    correction_kinds={
        "correction": "תיקון",
        "clarification": "הבהרה",
        "update": "עדכון",
        "retraction": "חזרה מפרסום",
        "response-removed": "תשובה הוסרה",
    },
    enclosure_links={
        "audio": "להאזנה לגיליון",
        "video": "לצפייה בגיליון",
        "file": "להורדת הקובץ של הגיליון",
    },
    photo="תמונה: {}",
    titles="תארים",
    more_about="עוד על {}",
    book="קביעת פגישה: {}",
    answers_by="תשובות מאת {}",
    topic="נושא",
    published_by="הוצאה לאור",
    nothing_yet="עדיין לא פורסם דבר.",
    alumni="השתתפו בעבר",
    gone_title="הגיליון הזה אינו זמין עוד",
    gone_text="הוא פורסם בכתובת הזאת, ומאז הוסר.",
    moved_title="הדף הזה עבר לכתובת אחרת",
    not_found_title="הדף הזה אינו כאן",
    not_found_text="ייתכן שהוא עבר או הוסר, או שנפלה טעות בכתובת.",
    all_editions_link="לכל הגיליונות",
    feed_intro=(
        "פיד הוא קובץ שמונה את הגיליונות החדשים. קורא פידים, שהוא יישום או אתר, בודק אותו מדי "
        "פעם ומראה לכם מה חדש. אין צורך למסור שם או כתובת, ואפשר להפסיק בכל עת."
    ),
    feed_instructions=(
        "העתיקו אחת מהכתובות האלה לקורא פידים לבחירתכם. בכולן אותם הגיליונות; אם אחת אינה פועלת "
        "אצלכם, נסו אחרת."
    ),
    feed_formats={
        "rss": "RSS, לכל קורא פידים",
        "atom": "Atom, לרוב קוראי הפידים",
        "json-feed": "JSON Feed, לקוראי פידים חדשים",
    },
    by_feed="בקורא פידים",
    by_newsletter="בדואר אלקטרוני",
    email_address="כתובת הדואר האלקטרוני שלכם",
    newsletter_consent=(
        "בהרשמה אתם מסכימים לקבל את הניוזלטר הזה מאת {}. אפשר להסיר את עצמכם מרשימת התפוצה בכל עת."
    ),
    empty_links=frozenset(
        {
            "הקישור",
            "כאן",
            "לחץ כאן",
            "לחצו כאן",
            "למידע נוסף",
            "לפרטים נוספים",
            "לקריאה נוספת",
            "עוד",
            "פה",
            "קישור",
            "קראו עוד",
            "קרא עוד",
        }
    ),
    relative_times=(
        r"היום|הלילה|מחר|מחרתיים|אתמול|שלשום|השבוע|החודש|"
        r"ב?(?:שבוע|חודש|שנה)\s+(?:הבאה?|שעברה?)"
    ),
)
