import type { Command } from "commander";
import { describe, expect, test } from "vitest";
import { build, type CommandDefinition } from "./command.ts";
import type { Context } from "./context.ts";

const colours = ["red", "green"];
const definition: CommandDefinition = {
  name: "paint",
  summary: "paint",
  examples: [],
  flags: [
    { flags: "--colour <name>", description: "one", choices: colours },
    { flags: "--accents <name>", description: "several", choices: colours, repeat: true },
  ],
  run: () => Promise.resolve(0),
};
const built = (variables: Record<string, string>): Command =>
  build(definition, { environment: { variables, ci: false } } as unknown as Context, () => undefined);

describe("the environment twin of a flag with choices", () => {
  test("takes what the flag takes", () => {
    const command = built({ GOLDLOOP_COLOUR: "red", GOLDLOOP_ACCENTS: "green,red" });
    expect(command.opts()).toMatchObject({ colour: "red", accents: ["green", "red"] });
  });

  test.each<Record<string, string>>([{ GOLDLOOP_COLOUR: "blue" }, { GOLDLOOP_ACCENTS: "red,blue" }])(
    "refuses the rest: %j",
    (variables) => {
      const [name = ""] = Object.keys(variables);
      expect(() => built(variables)).toThrow(new RegExp(`${name}=.*blue: Allowed: red, green`));
      try {
        built(variables);
      } catch (error) {
        expect(error).toMatchObject({ command: "goldloop paint" });
      }
    },
  );
});
