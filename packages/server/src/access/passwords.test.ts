import { expect, test } from "vitest";
import { RequestError } from "../api/problem.ts";
import { createPasswords } from "./passwords.ts";

test("a password is known by its hash, which is another one each time and says how it was made", async () => {
  const passwords = createPasswords();
  const [first, second] = await Promise.all([passwords.hash("correct horse"), passwords.hash("correct horse")]);
  expect(first).toMatch(/^scrypt\$32768\$8\$3\$[^$]{24}\$[^$]{44}$/);
  expect(second).not.toBe(first);
  expect(await passwords.verify("correct horse", first)).toBe(true);
  expect(await passwords.verify("correct horsf", first)).toBe(false);
});

test("the same letters in another encoding are the same password", async () => {
  const passwords = createPasswords();
  expect(await passwords.verify("Gru\u0308ße aus Köln", await passwords.hash("Grüße aus Ko\u0308ln"))).toBe(true);
});

test.each([undefined, null, "", "bcrypt$x"])("nothing is the password of %j", async (hash) => {
  expect(await createPasswords().verify("", hash)).toBe(false);
});

test("a hash of other cost is still understood", async () => {
  const made = "scrypt$1024$8$1$c2FsdHNhbHRzYWx0c2FsdA==$";
  expect(await createPasswords().verify("x", made)).toBe(false);
});

test("a crowd is told to come back instead of filling the memory", async () => {
  const passwords = createPasswords();
  const crowd = Array.from({ length: 200 }, () => passwords.verify("x", "scrypt$2$1$1$c2FsdA==$AAAA"));
  const settled = await Promise.allSettled(crowd);
  const refused = settled.filter((one) => one.status === "rejected");
  expect(refused.length).toBe(200 - 2 - 64);
  expect(refused.every(({ reason }) => reason instanceof RequestError && reason.status === 503)).toBe(true);
  expect(await passwords.verify("x", undefined)).toBe(false);
});
