//! What a person gives, what a file gives, and what comes of it.
#![cfg(feature = "render")]

use std::collections::BTreeMap;

use insta::assert_snapshot;
use serde_json::{Value, json};
use spec::{Compiled, Globals, Problem, compile};

fn with(content: &str, params: &[(&str, &str)]) -> Result<Compiled, Vec<Problem>> {
    let params = params.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect::<BTreeMap<_, _>>();
    let globals = Globals { username: "ada".into(), run_outputs_path: "/outputs".into(), ..Globals::default() };
    compile(content, &params, &globals)
}

/// The arguments of a component with these inputs and these arguments.
fn args(inputs: &str, args: &str, params: &[(&str, &str)]) -> Result<Vec<String>, Vec<Problem>> {
    with(&file(inputs, args), params).map(|compiled| compiled.plan.container.args)
}

fn file(inputs: &str, args: &str) -> String {
    format!("inputs: {inputs}\nrun: {{kind: job, container: {{command: [echo], args: {args}}}}}\n")
}

fn messages(result: Result<impl std::fmt::Debug, Vec<Problem>>) -> String {
    result.err().unwrap_or_default().iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn outside_wins_over_params_over_defaults() {
    let content =
        format!("params: {{b: 2, c: 2}}\n{}", file("[{name: a, value: 1}, {name: b, value: 1}, {name: c, value: 1}]", "[]"));
    let compiled = with(&content, &[("c", "3")]).unwrap();
    let values: Vec<_> = compiled.plan.inputs.iter().map(|io| io.value.clone().unwrap()).collect();
    assert_eq!(values, [json!(1), json!(2), json!(3)]);
}

#[test]
fn texts_from_outside_get_the_input_s_type() {
    let inputs = "[{name: a, type: int}, {name: b, type: str}, {name: c, type: bool, isFlag: true}, {name: d, type: float, isList: true}, {name: e, type: dict}]";
    let given = [("a", " 7"), ("b", "007"), ("c", "yes"), ("d", "1, 2.5"), ("e", "{k: v}")];
    let compiled = with(&file(inputs, "[\"{{ params.as_args }}\", \"{{ b }}\"]"), &given).unwrap();
    let values: Vec<Value> = compiled.plan.inputs.iter().map(|io| io.value.clone().unwrap()).collect();
    assert_eq!(values, [json!(7), json!("007"), json!(true), json!([1.0, 2.5]), json!({"k": "v"})]);
    assert_eq!(compiled.plan.container.args, ["--a=7", "--b=007", "--c", "--d=[1.0,2.5]", "--e={\"k\":\"v\"}", "007"]);
}

#[test]
fn arguments_that_are_none_are_left_out() {
    let inputs = "[{name: n, type: int, isOptional: true}, {name: f, type: bool, isFlag: true, value: false}]";
    let list = r#"["{{ params.n.as_arg }}", "{{ params.f.as_arg }}", "{{ params.as_args }}", "<{{ n }}>", "{% if n %}n{% else %}-{% endif %}", ""]"#;
    assert_eq!(args(inputs, list, &[("n", "")]).unwrap(), ["<>", "-", ""]);
    assert_eq!(args(inputs, list, &[("n", "3"), ("f", "true")]).unwrap(), ["--n=3", "--f", "--n=3", "--f", "<3>", "n", ""]);
    assert_eq!(args(inputs, "\"{{ params.as_args }}\"", &[("n", "3")]).unwrap(), ["--n=3"]);
}

#[test]
fn values_read_as_in_jinja() {
    let inputs = "[{name: b, type: bool, value: true}, {name: x, type: float, value: 1}, {name: s, type: str, value: é}, {name: l, type: list, value: [1, a]}]";
    let list = r#"["{{ b }} {{ x }} {{ s | upper }} {{ l }} {{ l | tojson }} {{ l | join('-') }} {{ params.b.as_str }}", "{{ x + 1 }} {{ 'y' if b else 'n' }}"]"#;
    assert_eq!(args(inputs, list, &[]).unwrap(), ["True 1.0 É [1, 'a'] [1,\"a\"] 1-a true", "2.0 y"]);
}

/// But for the last one's end, which Jinja takes.
#[test]
fn a_script_keeps_its_lines() {
    let content = "cmd: |\n  echo {{ globals.username }}\n  ls\n";
    let container = with(content, &[]).unwrap().plan.container;
    assert_eq!(container.command, ["/bin/sh", "-c"]);
    assert_eq!(container.args, ["set -e\necho ada\nls"]);
}

#[test]
fn variables_of_inputs_come_before_the_container_s_own() {
    let content = "params: {a: {value: 2, toEnv: A}}\ninputs: [{name: a, type: int, toEnv: OLD}, {name: b, type: bool, value: yes, toEnv: B}]\ncmd: env\nenv: {B: mine}\n";
    let env = with(content, &[]).unwrap().plan.container.env;
    let pairs: Vec<(&str, &str)> = env.iter().map(|variable| (variable.name.as_str(), variable.value.as_str())).collect();
    assert_eq!(pairs, [("A", "2"), ("B", "true"), ("B", "mine")]);
}

#[test]
fn what_a_person_gives_wrong_is_named() {
    let inputs = "[{name: lr, type: float, validation: {gt: 0}}, {name: epochs, type: int}, {name: mode, type: str, options: [a, b]}, {name: path, type: path}]";
    let content = file(inputs, "[]");
    let given = [("lr", "-1"), ("epochs", "many"), ("mode", "c"), ("epoch", "3"), ("path", "{{ nothing }}")];
    let text = messages(with(&content, &given));
    assert_snapshot!(text);
    for problem in with(&content, &given).unwrap_err() {
        assert_eq!(problem.span.line, 0, "{problem}");
        assert!(problem.path.starts_with("params."), "{problem}");
    }
}

#[test]
fn what_only_rendering_can_tell_is_located() {
    let inputs = "[{name: lr, type: float}, {name: cfg, type: dict, value: {a: 1}}, {name: n, type: int, value: \"{{ cfg.a }}x\"}, {name: m, type: int, value: \"{{ cfg.b }}\"}]";
    let text = messages(with(&file(inputs, "[]"), &[]));
    assert_snapshot!("values", text);
    let inputs = "[{name: cfg, type: dict, value: {a: 1}}]";
    let list = r#"["{{ cfg.b }}", "{{ cfg.a.b.c }}", "{% if cfg %}", "{{ cfg + 1 }}", "{{ 'x' * 100000000 }}", "{% for i in range(100000) %}{% for j in range(100000) %}x{% endfor %}{% endfor %}", "{{ range(3)(1) }}"]"#;
    let text = messages(with(&file(inputs, list), &[]));
    assert_snapshot!("texts", text);
}

#[test]
fn memory_and_time_stay_bounded() {
    let doubling = "{% set a = 'xxxxxxxxxx' %}".to_owned() + &"{% set a = a ~ a %}".repeat(60) + "{{ a }}";
    assert!(messages(args("[]", &json!([doubling]).to_string(), &[])).contains("too much work"));
    let nested = "{% for a in [a ~ a] %}".repeat(40) + "{{ a }}" + &"{% endfor %}".repeat(40);
    let content = file("[{name: a, value: xxxxxxxxxx}]", &json!([nested]).to_string());
    assert!(messages(with(&content, &[])).contains("too much work"));
    let long = "x".repeat(900_000);
    let content = file("[{name: a}]", "[\"{{ a }}\", \"{{ a }}\"]");
    assert!(messages(with(&content, &[("a", &long)])).contains("bytes together"));
    // Many texts together have a budget too.
    let busy = json!(vec!["{% for i in range(40000) %}{% endfor %}"; 2000]).to_string();
    assert!(messages(args("[]", &busy, &[])).contains("too much work"));
}
