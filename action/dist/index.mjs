import { spawn } from "node:child_process";
import { appendFileSync, existsSync, mkdtempSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { tmpdir } from "node:os";
import { randomUUID } from "node:crypto";
// src/api.ts
const timeoutMs = 15e3;
/** GitHub did not do what it was asked for. */
var ApiError = class extends Error {
	name = "ApiError";
	/** HTTP status; 0 when there was no answer. */
	status;
	constructor(message, status) {
		super(message);
		this.status = status;
	}
	/** Whether the token may not do it: that of a fork, or one without the permission. */
	get forbidden() {
		return this.status === 401 || this.status === 403 || this.status === 404;
	}
};
/** The repository's REST interface. Paths are relative to the repository: `/issues/7/comments`. */
function openApi({ apiUrl, repository }, token) {
	const base = `${apiUrl}/repos/${repository}`;
	return {
		async send(method, path, body) {
			return (await ask(method, base + path, token, body)).json();
		},
		async *list(path) {
			for (let url = `${base}${path}?per_page=100`; url !== void 0;) {
				const answer = await ask("GET", url, token);
				const page = await answer.json();
				if (Array.isArray(page)) yield* page;
				url = nextPage(answer.headers.get("link"), apiUrl);
			}
		}
	};
}
async function ask(method, url, token, body) {
	const path = new URL(url).pathname;
	let answer;
	try {
		answer = await fetch(url, {
			method,
			headers: {
				accept: "application/vnd.github+json",
				authorization: `Bearer ${token}`,
				"content-type": "application/json",
				"user-agent": "goldloop-action",
				"x-github-api-version": "2022-11-28"
			},
			...body === void 0 ? {} : { body: JSON.stringify(body) },
			signal: AbortSignal.timeout(timeoutMs)
		});
	} catch (error) {
		throw new ApiError(`${method} ${path}: ${error instanceof Error ? error.message : String(error)}`, 0);
	}
	if (!answer.ok) throw new ApiError(`${method} ${path}: ${answer.status} ${answer.statusText}`.trim(), answer.status);
	return answer;
}
function nextPage(link, apiUrl) {
	const url = /<([^>]+)>;\s*rel="next"/.exec(link ?? "")?.[1];
	return url?.startsWith(`${apiUrl}/`) === true ? url : void 0;
}
// src/command.ts
/**
* The goldloop that the project has installed, run by the Node that the workflow set up; `npx` where there is none. The
* installed one is what goldloop.lock was written with.
*/
function findGoldloop(directory) {
	for (let folder = resolve(directory);; folder = dirname(folder)) {
		const home = join(folder, "node_modules", "goldloop");
		const bin = binOf(join(home, "package.json"));
		if (bin !== void 0 && existsSync(join(home, bin))) return {
			command: "node",
			first: [join(home, bin)]
		};
		if (folder === dirname(folder)) return {
			command: "npx",
			first: ["--yes", "goldloop"]
		};
	}
}
function binOf(file) {
	try {
		const { bin } = JSON.parse(readFileSync(file, "utf8"));
		return typeof bin === "string" ? bin : bin?.["goldloop"];
	} catch {
		return;
	}
}
/** Runs a program to its end; what it says on the way goes to `log`. With `keep`, its standard output is kept instead. */
function execute({ command, first }, args, options) {
	const { directory, log, keep } = options;
	return new Promise((done) => {
		const child = spawn(command, [...first, ...args], {
			cwd: directory,
			stdio: [
				"ignore",
				"pipe",
				"pipe"
			],
			shell: process.platform === "win32" && command === "npx"
		});
		let stdout = "";
		child.stdout.setEncoding("utf8").on("data", (text) => {
			if (keep === true) stdout += text;
			else log(text);
		});
		child.stderr.setEncoding("utf8").on("data", log);
		child.once("error", (error) => {
			log(`${command}: ${error.message}\n`);
			done({
				code: null,
				stdout
			});
		});
		child.once("close", (code) => done({
			code,
			stdout
		}));
	});
}
// src/base-ref.ts
const git = {
	command: "git",
	first: []
};
/**
* The ref of the branch that the change is to go into, fetched when the checkout does not have it. Null outside of pull
* requests. Where it cannot be had the ref is given all the same: the gate then refuses to judge by the change's own policy.
*/
async function baseRef(branch, options) {
	if (branch === null) return null;
	const ref = `refs/remotes/origin/${branch}`;
	const { code } = await execute(git, [
		"rev-parse",
		"--verify",
		"--quiet",
		`${ref}^{commit}`
	], {
		...options,
		keep: true
	});
	if (code !== 0) {
		const depth = (await execute(git, ["rev-parse", "--is-shallow-repository"], {
			...options,
			keep: true
		})).stdout.trim() === "true" ? ["--depth=1"] : [];
		await execute(git, [
			"fetch",
			"--no-tags",
			...depth,
			"origin",
			`+refs/heads/${branch}:${ref}`
		], options);
	}
	return ref;
}
// src/not-measured.ts
/** The first line of the comment, as `goldloop gate --reporter markdown` writes it. */
const marker = "<!-- goldloop:verdict -->";
/** The comment when there is no verdict: nothing was measured, which is not good. */
function notMeasuredText({ reason, hint }, commit, fork) {
	const lines = [
		marker,
		`### ! Goldloop: blocked, nothing was measured (\`${commit.slice(0, 7)}\`)`,
		"There is no verdict on this change: not measured is not passed.",
		"",
		fence([reason, hint].filter((line) => line !== "").join("\n")),
		""
	];
	if (fork) lines.push("The pull request comes from a fork, which has no access to the repository's secrets. A maintainer can run the same commit from a branch of this repository.", "");
	return lines.join("\n");
}
function fence(text) {
	const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
	const ticks = "`".repeat(longest + 1);
	return `${ticks}text\n${text.slice(0, 4e3).toWellFormed()}\n${ticks}`;
}
// src/comment.ts
const trusted = /* @__PURE__ */ new Set([
	"OWNER",
	"MEMBER",
	"COLLABORATOR"
]);
/** What tells the comments of several stages and projects of one pull request apart: a hidden second line. */
function commentKey(stage, directory) {
	const part = (text) => encodeURIComponent(text).replaceAll("-", "%2D");
	return `<!-- goldloop:of ${part(stage)} ${part(directory)} -->`;
}
/**
* Puts the verdict on a pull request: changes the comment that is there, else writes one. Throws ApiError.
*/
async function keepComment(api, pullRequest, key, markdown) {
	const head = `${marker}\n${key}\n`;
	const body = head + (markdown.startsWith("<!-- goldloop:verdict -->") ? markdown.slice(25).trimStart() : markdown);
	for await (const comment of api.list(`/issues/${pullRequest}/comments`)) {
		const found = idOf(comment, head);
		if (found === void 0) continue;
		await api.send("PATCH", `/issues/comments/${found}`, { body });
		return;
	}
	await api.send("POST", `/issues/${pullRequest}/comments`, { body });
}
function idOf(comment, head) {
	if (typeof comment !== "object" || comment === null) return void 0;
	const { id, body, user, author_association: association } = comment;
	if (typeof id !== "number" || typeof body !== "string") return void 0;
	if (!body.replaceAll("\r\n", "\n").startsWith(head)) return void 0;
	return typeof user === "object" && user !== null && "type" in user && user.type === "Bot" || typeof association === "string" && trusted.has(association) ? id : void 0;
}
// src/event.ts
/** Reads GitHub's variables and the event's file. Throws when they are not there. */
function readEvent(variables) {
	const need = (name) => {
		const value = variables[name];
		if (value === void 0 || value === "") throw new Error(`${name} is not set: this runs as a GitHub Action only`);
		return value;
	};
	const file = variables["GITHUB_EVENT_PATH"];
	const event = file === void 0 || file === "" ? {} : JSON.parse(readFileSync(file, "utf8"));
	const repository = need("GITHUB_REPOSITORY");
	const pull = at(event, "pull_request");
	const number = at(pull, "number");
	const head = at(pull, "head");
	const sha = at(head, "sha");
	const from = at(at(head, "repo"), "full_name");
	const isPull = typeof number === "number";
	return {
		apiUrl: need("GITHUB_API_URL").replace(/\/+$/, ""),
		repository,
		commit: typeof sha === "string" ? sha : need("GITHUB_SHA"),
		pullRequest: isPull ? number : null,
		fork: isPull && from !== repository,
		baseBranch: branchOf(at(at(pull, "base"), "ref")) ?? branchOf(at(at(event, "merge_group"), "base_ref")),
		page: `${need("GITHUB_SERVER_URL")}/${repository}/actions/runs/${need("GITHUB_RUN_ID")}`
	};
}
function branchOf(ref) {
	return typeof ref === "string" && ref !== "" ? ref.replace(/^refs\/heads\//, "") : null;
}
function at(value, key) {
	return typeof value === "object" && value !== null ? value[key] : void 0;
}
// src/inputs.ts
/** Reads the inputs as GitHub's runner passes them: `INPUT_<NAME>`. Throws for a `comment` that is neither true nor false. */
function readInputs(variables) {
	const input = (name) => (variables[`INPUT_${name.toUpperCase()}`] ?? "").trim();
	const words = (name) => input(name).split(/\s+/).filter((word) => word !== "");
	const comment = input("comment") || "true";
	if (comment !== "true" && comment !== "false") throw new Error(`comment: expected true or false, not ${comment}`);
	return {
		stage: input("stage") || "pull-request",
		suites: words("suites"),
		runs: words("run"),
		config: input("config"),
		baseline: input("baseline"),
		directory: input("working-directory") || ".",
		comment: comment === "true",
		token: input("token")
	};
}
// src/judge.ts
const reports = {
	json: "verdict.json",
	markdown: "verdict.md",
	junit: "verdict.xml",
	github: "annotations.txt"
};
/**
* Runs the suites, unless runs are named, and judges them. What goldloop does not state in a document, with an exit code
* that agrees with it, counts as not measured.
*/
async function judge(goldloop, inputs, baseRef, options) {
	const folder = mkdtempSync(join(options.temporary ?? tmpdir(), "goldloop-"));
	const config = inputs.config === "" ? [] : ["--config", inputs.config];
	const process = {
		directory: inputs.directory,
		log: options.log,
		keep: true
	};
	let runs = inputs.runs;
	if (runs.length === 0) {
		const found = runsOf(await execute(goldloop, [
			"run",
			...inputs.suites,
			"--json",
			...config
		], process));
		if (!Array.isArray(found)) return {
			folder,
			result: found
		};
		runs = found;
	}
	return {
		folder,
		result: readVerdict(folder, await execute(goldloop, [
			"gate",
			"--stage",
			inputs.stage,
			...config,
			...runs.flatMap((run) => ["--run", run]),
			...inputs.baseline === "" ? [] : ["--baseline", inputs.baseline],
			...baseRef === null ? [] : ["--base-ref", baseRef],
			...Object.entries(reports).flatMap(([name, report]) => ["--reporter", `${name}=${join(folder, report)}`])
		], {
			...process,
			keep: false
		}))
	};
}
function runsOf({ code, stdout }) {
	const document = parse(stdout);
	if (code === 0 || code === 3) {
		const runs = listOf(document["runs"]) ?? [document];
		const dirs = runs.flatMap((run) => isObject(run) && typeof run["dir"] === "string" ? [run["dir"]] : []);
		if (dirs.length > 0 && dirs.length === runs.length) return dirs;
	}
	return failure(`goldloop run ended with exit code ${code ?? "none"}`, document);
}
function readVerdict(folder, { code }) {
	const broken = failure(`goldloop gate ended with exit code ${code ?? "none"} and no verdict`, {});
	try {
		const { verdict, decision, schema } = parse(readFileSync(join(folder, reports.json), "utf8"));
		if (schema !== "goldloop/verdict/v1") return broken;
		if (verdict !== "pass" && verdict !== "fail" && verdict !== "inconclusive") return broken;
		if (code === 0 !== (decision === "allow") || decision !== "allow" && decision !== "block") return broken;
		const text = (name) => readFileSync(join(folder, name), "utf8");
		return {
			decision,
			verdict,
			markdown: text(reports.markdown),
			annotations: text(reports.github)
		};
	} catch {
		return broken;
	}
}
function failure(what, document) {
	const { error, hint } = document;
	return {
		reason: typeof error === "string" ? `${what}: ${error}` : what,
		hint: typeof hint === "string" ? hint : ""
	};
}
function parse(text) {
	try {
		const value = JSON.parse(text);
		return isObject(value) ? value : {};
	} catch {
		return {};
	}
}
function isObject(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
function listOf(value) {
	return Array.isArray(value) && value.length > 0 ? value : void 0;
}
// src/runner.ts
/** The runner that this step runs under. */
function openRunner(variables, write) {
	let token;
	const append = (name, text) => {
		const file = variables[name];
		if (file !== void 0 && file !== "") appendFileSync(file, text);
	};
	return {
		log(text) {
			if (token === void 0) write(`::stop-commands::${token = randomUUID()}\n`);
			write(text);
		},
		endLog() {
			if (token !== void 0) write(`\n::${token}::\n`);
			token = void 0;
		},
		print: write,
		notice: (level, message) => write(`::${level} title=Goldloop::${escape(message)}\n`),
		output(name, value) {
			const end = randomUUID();
			append("GITHUB_OUTPUT", `${name}<<${end}\n${value}\n${end}\n`);
		},
		summary: (markdown) => append("GITHUB_STEP_SUMMARY", `${markdown}\n`)
	};
}
function escape(text) {
	return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}
// src/status.ts
const longestDescription = 140;
/** The comment's heading without its marks: `blocked by 2 rules, 1 unmeasured`. */
function headingOf(markdown) {
	return (/^### \S+ Goldloop: (.+?)(?: \(`[^`]*`\))?$/m.exec(markdown)?.[1] ?? "").slice(0, longestDescription);
}
/** Sets the status of the commit: what a protected branch can require. Throws ApiError. */
async function setStatus(api, event, { stage, directory }, state, description) {
	await api.send("POST", `/statuses/${event.commit}`, {
		state,
		description,
		context: [
			"goldloop",
			stage,
			...directory === "." ? [] : [directory]
		].join(" / "),
		target_url: event.page
	});
}
// src/action.ts
/**
* Runs the step. Returns its exit code: 0 only when the gates allow. What GitHub refuses (a comment, a status) is said and
* changes nothing of the decision.
*/
async function runAction(variables, write) {
	const runner = openRunner(variables, write);
	const inputs = readInputs(variables);
	const event = readEvent(variables);
	const log = (text) => runner.log(text);
	const ref = await baseRef(event.baseBranch, {
		directory: inputs.directory,
		log
	});
	const temporary = variables["RUNNER_TEMP"];
	const { folder, result } = await judge(findGoldloop(inputs.directory), inputs, ref, {
		log,
		temporary
	});
	runner.endLog();
	const judged = "decision" in result;
	const markdown = judged ? result.markdown : notMeasuredText(result, event.commit, event.fork);
	if (judged) runner.print(result.annotations);
	else runner.notice("error", `nothing was measured: ${result.reason}`);
	runner.summary(markdown);
	const decision = judged ? result.decision : "block";
	runner.output("verdict", judged ? result.verdict : "not-measured");
	runner.output("decision", decision);
	runner.output("report", folder);
	if (inputs.token === "") {
		runner.notice("notice", "no token: the verdict is in the step's summary only");
		return decision === "allow" ? 0 : 1;
	}
	const api = openApi(event, inputs.token);
	const state = decision === "allow" ? "success" : judged ? "failure" : "error";
	const { pullRequest } = event;
	if (inputs.comment && pullRequest !== null) {
		const key = commentKey(inputs.stage, inputs.directory);
		await attempt(runner, "comment", event.fork, () => keepComment(api, pullRequest, key, markdown));
	}
	await attempt(runner, "commit status", event.fork, () => setStatus(api, event, inputs, state, headingOf(markdown) || decision));
	return decision === "allow" ? 0 : 1;
}
async function attempt(runner, what, fork, act) {
	try {
		await act();
	} catch (error) {
		if (!(error instanceof ApiError)) throw error;
		const why = !error.forbidden ? "" : fork ? "; a pull request from a fork may not write" : "; give the job `pull-requests: write` and `statuses: write`";
		runner.notice(fork ? "notice" : "warning", `no ${what} (${error.message})${why}. The verdict is in the step's summary.`);
	}
}
// src/main.ts
process.exitCode = 1;
try {
	process.exitCode = await runAction(process.env, (text) => void process.stdout.write(text));
} catch (error) {
	const message = error instanceof Error ? error.message : String(error);
	process.stdout.write(`::error title=Goldloop::${message.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A")}\n`);
}
export {};
