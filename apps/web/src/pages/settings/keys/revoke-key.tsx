import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { api, type KeyJson } from "../../../api/index.ts";
import { Button, Dialog, RelativeTime, toast, toastFault } from "../../../design/index.ts";

/** Asks once more, then ends a key. */
export function RevokeKey({
  project,
  revoked,
  onClose,
}: {
  project: string;
  revoked: KeyJson;
  onClose: () => void;
}): ReactNode {
  const client = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => api.revokeKey({ project }, revoked.id),
    onSuccess: async () => {
      toast(`Revoked “${revoked.name}”.`);
      onClose();
      await client.invalidateQueries({ queryKey: ["keys", project] });
    },
    onError: toastFault,
  });
  return (
    <Dialog
      title={`Revoke “${revoked.name}”`}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button kind="danger" busy={revoke.isPending} onClick={() => revoke.mutate()}>
            Revoke
          </Button>
        </>
      }
    >
      <p>
        Whatever still uses <code>{revoked.id}</code> is refused from now on. This cannot be undone; a new key can be
        made.
      </p>
      <p className="muted">
        {revoked.lastUsedAt === undefined ? (
          "It was never used."
        ) : (
          <>
            It was last used <RelativeTime time={revoked.lastUsedAt} />.
          </>
        )}
      </p>
    </Dialog>
  );
}
