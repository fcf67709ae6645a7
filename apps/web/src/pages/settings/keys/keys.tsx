import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { type KeyJson, keysQuery, type NewKey } from "../../../api/index.ts";
import { Badge, Button, EmptyPage, RelativeTime, Skeleton, Table } from "../../../design/index.ts";
import { NotShown } from "../settings-value.tsx";
import { CreateKey } from "./create-key.tsx";
import { KeyMade } from "./key-made.tsx";
import { RevokeKey } from "./revoke-key.tsx";

/** The project's keys: what sends spans and what the command line uses. */
export function Keys({ project }: { project: string }): ReactNode {
  const keys = useQuery(keysQuery(project));
  const [open, setOpen] = useState<"create" | { made: NewKey } | { revoke: KeyJson }>();
  const close = () => setOpen(undefined);
  if (keys.error) return <NotShown error={keys.error} onRetry={() => void keys.refetch()} />;
  if (!keys.data) return <Skeleton lines={4} />;
  const create = (
    <Button kind="primary" onClick={() => setOpen("create")}>
      Create a key
    </Button>
  );
  return (
    <>
      {keys.data.keys.length === 0 ? (
        <EmptyPage
          part
          title="No key yet"
          text="A key lets an application send spans to this project. Its secret is shown once."
        >
          <p>{create}</p>
        </EmptyPage>
      ) : (
        <>
          <p>{create}</p>
          <Table
            caption="Keys"
            rows={keys.data.keys}
            rowKey={(key) => key.id}
            columns={[
              {
                title: "Name",
                cell: (key) => (
                  <>
                    {key.name}
                    <p className="muted">
                      <code>{key.id}</code>
                    </p>
                  </>
                ),
              },
              {
                title: "May",
                cell: (key) => <Badge>{key.scope === "full" ? "send and read" : "send only"}</Badge>,
              },
              {
                title: "Created",
                wideOnly: true,
                cell: (key) => (
                  <>
                    <RelativeTime time={key.createdAt} />
                    <p className="muted">by {key.createdBy}</p>
                  </>
                ),
              },
              { title: "First span", wideOnly: true, cell: (key) => <Time time={key.firstSpanAt} /> },
              { title: "Last used", wideOnly: true, cell: (key) => <Time time={key.lastUsedAt} /> },
              {
                title: "State",
                cell: (key) =>
                  key.revokedAt === undefined ? (
                    <Button
                      small
                      kind="danger"
                      aria-label={`Revoke ${key.name}`}
                      onClick={() => setOpen({ revoke: key })}
                    >
                      Revoke
                    </Button>
                  ) : (
                    <span className="muted">
                      revoked <RelativeTime time={key.revokedAt} />
                    </span>
                  ),
              },
            ]}
          />
        </>
      )}
      {open === "create" && <CreateKey project={project} onClose={close} onMade={(made) => setOpen({ made })} />}
      {typeof open === "object" && "made" in open && <KeyMade project={project} made={open.made} onClose={close} />}
      {typeof open === "object" && "revoke" in open && (
        <RevokeKey project={project} revoked={open.revoke} onClose={close} />
      )}
    </>
  );
}

function Time({ time }: { time: string | undefined }): ReactNode {
  return time === undefined ? <span className="muted">never</span> : <RelativeTime time={time} />;
}
