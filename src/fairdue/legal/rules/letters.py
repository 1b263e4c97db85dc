"""What a collection letter must show in China, and who may write as a lawyer.

CBRC Decree 2011 No. 2 art. 69; Lawyers Law arts. 13, 25, 55.
"""

from __future__ import annotations

from collections.abc import Collection

from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Clause


def letter_is_complete(fields: Collection[str], *, items: Collection[str]) -> Clause:
    """Does a collection letter show every mandatory item? `fields` are the items it shows."""
    missing = [item for item in items if item not in fields]
    return Clause(
        "CN-LTR-01",
        allowed=not missing,
        reason=Text(
            f"The letter lacks: {', '.join(missing)}." if missing else "The letter is complete.",
            f"函件缺少：{'、'.join(missing)}。" if missing else "函件载明全部法定事项。",
        ),
        values=(("missing", ", ".join(missing)),),
    )


def may_send_lawyers_letter(
    *,
    signed_as_lawyer: bool,
    signer_licensed: bool,
    firm_engaged: bool,
    formal: bool = True,
    truthful: bool = True,
) -> tuple[Clause, ...]:
    """May a letter go out under a lawyer's name? Only by a licensed lawyer, through the firm.

    `formal`: with the firm's seal, the lawyer's name and licence. No statute lists that; it is
    practice, as is that the letter says nothing untrue.
    """
    return (
        Clause(
            "CN-LAWLTR-01",
            allowed=signer_licensed or not signed_as_lawyer,
            reason=Text(
                "Only a licensed lawyer may write as a lawyer.", "以律师名义发函须持有律师执业证。"
            ),
        ),
        Clause(
            "CN-LAWLTR-01",
            allowed=firm_engaged,
            reason=Text(
                "The law firm must be engaged by written contract.", "须由律师事务所书面接受委托。"
            ),
        ),
        Clause(
            "CN-LAWLTR-01",
            allowed=formal,
            reason=Text(
                "Show the firm's seal, the lawyer's name and licence.",
                "律师函须加盖律所公章并载明律师姓名及执业证号。",
            ),
        ),
        Clause(
            "CN-LAWLTR-01",
            allowed=truthful,
            reason=Text("A lawyer's letter says nothing untrue.", "律师函内容须真实。"),
        ),
    )
