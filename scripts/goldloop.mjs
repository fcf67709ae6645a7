#!/usr/bin/env node
// The command line from its sources, unbuilt, for those who work on it: node scripts/goldloop.mjs run
import { runMain } from "../packages/goldloop/src/cli/main.ts";

process.exit(await runMain(process.argv.slice(2)));
