# What these do is in .ci/; README.md says when to use which.
.PHONY: run test dev bench fuzz

run:
	@.ci/prepare run
	@.ci/build
	@env --unset=ORRERY_CACHE target/release/orrery serve $(ARGS)

test:
	@.ci/test

dev:
	@.ci/prepare run
	@.ci/dev $(ARGS)

bench:
	@.ci/prepare test
	@.ci/build
	@bash -c '. .ci/environment; cd end2end && exec npm run --silent bench -- "$$@"' bench $(ARGS)

fuzz:
	@.ci/fuzz $(ARGS)
