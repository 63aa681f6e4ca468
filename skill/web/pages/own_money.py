"""The page about one's own money: what may happen without asking, what is asked, what was spent and why.

Every change is read back on a second page and counts after its yes, through the use cases that the voice goes through.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast

from flask import Blueprint, Flask, Response, make_response, redirect, render_template, request, session, url_for
from werkzeug.exceptions import HTTPException

from skill.channels.rate_limit import RateLimit
from skill.composition import LANGUAGES, App
from skill.dialogue.act import Act
from skill.dialogue.conversation import ConfirmWithdrawal
from skill.dialogue.open_question import PUT_BY
from skill.dialogue.reply import Part, Reply
from skill.dialogue.situation import Situation
from skill.domain.mandate import Mandate
from skill.domain.mandate_change import in_force
from skill.domain.order import Order
from skill.domain.person import Recognised
from skill.usecases import own_money, proving
from skill.usecases.converse import Heard, respond
from skill.web.pages import mandate_form, orders, overview, visitor
from skill.web.pages.mandate_form import MandateForm
from skill.web.pages.orders import Confirmation
from skill.web.pages.visitor import Visitor
from skill.web.pages.words import read_page_words

TRIES_PER_MINUTE = 10
ORDERS_SHOWN = 20
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
}
_LOCALES = {"nl": "nl-NL", "en": "en-GB"}
_ANSWERS = {"yes": Act("confirm"), "no": Act("deny")}

Page = Response | str


def own_money_blueprint(app: App, tries: RateLimit | None = None) -> Blueprint:
    """/money and what is below it. Raises DataError for faults in the words."""
    settings = app.settings
    words = {language: read_page_words(settings.data_dir, language) for language in LANGUAGES}
    pages = _Pages(app, words, tries or RateLimit(TRIES_PER_MINUTE))
    blueprint = Blueprint("money", __name__, url_prefix="/money", template_folder="templates")
    secret = settings.page_secret or visitor.secret_in(settings.page_secret_path)
    blueprint.record_once(lambda state: visitor.configure(cast(Flask, state.app), secret))
    rule = blueprint.add_url_rule
    rule("", "overview", pages.overview)
    rule("/page.css", "style", pages.style)
    rule("/sign-in", "sign_in", pages.sign_in, methods=["POST"])
    rule("/sign-out", "sign_out", pages.signed_in(pages.sign_out), methods=["POST"])
    rule("/mandate", "mandate", pages.mandate)
    rule("/mandate", "propose", pages.signed_in(pages.propose), methods=["POST"])
    rule("/revoke", "revoke", pages.signed_in(pages.revoke), methods=["POST"])
    rule("/pause", "pause", pages.signed_in(pages.pause), methods=["POST"])
    rule("/forget", "forget", pages.signed_in(pages.forget), methods=["POST"])
    rule("/orders/<order>", "order", pages.order)
    rule("/orders/<order>.txt", "order_file", pages.order_file)
    rule("/withdraw", "withdraw", pages.signed_in(pages.withdraw), methods=["POST"])
    rule("/payment", "payment", pages.signed_in(pages.payment), methods=["POST"])
    rule("/answer", "answer", pages.signed_in(pages.answer), methods=["POST"])
    rule("/", "with_a_slash", pages.to_overview)
    rule("/<path:_>", "nowhere", pages.nowhere)
    blueprint.register_error_handler(HTTPException, pages.problem)
    blueprint.after_request(_guarded)
    return blueprint


def _guarded(response: Response) -> Response:
    response.headers.update(HEADERS)
    return response


class _Pages:
    """The views, with what they share."""

    def __init__(self, app: App, words: Mapping[str, Mapping[str, str]], tries: RateLimit) -> None:
        self._server, self._words, self._tries = app, words, tries

    @property
    def _app(self) -> App:
        return self._server.present

    def signed_in(self, view: Callable[[Visitor], Page]) -> Callable[[], Page]:
        """A view that changes something: for a form of ours, by somebody who is signed in."""

        def guarded() -> Page:
            if not visitor.is_our_form(request):
                return self._refused("expired", 400)
            present = visitor.present(self._app.parts.clock())
            return view(present) if present is not None else self._sign_in_page("too_late", 403)

        return guarded

    def overview(self) -> Page:
        present = visitor.present(self._app.parts.clock())
        if present is None:
            return self._sign_in_page()
        seen = self._look(present)
        person, language = present.person, self._language()

        def say(parts: Iterable[Part]) -> str:
            return self._text(seen, *parts)

        debits = own_money.debits_to_take_back(present.home, person, self._app.parts, seen.now)
        return self._page(
            "overview.html",
            said=session.pop("said", None),
            mandates=overview.mandates(seen, person, say),
            payments=overview.bills(seen, person, say),
            debits=overview.debits(seen, debits, language),
            spending=overview.spending(seen, say),
            preferences=overview.preferred(seen, person, say),
            orders=[self._shown(seen, each) for each in orders.own(seen, person)[:ORDERS_SHOWN]],
            decisions=overview.decisions(seen, person, say, language),
        )

    def to_overview(self) -> Page:
        return make_response(redirect(url_for("money.overview"), 303))

    def nowhere(self, _: str) -> Page:
        """What is no page of ours, said in words: a person typed it or kept it, no program."""
        return self._refused("not_found", 404)

    def style(self) -> Page:
        response = make_response(render_template("page.css"))
        response.mimetype = "text/css"
        return response

    def sign_in(self) -> Page:
        if not visitor.is_our_form(request):
            return self._refused("expired", 400)
        if self._tries.wait_s(request.remote_addr):
            return self._sign_in_page("wait", 429)
        home, person = request.form.get("home", "").strip().lower(), request.form.get("person", "").strip().lower()
        now, parts = self._app.parts.clock(), self._app.parts
        pin = request.form.get("pin", "")[:16]
        known = own_money.may_enter(home, person, parts)
        # A name that nobody has costs as much time as a wrong PIN: who lives where is not to be found out here.
        asked = (home, person) if known else (next(iter(parts.homes)), "")
        if not proving.prove(*asked, pin, parts, now) or not known:
            return self._sign_in_page("wrong_pin", 403)
        visitor.enter(home, person, now)
        return self.to_overview()

    def sign_out(self, _: Visitor) -> Page:
        visitor.leave()
        return self.to_overview()

    def mandate(self) -> Page:
        """The form, with the mandate of that category in it when there is one."""
        present = visitor.present(self._app.parts.clock())
        if present is None:
            return self._sign_in_page()
        seen = self._look(present)
        category = request.args.get("category", "groceries")
        own = [each for each in seen.mandates if each.grantor == present.person and in_force(each, seen.today)]
        found: Mandate | None = next((each for each in own if each.category == category), None)
        return self._form(seen, mandate_form.filled_from(found, category))

    def propose(self, present: Visitor) -> Page:
        seen = self._look(present)
        form, draft = mandate_form.read(request.form, seen)
        if draft is None:
            return make_response(self._form(seen, form), 400)
        now = self._app.parts.clock()
        reply = own_money.propose(present.home, present.person, draft, present.page, self._app.parts, now)
        return self._question(seen, reply)

    def revoke(self, present: Visitor) -> Page:
        return self._turn(present, Act("revoke_mandate", category=request.form.get("category", "none")))

    def pause(self, present: Visitor) -> Page:
        return self._turn(present, Act("pause_buying"))

    def forget(self, present: Visitor) -> Page:
        """One preference, or what the person would say to have all of them forgotten."""
        named = request.form.get("preference", "")
        if named == "all":
            return self._turn(present, Act("set_preference", preferences=("forget", "show")))
        return self._turn(present, Act("set_preference", preferences=("forget",), named=named))

    def payment(self, present: Visitor) -> Page:
        now, payment = self._app.parts.clock(), request.form.get("payment", "")
        reply = own_money.ask_payment(present.home, present.person, payment, present.page, self._app.parts, now)
        return self._question(self._look(present), reply)

    def order(self, order: str) -> Page:
        """The confirmation of one order of this person (O2), with the way to withdraw from it (O3)."""
        return self._of_order(order, lambda shown: self._page("order.html", shown=shown))

    def order_file(self, order: str) -> Page:
        def saved(shown: Confirmation) -> Page:
            response = make_response(shown.as_text())
            response.mimetype = "text/plain"
            response.headers["Content-Disposition"] = "attachment"
            return response

        return self._of_order(order, saved)

    def _of_order(self, order_id: str, show: Callable[[Confirmation], Page]) -> Page:
        present = visitor.present(self._app.parts.clock())
        if present is None:
            return self._sign_in_page()
        seen = self._look(present)
        found = next((each for each in orders.own(seen, present.person) if each.id == order_id), None)
        return self._refused("not_found", 404) if found is None else show(self._shown(seen, found))

    def _shown(self, seen: Situation, order: Order) -> Confirmation:
        language = self._language()
        return orders.confirmation(seen, order, self._words[language], language)

    def withdraw(self, present: Visitor) -> Page:
        now, order = self._app.parts.clock(), request.form.get("order", "")
        reply = own_money.ask_withdrawal(present.home, present.person, order, present.page, self._app.parts, now)
        return self._question(self._look(present), reply)

    def answer(self, present: Visitor) -> Page:
        digits = request.form.get("pin", "")[:16]
        act = Act("give_pin", digits=digits) if digits else _ANSWERS.get(request.form.get("answer", ""))
        return self._refused("unknown_choice", 400) if act is None else self._turn(present, act)

    def _turn(self, present: Visitor, act: Act) -> Page:
        """A turn of the page's conversation; the same form sent twice is one turn (P4)."""
        once = request.form.get("once", "")[:32] or secrets.token_hex(8)
        heard = Heard(
            request_id=f"{present.page}:{once}",
            home=present.home,
            speaker=present.person,
            locale=_LOCALES[self._language()],
            act=act,
            conversation=present.page,
            recognised=Recognised.PIN,
            approves_as=own_money.APP,
        )
        reply = respond(heard, self._app.parts).reply
        return self._question(self._look(present), reply)

    def _question(self, seen: Situation, reply: Reply) -> Page:
        """What is asked, on a page of its own; what was decided goes to the overview."""
        text = self._text(seen, *reply.parts)
        if not reply.awaits:
            session["said"] = text
            return self.to_overview()
        wants_pin = reply.decided == "asked_step_up"
        # Who withdraws presses a button that says so (2011/83/EU art. 11a(3)).
        withdraws = any(each.key in PUT_BY[ConfirmWithdrawal] for each in reply.parts)
        yes = "withdraw_confirm" if withdraws else "yes"
        return self._page("question.html", text=text, wants_pin=wants_pin, yes=yes, once=secrets.token_hex(8))

    def _form(self, seen: Situation, form: MandateForm) -> str:
        catalogue, language = seen.catalogue, self._language()
        retailers = {name: catalogue.retailers[name].name for name in seen.home.retailers}
        kinds = {
            kind.id: kind.names[language].name
            for kind in sorted(catalogue.kinds.values(), key=lambda kind: kind.names[language].name)
            if kind.category == form.category
        }
        return self._page(
            "mandate.html",
            form=form,
            categories=mandate_form.categories(seen),
            periods=[period.value for period in mandate_form.PERIODS],
            retailers=retailers,
            kinds=kinds,
        )

    def _look(self, present: Visitor) -> Situation:
        return own_money.look(present.home, present.person, self._app.parts, self._app.parts.clock())

    def _text(self, seen: Situation, *parts: Part) -> str:
        book = self._app.phrasebooks[self._language()]
        return book.say(Reply("informed", parts), now=seen.now, timezone=seen.home.timezone, turn=0).plain

    def _language(self) -> str:
        wanted = request.args.get("language") or session.get("language")
        if wanted not in LANGUAGES:
            wanted = request.accept_languages.best_match(LANGUAGES, LANGUAGES[0]) or LANGUAGES[0]
        if session.get("language") != wanted:
            session["language"] = wanted
        return str(wanted)

    def _page(self, template: str, **values: Any) -> str:
        language = self._language()
        other = next(each for each in LANGUAGES if each != language)
        token = visitor.form_token()
        return render_template(
            template,
            words=self._words[language],
            language=language,
            other=other,
            in_other=self._in_other(other),
            token=token,
            **values,
        )

    def _in_other(self, language: str) -> str:
        """Where this page is in the other language; what was sent by a form is left for the overview."""
        if request.method != "GET" or request.endpoint == "money.nowhere":
            return url_for("money.overview", language=language)
        kept = {name: request.args[name] for name in ("category",) if name in request.args}
        return url_for(str(request.endpoint), language=language, **{**kept, **(request.view_args or {})})

    def _sign_in_page(self, fault: str | None = None, status: int = 200) -> Page:
        return make_response(self._page("sign_in.html", fault=fault), status)

    def _refused(self, fault: str, status: int) -> Page:
        return make_response(self._page("refused.html", fault=fault), status)

    def problem(self, error: HTTPException) -> Page:
        return self._refused("not_found", error.code or 500)
