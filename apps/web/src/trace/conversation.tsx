import type { ReactNode } from "react";
import type { SpanJson } from "../api/index.ts";
import { CopyButton } from "../design/index.ts";
import { Blocks } from "./blocks.tsx";
import { messagesIn, plainText } from "./content.ts";
import { Documents } from "./documents.tsx";
import { ToolCall } from "./tool-call.tsx";
import { faultOf } from "./span-state.ts";
import "./conversation.css";

type Message = NonNullable<SpanJson["messages"]>[number];

/** What a span said and did, in order: messages with their tool calls, or its input and output; documents; its error. */
export function Conversation({ span }: { span: SpanJson }): ReactNode {
  const messages: readonly Message[] = span.messages ?? messagesIn(span.input) ?? [];
  const calls = new Map(messages.flatMap((one) => one.toolCalls ?? []).map((call) => [call.id, call.name]));
  const answered = messages.at(-1)?.role === "assistant";
  const unsaid = (span.toolCalls ?? []).filter((call) => !asked(messages, call));
  return (
    <div className="conversation">
      <Failure span={span} />
      {messages.length > 0 ? (
        messages.map((message, index) => (
          // Messages have no identity but their place.
          <Said key={index} message={message} tool={calls.get(message.toolCallId)} />
        ))
      ) : (
        <Part title={span.kind === "tool" ? "arguments" : "input"} content={span.input} role="user" />
      )}
      {span.kind !== "tool" && unsaid.map((call, index) => <ToolCall key={call.id ?? index} call={call} />)}
      {span.documents && span.documents.length > 0 && <Documents documents={span.documents} />}
      {!answered && !(span.output === undefined && faultOf(span) !== undefined) && (
        <Part title={span.kind === "tool" ? "result" : "output"} content={span.output} role="assistant" />
      )}
    </div>
  );
}

function asked(messages: readonly Message[], call: NonNullable<SpanJson["toolCalls"]>[number]): boolean {
  return messages.some((one) => one.toolCalls?.some((said) => said.id === call.id && said.name === call.name));
}

function Said({ message, tool }: { message: Message; tool: string | undefined }): ReactNode {
  const calls = message.toolCalls ?? [];
  const empty = message.content === "" || message.content === null || message.content === undefined;
  return (
    <section
      className={`said said-${known.has(message.role) ? message.role : "other"}`}
      aria-label={`${message.role} message`}
    >
      <p className="said-by">
        {message.role}
        {tool !== undefined && <span className="mono"> {tool}</span>}
        {!empty && <CopyButton text={plainText(message.content)} label={`Copy ${message.role} message`} word="" />}
      </p>
      {(!empty || calls.length === 0) && (
        <Blocks content={message.content} foldAfter={message.role === "system" ? 500 : 2000} />
      )}
      {calls.map((call, index) => (
        <ToolCall key={call.id ?? index} call={call} />
      ))}
    </section>
  );
}

const known = new Set(["system", "user", "assistant", "tool", "developer"]);

function Part({ title, content, role }: { title: string; content: unknown; role: string }): ReactNode {
  return (
    <section className={`said said-${role}`} aria-label={title}>
      <p className="said-by">
        {title}
        {content !== undefined && <CopyButton text={plainText(content)} label={`Copy ${title}`} word="" />}
      </p>
      <Blocks content={content} />
    </section>
  );
}

function Failure({ span }: { span: SpanJson }): ReactNode {
  const fault = faultOf(span);
  const exceptions = exceptionsOf(span);
  if (fault === undefined && exceptions.length === 0) return null;
  return (
    <section className="failure" aria-label="Error">
      <p className="said-by fault-word">
        <span aria-hidden="true">! </span>
        {fault ?? "exception"}
      </p>
      {span.status.message !== undefined && span.status.message !== "" && <Blocks content={span.status.message} />}
      {exceptions.map((one, index) => (
        <details key={index}>
          <summary className="mono">{one.title}</summary>
          <Blocks content={one.stack} />
        </details>
      ))}
    </section>
  );
}

/** Exceptions that OpenTelemetry recorded as events of the span. */
function exceptionsOf(span: SpanJson): { title: string; stack: string }[] {
  const events = span.attributes?.["otel.events"];
  if (!Array.isArray(events)) return [];
  return events.flatMap((event: unknown) => {
    const { name, attributes } = event as { name?: unknown; attributes?: Record<string, unknown> };
    if (name !== "exception" || !attributes) return [];
    const text = (key: string) => (typeof attributes[key] === "string" ? attributes[key] : "");
    const title = [text("exception.type"), text("exception.message")].filter(Boolean).join(": ");
    return [{ title: title || "exception", stack: text("exception.stacktrace") || title }];
  });
}
