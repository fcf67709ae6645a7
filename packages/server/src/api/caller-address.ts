import { getConnInfo } from "@hono/node-server/conninfo";
import { BlockList, isIP } from "node:net";
import type { ApiContext } from "./environment.ts";

/** Networks that nobody on the internet can send from. */
const near = new BlockList();
for (const [network, bits] of [
  ["127.0.0.0", 8],
  ["10.0.0.0", 8],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
] as const) {
  near.addSubnet(network, bits, "ipv4");
}
near.addAddress("::1", "ipv6");
near.addSubnet("fc00::", 7, "ipv6");

/** The address that a request comes from, to slow down guessing of passwords. */
export function callerAddress(c: ApiContext): string {
  return addressOf(getConnInfo(c).remote.address ?? "", c.req.header("x-forwarded-for"));
}

/**
 * A proxy in front stands in a network of one's own and adds at the end whom it speaks for; what stands before that anybody may
 * have written. From elsewhere the header is not believed.
 */
export function addressOf(peer: string, forwardedFor: string | undefined): string {
  const direct = peer.replace(/^::ffff:(?=\d+\.)/i, "");
  const family = isIP(direct) === 6 ? "ipv6" : "ipv4";
  const told = forwardedFor?.split(",").at(-1)?.trim() ?? "";
  return isIP(told) !== 0 && isIP(direct) !== 0 && near.check(direct, family) ? told : direct;
}
