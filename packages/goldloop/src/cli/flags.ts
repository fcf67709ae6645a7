import type { Flag } from "./command.ts";

/** The flag that every command has which reads the configuration. */
export const configFlag: Flag = { flags: "--config <file>", description: "the configuration, if not found by itself" };
