"""By which words lists call kinds of activities, and what is done or not (domain.md §2)."""

from collections.abc import Mapping


def _split(words: str) -> tuple[str, ...]:
    return tuple(words.split("、"))


KINDS_OF_ACTIVITY: Mapping[str, tuple[str, ...]] = {
    "call": _split("Phone、Phone call、Telephone、電話、架電、コール、通話"),
    "email": _split("E-mail、Mail、Mailing、メール、電子メール、eメール"),
    "meeting": _split(
        "Event、Appointment、Online meeting、打ち合わせ、打合せ、商談、会議、面談、ミーティング、"
        "オンライン商談、予定"
    ),
    "visit": _split("訪問、客先訪問、来社、往訪"),
    "web_visit": _split("Page view、Website visit、Webサイト訪問、サイト訪問、ページ閲覧"),
    "mail_click": _split("Click in a mail、Email click、メール内クリック、メールクリック"),
    "seminar": _split("Webinar、セミナー、ウェビナー、展示会"),
    "catalogue_request": _split(
        "Catalog request、Download、資料請求、カタログ請求、資料ダウンロード"
    ),
    "inquiry": _split("Enquiry、Form submission、問い合わせ、お問い合わせ、問合せ"),
    "note": _split("Comment、Memo、メモ、ノート、コメント、その他"),
    "task": _split("To-do、Todo、タスク、やること"),
}
DONE_WORDS = _split(
    "Done、Completed、Complete、Closed、True、1、済、済み、完了、実施済、実施済み、対応済、対応済み、"
    "はい、◯、○"
)
OPEN_WORDS = _split(
    "Not started、In progress、Open、Planned、To do、False、0、未、未完了、未着手、未実施、未対応、"
    "進行中、対応中、予定、いいえ、×"
)
