import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { api, type Overview } from "../../api/index.ts";
import { Connect } from "../../connect/connect.tsx";
import { EmptyPage, Fault, Skeleton } from "../../design/index.ts";
import { PageTitle } from "../../shell/page-title.tsx";
import { useView } from "../../shell/view.ts";
import { Inbox } from "./inbox.tsx";
import { Releases } from "./releases.tsx";
import { SignalCards } from "./signal-cards.tsx";
import "./overview.css";

/** The state at a glance: one sentence, the signals, the newest releases, what asks for a person. */
export function OverviewPage(): ReactNode {
  const { query } = useView();
  const overview = useQuery({
    queryKey: ["overview", query.project, query],
    queryFn: ({ signal }) => api.overview(query, signal),
    placeholderData: (data, before) => (before?.queryKey[1] === query.project ? keepPreviousData(data) : undefined),
    // Until the first span, and it alone, the page looks again every other second.
    refetchInterval: ({ state }) => (state.data?.receiving === false ? 2000 : false),
  });
  if (overview.isError && !overview.data)
    return <Fault error={overview.error} onRetry={() => void overview.refetch()} />;
  if (!overview.data) return <Skeleton lines={8} />;
  return (
    <>
      <PageTitle title="Overview" />
      {overview.data.receiving ? <Full overview={overview.data} /> : <NoSpans project={query.project} />}
    </>
  );
}

function Full({ overview }: { overview: Overview }): ReactNode {
  const { fromMs, toMs } = useView();
  return (
    <div className="overview">
      <h1 className="overview-sentence">{overview.sentence}</h1>
      <SignalCards overview={overview} fromMs={fromMs} toMs={toMs} />
      <Releases releases={overview.releases} />
      <Inbox items={overview.inbox} />
    </div>
  );
}

function NoSpans({ project }: { project: string }): ReactNode {
  return (
    <EmptyPage
      title="No spans yet"
      text="Point a client you already use at this address. The first span appears here by itself, usually within seconds."
    >
      <Connect project={project} />
    </EmptyPage>
  );
}
