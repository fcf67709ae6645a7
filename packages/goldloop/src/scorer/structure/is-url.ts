import { z } from "zod";
import { defineScorer } from "../definition.ts";
import { listed, quote } from "../quote.ts";
import { textOf } from "../read.ts";

const protocols = z
  .array(z.string().regex(/^[a-z][a-z0-9+.-]*$/, "must be written without a colon, as in https"))
  .min(1)
  .default(["http", "https"])
  .describe("Protocols that are allowed.");
const hosts = z
  .array(z.string().regex(/^(\*\.)?[a-z0-9.-]+$/, "must be a host in lower case, as example.com or *.example.com"))
  .min(1)
  .optional()
  .describe("Hosts that are allowed; `*.example.com` stands for all below example.com. Default: any.");

/** The output, without white space at its ends, is one absolute URL. */
export const isUrl = defineScorer({
  name: "isUrl",
  revision: 1,
  family: "structure",
  summary: "The output is one absolute URL.",
  deterministic: true,
  binary: true,
  options: z.union([
    z
      .literal(true)
      .describe("http and https, any host.")
      .transform(() => ({ protocols: ["http", "https"], hosts: undefined as string[] | undefined })),
    z.strictObject({ protocols, hosts }),
  ]),
  create:
    ({ protocols: allowed, hosts: known }) =>
    ({ output }) => {
      const text = textOf(output).trim();
      const url = /^[a-z][a-z0-9+.-]*:\/\/\S+$/i.test(text) ? URL.parse(text) : null;
      if (url === null) return { value: 0, reason: `${quote(text)} is not an absolute URL` };
      const protocol = url.protocol.slice(0, -1);
      if (!allowed.includes(protocol)) return { value: 0, reason: `protocol ${protocol}, expected ${listed(allowed)}` };
      if (known !== undefined && !known.some((host) => isHost(url.hostname, host))) {
        return { value: 0, reason: `host ${url.hostname}, expected ${listed(known)}` };
      }
      return { value: 1, reason: `${quote(text)} is a URL` };
    },
  examples: [
    { title: "an address", options: true, subject: { output: "https://example.com/help?id=7" }, value: 1 },
    { title: "words beside it", options: true, subject: { output: "See https://example.com" }, value: 0 },
    {
      title: "only hosts of one's own",
      options: { protocols: ["https"], hosts: ["example.com", "*.example.com"] },
      subject: { output: "https://example.com.evil.test/" },
      value: 0,
    },
  ],
});

function isHost(host: string, allowed: string): boolean {
  return allowed.startsWith("*.") ? host.endsWith(allowed.slice(1)) : host === allowed;
}
