"""Tests that share a running system stay in one process: two of them would take each other's databases away."""

import pytest

pytestmark = [pytest.mark.system, pytest.mark.xdist_group("live")]


def test_the_group_is_part_of_the_address_that_is_scheduled(request, worker_id):
    assert worker_id == "master" or request.node.nodeid.endswith("@live")
