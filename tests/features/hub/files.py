"""A small content folder, as writers make it."""

from __future__ import annotations

from pathlib import Path

from upstander.features.hub.loading import reading, services

FILES = {
    "pages/get-help.en.md": """+++
title = "Get help"
summary = "Who you can talk to."
weight = 3.0
updated = "2026-11-25"
+++
You decide. Read [your choices](page:choices#talk), or [what is kept from strangers](page:inside).

::: action href="report:" label="Start a report"
:::
::: action href="page:choices" label="Your choices"
:::

::: question title="Will anyone know that I wrote?"
Nobody whom you do not choose.
:::
""",
    "pages/get-help.ar.md": """+++
title = "طلب المساعدة"
summary = "من يمكنكم التحدث إليه."
weight = 3.0
updated = "2026-11-25"
translation = "draft"
+++
القرار لكم.
""",
    "pages/choices.en.md": """+++
title = "Your choices"
summary = "Side by side."
+++
## Talk

::: choice title="Talk first" action="page:get-help" label="Who you can talk to"
- **Who learns of it:** that person.
:::
::: choice title="Report" action="report:" label="Start a report"
You ask your organisation to act.
:::

## Numbers

::: figure key="survey.asked"
:::
::: figure key="survey.answered"
:::

## A table

| Way | Who |
|---|---|
| talk | a friend |

## Meaning

::: definition term="Bystander" version="2" since="2017-12" source="Task Force, 2017"
Somebody who sees it.
:::
""",
    "pages/report.en.md": """+++
title = "Report wrongdoing"
summary = "How to report."
+++
::: organisations
:::
""",
    "pages/inside.en.md": """+++
title = "Xylophone notes"
summary = "For focal points."
audience = "members"
+++
Not for everybody.
""",
    "recommendations/08-accountability.en.md": """+++
title = "Accountability"
summary = "Whoever does it answers for it."
number = 8
asks = "Strengthen accountability."
actors = ["Heads of organisations"]
+++
Ask before each hiring.
""",
    "practices/pledge.en.md": """+++
title = "A pledge at joining"
summary = "Signed on the first day."
organisation = "United Nations"
recommendations = [8]
source = "Peer learning, dialogue 2"
source_date = "2021"
+++
Everybody signs.
""",
    "dialogues/dialogue-2.en.md": """+++
title = "Dialogue 2"
summary = "With civil society."
number = 2
date = "2021-03-17"
hosts = ["UN Women"]
speakers = [{role = "Victims' Rights Advocate", office = "United Nations"}]
audience_size = 160
themes = ["Trust"]
recommended = ["Care for people after a case."]
source = "Peer learning, 2021"
+++
It rested on [the model policy](resource:model-policy).
""",
    "resources.csv": """id,title,publisher,year,type,audience,language,recommendation_no,recommendation,url,provenance,summary
1,Model policy,UN CEB Task Force,2018,policy,UN organizations,en,8,Accountability,https://unsceb.org/x,page seen,What every organisation should have.
2,Guide for managers,UNHCR,,guide,managers; HR,zh,8,Accountability,,page seen,How managers answer.
""",  # noqa: E501
    "figures.csv": """key,label,value,unit,population,date,source,source_note
survey.asked,People asked,1000,people,personnel,2018-11,A survey,
survey.answered,People who answered,171,people,personnel,2018-11,A survey,
""",
    "channels.csv": """organisation,kind,name,note,url,source,source_date
UN,helpline,Speak-Up,At all hours.,,Peer learning,2021
NOWHERE,ethics,Ethics office,Elsewhere.,,Peer learning,2021
""",
    "organisations.csv": "code,en,fr,es,ar,zh-hans,ru\nUN,United Nations Secretariat,,,الأمم المتحدة,,\n",
}


def write(folder: Path, **changed: str) -> Path:
    """The folder, with some files otherwise (`{"pages/a.en.md": text}` as keyword by **)."""
    for name, text in {**FILES, **changed}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def load(folder: Path) -> services.Outcome:
    return services.load(reading.read(folder))
