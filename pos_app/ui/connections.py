"""Which signal of a screen wishes what: one function a screen."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from pos_app.retail.tender import TenderKind
from pos_app.ui.checkout.explaining import why
from pos_app.ui.counter import Counter
from pos_app.ui.sign_on.presenter import SignOnPresenter
from pos_app.ui.sign_on.screen import SignOnScreen


def connect_sign_on(screen: SignOnScreen, presenter: SignOnPresenter) -> None:
    """Names and PIN."""
    screen.person_chosen.connect(presenter.choose)
    screen.person_stepped.connect(presenter.step)
    screen.pin_edited.connect(presenter.edit)
    screen.pin_entered.connect(presenter.enter)


def connect_checkout(counter: Counter, sign_off: Callable[[], None]) -> None:
    """Everything that can be pressed or typed at the checkout."""
    screen, presenter = counter.screen, counter.presenter
    selling, members, paying = presenter.selling, presenter.members, presenter.paying
    taking = counter.taking
    screen.explain = partial(why, counter.desk)
    screen.text_edited.connect(taking.first(taking.wants_text, presenter.on_edited))
    screen.text_entered.connect(taking.first(taking.wants_entry, presenter.on_entered))
    screen.arrow_pressed.connect(counter.move)
    screen.result_chosen.connect(selling.choose)
    screen.quick_key_pressed.connect(taking.first(taking.wants_product, selling.choose))
    screen.line_selected.connect(selling.select)
    screen.quantity_step_wished.connect(selling.step)
    screen.line_remove_wished.connect(selling.remove)
    screen.unsold_dismissed.connect(selling.dismiss)
    screen.undo_wished.connect(selling.undo)
    screen.reward_pressed.connect(members.use_reward)
    screen.reward_dropped.connect(members.drop_reward)
    screen.member_pressed.connect(counter.press_member)
    screen.rewards_wished.connect(lambda: counter.press_member("rewards"))
    screen.cash_pressed.connect(taking.unless_open(paying.press_cash))
    screen.card_pressed.connect(taking.unless_open(paying.press_card))
    screen.gift_card_pressed.connect(taking.unless_open(partial(paying.press_card, TenderKind.GIFT_CARD)))
    screen.exact_pressed.connect(taking.unless_open(paying.press_exact))
    screen.quick_amount_pressed.connect(paying.take_cash)
    screen.tender_taken_back.connect(paying.take_back)
    screen.back_to_sale_pressed.connect(paying.back)
    screen.cancel_wished.connect(presenter.cancelling.cancel)
    screen.notice_action.connect(presenter.answer)
    screen.sounds_toggled.connect(presenter.toggle_sounds)
    screen.receipt_wished.connect(counter.press_receipt)
    screen.return_wished.connect(taking.press)
    screen.status.exchange_wished.connect(counter.exchanging.press)
    screen.reprint_wished.connect(presenter.paper.reprint_last)
    screen.help_wished.connect(counter.toggle_help)
    screen.sign_off_wished.connect(sign_off)
    _connect_panes(counter)


def _connect_returns(counter: Counter) -> None:
    pane, returns = counter.return_pane, counter.taking.returns
    pane.sale_chosen.connect(returns.open_receipt)
    pane.stepped.connect(returns.choosing.step)
    pane.all_wished.connect(returns.choosing.take_all)
    pane.reason_chosen.connect(returns.choosing.set_reason)
    pane.next_wished.connect(returns.next)
    pane.back_wished.connect(returns.back)
    pane.void_wished.connect(returns.void_last)
    pane.without_wished.connect(returns.begin_without_receipt)
    pane.closed.connect(counter.close_pane)
    pane.told.connect(counter.screen.tell)
    question, approval = counter.approval_pane, counter.taking.approval
    question.person_chosen.connect(approval.choose)
    question.person_stepped.connect(approval.step)
    question.pin_edited.connect(approval.edit)
    question.pin_entered.connect(approval.enter)
    question.dropped.connect(approval.close)


def _connect_exchange(counter: Counter) -> None:
    pane, exchange = counter.exchange_pane, counter.exchanging.presenter
    pane.closed.connect(counter.close_pane)
    if exchange is not None:
        pane.try_wished.connect(exchange.try_now)
        pane.extend_wished.connect(exchange.extend)
        pane.mark_wished.connect(exchange.mark)


def _connect_panes(counter: Counter) -> None:
    _connect_returns(counter)
    _connect_exchange(counter)
    form, enrolment = counter.screen.enrolment, counter.presenter.enrolment
    form.phone_edited.connect(enrolment.edit_phone)
    form.name_edited.connect(enrolment.edit_name)
    form.birthday_edited.connect(enrolment.edit_birthday)
    form.brought_by_edited.connect(enrolment.edit_brought_by)
    form.consent_toggled.connect(enrolment.set_consent)
    form.enrol_wished.connect(enrolment.enrol)
    form.dropped.connect(enrolment.close)
    pane, members = counter.member, counter.members
    pane.tab_chosen.connect(members.choose_tab)
    pane.action_pressed.connect(members.press)
    pane.field_edited.connect(members.edit)
    pane.form_dropped.connect(members.drop_form)
    pane.touched.connect(counter.screen.open_keyboard)
    pane.form_closed.connect(counter.screen.close_keyboard)
    pane.form_closed.connect(counter.screen.focus_entry)
    pane.closed.connect(counter.close_pane)
    pane.told.connect(counter.screen.tell)
    counter.help.closed.connect(counter.close_pane)
    counter.receipt.closed.connect(counter.close_pane)
    counter.receipt.print_wished.connect(counter.print_again)
