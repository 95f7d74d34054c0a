//! Kinds of run, and what is around them.

use insta::assert_snapshot;
use spec::check;

use crate::shown_of;

#[test]
fn kinds_and_what_is_around_them() {
    let run = |run: &str| format!("run: {run}\n");
    let job = |head: &str| format!("{head}\nrun: {{kind: job, container: {{image: x}}}}\n");
    let text = shown_of(
        [
            ("a role of another kind", run("{kind: tfjob, master: {replicas: 1}}")),
            ("a misspelt role", run("{kind: pytorchjob, workers: {replicas: 1}}")),
            ("replicas", run("{kind: tfjob, worker: {replicas: two, container: {image: x}}}")),
            ("negative replicas", run("{kind: mpijob, worker: {replicas: -1, container: {image: x}}}")),
            ("a policy", run("{kind: tfjob, cleanPodPolicy: Some}")),
            ("a container that says nothing", run("{kind: tfjob, chief: {container: {name: a}}}")),
            ("two containers of one name", run("{kind: tfjob, chief: {container: {name: a, image: x}, sidecars: [{name: a, image: y}]}}")),
            ("ports in words", run("{kind: service, ports: [http], container: {image: x}}")),
            ("ports alone", run("{kind: service, ports: 80, container: {image: x}}")),
            ("Spark without a language", run("{kind: sparkjob, mainClass: a.B}")),
            ("Spark in another", run("{kind: sparkjob, type: Go}")),
            ("Ray's workers as a list", run("{kind: rayjob, workers: [{replicas: 1}]}")),
            ("a field of a service in a job", run("{kind: job, ports: [80], container: {image: x}}")),
            ("a container's field in the environment", run("{kind: job, environment: {resources: {limits: {cpu: 1}}}, container: {image: x}}")),
            ("amounts", run("{kind: job, container: {image: x, resources: {limits: {memory: 2GB, cpu: lots}}}}")),
            ("labels", run("{kind: job, environment: {labels: [a]}, container: {image: x}}")),
            ("a policy of the pod", run("{kind: job, environment: {restartPolicy: Sometimes}, container: {image: x}}")),
            ("two things to fetch", run("{kind: job, init: [{git: {url: u}, file: {content: c}}], container: {image: x}}")),
            ("a file without content", run("{kind: job, init: [{file: {filename: a}}], container: {image: x}}")),
            ("a Dockerfile without an image", run("{kind: job, init: [{dockerfile: {run: [ls]}}], container: {image: x}}")),
            ("a volume without a name", run("{kind: job, volumes: [{emptyDir: {}}], container: {image: x, volumeMounts: [{name: a}]}}")),
            ("a template where none can be", run("{kind: '{{ k }}', container: {image: x}}")),
            ("schedules", job("schedule: {kind: corn, cron: '* * * * *'}")),
            ("an interval", job("schedule: {kind: interval, frequency: often}")),
            ("a time", job("schedule: {kind: datetime, startAt: tomorrow}")),
            ("events", job("events: [{kinds: [run_status_dead], ref: runs.a}, {ref: a}]")),
            ("a join", job("joins: [{params: {a: {value: globals.uuid}}}]")),
            ("a cache", job("cache: {ttl: -1, sections: [container]}")),
            ("plugins", job("plugins: {collectLogs: always, colectArtifacts: true}")),
            ("a hook", job("hooks: [{trigger: done}]")),
            ("a build", job("build: {patchStrategy: merge}")),
            ("names", job("name: a name with blanks")),
            ("two sources", "kind: operation\nhubRef: a\npathRef: b\n".to_owned()),
            ("a component with a component", "kind: component\ncomponent: {run: {kind: job, container: {image: x}}}\n".to_owned()),
            ("a patch of nothing", "runPatch: {container: {image: y}}\n".to_owned()),
            ("a patch that does not fit", "runPatch: {contianer: {image: y}, ports: [80]}\ncomponent: {run: {kind: job, container: {image: x}}}\n".to_owned()),
            ("shortcuts of resources", "container: {image: x}\nresources: {cpu: 2..1, ram: 1Gi, nvidia.com/gpu: 1, memory: much}\n".to_owned()),
            ("a regular expression", "inputs: [{name: a, type: str, validation: {regex: 'a('}}]\nrun: {kind: job, container: {image: x}}\n".to_owned()),
            ("what does not match one", "inputs: [{name: a, type: str, value: b, validation: {regex: '^a'}}]\nrun: {kind: job, container: {image: x}}\n".to_owned()),
            ("a connection nobody asks for", "run: {kind: job, container: {image: x, args: ['{{ connections[\"s\"].bucket }}']}}\n".to_owned()),
        ],
        check,
    );
    assert_snapshot!(text);
}
