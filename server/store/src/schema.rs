//! The tables as both databases have them. A test holds this page against the migrations.

use diesel::{allow_tables_to_appear_in_same_query, joinable, table};

table! {
    organizations (id) {
        id -> Text,
        name -> Text,
        name_folded -> Text,
        created_at -> BigInt,
    }
}

table! {
    users (id) {
        id -> Text,
        username -> Text,
        username_folded -> Text,
        email -> Nullable<Text>,
        email_folded -> Nullable<Text>,
        password_hash -> Text,
        is_admin -> Bool,
        created_at -> BigInt,
    }
}

table! {
    memberships (user_id, organization_id) {
        user_id -> Text,
        organization_id -> Text,
        role -> Text,
        created_at -> BigInt,
    }
}

table! {
    sessions (token_hash) {
        token_hash -> Text,
        user_id -> Text,
        created_at -> BigInt,
        expires_at -> BigInt,
        last_used_at -> BigInt,
    }
}

table! {
    tokens (id) {
        id -> Text,
        user_id -> Text,
        name -> Text,
        secret_hash -> Text,
        scopes -> Text,
        created_at -> BigInt,
        expires_at -> Nullable<BigInt>,
        last_used_at -> Nullable<BigInt>,
    }
}

table! {
    installation (name) {
        name -> Text,
        value -> Text,
    }
}

table! {
    projects (id) {
        id -> Text,
        organization_id -> Text,
        name -> Text,
        name_folded -> Text,
        description -> Text,
        readme -> Text,
        tags -> Text,
        search_text -> Text,
        archived_at -> Nullable<BigInt>,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

table! {
    runs (id) {
        id -> Text,
        organization_id -> Text,
        project_id -> Text,
        user_id -> Text,
        name -> Text,
        search_text -> Text,
        kind -> Text,
        status -> Text,
        tone -> Text,
        reason -> Text,
        message -> Text,
        tags -> Text,
        original_id -> Nullable<Text>,
        cloning_kind -> Nullable<Text>,
        cluster -> Text,
        attempt -> Integer,
        container -> Nullable<Text>,
        exit_code -> Nullable<Integer>,
        stop_wanted_at -> Nullable<BigInt>,
        created_at -> BigInt,
        started_at -> Nullable<BigInt>,
        finished_at -> Nullable<BigInt>,
        logs_complete -> Bool,
        ttl -> Nullable<BigInt>,
        clean_after -> Nullable<BigInt>,
        cleaned_at -> Nullable<BigInt>,
        managed_by -> Text,
        updated_at -> BigInt,
        archived_at -> Nullable<BigInt>,
        invalidated_at -> Nullable<BigInt>,
    }
}

table! {
    run_specs (run_id) {
        run_id -> Text,
        description -> Text,
        content -> Text,
        compiled -> Text,
        plan -> Text,
        inputs -> Text,
        outputs -> Text,
        meta_info -> Text,
    }
}

table! {
    run_tags (run_id, tag) {
        run_id -> Text,
        tag -> Text,
        organization_id -> Text,
        project_id -> Text,
    }
}

table! {
    run_values (run_id, side, name) {
        run_id -> Text,
        side -> Text,
        name -> Text,
        number -> Nullable<Double>,
        text -> Text,
        organization_id -> Text,
        project_id -> Text,
    }
}

table! {
    bookmarks (user_id, run_id) {
        user_id -> Text,
        run_id -> Text,
        created_at -> BigInt,
    }
}

table! {
    run_conditions (run_id, number) {
        run_id -> Text,
        number -> Integer,
        status -> Text,
        reason -> Text,
        message -> Text,
        at -> BigInt,
    }
}

table! {
    deleted_runs (run_id) {
        run_id -> Text,
    }
}

table! {
    outbox (id) {
        id -> BigInt,
        organization_id -> Text,
        change -> Text,
        created_at -> BigInt,
    }
}

table! {
    log_ends (run_id) {
        run_id -> Text,
        next_line -> BigInt,
        position -> BigInt,
    }
}

table! {
    log_chunks (run_id, first_line) {
        run_id -> Text,
        first_line -> BigInt,
        line_count -> BigInt,
        content -> Nullable<Text>,
    }
}

table! {
    run_metrics (run_id, name) {
        run_id -> Text,
        name -> Text,
        organization_id -> Text,
        project_id -> Text,
        number -> Integer,
        last -> Nullable<Double>,
        last_step -> Nullable<BigInt>,
        min -> Nullable<Double>,
        max -> Nullable<Double>,
        count -> BigInt,
        points -> BigInt,
        source_bytes -> BigInt,
        source_at -> BigInt,
    }
}

table! {
    run_artifacts (run_id, name, kind) {
        run_id -> Text,
        name -> Text,
        kind -> Text,
        project_id -> Text,
        path -> Text,
        state -> Nullable<Text>,
        is_input -> Bool,
        connection -> Nullable<Text>,
        summary -> Text,
        meta_info -> Text,
    }
}

table! {
    run_tokens (secret_hash) {
        secret_hash -> Text,
        run_id -> Text,
        created_at -> BigInt,
    }
}

joinable!(run_tokens -> runs (run_id));
joinable!(memberships -> organizations (organization_id));
joinable!(sessions -> users (user_id));
joinable!(tokens -> users (user_id));
joinable!(projects -> organizations (organization_id));
joinable!(runs -> organizations (organization_id));
joinable!(runs -> projects (project_id));
joinable!(runs -> users (user_id));
joinable!(run_specs -> runs (run_id));

allow_tables_to_appear_in_same_query!(memberships, organizations);
allow_tables_to_appear_in_same_query!(sessions, tokens, users);
allow_tables_to_appear_in_same_query!(run_tokens, runs, run_specs, projects, organizations, users);
