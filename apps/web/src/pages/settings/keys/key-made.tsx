import type { ReactNode } from "react";
import type { NewKey } from "../../../api/index.ts";
import { ClientSnippets } from "../../../connect/client-snippets.tsx";
import { FirstSpan } from "../../../connect/first-span.tsx";
import { Button, Dialog, Snippet } from "../../../design/index.ts";

/** The only time the secret is shown: to copy it, to point a client here, and to see the first span arrive. */
export function KeyMade({ project, made, onClose }: { project: string; made: NewKey; onClose: () => void }): ReactNode {
  return (
    <Dialog
      title={`Key “${made.key.name}”`}
      wide
      onClose={onClose}
      actions={
        <Button kind="primary" onClick={onClose}>
          I have copied it
        </Button>
      }
    >
      <p>
        <strong>This is the only time the secret is shown.</strong> Copy it now.
      </p>
      <Snippet label="Key" code={made.token} />
      <h3>Point a client here</h3>
      <ClientSnippets to={{ url: location.origin, id: made.key.id, secret: made.secret, token: made.token }} />
      <FirstSpan project={project} keyId={made.key.id} />
    </Dialog>
  );
}
