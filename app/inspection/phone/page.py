"""The page itself: one file, no script or picture from elsewhere, in the user's language."""

from __future__ import annotations

import html
import json

from app.i18n import _

POLICY = (
    "default-src 'none'; style-src 'nonce-{nonce}'; script-src 'nonce-{nonce}'; "
    "img-src blob: data:; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


def page(place: str, nonce: str, language: str) -> bytes:
    """Return the page.

    Args:
        place: Where the photos go, in words.
        nonce: Names our own script and style to the browser; others do not run.
        language: Of the page, as in ``lang``.
    """
    words = {
        "sending": _("Sending…"),
        "taken": _("On the laptop"),
        "lost": _("The laptop does not answer. It stays here; press to send again."),
    }
    return _PAGE.format(
        language=html.escape(language, quote=True),
        nonce=nonce,
        title=html.escape(_("Photos to the laptop")),
        place=html.escape(place),
        shoot=html.escape(_("Take a photo")),
        choose=html.escape(_("Choose photos")),
        keep=html.escape(_("Keep this page open. The photos go to this laptop and nowhere else.")),
        words=json.dumps(words, ensure_ascii=False).replace("<", "\\u003c"),
    ).encode()


def closed(words: str, nonce: str, language: str) -> bytes:
    """Return the page for a phone that is not let in."""
    return _CLOSED.format(
        language=html.escape(language, quote=True), nonce=nonce, words=html.escape(words)
    ).encode()


_STYLE = """
:root{{color-scheme:light dark;--bg:#f3f4f1;--card:#fff;--text:#15201e;--soft:#43504d;
--line:#7b8784;--main:#0b5d66;--on:#fff;--bad:#a3171b;--ok:#23662f}}
@media(prefers-color-scheme:dark){{:root{{--bg:#0f1615;--card:#182120;--text:#e8eeec;
--soft:#b7c3c0;--line:#71817d;--main:#57b6bb;--on:#04191b;--bad:#ff9c92;--ok:#8ad296}}}}
*{{box-sizing:border-box}}
body{{margin:0;padding:20px;background:var(--bg);color:var(--text);
font:17px/1.5 system-ui,"PingFang SC","Noto Sans SC",sans-serif}}
h1{{font-size:22px;margin:0 0 4px}}p{{margin:0 0 16px;color:var(--soft)}}
label{{display:block;padding:22px;margin:0 0 12px;border-radius:8px;text-align:center;
font-size:20px;font-weight:600;background:var(--main);color:var(--on)}}
label.second{{background:var(--card);color:var(--text);border:1px solid var(--line)}}
label:focus-within{{outline:3px solid #0a5fd0;outline-offset:2px}}
input{{position:absolute;opacity:0;width:1px;height:1px}}
ul{{list-style:none;margin:16px 0 0;padding:0}}
li{{display:flex;gap:12px;align-items:center;padding:10px;margin:0 0 8px;border-radius:8px;
background:var(--card)}}
li img{{width:56px;height:56px;object-fit:cover;border-radius:4px;background:var(--bg)}}
li button{{font:inherit;padding:10px 14px;border-radius:6px;border:1px solid var(--line);
background:var(--card);color:var(--text)}}
.ok{{color:var(--ok)}}.bad{{color:var(--bad)}}
"""
_PAGE = (
    """<!doctype html><html lang="{language}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="referrer" content="no-referrer"><title>{title}</title>
<style nonce="{nonce}">"""
    + _STYLE
    + """</style></head><body>
<h1>{title}</h1><p id="place">{place}</p>
<label>{shoot}<input id="shoot" type="file" accept="image/*" capture="environment"></label>
<label class="second">{choose}<input id="choose" type="file" accept="image/*" multiple></label>
<p>{keep}</p><ul id="list" aria-live="polite"></ul>
<script nonce="{nonce}">
const words={words},list=document.getElementById("list"),waiting=[];let busy=false;
function row(file){{const li=document.createElement("li"),img=document.createElement("img"),
state=document.createElement("span");img.alt="";img.src=URL.createObjectURL(file);
img.onload=()=>URL.revokeObjectURL(img.src);li.append(img,state);list.prepend(li);
return {{file,li,state,key:crypto.getRandomValues(new Uint32Array(4)).join("-")}}}}
function say(one,text,kind){{one.state.textContent=text;one.state.className=kind||""}}
function next(){{if(busy||!waiting.length)return;busy=true;send(waiting.shift())}}
function again(one){{if(one.again)one.again.remove();one.again=null;waiting.push(one);
say(one,words.sending);next()}}
function lost(one,text){{say(one,text,"bad");one.again=document.createElement("button");
one.again.textContent="↻";one.again.setAttribute("aria-label",words.lost);
one.again.onclick=()=>again(one);one.li.append(one.again)}}
function send(one){{const go=new XMLHttpRequest();go.open("POST","photo");
go.setRequestHeader("Content-Type",one.file.type||"application/octet-stream");
go.setRequestHeader("X-Name",encodeURIComponent(one.file.name||"photo.jpg"));
go.setRequestHeader("X-Key",one.key);go.timeout=300000;
go.upload.onprogress=e=>{{if(e.lengthComputable)
say(one,words.sending+" "+Math.floor(e.loaded/e.total*100)+" %")}};
go.onload=()=>{{busy=false;if(go.status===200)say(one,words.taken,"ok");
else{{const text=go.responseText||words.lost;if(go.status>=500)lost(one,text);
else say(one,text,"bad")}}next()}};
go.onerror=go.ontimeout=()=>{{busy=false;lost(one,words.lost);next()}};go.send(one.file)}}
for(const id of["shoot","choose"])document.getElementById(id).onchange=e=>{{
for(const file of e.target.files){{const one=row(file);say(one,words.sending);waiting.push(one)}}
e.target.value="";next()}};
</script></body></html>"""
)
_CLOSED = (
    """<!doctype html><html lang="{language}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><style nonce="{nonce}">"""
    + _STYLE
    + """</style></head><body><p>{words}</p></body></html>"""
)
