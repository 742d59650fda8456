"""The twelve rules of opening and walking evidence (docs/evidence-rules.md), and the tests that hold each.

Tests are named, so that one which is renamed or removed is missed here; a rule without a test fails.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent.parent
RULES_PAGE = TESTS.parent / "docs" / "evidence-rules.md"

RULES: dict[int, dict[str, list[str]]] = {
    1: {
        "conformance/containers/test_same_medium.py": ["test_container_is_recognised_by_its_content"],
        "conformance/test_evidence_rules.py": [
            "test_partition_type_decides_nothing",
            "test_two_file_systems_in_one_place_are_told_and_each_is_listed",
            "test_a_name_that_lies_decides_nothing",
        ],
        "conformance/test_bad_sources.py": [
            "test_unknown_bytes_are_raw_with_an_omission",
            "test_unsupported_container_is_named",
            "test_bitlocker_to_go_is_not_taken_for_its_decoy",
        ],
        "conformance/volumes/test_layers.py": [
            "test_gpt_in_sectors_of_512_and_4096_bytes",
            "test_mbr_in_sectors_of_4096_bytes",
        ],
    },
    2: {
        "conformance/test_bad_sources.py": [
            "test_segments_are_joined",
            "test_gap_in_the_segments_is_an_error",
            "test_stray_raw_segment_is_left_out",
            "test_e01_without_its_second_segment",
            "test_malformed_e01_that_pyewf_opens_with_size_0",
        ],
        "conformance/containers/test_same_medium.py": [
            "test_segments_are_shown_in_order",
            "test_stored_digest_equals_the_computed_one",
        ],
        "unit/evidence/containers/test_container_damage.py": [
            "test_every_flipped_byte_of_an_e01_is_found_or_harmless",
            "test_medium_with_a_damaged_chunk_is_digested_around_it_and_differs",
        ],
    },
    3: {
        "conformance/test_bad_sources.py": [
            "test_compressed_qcow2_is_read_truly",
            "test_encrypted_qcow2_is_refused_by_name",
        ],
        "conformance/containers/test_made_containers.py": [
            "test_qemu_img",
            "test_compressed_qcow2",
            "test_udif",
        ],
        "conformance/containers/test_container_samples.py": [
            "test_single_sectors_of_a_child_are_told_apart",
            "test_blocks_that_a_vhdx_child_zeroed_are_not_the_parents",
        ],
        "unit/evidence/encryption/test_bitlocker_filevault.py": [
            "test_any_read_gives_the_twin_s_bytes",
            "test_every_read_starts_on_a_boundary_and_a_short_one_raises",
        ],
        "unit/evidence/encryption/test_luks.py": ["test_any_read_gives_the_twin_s_bytes"],
        "conformance/volumes/test_shadow_copies.py": ["test_any_read_equals_aligned_reads"],
        "conformance/test_evidence_rules.py": ["test_a_medium_is_read_by_one_thread_alone"],
    },
    4: {
        "conformance/test_evidence_rules.py": [
            "test_short_answers_are_asked_on_and_an_empty_one_raises",
            "test_range_beyond_the_end_raises_and_is_never_cut",
            "test_the_cause_of_a_failed_read_comes_out_of_libtsk_as_it_went_in",
        ],
        "conformance/test_failing_reads.py": ["test_failing_at_read_k_loses_nothing"],
    },
    5: {
        "conformance/test_evidence_rules.py": [
            "test_locked_damaged_and_unknown_volumes_leave_the_others_alone"
        ],
        "conformance/encryption/test_encrypted.py": ["test_luks_in_clear_is_its_twin"],
    },
    6: {
        "conformance/containers/test_container_samples.py": [
            "test_the_record_of_the_source_names_child_and_parent",
            "test_missing_parent_is_named_before_anything_is_read",
            "test_parent_that_is_a_link_is_refused",
            "test_paths_of_another_computer_lead_to_the_folder_of_the_child",
            "test_vmdk_whose_parent_was_changed_since_is_refused",
            "test_vhd_whose_parent_is_another_disk_is_refused",
        ],
        "conformance/test_bad_sources.py": [
            "test_qcow2_reads_through_its_parent_and_shows_it",
            "test_qcow2_whose_parent_lies_elsewhere_is_refused",
            "test_qcow2_whose_parent_is_missing_is_refused_by_its_name",
        ],
    },
    7: {
        "conformance/encryption/test_encrypted.py": [
            "test_suspended_bitlocker_is_recorded_as_such",
            "test_no_representation_shows_a_secret",
        ],
    },
    8: {
        "conformance/test_evidence_rules.py": [
            "test_a_record_that_was_used_again_gives_its_old_name_no_content"
        ],
        "conformance/filesystems/test_deleted_files.py": [
            "test_files_in_a_deleted_folder_of_ntfs_are_listed_with_their_content"
        ],
        "conformance/containers/test_same_medium.py": ["test_deleted_names_and_the_orphan_are_listed"],
        "conformance/filesystems/test_sleuthkit_agreement.py": ["test_names_sizes_and_times_of_fls"],
    },
    9: {
        "conformance/filesystems/test_deleted_files.py": [
            "test_ntfs_file_whose_clusters_another_one_uses_is_told",
            "test_fat_file_whose_first_cluster_is_used_again_is_told",
        ],
        "conformance/test_evidence_rules.py": ["test_deleted_file_of_fat_is_marked_as_assumed_contiguous"],
    },
    10: {
        "conformance/filesystems/test_names_and_times.py": [
            "test_ext2_names_are_bytes",
            "test_name_with_a_slash_is_one_component",
            "test_fat_short_names_are_oem_bytes_and_long_names_utf8",
            "test_ntfs_names_are_wtf8_with_lone_surrogates",
            "test_ntfs_times_are_filetimes_with_those_of_the_name",
        ],
    },
    11: {
        "conformance/filesystems/test_names_and_times.py": [
            "test_zone_of_the_computer_changes_nothing",
            "test_fat_times_are_local_with_their_precision",
            "test_exfat_times_carry_their_own_offset",
            "test_zero_is_absent_and_never_1970",
        ],
    },
    12: {
        "conformance/workers/test_watchdog.py": [
            "test_deadlock_ends_as_an_omission_within_a_minute",
            "test_stopped_worker_is_replaced_and_the_walk_is_complete",
            "test_worker_lost_while_examining_costs_nothing",
            "test_entry_that_kills_every_worker_costs_itself_alone",
        ],
        "unit/evidence/test_worker_parts.py": [
            "test_confined_process_can_read_and_can_not_write_connect_or_execute"
        ],
        "conformance/test_findings.py": ["test_finding"],
    },
}


@pytest.mark.parametrize("rule", range(1, 13))
def test_rule_has_its_tests(rule: int) -> None:
    assert RULES[rule]
    for name, tests in RULES[rule].items():
        tree = ast.parse((TESTS / name).read_text(encoding="utf-8"))
        there = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        assert set(tests) <= there, name
        assert tests


def test_the_page_has_the_same_twelve_rules() -> None:
    text = RULES_PAGE.read_text(encoding="utf-8")
    assert [int(number) for number in re.findall(r"^(\d+)\. ", text, re.MULTILINE)] == list(range(1, 13))
