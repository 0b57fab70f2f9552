"""Spanish."""

from datetime import date, time
from typing import Final

from tbh_model.i18n._language import LabelStrings, Language, LetterStrings

_NO_BREAK: Final = "\u00a0"
_NOON: Final = 12
# Where Spanish has a clock of twelve hours, after the Unicode CLDR, and how it writes the halves.
_TWELVE_HOURS: Final = frozenset(
    {"BO", "CO", "CR", "DO", "EC", "GT", "HN", "NI", "PA", "PE", "PH", "PR", "SV", "VE"}
)
_TWELVE_HOURS_UNSPACED: Final = frozenset({"419", "CU", "MX", "US"})
_MONTHS: Final = (
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
)


# Where September is written without a p, after the Unicode CLDR.
_SETIEMBRE: Final = frozenset({"PE", "UY"})


def _date(day: date, region: str | None) -> str:
    month = _MONTHS[day.month - 1]
    if region in _SETIEMBRE:
        month = month.replace("septiembre", "setiembre")
    return f"{day.day} de {month} de {day.year}"


def _time(clock: time, region: str | None) -> str:
    if region not in _TWELVE_HOURS | _TWELVE_HOURS_UNSPACED:
        return f"{clock.hour}:{clock.minute:02}"
    space = _NO_BREAK if region in _TWELVE_HOURS else ""
    half = "a" if clock.hour < _NOON else "p"
    return f"{clock.hour % _NOON or _NOON}:{clock.minute:02}{_NO_BREAK}{half}.{space}m."


SPANISH: Final = Language(
    code="es",
    name="Español",
    date=_date,
    time=_time,
    meet="Conozca al panel: {}".format,
    regions={
        "CA-AB": "Alberta",
        "CA-BC": "Columbia Británica",
        "CA-MB": "Manitoba",
        "CA-NB": "Nuevo Brunswick",
        "CA-NL": "Terranova y Labrador",
        "CA-NS": "Nueva Escocia",
        "CA-NT": "Territorios del Noroeste",
        "CA-NU": "Nunavut",
        "CA-ON": "Ontario",
        "CA-PE": "Isla del Príncipe Eduardo",
        "CA-QC": "Quebec",
        "CA-SK": "Saskatchewan",
        "CA-YT": "Yukón",
    },
    labels=LabelStrings(
        overview="El reto de hoy",
        challenge="El reto",
        challengers="El panel",
        results="Las respuestas",
        prompt="El reto",
        closing="Conozca a los terapeutas",
    ),
    answer_removed="Se ha retirado una respuesta de esta edición.",
    answers_removed="Se han retirado respuestas de esta edición.",
    name_removed="[nombre retirado]",
    more_answers="Hay más respuestas en la página web de esta edición.",
    read_on_web="Leer en la web",
    web_version="Ver esta carta en un navegador",
    unsubscribe="Darse de baja",
    letters=LetterStrings(
        greeting="Hola, {}:",
        sender="{publisher} publica {series}.",
        invitation_subject="Una pregunta: {}",
        invitation_opening="Para la edición «{}» le hacemos una pregunta:",
        length="Bastan unas {} palabras.",
        due="Le agradecemos que responda a más tardar el {}.",
        how_to_answer=(
            "Responda a este mensaje y rellene el formulario de abajo: escriba debajo de «Su "
            "respuesta» y ponga una x entre los corchetes de lo que acepta."
        ),
        your_answer="Su respuesta",
        your_channels="Dónde puede publicarse su respuesta",
        channels_note=(
            "No se publica nada donde no haya una x. Puede retirar su consentimiento en cualquier "
            "momento."
        ),
        channel_meanings={
            "web": (
                "nuestro sitio web, donde la encuentran los buscadores; podemos retirarla en "
                "cualquier momento"
            ),
            "feed": (
                "nuestro canal, que copian lectores y otros sitios; las copias no se pueden retirar"
            ),
            "newsletter": "nuestro boletín; una carta enviada no se puede retirar",
            "social": (
                "las redes sociales, donde otras personas la comparten; las copias no se pueden "
                "retirar"
            ),
            "ai-input": (
                "nuestro sitio web, del que los asistentes de IA pueden sacar sus respuestas"
            ),
            "ai-train": (
                "el entrenamiento de modelos de IA; lo que un modelo aprende no se puede retirar"
            ),
        },
        your_name="Con qué nombre (una sola x)",
        anonymous="sin nombre",
        no_answer="Si prefiere no responder, basta una palabra, y no volveremos a preguntar.",
        thanks="Gracias.",
        proof_subject="Revise, por favor, su respuesta en «{}»",
        proof_opening="Esto es exactamente lo que publicaríamos de usted en «{}». Léalo.",
        question="La pregunta",
        answer_of="Respuesta {}",
        channel_names={
            "web": "sitio web",
            "feed": "canal",
            "newsletter": "boletín",
            "social": "redes sociales",
            "ai-input": "asistentes de IA",
            "ai-train": "entrenamiento de modelos de IA",
        },
        printed_on="Se publica en: {}",
        with_consent="Solo si usted lo acepta, pues no tenemos su consentimiento: {}",
        not_printed_on="No se publica en: {}",
        attribution="Firma",
        about_you="Lo que el sitio publica sobre usted",
        how_to_approve="Si está bien, responda con esta línea:",
        yes="Sí, publíquenlo así.",
        yes_words=frozenset(
            {"sí", "si", "sí gracias", "sí por favor", "de acuerdo", "aprobado", "lo apruebo", "ok"}
        ),
        how_to_change="Si algo debe cambiar, escriba qué. Lo verá de nuevo antes de publicarse.",
        approved="Usted aprobó estas palabras el {}.",
    ),
    skip_link="Ir al texto",
    main_nav_label="Este sitio",
    editions="Ediciones",
    therapists="Terapeutas",
    topics="Temas",
    search="Buscar",
    subscribe="Suscribirse",
    all_editions="Todas las ediciones",
    latest="Última edición",
    earlier="Ediciones anteriores",
    undated="Sin fecha",
    numbered="Edición {}",
    by="Por",
    updated="Actualizado el",
    minutes={"one": "{} min de lectura", "other": "{} min de lectura"},
    answers={"one": "{} respuesta", "other": "{} respuestas"},
    link_to_answer="Enlace a esta respuesta",
    next_answer="Respuesta siguiente",
    previous_answer="Respuesta anterior",
    older="Edición anterior",
    newer="Edición siguiente",
    translation="En otro idioma",
    translations_nav_label="Esta edición en otros idiomas",
    related="Lea también",
    adjacent_nav_label="Ediciones anterior y siguiente",
    corrections="Correcciones",
    correction_kinds={
        "correction": "Corrección",
        "clarification": "Aclaración",
        "update": "Actualización",
        "retraction": "Retractación",
        "response-removed": "Respuesta retirada",
    },
    enclosure_links={
        "audio": "Escuchar esta edición",
        "video": "Ver esta edición",
        "file": "Descargar el archivo de esta edición",
    },
    photo="Imagen: {}",
    titles="Títulos",
    more_about="Más sobre {}",
    book="Pedir cita: {}",
    answers_by="Respuestas de {}",
    topic="Tema",
    published_by="Publicado por",
    nothing_yet="Todavía no se ha publicado nada.",
    alumni="Formaron parte del panel",
    gone_title="Esta edición ya no está disponible",
    gone_text="Se publicó en esta dirección y después se retiró.",
    moved_title="Esta página ha cambiado de dirección",
    not_found_title="Esta página no está aquí",
    not_found_text=(
        "Puede que haya cambiado de dirección, que se haya retirado o que la dirección tenga un "
        "error."
    ),
    all_editions_link="Ver todas las ediciones",
    feed_intro=(
        "Un canal es un archivo que enumera las últimas ediciones. Un lector de canales, que es "
        "una aplicación o un sitio web, lo consulta de vez en cuando y le muestra lo nuevo. No "
        "tiene que dar ni su nombre ni su dirección, y puede dejarlo cuando quiera."
    ),
    feed_instructions=(
        "Copie una de estas direcciones en el lector que prefiera. Todas llevan las mismas "
        "ediciones; si una no le funciona, pruebe con otra."
    ),
    feed_formats={
        "rss": "RSS, para todos los lectores",
        "atom": "Atom, para la mayoría de los lectores",
        "json-feed": "JSON Feed, para los lectores más recientes",
    },
    by_feed="Con un lector de canales",
    by_newsletter="Por correo electrónico",
    email_address="Su correo electrónico",
    newsletter_consent=(
        "Al suscribirse, acepta recibir este boletín de {}. Puede darse de baja cuando quiera."
    ),
    empty_links=frozenset(
        {
            "aquí",
            "clic aquí",
            "enlace",
            "este enlace",
            "esta página",
            "este sitio",
            "haga clic aquí",
            "haz clic aquí",
            "leer más",
            "más",
            "más información",
            "pulse aquí",
            "saber más",
            "seguir leyendo",
            "ver aquí",
            "ver más",
        }
    ),
    # "la mañana" is the morning, and no day
    relative_times=(
        r"hoy|ayer|anoche|anteayer|(?<!la\s)mañana|"
        r"est[ea]\s+(?:mañana|tarde|noche|semana|mes|año|fin\s+de\s+semana|primavera|verano|otoño|"
        r"invierno)|(?:la\s+semana|el\s+mes|el\s+año)\s+(?:pasad[ao]|que\s+viene)|"
        r"(?:la\s+próxima\s+semana|el\s+próximo\s+(?:mes|año))"
    ),
)
