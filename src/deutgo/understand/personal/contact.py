"""Ways to reach a person or their machine: phone numbers, e-mail and IP addresses."""

import ipaddress
import re
from collections.abc import Iterator

from deutgo.understand.personal.alternatives import any_of
from deutgo.understand.personal.labels import is_amount, labelled_as_thing
from deutgo.understand.personal.span import PersonalKind, PersonalSpan, span

_GAP = r"[\s\-._~/·*)(,\u200b]{0,5}"
_AREA = r"2|3[1-3]|4[1-4]|5[1-5]|6[1-4]|70|50[2-8]?"
_MOBILE = re.compile(
    rf"(?<![0-9])(?<![0-9][-.])(?:\+?82{_GAP}(?:\(?0\)?)?|0{_GAP})1{_GAP}[016789](?:{_GAP}[0-9]){{7,8}}"
)
_LANDLINE = re.compile(
    rf"(?<![0-9A-Za-z])(?<![0-9][-.])(?:\+?82[\s\-.)(]{{1,3}}|"
    rf"\(?0)(?:{_AREA})[\s\-._~/·)]{{0,5}}[1-9][0-9]{{2,3}}[\s\-._~/·]{{0,5}}[0-9]{{4}}(?![-.]?[0-9])"
)
_ABROAD = re.compile(r"(?<![0-9A-Za-z+])\+(?!82)[1-9][0-9]{0,2}(?:[\s\-.()]{1,2}[0-9]{1,4}){2,4}(?![0-9])")
_LOCAL = re.compile(r"(?<![0-9A-Za-z])(?<![0-9][-.])[2-9][0-9]{2,3}[\s\-.]{1,2}[0-9]{4}(?![-.]?[0-9])")
_LOCAL_WORD = re.compile(
    r"(?:전화\s?번호|연락처|휴대\s?전화|휴대폰|핸드폰|폰\s?번호|폰번|전번|전화|☎|☏|tel|hp|h\.p)\.?\s*(?:은|"
    r"는|이|가)?\s*(?:0?10\s?(?:빼고|에)\s*)?[:：)]?\s*$",
    re.IGNORECASE,
)
_HOTLINE = re.compile(r"1[568][0-9]{2}")
_MOBILE_GROUPS = re.compile(
    r"(?:3|1,1,1|1,2|2,1)(?:,(?:[34]|1(?:,1){2,3}|2,2)),(?:4|1,1,1,1|2,2)|3,[78]|1[01]|[67],4|3(?:,1){7,8}|"
    r"1(?:,1){9,10}"
)
_LATIN_BEFORE = re.compile(r"[A-Za-z]+\.?$")
_CONTACT_LATIN = {
    "tel",
    "hp",
    "h.p",
    "p",
    "t",
    "m",
    "c",
    "c.p",
    "mobile",
    "phone",
    "call",
    "cell",
    "kakao",
    "sms",
    "h",
}

_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}\s?@\s?(?:[A-Za-z0-9-]{1,62}\.)+[A-Za-z]{2,12}"
    r"(?![A-Za-z0-9])",
)
_APART = re.compile(  # s o m e o n e @ m a i l . c o m
    r"(?<![A-Za-z0-9])(?:[A-Za-z0-9._-] ){2,40}@ (?:[A-Za-z0-9-] ){2,30}"
    r"\. (?:[A-Za-z] ){1,5}?[A-Za-z](?: \. [a-z] [a-z])?"
    r"(?! ?[A-Za-z0-9])"
)
_FILE = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|css|js|mp4|txt|pdf|zip|apk)$", re.IGNORECASE)
_AT = r"\s*(?:@|[(\[{<]\s*(?:at|@|골뱅이|앳)\s*[)\]}>]|골뱅이|골뱅|앳|에이티|\s(?:at|AT|At)\s)\s*"
_DOT = r"\s*(?:\.|[(\[{<]\s*(?:dot|점|쩜|\.)\s*[)\]}>]|점|쩜|닷|\s(?:dot|DOT)\s)\s*"
_HOSTS = any_of(
    "네이버 지메일 쥐메일 구글 다음 한메일 카카오 네이트 핫메일 야후 아웃룩 naver gmail daum hanmail kakao",
    "nate hotmail yahoo",
    "outlook icloud korea empas dreamwiz paran lycos proton protonmail live msn",
)
_LAST = any_of("com net org kr io me edu info biz jp 컴 캄 콤 넷 케이알 오알지")
_HIDDEN_EMAIL = re.compile(
    rf"(?<![A-Za-z0-9._%+-])[A-Za-z0-9][A-Za-z0-9._+-]{{1,63}}{_AT}"
    rf"(?:(?:[A-Za-z0-9][A-Za-z0-9-]{{0,40}}|{_HOSTS})(?:{_DOT}(?:[A-Za-z0-9-]{{1,20}}|컴|캄|콤|넷|케이알|"
    rf"씨오|코|오알지)){{1,3}}"
    rf"|{_HOSTS}(?:\s?메일)?)(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_HIDDEN_END = re.compile(rf"{_LAST}$|{_HOSTS}(?:\s?메일)?$", re.IGNORECASE)

_OCTET = r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_IP_DOT = r"(?:\.|\s?\[\.\]\s?|\s?\(\.\)\s?|\s?\[dot\]\s?|\s\.\s?|\s?점\s?)"
_IP4 = re.compile(rf"(?<![0-9A-Za-z])(?<![0-9]\.){_OCTET}(?:{_IP_DOT}{_OCTET}){{3}}(?!\.?[0-9])")
_IP6 = re.compile(r"(?<![0-9A-Za-z:])(?:[0-9A-Fa-f]{1,4}:){2,7}(?::?[0-9A-Fa-f]{1,4}){1,6}(?![0-9A-Za-z:])")
_IP_WORDS = re.compile(
    r"아이피|(?<![A-Za-z])IP(?![A-Za-z])|접속|로그인|서버|주소|차단|핑|해킹|VPN|ping|ssh", re.IGNORECASE
)
_VERSION = re.compile(
    any_of(
        "버전 버젼 펌웨어 빌드 업데이트 패치 릴리스 드라이버 version ver\\.? v fw build firmware bios ios",
        "android chrome 크롬",
    )
    + r"\s*(?:은|는|이|가)?\s*[:：]?\s*$",
    re.IGNORECASE,
)
_VERSION_AFTER = re.compile(r"\s*(?:버전|버젼|빌드|펌웨어|업데이트|패치|릴리스|version)", re.IGNORECASE)
_NOBODY = ("127.", "0.", "255.", "224.", "8.8.", "1.1.1.1", "1.0.0.1", "168.126.63.")


def find_phone(text: str) -> Iterator[PersonalSpan]:
    """Find mobile, area-code, internet and foreign phone numbers; never national hotlines."""
    for match in _MOBILE.finditer(text):
        end = _end_of_mobile(text, match)
        if end:
            yield span(PersonalKind.PHONE, match.start(), end)
    for match in _LANDLINE.finditer(text):
        if any(c in "-).·~/_ " for c in match.group()):
            if not is_amount(text, match.end()):
                yield span(PersonalKind.PHONE, match.start(), match.end())
        elif not labelled_as_thing(text, match.start(), match.end()) and len(match.group()) >= 9:
            yield span(PersonalKind.PHONE, match.start(), match.end())
    for match in _ABROAD.finditer(text):
        if 9 <= sum(c.isdigit() for c in match.group()) <= 15:
            yield span(PersonalKind.PHONE, match.start(), match.end())
    for match in _LOCAL.finditer(text):
        if _HOTLINE.match(match.group()) or not _LOCAL_WORD.search(
            text[max(0, match.start() - 20) : match.start()]
        ):
            continue
        yield span(PersonalKind.PHONE, match.start(), match.end())


def _end_of_mobile(text: str, match: re.Match[str]) -> int:
    """Return where a mobile number ends, or 0 when the digits are something else."""
    said = match.group()
    start = match.start()
    if match.end() < len(text) and text[match.end()] in "0123456789":
        return 0
    if re.match(r"[-.][0-9]", text[match.end() : match.end() + 2]):
        return 0
    latin = _LATIN_BEFORE.search(text[max(0, start - 8) : start])
    if latin and latin.group().rstrip(".").lower() not in _CONTACT_LATIN:
        return 0
    digits = [len(group) for group in re.findall(r"[0-9]+", said)]
    abroad = said.startswith(("+82", "82"))
    if not abroad and not _MOBILE_GROUPS.fullmatch(",".join(map(str, digits))):
        return 0
    if len(digits) == 1 and labelled_as_thing(text, start, match.end()):
        return 0
    return match.end()


def find_email(text: str) -> Iterator[PersonalSpan]:
    """Find e-mail addresses, also written to be read by people only (골뱅이, [at], 점)."""
    for match in _EMAIL.finditer(text):
        if not _FILE.search(match.group()):
            yield span(PersonalKind.EMAIL, match.start(), match.end())
    for match in _APART.finditer(text):
        yield span(PersonalKind.EMAIL, match.start(), match.end())
    for match in _HIDDEN_EMAIL.finditer(text):
        if _HIDDEN_END.search(match.group()) and not _FILE.search(match.group()):
            yield span(PersonalKind.EMAIL, match.start(), match.end())


def find_ip(text: str) -> Iterator[PersonalSpan]:
    """Find IP addresses of somebody: not versions, not loopback, not a router's own address."""
    for match in _IP4.finditer(text):
        octets = re.findall(r"[0-9]+", match.group())
        plain = ".".join(octets)
        before = text[max(0, match.start() - 16) : match.start()]
        if _VERSION.search(before) or _VERSION_AFTER.match(text, match.end()):
            continue
        if plain.startswith(_NOBODY) or (
            plain.startswith(("192.168.", "10.0.0.")) and octets[3] in {"0", "1", "254"}
        ):
            continue
        small = all(int(octet) < 40 for octet in octets)
        if small and not _IP_WORDS.search(text[max(0, match.start() - 20) : match.end() + 10]):
            continue
        yield span(PersonalKind.IP, match.start(), match.end())
    for match in _IP6.finditer(text):
        try:
            address = ipaddress.IPv6Address(match.group())
        except ValueError:
            continue
        if not address.is_loopback and match.group().count(":") >= 3:
            yield span(PersonalKind.IP, match.start(), match.end())
