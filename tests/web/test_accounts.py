"""Signing in and out, the first account, one's own account."""


def test_a_member_sees_their_account(member):
    assert member.get("/account").status_code == 200
