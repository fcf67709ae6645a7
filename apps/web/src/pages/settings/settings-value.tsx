import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ApiError, type Settings, settingsQuery } from "../../api/index.ts";
import { Fault, Skeleton } from "../../design/index.ts";

/** Loads the project's settings for a part of the page. */
export function WithSettings({
  project,
  children,
}: {
  project: string;
  children: (settings: Settings) => ReactNode;
}): ReactNode {
  const settings = useQuery(settingsQuery(project));
  if (settings.error) return <NotShown error={settings.error} onRetry={() => void settings.refetch()} />;
  if (!settings.data) return <Skeleton lines={4} />;
  return children(settings.data);
}

/** What a person may not see says so plainly; anything else is a fault. */
export function NotShown({ error, onRetry }: { error: Error; onRetry: () => void }): ReactNode {
  if (error instanceof ApiError && error.status === 403)
    return <p className="muted">Your role in this project does not show this. Ask an admin.</p>;
  return <Fault error={error} onRetry={onRetry} />;
}
