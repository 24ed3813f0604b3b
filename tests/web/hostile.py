"""Two hundred texts that somebody may send who means no good. Each carries the made-up word MARK where it would do
harm: in the name of an element or an attribute, in an address, or in the first cell of a formula."""

from itertools import product

MARK = "zorb"

ELEMENTS = (
    "<script>{m}()</script>", "<ScRiPt/{m}>alert(1)</sCrIpT>", "<img src=x onerror={m}()>", "<svg onload={m}()>",
    "<svg/onload={m}()//", "<{m} onclick=alert(1)>x</{m}>", "<a href=javascript:{m}()>x</a>",
    "<a href='java\tscript:{m}()'>x</a>", "<iframe srcdoc='<script>{m}()</script>'>", "<body onpageshow={m}()>",
    "<input autofocus onfocus={m}()>", "<details open ontoggle={m}()>", "<math><mi xlink:href=javascript:{m}()>x",
    "<style>@import '//{m}.example'</style>", "<link rel=stylesheet href=//{m}.example>",
    "<meta http-equiv=refresh content=0;url=//{m}.example>", "<base href=//{m}.example/>",
    "<form action=//{m}.example>",
    "<object data=//{m}.example>", "<template><{m}></template>",
)  # fmt: skip
AROUND = ("{}", "'{}", '"{}', '">{}', "'>{}", "--></style></script></title>{}", "{{{{7*7}}}}{}")
FORMULAS = (
    "=HYPERLINK(\"//{m}.example\",\"x\")", "+{m}", "-{m}", "@{m}", "=cmd|' /C calc'!{m}", " ={m}", "\t={m}", "＝{m}",
    "＋{m}", "－{m}", "＠{m}", "==1+{m}",
)  # fmt: skip
STRANGE = (
    "{m} \u202eevil\u202c", "{m} \u2066a\u2069", "{m}\u200b\u200b\u200bx", "{m}\ufeffx", "{m}" + "\u0301" * 60,
    "{m} \x00", "{m} \x1b[31m", "{m} \x07", "{m} \udc80", "{m} \ud800", "{m} \ufffe", "{m} \U0010ffff", "{m}\u2028x",
    "{m}\u2029x", "{m}\x85x", "\u0440\u0430\u0443\u0440al {m}", "{m} \u0130\u0131\u017f\u1e9e", "{m} \ufdfd" * 9,
    "{m} %00%0d%0aSet-Cookie:a=b", "{m}\r\nX-Injected: yes", "{m} %s %(x)s {{x}} ${{x}}", "{m}' OR 1=1 --",
    "{m}; DROP TABLE votes_vote", "../../{m}/etc/passwd", "{m} \\u003cscript\\u003e",
    "&lt;script&gt;{m}&lt;/script&gt;",
    "&#60;script&#62;{m}", "[x](javascript:{m}())", "![x](javascript:{m}())", "<javascript:{m}()>", "`{m}`<script>",
    "[{m}]: javascript:x", "{m}" * 200, "{m}\n" * 30, "{m} <!--", "]]>{m}", "<![CDATA[{m}", "<?xml {m}?>",
    "<!DOCTYPE {m} [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>&x;", "{{% load {m} %}}", "{{% include '{m}' %}}",
    "{m}\U000e0041\U000e0042", "{m} \u115f\u3164", "{m} 1\u20442", "{m} \u1160" * 20, "\u061c{m}", "\u200f{m}\u200e",
    "{m} \uff1cscript\uff1e", "{m} \u2039script\u203a",
)  # fmt: skip


def texts() -> list[str]:
    wrapped = [around.format(element) for element, around in product(ELEMENTS, AROUND)]
    every = dict.fromkeys((*wrapped, *FORMULAS, *STRANGE))
    return [each.replace("{m}", MARK).replace("{{", "{").replace("}}", "}") for each in every]
