"""An old post of the shape of an edition, in the forms in which pages are saved."""

LINES = (
    ("title", "What Do Gardeners Do about Slugs?"),
    ("prose", "In this challenge of Muddy Hands I asked some gardeners about slugs. They laughed."),
    ("overview", "Today’s Challenge:"),
    ("item", "The Challenge: Slugs"),
    ("item", "The Challengers: Gardeners"),
    ("item", "The Results: What Gardeners Do"),
    ("heading", "The Challenge: Slugs"),
    ("prose", "If you ask in a shop, you hear this:"),
    ("typical", "“Put down beer.”"),
    ("typical", "“Put down eggshells”"),
    ("prose", "Neither works."),
    ("heading", "The Challengers: Allotment Holders"),
    ("prose", "They have mud on their knees. They know each slug by name."),
    ("prose", "The Challenge: “In your own words, what do you do about slugs?”"),
    ("heading", "The Results: Here’s What Gardeners Do"),
    ("quote", "“I get up early. It is the “hour of the torch” here…”"),
    ("quote", "“I have a duck.”"),
    ("by", "— Ada Linde, Head Gardener"),
    ("quote", "“I planted more than they can eat.”"),
    ("by", "— Xaver Yildiz"),
    ("prose", "So that is that!"),
    ("prose", "Join us next time, when we ask about moles. They are worse."),
    ("call", "If you have a question for us, please write to [the shed]."),
    ("closing", "Meet the Allotment"),
    ("call", "Book a tour [here]."),
    ("call", "Find a plot in [our list]. You can also read [Our Story] to learn more."),
)
LINKS = {"the shed": "/shed/", "here": "/tour/", "our list": "/plots/", "Our Story": "/story/"}
CALLS = (
    ("If you have a question for us, please write to the shed.", "/shed/"),
    ("Book a tour here.", "/tour/"),
    ("Find a plot in our list.", "/plots/"),
    ("You can also read Our Story to learn more.", "/story/"),
)
QUOTES = (
    "I get up early. It is the “hour of the torch” here…",
    "I have a duck.",
    "I planted more than they can eat.",
)


def texts() -> list[str]:
    """Return every line as a reader sees it."""
    return [line.replace("[", "").replace("]", "") for _, line in LINES]


def html(*, headings: bool = True, blockquotes: bool = False) -> str:
    """Return the post as a web page."""
    tags = {"title": "h1", "overview": "h3", "heading": "h2", "closing": "h2"} if headings else {}
    if blockquotes:
        tags |= {"quote": "blockquote", "typical": "blockquote"}
    lines = []
    for kind, line in LINES:
        text = line
        for words, url in LINKS.items():
            text = text.replace(f"[{words}]", f'<a href="{url}">{words}</a>')
        tag = "li" if kind == "item" else tags.get(kind, "p")
        lines.append(f"<{tag}>{text}</{tag}>")
    page = "\n".join(lines)
    start, end = page.index("<li>"), page.rindex("</li>") + len("</li>")
    return f"<meta charset=utf-8>{page[:start]}<ul>{page[start:end]}</ul>{page[end:]}"


def markdown() -> str:
    """Return the post in Markdown."""
    marks = {"title": "# ", "heading": "## ", "closing": "## ", "item": "- ", "quote": "> "}
    lines = []
    for kind, line in LINES:
        text = line
        for words, url in LINKS.items():
            text = text.replace(f"[{words}]", f"[{words}]({url})")
        lines.append(f"{marks.get(kind, '')}{text}\n")
    return "\n".join(lines)
