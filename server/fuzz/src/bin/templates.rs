//! Templates: rendered or refused, in bounded time, and never more than what they are given.
#![no_main]

use std::collections::BTreeMap;

use libfuzzer_sys::fuzz_target;
use serde_json::json;
use spec::{Globals, compile};

/// About what an operating system takes.
const MOST: usize = 1 << 20;

fuzz_target!(|input: &str| {
    let (template, value) = input.split_once('\0').unwrap_or((input, "text"));
    let file = json!({
        "inputs": [
            {"name": "text", "type": "str", "isOptional": true},
            {"name": "number", "type": "float", "value": 0.5},
            {"name": "items", "type": "int", "isList": true, "value": [1, 2, 3]},
            {"name": "fields", "type": "dict", "value": {"a": {"b": null}}},
            {"name": "flag", "type": "bool", "isFlag": true, "value": true, "argFormat": template},
            {"name": "made", "type": "any", "value": template},
        ],
        "run": {"kind": "job", "container": {"image": template, "command": [template], "args": [template, "{{ made }}"]}},
    });
    let globals = Globals { uuid: "secret".to_owned(), ..Globals::default() };
    let params = BTreeMap::from([("text".to_owned(), value.to_owned())]);
    if let Ok(compiled) = compile(&file.to_string(), &params, &globals) {
        let container = compiled.plan.container;
        let length: usize = container.command.iter().chain(&container.args).map(String::len).sum();
        assert!(length <= MOST, "{length}");
        if !template.contains("globals") && !value.contains("globals") {
            assert!(!container.command.iter().any(|word| word.contains("secret") && !template.contains("secret")));
        }
    }
});
