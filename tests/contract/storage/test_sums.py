"""What all sales in the books come to."""

from __future__ import annotations

import msgspec

from pos_app.retail.tender import TenderKind
from pos_app.storage.opening import Storage
from pos_app.storage.sums import BookSums, MemberSum, read_sums
from tests.support.tills import CountedIds, enrolment, filing


def test_an_empty_till_comes_to_nothing(till: Storage) -> None:
    assert read_sums(till.database) == BookSums(0, 0, 0, 0, 0, {})


def test_sales_are_added_up_in_all_and_per_member(till: Storage, ids: CountedIds) -> None:
    ann = till.members.enrol(enrolment(ids)).member_id
    ben = till.members.enrol(enrolment(ids, "Ben Ray", "+905321112244", "9000000024")).member_id
    paid = [filing(ids, 8, ann), filing(ids, 2, ann), filing(ids, 3, ben), filing(ids, 5)]
    coupon = msgspec.structs.replace(paid[3].sale.tenders[0], kind=TenderKind.COUPON)
    sale = msgspec.structs.replace(paid[3].sale, tenders=(coupon, paid[3].sale.tenders[1]))
    paid[3] = msgspec.structs.replace(paid[3], sale=sale)
    for each in paid:
        till.books.file_sale(each)
    totals = [each.figures.total_minor for each in paid]
    assert read_sums(till.database) == BookSums(
        sales=4,
        lines=18,
        total_minor=sum(totals),
        coupon_minor=coupon.amount_minor,
        earned_points=60,
        members={ann: MemberSum(2, totals[0] + totals[1], 40), ben: MemberSum(1, totals[2], 20)},
    )
