import { type ReactNode, useState } from "react";
import { Snippet, Tabs } from "../design/index.ts";
import { type Address, clients } from "./snippets.ts";

/** A tab for each client with the text that points it here. */
export function ClientSnippets({ to }: { to: Address }): ReactNode {
  const [chosen, setChosen] = useState("opentelemetry");
  const client = clients.find((one) => one.id === chosen);
  if (!client) return null;
  return (
    <Tabs
      label="Client"
      tabs={clients.map((one) => ({ value: one.id, label: one.label }))}
      value={chosen}
      onChoose={setChosen}
    >
      <div className="client-snippet">
        <Snippet label={`${client.label} settings`} code={client.snippet(to)} />
        <p className="muted">{client.note}</p>
      </div>
    </Tabs>
  );
}
