import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { api, type NewKey } from "../api/index.ts";
import { Button, toastFault } from "../design/index.ts";
import { useRole } from "../shell/me.ts";
import { ClientSnippets } from "./client-snippets.tsx";
import { FirstSpan } from "./first-span.tsx";
import { withoutKey } from "./snippets.ts";
import "./connect.css";

/** How to send the first span: a key made here and now, the lines for each client with it, and a wait for what arrives. */
export function Connect({ project }: { project: string }): ReactNode {
  const admin = useRole() === "admin";
  const [made, setMade] = useState<NewKey>();
  const client = useQueryClient();
  const create = useMutation({
    mutationFn: () => api.createKey({ project }, { name: "first key", scope: "ingest" }),
    onSuccess: async (key) => {
      setMade(key);
      await client.invalidateQueries({ queryKey: ["keys", project] });
    },
    onError: toastFault,
  });
  return (
    <div className="connect">
      {made ? (
        <p>
          The key is in the lines below. <strong>Its secret is shown only now</strong>; copy it before you leave this
          page.
        </p>
      ) : admin ? (
        <div className="connect-key">
          <Button kind="primary" busy={create.isPending} onClick={() => create.mutate()}>
            Create a key and put it in
          </Button>
          <span className="muted">
            or use one of{" "}
            <Link to="/settings/$section" params={{ section: "keys" }}>
              your keys
            </Link>
          </span>
        </div>
      ) : (
        <p className="muted">Ask an admin of this project for a key, and put it where YOUR_KEY stands.</p>
      )}
      <ClientSnippets
        to={
          made
            ? { url: location.origin, id: made.key.id, secret: made.secret, token: made.token }
            : withoutKey(location.origin)
        }
      />
      {made && <FirstSpan project={project} keyId={made.key.id} />}
    </div>
  );
}
