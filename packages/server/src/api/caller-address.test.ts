import { expect, test } from "vitest";
import { addressOf } from "./caller-address.ts";

test.each<[string, string | undefined, string]>([
  ["203.0.113.7", undefined, "203.0.113.7"],
  ["::ffff:203.0.113.7", undefined, "203.0.113.7"],
  ["203.0.113.7", "198.51.100.1", "203.0.113.7"],
  ["10.0.0.2", "198.51.100.1", "198.51.100.1"],
  ["::ffff:172.18.0.3", "1.2.3.4, 198.51.100.1", "198.51.100.1"],
  ["::1", "2001:db8::1", "2001:db8::1"],
  ["127.0.0.1", "not an address", "127.0.0.1"],
  ["127.0.0.1", undefined, "127.0.0.1"],
  ["", "198.51.100.1", ""],
])("%s with %j is %s", (peer, forwardedFor, address) => expect(addressOf(peer, forwardedFor)).toBe(address));
