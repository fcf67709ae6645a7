import fc from "fast-check";

// Property tests draw the same cases in every run, so that a build does not fail by chance; FC_SEED=$RANDOM explores others.
fc.configureGlobal({ seed: Number(process.env["FC_SEED"] ?? 20261101) });
