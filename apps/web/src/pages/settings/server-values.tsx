import type { ReactNode } from "react";
import type { Settings } from "../../api/index.ts";
import { Table } from "../../design/index.ts";
import { WithSettings } from "./settings-value.tsx";

type Value = Settings["server"][number];

/** What the server runs on, each value with its variable and where it comes from. Secrets are never among them. */
export function ServerValues({ project, sought }: { project: string; sought: string }): ReactNode {
  const words = sought.toLowerCase().split(/\s+/).filter(Boolean);
  const found = (one: Value) => words.every((word) => `${one.name} ${one.help}`.toLowerCase().includes(word));
  return (
    <WithSettings project={project}>
      {({ server }) => {
        const rows = server.some(found) ? server.filter(found) : server;
        return (
          <>
            <p className="muted">Set when the server starts, by these variables or by the flags of the same name.</p>
            <Table
              caption="Values of the server"
              rows={rows}
              rowKey={(one) => one.name}
              columns={[
                {
                  title: "Variable",
                  cell: (one) => (
                    <>
                      <code>{one.name}</code>
                      <p className="muted server-help">{one.help}</p>
                    </>
                  ),
                },
                {
                  title: "Value",
                  cell: (one) =>
                    one.value === "" ? (
                      <span className="muted">not set</span>
                    ) : (
                      <code className="server-value">{one.value}</code>
                    ),
                },
                { title: "From", cell: (one) => one.from, wideOnly: true },
              ]}
            />
          </>
        );
      }}
    </WithSettings>
  );
}
