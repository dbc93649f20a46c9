"""This room's share of the starter content: guides, tools and case studies."""

from home.starter import checked, do_dont, items, read, sourced, stream, terms_by_slug

from .models import CaseStudy, CaseStudyIndex, Guide, GuideIndex, Tool


def load_guides(loader, home):
    """Case studies first, then tools, then the guides that point at both."""
    indexes = read("pages")["indexes"]
    stories = loader.page(
        key="page:case-studies", model=CaseStudyIndex, parent=home, values=checked(indexes["case-studies"])
    )
    guides = loader.page(key="page:guides", model=GuideIndex, parent=home, values=checked(indexes["guides"]))
    cases = {data["slug"]: load_case_study(loader, stories, data) for data in read("case_studies") if stories}
    tools = {data["id"]: load_tool(loader, guides, data) for data in read("tools") if guides}
    groups = {entry["label"]: order for order, entry in enumerate(read("lists")["guide_groups"])}
    for data in sorted(read("guides"), key=lambda data: (groups[data["group"]], data["order"])):
        if guides:
            load_guide(loader, guides, data, tools, cases)


def load_case_study(loader, index, data):
    """The story of one place."""
    key = f"case:{data['slug']}"
    fields, many = sourced(data)
    return loader.page(
        key=key,
        model=CaseStudy,
        parent=index,
        values={
            **checked(data),
            **fields,
            "place": data.get("place", ""),
            "years": str(data.get("years", "")),
            "what_they_did": stream(f"{key}/did", [("paragraph", text) for text in data["what_they_did"]]),
            "who": stream(f"{key}/who", [("person", text) for text in data["who"]]),
            "numbers": stream(
                f"{key}/numbers",
                [
                    (
                        "number",
                        {
                            "figure": str(fact["figure"]),
                            "meaning": fact["meaning"],
                            "note": fact.get("note", ""),
                            "source": fact["source"],
                        },
                    )
                    for fact in data["numbers"]
                ],
            ),
            "careful": stream(f"{key}/careful", [("point", text) for text in data["careful"]]),
            "try_this": stream(f"{key}/try", [("idea", text) for text in data["try_this"]]),
        },
        many=many,
    )


def load_tool(loader, index, data):
    """One form to print."""
    key = f"tool:{data['id']}"
    fields, many = sourced(data)
    return loader.page(
        key=key,
        model=Tool,
        parent=index,
        values={
            **checked(data),
            **fields,
            "code": data["id"],
            "purpose": data["purpose"],
            "parts": stream(
                key,
                [("part", form_part(f"{key}/{number}", part)) for number, part in enumerate(data["parts"])],
            ),
        },
        many=many,
    )


def form_part(key, part):
    """The raw value of one part of a form. A line is words alone, or words with a hint and room to write."""
    lines = part.get("lines") or part.get("options") or part.get("items") or []
    lines = [{"label": line} if isinstance(line, str) else line for line in lines]
    return {
        "heading": part["heading"],
        "help": part.get("help", ""),
        "kind": part["kind"],
        "items": items(
            f"{key}/items",
            [
                {"label": line["label"], "hint": line.get("hint", ""), "rows": line.get("rows", 0)}
                for line in lines
            ],
        ),
        "columns": items(f"{key}/columns", part.get("columns", [])),
        "rows": items(
            f"{key}/rows",
            [items(f"{key}/rows/{number}", row) for number, row in enumerate(part.get("rows", []))],
        ),
        "empty_rows": part.get("blank_rows", 0),
        "total_row": part.get("total_row", ""),
        "is_card": part.get("card", False),
    }


def load_guide(loader, index, data, tools, cases):
    """One guide with its steps."""
    key = f"guide:{data['id']}"
    fields, many = sourced(data)
    terms = terms_by_slug()
    extra = data.get("do_dont")
    loader.page(
        key=key,
        model=Guide,
        parent=index,
        values={
            **checked(data),
            **fields,
            "code": data["id"],
            "verb": data["group"],
            "intro": data.get("intro", ""),
            "who_for": data["who_for"],
            "when": data["when"],
            "roles": stream(f"{key}/roles", [("role", role) for role in data["roles"]]),
            "steps": stream(f"{key}/steps", [("step", step) for step in data["steps"]]),
            "do_dont": stream(f"{key}/do-dont", [("do_dont", do_dont(key, extra))] if extra else []),
            "example": data["example"]["text"],
            "example_page": cases.get(data["example"].get("case_study")),
            "checks": stream(f"{key}/checks", [("check", text) for text in data["checks"]]),
            "tool_page": tools.get(data["tool"]),
        },
        many={**many, "terms": [terms[slug] for slug in data.get("terms", []) if slug in terms]},
    )
