//! What is refused, where, and what is said.

use super::*;

#[test]
fn what_is_refused_is_located() {
    for (text, expected) in [
        ("train", "error at train: `train` is not a condition"),
        ("name:rock and roll", "error at roll: `roll` is not a condition"),
        ("status:failed,", "error at : a condition is missing at the end"),
        ("status:failed OR ", "error at : a condition is missing at the end"),
        (", status:failed", "error at ,: `,` is not a condition"),
        ("status", "error at status: `status` is not a condition"),
        (":a", "error at :a: `:a` is not a condition"),
        ("status:", "error at : `status` needs a value"),
        ("status: ~ ", "error at ~: `status` needs a value"),
        ("status:, name:a", "error at : `status` needs a value"),
        ("(name:a", "error at (: this `(` is never closed"),
        ("name:a)", "error at ): this `)` closes nothing"),
        ("()", "error at ): `)` is not a condition"),
        ("name:a (b)", "error at (: a `(` can't stand here"),
        ("id:%-", "error at %-: `%` needs a text beside it"),
        ("(name:a) name:b", "error at name:b: two conditions need `,`, AND or OR between them"),
        ("stauts:failed", "error at stauts: there is no field `stauts`"),
        ("queue:gpu", "error at queue: Orrery does not hold `queue` of a run yet"),
        ("queue.name:gpu", "error at queue.name: Orrery does not hold `queue` of a run yet"),
        ("metrics:1", "error at metrics: `metrics` needs the name of one: `metrics.lr`"),
        ("in.:1", "error at .: a name is missing after the dot"),
        ("status.x:failed", "error at status.x: `status` has no parts"),
        ("status:flaky", "error at flaky: `flaky` is not a value of `status`"),
        ("status:failed|flaky", "error at flaky: `flaky` is not a value of `status`"),
        ("is_managed:maybe", "error at maybe: `maybe` is not a value of `is_managed`"),
        ("is_managed:<true", "error at <true: `<` is not allowed for `is_managed`"),
        ("original:abc", "error at abc: `abc` is not a run's id"),
        ("tags:a|", "error at a|: a list has two values or more: `a|b`"),
        ("tags:|", "error at |: `tags` needs a value"),
        ("tags:a..b", "error at a..b: `..` is not allowed for `tags`"),
        ("name:a .. b", "error at a .. b: `..` is not allowed for `name`"),
        ("name:wait..", "error at wait..: `..` is not allowed for `name`"),
        ("name:>=a", "error at >=a: `>=` is not allowed for `name`"),
        ("metrics.loss:0.1|0.2", "error at 0.1|0.2: `|` is not allowed for `metrics.loss`"),
        ("metrics.loss:0.1 .. 0.2", "error at 0.1 .. 0.2: `..` is not allowed for `metrics.loss`"),
        ("duration:5m", "error at 5m: `5m` is not a number"),
        ("duration:inf", "error at inf: `inf` is not a number"),
        ("duration:NaN", "error at NaN: `NaN` is not a number"),
        ("duration:%5", "error at %5: `5` is not a number"),
        ("created_at:2026-11-24|2026-11-25", "error at 2026-11-24|2026-11-25: `|` is not allowed for `created_at`"),
        ("created_at:2026-11-24 .. ", "error at 2026-11-24 ..: a range has two ends: `a .. b`"),
        ("created_at:2026-11-24 .. 2026-11-23", "error at 2026-11-23: the range ends before it begins"),
        ("created_at:2026-02-30", "error at 2026-02-30: `2026-02-30` is not a date"),
        ("created_at:>last_week", "error at last_week: `last_week` stands alone"),
        ("created_at:last_week .. today", "error at last_week: `last_week` is not a date"),
        ("tags:a|nil", "error at nil: `nil` stands alone"),
        ("tags:<nil", "error at nil: `nil` stands alone"),
        ("tags:~_any_", "error at _any_: `_any_` stands alone"),
        ("tags:<a|b", "error at <a|b: `<` takes one value"),
        ("kind:jo%", "error at jo%: `%` is not allowed for `kind`"),
        ("name:%", "error at %: `%` needs a text beside it"),
        ("name:%%", "error at %%: `%` needs a text beside it"),
        ("name:%a%b%", "error at %a%b%: `%` stands only at the ends of a pattern"),
        ("name:%a|b", "error at %a: a pattern stands alone"),
        ("name:~~a", "error at ~a: a value can't begin with `~`"),
        ("status:=failed", "error at =failed: a value can't begin with `=`"),
        ("name:\"abc", "error at \"abc: this quote is never closed"),
        ("name:\"a\"b", "error at b: a quoted value ends with its quote"),
        ("name:\"\\x\"", "error at \"\\x\": these quotes hold an escape that is not one of JSON's"),
        ("name:\"\\u0000\"", "error at \"\\u0000\": no value holds the character 0"),
        ("name:a\u{1}b", "error at \u{1}b: a control character can't be part of a value"),
    ] {
        assert_eq!(read(text), expected, "{text:?}");
    }
}

#[test]
fn errors_say_what_to_do() {
    for (text, expected) in [
        ("name:é, stauts:failed", "character 9: there is no field `stauts` (did you mean `status`?)"),
        ("createdAt:today", "character 1: there is no field `createdAt` (did you mean `created_at`?)"),
        ("metric.loss:1", "character 1: there is no field `metric` (did you mean `metrics`?)"),
        ("status:faild", "character 8: `faild` is not a value of `status` (did you mean `failed`?)"),
        (
            "name:>a",
            "character 6: `>` is not allowed for `name` (`name` takes a value, a list `a|b`, a pattern `%a` `a%` `%a%`, or `nil`)",
        ),
    ] {
        assert_eq!(parse(text).unwrap_err().to_string(), expected);
    }
    let unknown = parse("zzzzz:1").unwrap_err();
    let held_later = parse("gpu:1").unwrap_err();
    for name in Field::NAMES {
        assert!(unknown.fix.as_ref().is_some_and(|fix| fix.contains(name)), "{unknown}");
        assert!(held_later.fix.as_ref().is_some_and(|fix| fix.contains(name)), "{held_later}");
    }
}

#[test]
fn fields_of_the_reference_that_are_not_held_say_so() {
    for name in [
        "schedule_at",
        "pipeline",
        "controller",
        "upstream",
        "downstream",
        "in_artifact_kind",
        "out_artifact_kind",
        "backend",
        "framework",
        "commit",
        "namespace",
        "meta_flags",
        "meta_info",
        "agent",
        "queue",
        "artifacts_store",
        "state",
        "component_state",
        "artifacts",
        "connections",
        "teams",
        "contributors",
        "mine",
        "meta_values",
        "cost",
        "gpu",
        "custom",
        "cpu",
        "memory",
    ] {
        let error = parse(&format!("{name}:1")).unwrap_err();
        assert_eq!(error.message, format!("Orrery does not hold `{name}` of a run yet"));
    }
}

#[test]
fn size_and_depth_are_bounded() {
    let nested = |depth: usize| format!("{}name:a{}", "(".repeat(depth), ")".repeat(depth));
    assert!(parse(&nested(MAX_DEPTH)).is_ok());
    assert!(read(&nested(MAX_DEPTH + 1)).contains("parentheses in one another"));
    assert!(read(&"(".repeat(MAX_BYTES)).contains("parentheses in one another"));
    let many = |count: usize| (0..count).map(|n| format!("name:{n}")).collect::<Vec<_>>().join(",");
    assert!(parse(&many(MAX_TERMS)).is_ok());
    assert!(read(&many(MAX_TERMS + 1)).contains("conditions"));
    let long = |bytes: usize| format!("name:{}", "x".repeat(bytes - 5));
    assert!(parse(&long(MAX_BYTES)).is_ok());
    assert!(read(&long(MAX_BYTES + 1)).contains("at most"));
    // Its canonical text has quotes: two bytes too many.
    assert!(read(&format!("name:%{}%b", "x".repeat(MAX_BYTES - 8))).contains("ends of a pattern"));
    assert!(read(&format!("name:x%{}", "x".repeat(MAX_BYTES - 7))).contains("at most"));
}
