"""A stranger's file keeps nobody waiting."""

from app.services import recognising
from app.services.recognising import Busy, recognise
from tests.services.batching import door


def test_others_write_while_a_file_is_read(call, monkeypatch):
    written = []

    def read(*_):
        with door(call).transaction() as services:
            written.append(services.now)
        return recognising.Verification("", 0)

    monkeypatch.setattr(recognising, "verify", read)
    assert recognise(door(call), b"%PDF-").verification is not None
    assert written


def test_no_more_files_are_read_at_once_than_there_is_room_for(call, monkeypatch):
    monkeypatch.setattr(recognising, "PATIENCE", 0)
    refused, depth = [], []

    def read(*_):
        depth.append(None)
        try:
            recognise(door(call), b"%PDF-")
        except Busy:
            refused.append(len(depth))
        return recognising.Verification("", 0)

    monkeypatch.setattr(recognising, "verify", read)
    for _ in range(2):  # and there is room again afterwards
        depth.clear()
        recognise(door(call), b"%PDF-")
    assert refused == [recognising.AT_ONCE] * 2
