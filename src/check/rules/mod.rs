//! The catalogue: one file a rule, registered here.

/// The `//!` lines that begin a file of a rule. The rest of the file is no part of the program.
macro_rules! documentation {
    ($file:literal) => {{
        const FILE: &str = include_str!($file);
        const LINES: [u8; super::documented(FILE)] = super::start_of(FILE);
        match std::str::from_utf8(&LINES) {
            Ok(lines) => lines,
            Err(_) => panic!("lines end where letters do"),
        }
    }};
}

mod absence_limit;
mod ambiguous_rating;
mod award_without_rating;
mod breakdowns;
mod civil_service_failed;
mod collective_above_organisation;
mod conflicting_rows;
mod customary_mapping;
mod decided_differs_from_proposed;
mod discipline_blocks_excellent;
mod disciplined;
mod disciplined_above_limit;
mod duplicate_row;
mod excellent_cap_exceeded;
mod excellent_manager_units;
mod excellent_without_state_bodies;
mod excellent_without_subunits;
mod formula_error;
mod formula_range_gap;
mod heads;
mod hidden_data;
mod invalid_count;
mod jump;
mod label_out_of_period;
mod leader_above_collective;
mod leader_above_unit;
mod leader_unit_unknown;
mod legacy_encoding;
mod levels_do_not_sum;
mod missing_rating;
mod misspelt_label;
mod multiple_ratings;
mod near_duplicate_name;
mod nested_exceeds_whole;
mod nesting_ambiguous;
mod no_table_found;
mod not_a_rating;
mod not_all_rated;
mod notes;
mod number_as_text;
mod party_above_civil_service;
mod password_protected;
mod percent_mismatch;
mod percent_sum;
mod post_conflict;
mod posts;
mod proposals;
mod rated_plus_unrated;
mod ratings;
mod relations;
mod reports_disagree;
mod score_level_mismatch;
mod stale_formula;
mod streak_contradicted;
mod submitted_twice;
mod summary_differs_from_list;
mod superiors;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
mod ticked;
mod total_row_mismatch;
mod twins;
mod two_lists;
mod two_years_failed;
mod typed_over_formula;
mod unclear_layout;
mod unit_missing;
mod unknown_rating;
mod unreadable_cell;
mod unreadable_file;
mod unstated_remainder;
mod wrong_extension;
mod year_conflict;
mod year_unknown;
mod years;

use super::Rule;

/// All rules, by code.
pub static ALL: &[&Rule] = &[
    &excellent_cap_exceeded::RULE,
    &excellent_without_subunits::RULE,
    &excellent_without_state_bodies::RULE,
    &excellent_manager_units::RULE,
    &discipline_blocks_excellent::RULE,
    &unreadable_file::RULE,
    &password_protected::RULE,
    &wrong_extension::RULE,
    &no_table_found::RULE,
    &unclear_layout::RULE,
    &hidden_data::RULE,
    &legacy_encoding::RULE,
    &formula_error::RULE,
    &number_as_text::RULE,
    &stale_formula::RULE,
    &year_conflict::RULE,
    &year_unknown::RULE,
    &unreadable_cell::RULE,
    &streak_contradicted::RULE,
    &award_without_rating::RULE,
    &two_years_failed::RULE,
    &jump::RULE,
    &unknown_rating::RULE,
    &ambiguous_rating::RULE,
    &missing_rating::RULE,
    &multiple_ratings::RULE,
    &score_level_mismatch::RULE,
    &label_out_of_period::RULE,
    &customary_mapping::RULE,
    &not_a_rating::RULE,
    &misspelt_label::RULE,
    &leader_above_unit::RULE,
    &leader_above_collective::RULE,
    &collective_above_organisation::RULE,
    &leader_unit_unknown::RULE,
    &party_above_civil_service::RULE,
    &civil_service_failed::RULE,
    &disciplined_above_limit::RULE,
    &decided_differs_from_proposed::RULE,
    &absence_limit::RULE,
    &post_conflict::RULE,
    &levels_do_not_sum::RULE,
    &total_row_mismatch::RULE,
    &rated_plus_unrated::RULE,
    &nested_exceeds_whole::RULE,
    &percent_mismatch::RULE,
    &percent_sum::RULE,
    &formula_range_gap::RULE,
    &typed_over_formula::RULE,
    &invalid_count::RULE,
    &nesting_ambiguous::RULE,
    &unstated_remainder::RULE,
    &not_all_rated::RULE,
    &unit_missing::RULE,
    &duplicate_row::RULE,
    &conflicting_rows::RULE,
    &near_duplicate_name::RULE,
    &summary_differs_from_list::RULE,
    &reports_disagree::RULE,
    &submitted_twice::RULE,
];

/// The rule that names files which are over a limit.
pub(super) static UNREADABLE_FILE: &Rule = &unreadable_file::RULE;
/// The code of the rule about files that report one thing twice.
pub(super) const SUBMITTED_TWICE: &str = submitted_twice::RULE.code;

/// The code of the rule that names cells whose content in the file cannot be understood.
const UNREADABLE_CELL: &str = unreadable_cell::RULE.code;

/// The code of the rule that counts lists again.
pub(super) const SUMMARY_DIFFERS: &str = summary_differs_from_list::RULE.code;

/// How many bytes at the start of a file are lines of documentation.
const fn documented(file: &str) -> usize {
    let bytes = file.as_bytes();
    let mut at = 0;
    while at + 2 < bytes.len() && bytes[at] == b'/' && bytes[at + 1] == b'/' && bytes[at + 2] == b'!' {
        while at < bytes.len() && bytes[at] != b'\n' {
            at += 1;
        }
        if at < bytes.len() {
            at += 1;
        }
    }
    at
}

/// The first bytes of a file.
const fn start_of<const BYTES: usize>(file: &str) -> [u8; BYTES] {
    match file.as_bytes().first_chunk() {
        Some(bytes) => *bytes,
        None => panic!("a start is no longer than its file"),
    }
}

/// The rule with a code.
pub fn get(code: &str) -> Option<&'static Rule> {
    ALL.iter().copied().find(|r| r.code.eq_ignore_ascii_case(code))
}
