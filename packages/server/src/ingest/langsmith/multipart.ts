import { RequestError } from "../../api/problem.ts";
import type { Run } from "./run-part.ts";

/** What a request of several runs holds. */
export interface RunBatch {
  post: Run[];
  patch: Run[];
  feedback: Run[];
}

/** Parts are named `post.<id>`, `post.<id>.inputs`, `patch.<id>.outputs`, `feedback.<id>`, `attachment.<id>.<name>`. */
const partName = /^(post|patch|feedback|attachment)\.([0-9a-f-]{32,36})(?:\.(.+))?$/i;

/**
 * Runs out of `multipart/form-data`. Contents of attachments are not kept, only that they were there.
 * Throws RequestError 400 for a body that is not what it says, and 422 for parts of other names.
 */
export async function readMultipart(body: Uint8Array, contentType: string): Promise<RunBatch> {
  const found = new Map<string, { kind: string; run: Record<string, unknown> }>();
  const attachments = new Map<string, string[]>();
  for (const [name, part] of await entriesOf(body, contentType)) {
    const [, kind = "", id = "", field] = partName.exec(name) ?? [];
    if (kind === "")
      throw new RequestError(
        422,
        "unknown-part",
        "a part is named otherwise than post.<id>, patch.<id> or feedback.<id>",
      );
    if (kind === "attachment") {
      attachments.set(id, [...(attachments.get(id) ?? []), field ?? ""]);
      continue;
    }
    const entry = found.get(`${kind}.${id}`) ?? { kind, run: { id } };
    found.set(`${kind}.${id}`, entry);
    const value = parse(typeof part === "string" ? part : await part.text());
    if (field === undefined) Object.assign(entry.run, value);
    else if (field !== "__proto__") entry.run[field] = value;
  }
  const batch: RunBatch = { post: [], patch: [], feedback: [] };
  for (const { kind, run } of found.values()) {
    const names = attachments.get(String(run["id"]));
    if (names !== undefined) run["attachment_names"] = names;
    batch[kind as keyof RunBatch].push(run);
  }
  return batch;
}

async function entriesOf(body: Uint8Array, contentType: string): Promise<Iterable<[string, string | Blob]>> {
  try {
    const form = await new Response(body as Uint8Array<ArrayBuffer>, {
      headers: { "content-type": contentType },
    }).formData();
    return [...form.entries()];
  } catch {
    throw new RequestError(400, "bad-multipart", "the body is no well-formed multipart/form-data");
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RequestError(400, "bad-json", "a part is no well-formed JSON");
  }
}
