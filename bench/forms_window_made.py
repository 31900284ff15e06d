"""The forms that the window is measured with, written as XForms."""

from __future__ import annotations

from xml.sax.saxutils import escape

_HEAD = (
    '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">'
    '<h:head><h:title>{name}</h:title><model><instance><data id="{name}">{nodes}</data></instance>'
    "{more}{binds}</model></h:head><h:body>{body}</h:body></h:html>"
)
_KINDS = ("string", "int", "decimal", "select1", "date")
_YES_NO = (
    "<item><label>Yes</label><value>yes</value></item>"
    "<item><label>No</label><value>no</value></item>"
)


def _control(path: str, label: str, kind: str) -> str:
    words = f"<label>{escape(label)}</label>"
    if kind == "select1":
        return f'<select1 ref="{path}">{words}{_YES_NO}</select1>'
    return f'<input ref="{path}">{words}</input>'


def ruled(questions: int, rules: int) -> str:
    """Return a form of sections of 50 questions; every so-manieth has a rule on one before it."""
    by = questions / rules
    nodes, binds, body = [], [], []
    ruled_ones = {round(number * by) for number in range(rules)}
    for section in range(questions // 50):
        inner, controls = [], []
        for at in range(50):
            number = section * 50 + at
            kind = _KINDS[number % 5]
            path = f"/data/s{section}/q{number}"
            inner.append(f"<q{number}/>")
            rule = ""
            if number in ruled_ones and number:
                before = f"/data/s{(number - 1) // 50}/q{number - 1}"
                rule = (
                    f' constraint=". != {before}"' if number % 2 else f' relevant="{before} != 9"'
                )
            xsd = "string" if kind == "select1" else kind
            binds.append(f'<bind nodeset="{path}" type="{xsd}"{rule}/>')
            controls.append(_control(path, f"Question {number} of this form", kind))
        nodes.append(f"<s{section}>{''.join(inner)}</s{section}>")
        body.append(
            f'<group ref="/data/s{section}"><label>Section {section}</label>'
            f"{''.join(controls)}</group>"
        )
    return _HEAD.format(
        name="ruled", nodes="".join(nodes), more="", binds="".join(binds), body="".join(body)
    )


def _page_bind(number: int) -> str:
    kind = _KINDS[number % 5]
    xsd = "string" if kind == "select1" else kind
    rule = ' relevant="/data/page/q1 != 3"' if number % 10 == 9 else ""
    return f'<bind nodeset="/data/page/q{number}" type="{xsd}"{rule}/>'


def page(questions: int) -> str:
    """Return a form with one question, and a page of very many."""
    inner = "".join(f"<q{number}/>" for number in range(questions))
    binds = "".join(_page_bind(number) for number in range(questions))
    controls = "".join(
        _control(f"/data/page/q{n}", f"Question {n} of this page", _KINDS[n % 5])
        for n in range(questions)
    )
    body = (
        '<group ref="/data/a"><label>First</label><input ref="/data/a/x"><label>X</label></input>'
        '</group><group ref="/data/page" appearance="field-list"><label>Page</label>'
        f"{controls}</group>"
    )
    return _HEAD.format(
        name="page", nodes=f"<a><x/></a><page>{inner}</page>", more="", binds=binds, body=body
    )


def choices(count: int) -> str:
    """Return a form with a choice out of very many towns."""
    towns = ("长安", "新华", "中山", "人民", "建设", "和平", "解放", "胜利")
    items = "".join(
        f"<item><name>t{n}</name><label>{towns[n % 8]}{towns[n % 7]}社区第 {n} 组</label></item>"
        for n in range(count)
    )
    body = (
        '<input ref="/data/before"><label>Before</label></input>'
        '<select1 ref="/data/town" appearance="autocomplete"><label>Town</label>'
        '<itemset nodeset="instance(\'towns\')/root/item"><value ref="name"/>'
        '<label ref="label"/></itemset></select1>'
    )
    return _HEAD.format(
        name="choices",
        nodes="<before/><town/>",
        more=f'<instance id="towns"><root>{items}</root></instance>',
        binds='<bind nodeset="/data/town" type="string"/>',
        body=body,
    )
