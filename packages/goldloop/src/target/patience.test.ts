import { describe, expect, it } from "vitest";
import { createPatience } from "./patience.ts";

describe("patience", () => {
  it("has none for a target that cannot send spans", () => {
    const patience = createPatience(() => 0);
    patience.expect(false);
    expect(patience.allowance()).toBe(0);
  });

  it("holds a silent target up once, by half a second in all", () => {
    let now = 1000;
    const patience = createPatience(() => now);
    expect(patience.allowance()).toBe(500);
    now = 1300;
    expect(patience.allowance()).toBe(200);
    now = 1500;
    expect(patience.allowance()).toBe(0);
    now = 9000;
    expect(patience.allowance()).toBe(0);
  });

  it("waits in proportion to what the target's spans took, and stops after many calls without any", () => {
    let now = 0;
    const patience = createPatience(() => now);
    expect(patience.allowance()).toBe(500);
    patience.sawSpans();
    now = 1000;
    for (let i = 0; i < 60; i++) patience.waited(10, true);
    expect(patience.allowance()).toBe(100);
    patience.waited(200, true);
    expect(patience.allowance()).toBe(800);
    for (let i = 0; i < 20; i++) patience.waited(800, false);
    expect(patience.allowance()).toBe(0);
    patience.sawSpans();
    expect(patience.allowance()).toBe(800);
  });
});
