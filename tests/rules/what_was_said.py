"""Parts of replies by what they tell, as the tests of the rules need them."""

SPENDING = frozenset(
    {
        "mandate_buys",
        "mandate_pays",
        "mandate_read_back",
        "notice_ordered",
        "notice_paid",
        "notice_problem",
        "order_comes",
        "order_on_its_way",
        "order_was_accepted",
        "order_was_delivered",
        "order_was_placed",
        "paid",
        "payment_refused",
        "shall_i_pay",
        "spent",
        "still_to_pay",
        "why_approved_by_voice",
        "why_confirmed",
        "why_within_mandate",
    }
)
"""What nobody tells to a voice that it does not know (P7)."""

QUESTIONS = frozenset(
    {
        "advice_for_what",
        "how_many",
        "is_everything_right",
        "mandate_read_back",
        "say_pin",
        "say_pin_above_limit",
        "say_pin_unknown_voice",
        "shall_i_order",
        "shall_i_order_new",
        "shall_i_pay",
        "when_delivered",
        "which_amount",
        "which_brand",
        "which_kind",
        "which_one",
        "which_one_of",
        "which_product",
    }
)
"""What puts a question; after it an earlier one is no longer the one that a yes answers."""

AGAIN = frozenset({"it_is", "it_would_be", "shall_i_order_short", "shall_that_be_allowed"})
"""What puts the open question once more and opens nothing anew."""
