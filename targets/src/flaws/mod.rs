//! The flaws: each is the reference server with one thing changed.
//!
//! A flaw shows that a check can fail, and that it fails for that one reason.

mod absent_param_demanded;
mod accept_compared_exactly;
mod accepts_alg_none;
mod accepts_any_audience;
mod accepts_any_issuer;
mod acknowledges_too_much;
mod addresses_read_as_resources;
mod advertises_unusable_version;
mod agreed_version_refused;
mod annotation_empty;
mod annotation_not_token;
mod annotation_on_number;
mod annotation_out_of_range;
mod annotation_repeated;
mod annotation_unreachable;
mod answer_of_any_form;
mod answers_notifications;
mod answers_shared;
mod application_code_reserved;
mod asks_before_initialized;
mod asks_for_ever;
mod audience_any_loopback;
mod audience_array_any;
mod audience_array_refused;
mod audience_case_insensitive_path;
mod audience_host_only;
mod audience_missing_accepted;
mod audience_normalized;
mod audience_not_checked_in_session;
mod audience_not_checked_on_delete;
mod audience_origin_match;
mod audience_percent_decoded;
mod audience_prefix_match;
mod audience_sibling_accepted;
mod audience_slash_tolerated_once;
mod audience_substring;
mod audience_wrong_type_accepted;
mod bare_initialize_served;
mod bare_values_accepted;
mod base64_decoded_until_plain;
mod base64_malformed_served;
mod base64_marker_any_case;
mod base64_padding_optional;
mod batch_bad_element_spoils;
mod batch_empty_served;
mod batch_errors_left_out;
mod batch_executed;
mod batch_handshake_served;
mod batch_of_notifications_200;
mod batch_refused;
mod blob_in_lines;
mod both_result_and_error;
mod cache_hints_missing;
mod cache_scope_changes_between_pages;
mod cache_scope_invalid;
mod cancel_fails;
mod cancellation_answered;
mod cancellations_shared;
mod cancelled_call_answered;
mod cancels_calls;
mod capabilities_missing_served;
mod capabilities_not_looked_at;
mod capabilities_not_objects;
mod capabilities_remembered;
mod capabilities_shared;
mod capability_ignored;
mod challenge_malformed;
mod challenge_metadata_elsewhere;
mod challenge_missing;
mod challenge_names_all_scopes;
mod challenge_scope_varies;
mod challenge_without_error_code;
mod challenge_without_metadata;
mod challenge_without_scope;
mod change_before_acknowledgment;
mod changes_not_told;
mod changes_told_to_every_session;
mod clientinfo_required;
mod cold_start;
mod completion_context_refused;
mod completion_misplaced;
mod completion_too_many;
mod completions_undeclared;
mod content_of_unknown_kind;
mod contents_empty_item;
mod counter_offer_not_latest;
mod counter_offer_unknown;
mod counter_offer_unusable;
mod cursor_error_internal;
mod cursors_name_user;
mod cursors_numeric;
mod cursors_of_connection;
mod cursors_plain;
mod cursors_unbound;
mod declined_content_counts;
mod delete_answered_500;
mod delete_answered_by_modern_only;
mod delete_ends_other_sessions;
mod dies_of_long_state;
mod dies_of_sessions;
mod dies_on_bad_utf8;
mod dies_on_bare_call;
mod dies_on_deep_nesting;
mod dies_on_handshake;
mod dies_on_long_argument;
mod dies_on_long_completion;
mod dies_on_long_filter;
mod dies_on_long_prompt;
mod dies_on_oversize_message;
mod dies_on_oversize_token;
mod discover_depends_on_connection;
mod discover_missing;
mod discover_omits_version_in_use;
mod discover_without_versions;
mod drops_crowded_lines;
mod duplicate_claims_first_wins;
mod elicitation_as_error;
mod elicitation_id_left;
mod elicitation_url_plain_http;
mod elicitation_url_relative;
mod elicitation_without_message;
mod embedded_jwk_trusted;
mod embedded_newline;
mod emits_invalid_utf8;
mod empty_elicitation_means_none;
mod encrypted_token_unverified;
mod ended_subscriptions_told;
mod error_code_string;
mod error_id_dropped;
mod error_lists_other_versions;
mod error_message_missing;
mod escaped_newline_splits;
mod event_id_not_for_headers;
mod event_ids_by_beginning;
mod event_ids_repeat;
mod event_ids_repeat_without_sessions;
mod events_queued_by_session;
mod extension_settings_true;
mod extension_without_prefix;
mod extra_answer_refused;
mod first_header_counts;
mod flows_kept;
mod form_asks_for_password;
mod form_content_unchecked;
mod form_for_url_client;
mod form_not_flat;
mod form_with_link;
mod forwards_client_token;
mod forwards_token_as_password;
mod forwards_token_digest;
mod forwards_token_escaped;
mod forwards_token_in_body;
mod forwards_token_in_cookie;
mod forwards_token_in_header;
mod forwards_token_in_hexadecimal;
mod forwards_token_in_pieces;
mod forwards_token_in_query;
mod forwards_token_in_token;
mod forwards_token_percent_encoded;
mod forwards_token_renamed;
mod forwards_token_reversed;
mod forwards_token_signed_anew;
mod garbage_token_500;
mod get_answered_by_modern_only;
mod get_answers_json;
mod get_not_found;
mod get_stream_unauthenticated;
mod handle_user_by_name;
mod handles_counted;
mod handles_for_anybody;
mod handshake_binds_connection;
mod handshake_error_without_versions;
mod handshake_needs_version_header;
mod handshake_served_by_modern_only;
mod handshake_spoils_session;
mod hangs_on_malformed_cancellation;
mod header_case_sensitive;
mod header_mismatch_wrong_code;
mod header_value_case_insensitive;
mod header_values_untrimmed;
mod headers_after_work;
mod headers_demanded_on_stdio;
mod hidden_instructions;
mod host_ignored;
mod hour_of_leeway;
mod hs256_with_public_key;
mod icon_is_script;
mod id_not_echoed;
mod id_stringified;
mod id_token_accepted;
mod identity_of_first_on_connection;
mod ids_read_as_ascii;
mod ids_swapped;
mod ignores_crit;
mod ignores_expiry;
mod initialize_blind_echo;
mod initialize_wrong_version_type;
mod input_errors_refused;
mod input_request_unknown;
mod interim_as_complete;
mod interim_on_list;
mod interim_with_hints;
mod interim_without_content;
mod introspection_audience_ignored;
mod introspection_inactive_accepted;
mod introspection_outage_fails_open;
mod introspection_remembered;
mod invalid_header_bytes_dropped;
mod invalid_request_served;
mod issuer_prefix_match;
mod json_answer_in_array;
mod jwks_outage_fails_open;
mod key_addresses_fetched;
mod key_id_fetched;
mod key_of_start;
mod keys_fetched_without_bound;
mod keys_in_one_pool;
mod last_event_id_refused_by_modern_only;
mod last_page_cursor_null;
mod last_page_names_itself;
mod legacy_error_code;
mod list_changes_undeclared;
mod list_filtered_by_state;
mod listed_size_of_encoding;
mod listen_answers_json;
mod listen_refused;
mod listeners_told_of_any_type;
mod listeners_told_of_any_uri;
mod listens_elsewhere;
mod listens_without_token;
mod lists_by_request_id;
mod lists_traded;
mod literal_header_counts;
mod log_level_refused;
mod log_level_unknown_accepted;
mod log_level_warn;
mod logging_undeclared;
mod login_by_elicitation;
mod logs_mirrored_to_listeners;
mod logs_unasked;
mod malformed_authorization_accepted;
mod malformed_call_reported;
mod meta_key_invented;
mod meta_key_malformed;
mod meta_keys_refused;
mod meta_missing_served;
mod meta_missing_status_200;
mod meta_types_unchecked;
mod metadata_at_root_differs;
mod metadata_follows_host;
mod metadata_invites_query;
mod metadata_missing;
mod metadata_names_internal_address;
mod metadata_needs_token;
mod metadata_resource_fragment;
mod metadata_script_address;
mod metadata_without_authorization_servers;
mod metadata_wrong_resource;
mod method_header_optional;
mod method_mismatch_served;
mod missing_answer_assumed;
mod missing_answer_fails;
mod missing_capability_200;
mod missing_capability_as_list;
mod missing_capability_other_code;
mod missing_filter_means_all;
mod missing_resource_asks_for_url;
mod missing_scope_401;
mod name_header_optional;
mod name_mismatch_served;
mod name_not_decoded;
mod nameless_call_served;
mod names_are_credentials;
mod new_keys_ignored;
mod newline_missing;
mod no_priming_event;
mod no_token_served;
mod not_before_ignored;
mod notes_public;
mod notes_read_to_all;
mod notes_told_together;
mod notes_watched_by_anybody;
mod notification_answered_200;
mod notifications_with_id;
mod offline_access_advertised;
mod origin_403_as_400;
mod origin_after_work;
mod origin_checked_on_post_only;
mod origin_ignored;
mod origin_like_host;
mod origin_missed;
mod origin_substring_match;
mod output_incomplete;
mod output_schema_not_object;
mod pages_shift;
mod param_mismatch_served;
mod param_missing_served;
mod param_not_decoded;
mod params_of_any_type;
mod parse_error_as_success;
mod paths_by_prefix;
mod paths_unchecked;
mod pattern_backtracks;
mod ping_needs_handshake;
mod ping_nonempty_result;
mod ping_params_refused;
mod ping_unanswered;
mod pings_run_out;
mod post_streams_not_resumed;
mod progress_in_words;
mod progress_message_number;
mod progress_sent_to_all;
mod progress_stands_still;
mod progress_token_as_text;
mod progress_tokens_unchecked;
mod progress_too_late;
mod progress_unasked;
mod prompt_arguments_map;
mod prompt_arguments_unchecked;
mod prompt_errors_internal;
mod prompt_expressions_evaluated;
mod prompt_image_is_data_url;
mod prompt_listed_twice;
mod prompt_resource_unnamed;
mod prompt_role_system;
mod prompt_split_at_roles;
mod prompts_change_with_use;
mod prompts_list_not_array;
mod prompts_not_implemented;
mod prompts_undeclared;
mod protocol_version_header_ignored;
mod proxy_any_resource;
mod proxy_approval_forged;
mod proxy_cookie_unprotected;
mod proxy_metadata_below;
mod proxy_never_asks;
mod proxy_page_framed;
mod proxy_page_silent;
mod proxy_redirect_prefix;
mod proxy_refresh_token_relayed;
mod proxy_skips_consent_for_known_browser;
mod proxy_state_before_consent;
mod proxy_state_reusable;
mod proxy_state_unchecked;
mod proxy_token_by_beginning;
mod proxy_token_relayed;
mod public_result_varies;
mod query_token_over_header;
mod question_ids_fractional;
mod question_ids_repeat;
mod question_key_twice;
mod questions_copied;
mod raw_header_bytes_accepted;
mod refused_handshake_opens_session;
mod refused_input_200;
mod refused_request_opens_session;
mod refused_token_403;
mod removed_methods_served;
mod replays_ended_session;
mod replays_of_any_start;
mod replays_other_principal;
mod replays_other_session;
mod replays_other_stream;
mod reserved_error_code;
mod reserved_key_acted_on;
mod resource_at_another_path;
mod resource_listed_twice;
mod resource_missing_empty_contents;
mod resource_missing_internal_error;
mod resource_uri_malformed;
mod resource_without_name;
mod resources_change_with_use;
mod resources_list_not_array;
mod resources_undeclared;
mod responses_answered;
mod responses_on_get_stream;
mod rest_of_read_dropped;
mod result_not_object;
mod result_with_201;
mod resulttype_missing;
mod resulttype_unknown;
mod resume_includes_acknowledged;
mod resumed_stream_doubled;
mod resumed_stream_lingers;
mod retry_not_said;
mod retry_with_unit;
mod sampling_without_bound;
mod scheme_case_sensitive;
mod scope_any_case;
mod scope_not_enforced;
mod scope_substring;
mod scopes_challenged_one_by_one;
mod scopes_stand_for_themselves;
mod scopes_wildcard;
mod sdk_error_code;
mod second_handshake_needs_id;
mod secret_in_header;
mod sent_twice;
mod server_info_withheld;
mod server_info_without_version;
mod server_version_number;
mod serverinfo_missing;
mod session_ends_with_stream;
mod session_fixation;
mod session_id_in_modern;
mod session_id_in_query;
mod session_id_not_visible_ascii;
mod session_id_refused_in_modern;
mod session_id_withheld;
mod session_ids_of_fixed_seed;
mod session_ids_repeat;
mod session_ids_sequential;
mod session_is_credential;
mod session_missing_404;
mod session_missing_accepted;
mod session_not_bound_to_principal;
mod sessions_told_of_any_uri;
mod signal_ignored;
mod signature_not_verified;
mod simple_type_from_any_page;
mod sound_without_padding;
mod sse_address_as_json;
mod sse_answers_in_posts;
mod sse_bad_post_ends_stream;
mod sse_key_is_enough;
mod sse_keys_sequential;
mod sse_list_ids_swapped;
mod sse_origin_not_on_posts;
mod sse_other_event_type;
mod sse_ping_first;
mod sse_plain_text;
mod sse_post_not_found;
mod sse_posts_need_no_token;
mod sse_server_request;
mod sse_stream_by_connection;
mod sse_stream_without_final_response;
mod sse_two_messages_in_one_event;
mod sse_unknown_acknowledged;
mod stale_resource_listed;
mod stalls_on_long_lines;
mod state_bound_to_client_info;
mod state_code_compared_in_part;
mod state_code_may_be_short;
mod state_good_for_ever;
mod state_holds_token;
mod state_not_bound_to_arguments;
mod state_not_bound_to_principal;
mod state_not_bound_to_tool;
mod state_not_string;
mod state_of_any_type;
mod state_optional;
mod state_rest_ignored;
mod state_unprotected;
mod state_unsigned_accepted;
mod state_used_in_a_race;
mod stdio_answers_out_of_thin_air;
mod stdio_dies_on_bad_line;
mod stdio_hangs_on_bad_line;
mod stdio_no_exit_on_eof;
mod stdio_server_request;
mod stdout_noise;
mod stdout_noise_on_error;
mod stray_response_fails;
mod streams_buffered;
mod streams_by_request_id;
mod streams_never_end;
mod structured_content_alone;
mod structured_content_array;
mod subscription_id_missing;
mod subscription_id_other;
mod subscriptions_by_name;
mod subscriptions_remembered;
mod takes_token_to_client_id;
mod takes_token_to_icons;
mod takes_token_to_key_url;
mod takes_token_to_resource;
mod task_cancel_always_answered;
mod task_created_undeclared;
mod task_creation_with_outcome;
mod task_cursor_ignored;
mod task_end_revised;
mod task_id_adopted;
mod task_ids_counted;
mod task_list_anonymous;
mod task_list_forgets_ended;
mod task_metadata_decides;
mod task_named_twice;
mod task_result_unnamed;
mod task_result_wrapped;
mod task_status_in_older_session;
mod task_status_misreported;
mod task_support_ignored;
mod task_support_unknown;
mod task_time_in_words;
mod task_unknown_completed;
mod tasks_cancelled_by_anybody;
mod tasks_for_anybody;
mod tasks_listed_for_all;
mod tells_others;
mod template_not_closed;
mod terminated_session_400;
mod terminated_session_served;
mod token_checked_only_on_initialize;
mod token_echoed;
mod token_in_cookie_accepted;
mod token_in_query_accepted;
mod token_of_any_type;
mod token_with_more_segments;
mod told_under_first_id;
mod tool_arguments_demanded;
mod tool_description_changes;
mod tool_hint_string;
mod tool_input_unchecked;
mod tool_name_empty;
mod tool_name_twice;
mod tool_name_with_space;
mod tool_names_any_case;
mod tool_needs_all_scopes;
mod tool_result_without_content;
mod tool_schema_invalid;
mod tool_schema_not_object;
mod tool_schema_refers_elsewhere;
mod tool_scopes_ignored;
mod tool_title_null;
mod tool_unknown_succeeds;
mod tools_change_with_use;
mod tools_differ_for_inspector;
mod tools_in_any_order;
mod tools_list_not_array;
mod tools_undeclared;
mod tools_vary_by_connection;
mod trace_context_malformed;
mod ttl_negative;
mod undeclared_method_internal_error;
mod unknown_capability_refused;
mod unknown_claims_refused;
mod unknown_completion_empty;
mod unknown_event_replays_all;
mod unknown_extension_acted_on;
mod unknown_kid_accepted;
mod unknown_members_refused;
mod unknown_method_200;
mod unknown_method_result;
mod unknown_method_wrong_code;
mod unknown_param_refused;
mod unknown_session_served;
mod unknown_tool_lacks_capability;
mod unsubscribing_not_implemented;
mod unsupported_version_no_echo;
mod unsupported_version_no_list;
mod unsupported_version_served;
mod unsupported_version_status_200;
mod unsupported_version_wrong_code;
mod updated_resource_unnamed;
mod upstream_lines_become_messages;
mod upstream_text_verbatim;
mod uri_cut_at_nul;
mod url_for_form_client;
mod version_header_demanded;
mod version_header_mismatch_served;
mod version_header_on_requests_only;
mod version_header_optional;
mod version_not_echoed;
mod version_remembered;
mod withdrawn_keys_kept;
mod worker_forgets_owners;
mod worker_keeps_ended_sessions;
mod worker_takes_any_audience;
mod works_before_token_check;
mod wrong_content_type;
mod wrong_jsonrpc_version;
mod wrong_status_for_refused;

use crate::behaviour::Behaviour;

/// One deviation from correct behaviour.
pub struct Flaw {
    /// A stable name, equal to the file's with hyphens.
    pub id: &'static str,
    /// What the flawed server does, as a fragment.
    pub summary: &'static str,
    /// Turns correct behaviour into the flawed one.
    pub apply: fn(&mut Behaviour),
    /// The checks that must fail against it, and the only ones that may.
    pub fails: &'static [&'static str],
}

impl Flaw {
    /// The behaviour of a server that has this flaw and no other.
    pub fn behaviour(&self) -> Behaviour {
        let mut behaviour = Behaviour::default();
        (self.apply)(&mut behaviour);
        behaviour
    }
}

/// All flaws, in written order.
pub static ALL: &[&Flaw] = &[
    &accepts_any_audience::FLAW,
    &audience_prefix_match::FLAW,
    &audience_substring::FLAW,
    &audience_origin_match::FLAW,
    &audience_missing_accepted::FLAW,
    &audience_normalized::FLAW,
    &audience_host_only::FLAW,
    &audience_any_loopback::FLAW,
    &audience_case_insensitive_path::FLAW,
    &audience_array_any::FLAW,
    &audience_sibling_accepted::FLAW,
    &audience_slash_tolerated_once::FLAW,
    &audience_wrong_type_accepted::FLAW,
    &ignores_expiry::FLAW,
    &accepts_any_issuer::FLAW,
    &issuer_prefix_match::FLAW,
    &accepts_alg_none::FLAW,
    &hs256_with_public_key::FLAW,
    &unknown_kid_accepted::FLAW,
    &key_id_fetched::FLAW,
    &key_addresses_fetched::FLAW,
    &keys_fetched_without_bound::FLAW,
    &withdrawn_keys_kept::FLAW,
    &new_keys_ignored::FLAW,
    &jwks_outage_fails_open::FLAW,
    &introspection_outage_fails_open::FLAW,
    &introspection_audience_ignored::FLAW,
    &introspection_inactive_accepted::FLAW,
    &signature_not_verified::FLAW,
    &ignores_crit::FLAW,
    &embedded_jwk_trusted::FLAW,
    &token_in_query_accepted::FLAW,
    &no_token_served::FLAW,
    &listens_without_token::FLAW,
    &token_checked_only_on_initialize::FLAW,
    &audience_not_checked_in_session::FLAW,
    &audience_not_checked_on_delete::FLAW,
    &get_stream_unauthenticated::FLAW,
    &id_token_accepted::FLAW,
    &identity_of_first_on_connection::FLAW,
    &duplicate_claims_first_wins::FLAW,
    &not_before_ignored::FLAW,
    &scope_not_enforced::FLAW,
    &garbage_token_500::FLAW,
    &refused_token_403::FLAW,
    &challenge_missing::FLAW,
    &challenge_without_metadata::FLAW,
    &challenge_without_error_code::FLAW,
    &metadata_missing::FLAW,
    &metadata_without_authorization_servers::FLAW,
    &metadata_wrong_resource::FLAW,
    &metadata_needs_token::FLAW,
    &forwards_client_token::FLAW,
    &token_echoed::FLAW,
    &malformed_authorization_accepted::FLAW,
    &wrong_status_for_refused::FLAW,
    &paths_by_prefix::FLAW,
    &paths_unchecked::FLAW,
    &worker_forgets_owners::FLAW,
    &worker_keeps_ended_sessions::FLAW,
    &worker_takes_any_audience::FLAW,
    &unknown_claims_refused::FLAW,
    &scheme_case_sensitive::FLAW,
    &audience_array_refused::FLAW,
    &audience_percent_decoded::FLAW,
    &encrypted_token_unverified::FLAW,
    &dies_on_oversize_token::FLAW,
    &token_in_cookie_accepted::FLAW,
    &works_before_token_check::FLAW,
    &challenge_malformed::FLAW,
    &challenge_without_scope::FLAW,
    &challenge_metadata_elsewhere::FLAW,
    &missing_scope_401::FLAW,
    &metadata_at_root_differs::FLAW,
    &metadata_script_address::FLAW,
    &session_not_bound_to_principal::FLAW,
    &session_is_credential::FLAW,
    &session_id_not_visible_ascii::FLAW,
    &session_missing_accepted::FLAW,
    &terminated_session_served::FLAW,
    &terminated_session_400::FLAW,
    &session_ids_sequential::FLAW,
    &session_fixation::FLAW,
    &delete_ends_other_sessions::FLAW,
    &unknown_session_served::FLAW,
    &replays_other_stream::FLAW,
    &replays_other_session::FLAW,
    &replays_other_principal::FLAW,
    &replays_of_any_start::FLAW,
    &event_ids_repeat::FLAW,
    &no_priming_event::FLAW,
    &resume_includes_acknowledged::FLAW,
    &state_unprotected::FLAW,
    &state_not_bound_to_principal::FLAW,
    &state_not_bound_to_arguments::FLAW,
    &capability_ignored::FLAW,
    &interim_on_list::FLAW,
    &interim_without_content::FLAW,
    &id_not_echoed::FLAW,
    &id_stringified::FLAW,
    &error_id_dropped::FLAW,
    &both_result_and_error::FLAW,
    &result_not_object::FLAW,
    &wrong_jsonrpc_version::FLAW,
    &error_code_string::FLAW,
    &error_message_missing::FLAW,
    &parse_error_as_success::FLAW,
    &invalid_request_served::FLAW,
    &unknown_method_result::FLAW,
    &unknown_method_wrong_code::FLAW,
    &answers_notifications::FLAW,
    &batch_executed::FLAW,
    &dies_on_deep_nesting::FLAW,
    &dies_on_bad_utf8::FLAW,
    &emits_invalid_utf8::FLAW,
    &resulttype_missing::FLAW,
    &resulttype_unknown::FLAW,
    &legacy_error_code::FLAW,
    &reserved_error_code::FLAW,
    &initialize_blind_echo::FLAW,
    &initialize_wrong_version_type::FLAW,
    &serverinfo_missing::FLAW,
    &capabilities_not_objects::FLAW,
    &version_not_echoed::FLAW,
    &counter_offer_not_latest::FLAW,
    &unknown_capability_refused::FLAW,
    &discover_missing::FLAW,
    &discover_depends_on_connection::FLAW,
    &discover_without_versions::FLAW,
    &unsupported_version_served::FLAW,
    &unsupported_version_wrong_code::FLAW,
    &unsupported_version_status_200::FLAW,
    &unsupported_version_no_list::FLAW,
    &unsupported_version_no_echo::FLAW,
    &meta_missing_served::FLAW,
    &meta_missing_status_200::FLAW,
    &capabilities_missing_served::FLAW,
    &clientinfo_required::FLAW,
    &version_remembered::FLAW,
    &removed_methods_served::FLAW,
    &method_header_optional::FLAW,
    &method_mismatch_served::FLAW,
    &name_header_optional::FLAW,
    &name_mismatch_served::FLAW,
    &name_not_decoded::FLAW,
    &version_header_mismatch_served::FLAW,
    &header_mismatch_wrong_code::FLAW,
    &header_case_sensitive::FLAW,
    &header_value_case_insensitive::FLAW,
    &param_mismatch_served::FLAW,
    &param_missing_served::FLAW,
    &base64_malformed_served::FLAW,
    &origin_ignored::FLAW,
    &origin_checked_on_post_only::FLAW,
    &origin_substring_match::FLAW,
    &origin_403_as_400::FLAW,
    &host_ignored::FLAW,
    &origin_like_host::FLAW,
    &notification_answered_200::FLAW,
    &get_answers_json::FLAW,
    &protocol_version_header_ignored::FLAW,
    &wrong_content_type::FLAW,
    &sse_two_messages_in_one_event::FLAW,
    &sse_server_request::FLAW,
    &session_id_in_modern::FLAW,
    &unknown_method_200::FLAW,
    &sse_stream_without_final_response::FLAW,
    &stdout_noise::FLAW,
    &embedded_newline::FLAW,
    &stdio_dies_on_bad_line::FLAW,
    &stdio_hangs_on_bad_line::FLAW,
    &dies_on_bare_call::FLAW,
    &stdio_no_exit_on_eof::FLAW,
    &stdout_noise_on_error::FLAW,
    &stdio_answers_out_of_thin_air::FLAW,
    &stdio_server_request::FLAW,
    &tool_schema_not_object::FLAW,
    &tool_unknown_succeeds::FLAW,
    &tool_input_unchecked::FLAW,
    &tool_result_without_content::FLAW,
    &resource_missing_empty_contents::FLAW,
    &cache_hints_missing::FLAW,
    &cache_scope_invalid::FLAW,
    &ttl_negative::FLAW,
    &proxy_approval_forged::FLAW,
    &proxy_cookie_unprotected::FLAW,
    &proxy_never_asks::FLAW,
    &proxy_page_framed::FLAW,
    &proxy_page_silent::FLAW,
    &proxy_redirect_prefix::FLAW,
    &proxy_skips_consent_for_known_browser::FLAW,
    &proxy_state_before_consent::FLAW,
    &proxy_any_resource::FLAW,
    &proxy_token_by_beginning::FLAW,
    &proxy_state_reusable::FLAW,
    &proxy_state_unchecked::FLAW,
    &public_result_varies::FLAW,
    &completion_too_many::FLAW,
    &ping_nonempty_result::FLAW,
    &ping_unanswered::FLAW,
    &get_not_found::FLAW,
    &resource_at_another_path::FLAW,
    &get_answered_by_modern_only::FLAW,
    &delete_answered_by_modern_only::FLAW,
    &refused_input_200::FLAW,
    &json_answer_in_array::FLAW,
    &result_with_201::FLAW,
    &session_id_refused_in_modern::FLAW,
    &last_event_id_refused_by_modern_only::FLAW,
    &streams_buffered::FLAW,
    &version_header_on_requests_only::FLAW,
    &error_lists_other_versions::FLAW,
    &advertises_unusable_version::FLAW,
    &handshake_served_by_modern_only::FLAW,
    &handshake_error_without_versions::FLAW,
    &server_info_without_version::FLAW,
    &undeclared_method_internal_error::FLAW,
    &discover_omits_version_in_use::FLAW,
    &meta_types_unchecked::FLAW,
    &reserved_key_acted_on::FLAW,
    &meta_key_malformed::FLAW,
    &meta_key_invented::FLAW,
    &server_info_withheld::FLAW,
    &version_header_optional::FLAW,
    &header_values_untrimmed::FLAW,
    &invalid_header_bytes_dropped::FLAW,
    &raw_header_bytes_accepted::FLAW,
    &first_header_counts::FLAW,
    &base64_marker_any_case::FLAW,
    &param_not_decoded::FLAW,
    &unknown_param_refused::FLAW,
    &absent_param_demanded::FLAW,
    &annotation_empty::FLAW,
    &annotation_not_token::FLAW,
    &annotation_repeated::FLAW,
    &annotation_on_number::FLAW,
    &annotation_unreachable::FLAW,
    &cache_scope_changes_between_pages::FLAW,
    &session_ids_repeat::FLAW,
    &session_missing_404::FLAW,
    &unknown_event_replays_all::FLAW,
    &post_streams_not_resumed::FLAW,
    &responses_on_get_stream::FLAW,
    &event_id_not_for_headers::FLAW,
    &retry_with_unit::FLAW,
    &interim_as_complete::FLAW,
    &input_request_unknown::FLAW,
    &state_not_string::FLAW,
    &state_optional::FLAW,
    &extra_answer_refused::FLAW,
    &asks_for_ever::FLAW,
    &change_before_acknowledgment::FLAW,
    &acknowledges_too_much::FLAW,
    &subscription_id_missing::FLAW,
    &subscription_id_other::FLAW,
    &listen_refused::FLAW,
    &listen_answers_json::FLAW,
    &tools_list_not_array::FLAW,
    &tool_title_null::FLAW,
    &output_schema_not_object::FLAW,
    &tool_schema_invalid::FLAW,
    &tool_hint_string::FLAW,
    &tools_undeclared::FLAW,
    &malformed_call_reported::FLAW,
    &output_incomplete::FLAW,
    &resources_list_not_array::FLAW,
    &resource_without_name::FLAW,
    &resource_uri_malformed::FLAW,
    &contents_empty_item::FLAW,
    &resource_missing_internal_error::FLAW,
    &prompt_errors_internal::FLAW,
    &cursor_error_internal::FLAW,
    &prompts_list_not_array::FLAW,
    &prompt_arguments_map::FLAW,
    &prompt_role_system::FLAW,
    &completion_misplaced::FLAW,
    &last_page_names_itself::FLAW,
    &last_page_cursor_null::FLAW,
    &sent_twice::FLAW,
    &elicitation_as_error::FLAW,
    &ids_read_as_ascii::FLAW,
    &notifications_with_id::FLAW,
    &meta_keys_refused::FLAW,
    &unknown_members_refused::FLAW,
    &nameless_call_served::FLAW,
    &server_version_number::FLAW,
    &counter_offer_unknown::FLAW,
    &counter_offer_unusable::FLAW,
    &bare_initialize_served::FLAW,
    &prompts_not_implemented::FLAW,
    &completions_undeclared::FLAW,
    &logging_undeclared::FLAW,
    &list_changes_undeclared::FLAW,
    &ping_params_refused::FLAW,
    &newline_missing::FLAW,
    &cancels_calls::FLAW,
    &content_of_unknown_kind::FLAW,
    &ping_needs_handshake::FLAW,
    &ids_swapped::FLAW,
    &rest_of_read_dropped::FLAW,
    &cancellation_answered::FLAW,
    &hangs_on_malformed_cancellation::FLAW,
    &bare_values_accepted::FLAW,
    &responses_answered::FLAW,
    &tool_schema_refers_elsewhere::FLAW,
    &tools_differ_for_inspector::FLAW,
    &dies_on_long_argument::FLAW,
    &dies_on_long_completion::FLAW,
    &uri_cut_at_nul::FLAW,
    &unknown_completion_empty::FLAW,
    &completion_context_refused::FLAW,
    &cursors_plain::FLAW,
    &cursors_unbound::FLAW,
    &cursors_numeric::FLAW,
    &log_level_refused::FLAW,
    &log_level_unknown_accepted::FLAW,
    &tools_change_with_use::FLAW,
    &resources_change_with_use::FLAW,
    &prompts_change_with_use::FLAW,
    &tools_vary_by_connection::FLAW,
    &resources_undeclared::FLAW,
    &prompts_undeclared::FLAW,
    &unknown_tool_lacks_capability::FLAW,
    &application_code_reserved::FLAW,
    &sdk_error_code::FLAW,
    &missing_resource_asks_for_url::FLAW,
    &trace_context_malformed::FLAW,
    &annotation_out_of_range::FLAW,
    &icon_is_script::FLAW,
    &logs_unasked::FLAW,
    &task_status_in_older_session::FLAW,
    &logs_mirrored_to_listeners::FLAW,
    &missing_filter_means_all::FLAW,
    &stray_response_fails::FLAW,
    &tool_name_twice::FLAW,
    &tool_name_with_space::FLAW,
    &tool_name_empty::FLAW,
    &hidden_instructions::FLAW,
    &secret_in_header::FLAW,
    &tools_in_any_order::FLAW,
    &stale_resource_listed::FLAW,
    &resource_listed_twice::FLAW,
    &prompt_listed_twice::FLAW,
    &tool_names_any_case::FLAW,
    &input_errors_refused::FLAW,
    &accept_compared_exactly::FLAW,
    &version_header_demanded::FLAW,
    &escaped_newline_splits::FLAW,
    &base64_padding_optional::FLAW,
    &base64_decoded_until_plain::FLAW,
    &literal_header_counts::FLAW,
    &metadata_resource_fragment::FLAW,
    &simple_type_from_any_page::FLAW,
    &sse_post_not_found::FLAW,
    &sse_posts_need_no_token::FLAW,
    &sse_plain_text::FLAW,
    &sse_address_as_json::FLAW,
    &sse_ping_first::FLAW,
    &sse_other_event_type::FLAW,
    &sse_answers_in_posts::FLAW,
    &sse_origin_not_on_posts::FLAW,
    &sse_keys_sequential::FLAW,
    &sse_key_is_enough::FLAW,
    &sse_unknown_acknowledged::FLAW,
    &sse_stream_by_connection::FLAW,
    &sse_bad_post_ends_stream::FLAW,
    &sse_list_ids_swapped::FLAW,
    &batch_refused::FLAW,
    &batch_of_notifications_200::FLAW,
    &batch_empty_served::FLAW,
    &batch_errors_left_out::FLAW,
    &batch_bad_element_spoils::FLAW,
    &batch_handshake_served::FLAW,
    &answers_shared::FLAW,
    &cancellations_shared::FLAW,
    &streams_by_request_id::FLAW,
    &lists_by_request_id::FLAW,
    &progress_sent_to_all::FLAW,
    &questions_copied::FLAW,
    &question_ids_repeat::FLAW,
    &question_ids_fractional::FLAW,
    &capabilities_shared::FLAW,
    &capabilities_not_looked_at::FLAW,
    &session_ends_with_stream::FLAW,
    &session_id_in_query::FLAW,
    &second_handshake_needs_id::FLAW,
    &handshake_spoils_session::FLAW,
    &delete_answered_500::FLAW,
    &cancelled_call_answered::FLAW,
    &resumed_stream_doubled::FLAW,
    &resumed_stream_lingers::FLAW,
    &retry_not_said::FLAW,
    &replays_ended_session::FLAW,
    &dies_of_sessions::FLAW,
    &session_ids_of_fixed_seed::FLAW,
    &forwards_token_in_header::FLAW,
    &forwards_token_in_query::FLAW,
    &forwards_token_in_cookie::FLAW,
    &forwards_token_in_body::FLAW,
    &forwards_token_percent_encoded::FLAW,
    &forwards_token_as_password::FLAW,
    &forwards_token_in_hexadecimal::FLAW,
    &forwards_token_escaped::FLAW,
    &forwards_token_reversed::FLAW,
    &forwards_token_in_pieces::FLAW,
    &forwards_token_in_token::FLAW,
    &forwards_token_signed_anew::FLAW,
    &forwards_token_renamed::FLAW,
    &forwards_token_digest::FLAW,
    &takes_token_to_icons::FLAW,
    &takes_token_to_resource::FLAW,
    &takes_token_to_key_url::FLAW,
    &takes_token_to_client_id::FLAW,
    &tells_others::FLAW,
    &pings_run_out::FLAW,
    &asks_before_initialized::FLAW,
    &handshake_needs_version_header::FLAW,
    &agreed_version_refused::FLAW,
    &refused_handshake_opens_session::FLAW,
    &refused_request_opens_session::FLAW,
    &origin_missed::FLAW,
    &listens_elsewhere::FLAW,
    &streams_never_end::FLAW,
    &lists_traded::FLAW,
    &params_of_any_type::FLAW,
    &dies_on_oversize_message::FLAW,
    &signal_ignored::FLAW,
    &stalls_on_long_lines::FLAW,
    &drops_crowded_lines::FLAW,
    &headers_demanded_on_stdio::FLAW,
    &cold_start::FLAW,
    &dies_on_handshake::FLAW,
    &handshake_binds_connection::FLAW,
    &capabilities_remembered::FLAW,
    &cursors_of_connection::FLAW,
    &key_of_start::FLAW,
    &names_are_credentials::FLAW,
    &missing_capability_other_code::FLAW,
    &missing_capability_as_list::FLAW,
    &missing_capability_200::FLAW,
    &tool_arguments_demanded::FLAW,
    &tool_description_changes::FLAW,
    &upstream_text_verbatim::FLAW,
    &addresses_read_as_resources::FLAW,
    &unsubscribing_not_implemented::FLAW,
    &prompt_arguments_unchecked::FLAW,
    &dies_on_long_prompt::FLAW,
    &dies_on_long_filter::FLAW,
    &pages_shift::FLAW,
    &sound_without_padding::FLAW,
    &structured_content_array::FLAW,
    &structured_content_alone::FLAW,
    &blob_in_lines::FLAW,
    &listed_size_of_encoding::FLAW,
    &template_not_closed::FLAW,
    &updated_resource_unnamed::FLAW,
    &prompt_image_is_data_url::FLAW,
    &prompt_resource_unnamed::FLAW,
    &prompt_expressions_evaluated::FLAW,
    &prompt_split_at_roles::FLAW,
    &log_level_warn::FLAW,
    &interim_with_hints::FLAW,
    &upstream_lines_become_messages::FLAW,
    &pattern_backtracks::FLAW,
    &state_code_compared_in_part::FLAW,
    &state_code_may_be_short::FLAW,
    &state_unsigned_accepted::FLAW,
    &state_rest_ignored::FLAW,
    &state_not_bound_to_tool::FLAW,
    &state_of_any_type::FLAW,
    &state_bound_to_client_info::FLAW,
    &state_holds_token::FLAW,
    &dies_of_long_state::FLAW,
    &flows_kept::FLAW,
    &answer_of_any_form::FLAW,
    &form_content_unchecked::FLAW,
    &declined_content_counts::FLAW,
    &cancel_fails::FLAW,
    &missing_answer_fails::FLAW,
    &missing_answer_assumed::FLAW,
    &empty_elicitation_means_none::FLAW,
    &form_for_url_client::FLAW,
    &url_for_form_client::FLAW,
    &list_filtered_by_state::FLAW,
    &question_key_twice::FLAW,
    &scope_substring::FLAW,
    &scope_any_case::FLAW,
    &scopes_challenged_one_by_one::FLAW,
    &hour_of_leeway::FLAW,
    &token_of_any_type::FLAW,
    &token_with_more_segments::FLAW,
    &query_token_over_header::FLAW,
    &metadata_invites_query::FLAW,
    &scopes_wildcard::FLAW,
    &offline_access_advertised::FLAW,
    &challenge_scope_varies::FLAW,
    &metadata_follows_host::FLAW,
    &session_id_withheld::FLAW,
    &event_ids_repeat_without_sessions::FLAW,
    &events_queued_by_session::FLAW,
    &event_ids_by_beginning::FLAW,
    &introspection_remembered::FLAW,
    &elicitation_without_message::FLAW,
    &form_not_flat::FLAW,
    &form_asks_for_password::FLAW,
    &form_with_link::FLAW,
    &elicitation_url_relative::FLAW,
    &elicitation_url_plain_http::FLAW,
    &elicitation_id_left::FLAW,
    &sampling_without_bound::FLAW,
    &extension_without_prefix::FLAW,
    &extension_settings_true::FLAW,
    &unknown_extension_acted_on::FLAW,
    &task_support_unknown::FLAW,
    &progress_stands_still::FLAW,
    &progress_in_words::FLAW,
    &progress_message_number::FLAW,
    &progress_token_as_text::FLAW,
    &progress_unasked::FLAW,
    &progress_tokens_unchecked::FLAW,
    &progress_too_late::FLAW,
    &task_created_undeclared::FLAW,
    &tasks_for_anybody::FLAW,
    &tasks_listed_for_all::FLAW,
    &tasks_cancelled_by_anybody::FLAW,
    &task_list_anonymous::FLAW,
    &task_list_forgets_ended::FLAW,
    &task_cursor_ignored::FLAW,
    &task_ids_counted::FLAW,
    &task_id_adopted::FLAW,
    &task_metadata_decides::FLAW,
    &task_unknown_completed::FLAW,
    &task_support_ignored::FLAW,
    &task_end_revised::FLAW,
    &task_cancel_always_answered::FLAW,
    &task_time_in_words::FLAW,
    &task_creation_with_outcome::FLAW,
    &task_result_wrapped::FLAW,
    &task_result_unnamed::FLAW,
    &task_named_twice::FLAW,
    &task_status_misreported::FLAW,
    &login_by_elicitation::FLAW,
    &notes_read_to_all::FLAW,
    &metadata_names_internal_address::FLAW,
    &notes_public::FLAW,
    &cursors_name_user::FLAW,
    &origin_after_work::FLAW,
    &headers_after_work::FLAW,
    &proxy_token_relayed::FLAW,
    &proxy_refresh_token_relayed::FLAW,
    &proxy_metadata_below::FLAW,
    &handles_for_anybody::FLAW,
    &handle_user_by_name::FLAW,
    &handles_counted::FLAW,
    &changes_not_told::FLAW,
    &changes_told_to_every_session::FLAW,
    &listeners_told_of_any_uri::FLAW,
    &listeners_told_of_any_type::FLAW,
    &told_under_first_id::FLAW,
    &subscriptions_by_name::FLAW,
    &ended_subscriptions_told::FLAW,
    &subscriptions_remembered::FLAW,
    &notes_told_together::FLAW,
    &notes_watched_by_anybody::FLAW,
    &sessions_told_of_any_uri::FLAW,
    &tool_scopes_ignored::FLAW,
    &tool_needs_all_scopes::FLAW,
    &scopes_stand_for_themselves::FLAW,
    &challenge_names_all_scopes::FLAW,
    &keys_in_one_pool::FLAW,
    &state_good_for_ever::FLAW,
    &state_used_in_a_race::FLAW,
];

/// The flaw of this id.
pub fn find(id: &str) -> Option<&'static Flaw> {
    ALL.iter().copied().find(|flaw| flaw.id == id)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    #[test]
    fn every_file_is_a_flaw_whose_id_is_its_name() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/flaws");
        let entries = std::fs::read_dir(folder).expect("the folder is readable");
        let files: BTreeSet<String> = entries
            .map(|entry| {
                entry
                    .expect("the entry is readable")
                    .file_name()
                    .to_string_lossy()
                    .into_owned()
            })
            .filter_map(|name| name.strip_suffix(".rs").map(|stem| stem.replace('_', "-")))
            .filter(|stem| stem != "mod")
            .collect();
        let ids: BTreeSet<String> = ALL.iter().map(|flaw| flaw.id.to_owned()).collect();
        assert_eq!(files, ids);
        assert_eq!(ids.len(), ALL.len(), "ids are unique");
    }

    #[test]
    fn every_flaw_changes_the_behaviour_and_says_how() {
        let correct = format!("{:?}", Behaviour::default());
        for flaw in ALL {
            assert_ne!(format!("{:?}", flaw.behaviour()), correct, "{}", flaw.id);
            assert!(
                !flaw.summary.is_empty() && !flaw.summary.ends_with('.'),
                "{}",
                flaw.id
            );
            assert!(std::ptr::eq(find(flaw.id).expect("is found"), *flaw));
        }
    }
}
