"""Every text of the visitor's page, by its key: the program asks for them by these."""

from __future__ import annotations

from functools import cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fairdue.visits.models import FallenBecause, VisitState


@cache
def words() -> dict[str, str | Promise]:
    """Texts by key. Braces stand for what the program fills in."""
    return {**_ENTRY, **_DAY, **_VISIT, **_RECORD, **_AFTER, **_HELP}


_ENTRY: dict[str, str | Promise] = {
    "set_up": _("Set up this phone"),
    "set_up_lead": _(
        "Your visits are kept on it encrypted, so that you can work all day without network. "
        "Choose "
        "a code to open them with. The code stays on this phone."
    ),
    "set_up_do": _("Set up"),
    "pin": pgettext_lazy("field", "Code"),
    "pin_choose": _("Choose a code of {digits} digits"),
    "pin_again": _("The same code again"),
    "pin_short": _("The code has {digits} digits, no more and no fewer."),
    "pin_trivial": _("Choose a code that is harder to guess."),
    "pin_differs": _("The two codes are not the same. Type them again."),
    "pin_wrong": _("This is not the code. Try again, or sign in and choose another."),
    "pin_wait": _("Too many wrong codes. Wait {seconds} s, or sign in and choose another."),
    "pin_forgot": _("Choose another code (needs network)"),
    "pin_new": _("Choose another code"),
    "pin_new_lead": _("You are signed in, so the old code is not needed. Nothing is lost."),
    "pin_new_do": _("Use this code"),
    "unlock": pgettext_lazy("field", "Open"),
    "locked": pgettext_lazy("field", "Locked"),
    "needs_network": _("This needs the network. Try again where there is some."),
    "signed_out_mend": _("Sign in again first; what you wrote stays on this phone."),
    "revoked": _("This phone was taken out of use"),
    "no_crypto": _("This page needs a secure connection"),
    "no_crypto_mend": _("Open it by https:// in a current browser; then it can encrypt."),
    "no_worker": _("The page could not be stored; without network it will not open."),
}

_DAY: dict[str, str | Promise] = {
    "online": _("Connected"),
    "offline": _("No network"),
    "syncing": _("Handing in…"),
    "signed_out": _("Signed out"),
    "waiting": _("{count} waiting"),
    "sync_now": _("Hand in and fetch now"),
    "no_day": _("Nothing fetched yet"),
    "no_day_mend": _("Fetch your day once with network; then it works without."),
    "no_rounds": _("No round today"),
    "no_rounds_mend": _("Your lead has given you none out for today."),
    "fetched": _("Fetched {at}"),
    "round": pgettext_lazy("field", "Round"),
    "and": pgettext_lazy("between two names", " and "),
    "not_loaded": _("Not fetched yet"),
    "take_round": _("Set out on this round"),
    "take_round_lead": _(
        "Do this with network before you leave: each visit is asked for once more, and only "
        "what is "
        "permitted today stays on the round."
    ),
    "taken": _("You may set out. Every visit is permitted."),
    "taken_but": _("You may set out. {count} visits fell out; see why in the list."),
    "record_taken": _("Handed in"),
    "record_waits": _("Written, not handed in"),
    "record_returned": _("Returned to you"),
    "at_the_door": _("You are there"),
    "outbox": _("Waiting to be handed in"),
    "outbox_lead": _("It stays encrypted on this phone until it is taken, and is then deleted."),
    "outbox_empty": _("Everything is handed in"),
    "out_deed": _("Arriving or leaving"),
    "out_record": pgettext_lazy("field", "Record"),
    "out_alarm": _("Alarm"),
    "out_evidence": _("Photo, sound or signature"),
    "out_bar": _("Not to be visited"),
    "out_after": _("How you want to go on"),
    "waits": pgettext_lazy("field", "Waits"),
    "try_again": _("Try again"),
    "phone": _("This phone"),
    "lock_title": _("Lock"),
    "lock_lead": _("Opens again with your code, without network too."),
    "lock_do": _("Lock now"),
    "leave_title": _("End the day"),
    "leave_lead": _("Signs you out and deletes what this phone was given."),
    "leave_do": _("Delete and sign out"),
    "leave_anyway": _("Sign out, and keep what waits encrypted"),
    "leave_waiting": _("{count} things wait to be handed in. They stay until you sign in again."),
    "keeps": _("What it was given is deleted {hours} hours after the day, whatever you do."),
}

_VISIT: dict[str, str | Promise] = {
    "to_today": pgettext_lazy("field", "Today"),
    "to_visit": pgettext_lazy("field", "Visit"),
    "visit_gone": _("This visit is not on your round any more"),
    "visit_gone_mend": _("Your lead changed the round. What you wrote of it is kept."),
    "when": pgettext_lazy("field", "When"),
    "window": _("between {from} and {until}"),
    "why": pgettext_lazy("field", "Why"),
    "owes": _("Past due"),
    "cards": pgettext_lazy("field", "Cards"),
    "speaks": pgettext_lazy("field", "Speaks"),
    "care": _("Needs more care: take time, do not press, leave at the first sign of distress."),
    "fell_out": _(
        "This visit fell out: {why}. Do not go; if you were there already, write it down."
    ),
    "not_taken": _("Set out on the round first: without its permit nobody goes."),
    "returned_why": _("Your lead returned the record: {why}"),
    "show_card": _("Show identity card"),
    "word_due": _("Next sign of life due"),
    "all_well": pgettext_lazy("field", "All is well"),
    "well_question": _("Is all well?"),
    "well_lead": _("Your lead is told when no answer comes."),
    "need_help": _("I need help"),
    "steps": _("At the visit"),
    "arrive": _("I am there"),
    "arrived_at": _("There since {at}"),
    "leave": _("I am leaving"),
    "left_at": _("Left at {at}"),
    "write_record": _("Write the record"),
    "correct": _("Correct the record"),
    "no_place": _("No place was found; that is written down, and you can go on."),
    "evidence": _("Photos and sound"),
    "sound_asked": _(
        "Say that you record before you begin. Take photos of letters and doors, never of people."
    ),
    "sound_not": _(
        "Sound is not recorded here. Take photos of letters and doors, never of people."
    ),
    "sound_start": _("Record sound"),
    "sound_stop": _("Stop recording"),
    "no_sound": _("The microphone is not allowed or in use. Allow it in the browser's settings."),
    "photo_take": _("Take a photo"),
    "photo_kept": _("The photo is kept."),
    "photo_shrunk": _("The photo was made smaller, to {kb} kB, and is kept."),
    "photo_too_large": _("This photo has {has} MB; at most {may} MB can be taken. Take it again."),
    "photo_unreadable": _("This is no photo that can be read. Take it again."),
    "gathered": _("{photos} photos, {sounds} recordings"),
    "script": _("What to say"),
    "visitors": pgettext_lazy("field", "Visitors"),
    "card_code": _("Code for checking this card, to be scanned"),
    "card_says": _("You need not open the door or speak with anyone. Check this card first."),
}

_RECORD: dict[str, str | Promise] = {
    "record_title": _("Record of the visit"),
    "met": _("Whom did you meet?"),
    "identity": _("How was it checked that it was them?"),
    "outcome": _("What came of it?"),
    "amount": _("Amount promised"),
    "currency": pgettext_lazy("field", "Currency"),
    "on": _("To be paid on"),
    "place": _("Where did you talk?"),
    "entry_agreed": _("They asked us in"),
    "card_shown": _("We showed the identity card"),
    "dressed": _("We were properly dressed"),
    "taped": _("Was it recorded?"),
    "not_taped_because": _("Why not?"),
    "choose": pgettext_lazy("field", "Choose"),
    "checklist": pgettext_lazy("field", "Checklist"),
    "cause": _("Why did they fall behind?"),
    "cause_unknown": _("They did not say"),
    "said": _("What was said"),
    "said_hint": _("In plain words, without names of others."),
    "signatures": pgettext_lazy("field", "Signatures"),
    "cardholder": _("The cardholder"),
    "cardholder_signs": _("Does the cardholder sign?"),
    "sign_clear": pgettext_lazy("field", "Clear"),
    "sign_typed": _("Or type the name"),
    "sign_missing": _(
        "A signature is missing. Both visitors sign; the cardholder, if they want to."
    ),
    "record_do": _("Sign and hand in"),
    "correct_do": _("Sign and hand in the correction"),
    "record_after": _(
        "Once signed it is not changed any more; a correction is a record of its own."
    ),
    "record_done": _("The record is signed and being handed in."),
    "record_done_offline": _("The record is signed and kept; it is handed in with the network."),
    "no_sound_here": _("You wrote that sound was recorded, but none is here."),
    "lacks_met": _("Say whom you met."),
    "lacks_outcome": _("Say what came of it."),
    "lacks_identity": _("Say how it was checked that it was them."),
    "lacks_place": _("Say where you talked."),
    "lacks_taped": _("Say whether it was recorded."),
    "lacks_not_taped_because": _("Say why it was not recorded."),
    "lacks_cardholder": _("Say whether the cardholder signs."),
    "lacks_amount": _("Give the amount promised and the day."),
}

_AFTER: dict[str, str | Promise] = {
    "after": _("How do you want to go on?"),
    "after_lead": _(
        "What happened at the visit to {name} is on record. What you choose is yours: your lead "
        "learns only that you want to talk, or that the round ends."
    ),
    "after_there": _("the cardholder"),
    "after_fine": _("I’m fine, go on"),
    "after_break": _("A break of {minutes} minutes"),
    "after_end": _("No more visits today"),
    "after_talk": _("I’d like to talk to my lead"),
    "chosen_fine": _("All right. Nothing else changes."),
    "chosen_break": _("Take your time: {minutes} minutes."),
    "chosen_end": _("No more visits today. Your lead is told as soon as there is network."),
    "chosen_talk": _("Your lead learns that you want to talk as soon as there is network."),
    "round_over": _("No more visits on this round today. What was left is taken off."),
    "off": VisitState.FELL_OUT.label,
    "off_because": FallenBecause.TEAM.label,
}

_HELP: dict[str, str | Promise] = {
    "help": pgettext_lazy("field", "Help"),
    "help_first": _("Leave first if you can. Nothing you have to do here is worth being hurt for."),
    "call": _("Call the police: {number}"),
    "silent": _("Silent alarm"),
    "silent_lead": _(
        "Your lead is told where you are; the phone shows and sounds nothing. From any page: "
        "hold the "
        "button Help for a second."
    ),
    "silent_do": _("Raise the silent alarm"),
    "threat": _("We were threatened"),
    "threat_on_the_way": _("On the way, at no visit"),
    "threat_words": _("What happened?"),
    "threat_hint": _(
        "Who did what, in plain words. What you photographed and recorded goes along."
    ),
    "threat_bar": _("Nobody should visit here again"),
    "threat_do": _("Report, and raise the alarm"),
    "photos": _("{count} photos"),
    "alarm_sent": _("Your lead is being told."),
    "alarm_waits": _("No network: it is sent the moment there is some. Call if you can."),
}
