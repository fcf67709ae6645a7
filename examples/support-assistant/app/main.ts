import { randomUUID } from "node:crypto";
import { createInterface } from "node:readline/promises";
import { reply } from "./assistant.ts";
import type { Message } from "./conversation.ts";
import { readEnvironment } from "./environment.ts";
import { openOrderBook } from "./orders/index.ts";

/** A conversation in the terminal. Ends with Ctrl+D or an empty line. */
const { release } = readEnvironment();
const book = openOrderBook();
const conversationId = randomUUID();
const messages: Message[] = [];
const terminal = createInterface({ input: process.stdin, output: process.stdout });

process.stdout.write(`Fernhollow support, release ${release}. Try: "Where is my order 8844?"\n`);
terminal.setPrompt("> ");
terminal.prompt();
for await (const line of terminal) {
  if (line.trim() === "") break;
  messages.push({ role: "user", content: line });
  const { answer } = await reply(messages, { release, book, conversationId });
  messages.push({ role: "assistant", content: answer });
  process.stdout.write(`${answer}\n\n`);
  terminal.prompt();
}
terminal.close();
