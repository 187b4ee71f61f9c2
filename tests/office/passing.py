"""A case through the default chain although something was found in it: every signer decides, then signs."""

from playing import facts, let_pass, look, row, sign, submitted


def passed(office, people, *texts):
    """The id of an approved case; whoever signs lets pass what was found."""
    case_id = submitted(office, people["author"], *texts)
    for name in ("head", "officer", "leader"):
        if row(office, case_id).state != "in-review" or (
            name == "officer" and row(office, case_id).step != 2
        ):
            continue
        look(office, people[name], case_id)
        if facts(office, people[name], case_id).findings:
            let_pass(office, people[name], case_id)
        sign(office, people[name], case_id)
    return case_id
