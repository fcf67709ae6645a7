import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { reviewSetupQuery } from "../../api/index.ts";
import { Fault, Skeleton, Tabs } from "../../design/index.ts";
import { useRole } from "../../shell/me.ts";
import { PageTitle } from "../../shell/page-title.tsx";
import { useView } from "../../shell/view.ts";
import { Agreement } from "./agreement.tsx";
import { Groups, OnlyGroup } from "./groups.tsx";
import { Queue } from "./queue.tsx";
import "./review-page.css";

const route = getRouteApi("/shell/review");

/** Roles that may say what an answer is. */
const reviewing = new Set(["reviewer", "approver", "admin"]);

const tabs = [
  { value: "failures", label: "Failures" },
  { value: "sample", label: "Random sample" },
  { value: "groups", label: "Groups" },
  { value: "agreement", label: "Agreement" },
] as const;

/** Traces that people look at, one at a time; the kinds that failures fall into; and how far reviewers agree. */
export function ReviewPage(): ReactNode {
  const { queue, group, show } = route.useSearch();
  const navigate = useNavigate();
  const { project } = useView();
  const may = reviewing.has(useRole() ?? "");
  const setup = useQuery(reviewSetupQuery(project));
  const tab = show ?? queue ?? "failures";
  return (
    <div className="review-page">
      <PageTitle title="Review" />
      <h1>Review</h1>
      <Tabs
        label="Review"
        tabs={tabs}
        value={tab}
        onChoose={(value) =>
          void navigate({
            to: "/review",
            search: {
              queue: value === "sample" ? value : undefined,
              show: value === "groups" || value === "agreement" ? value : undefined,
              group: undefined,
            },
          })
        }
      >
        {setup.error && <Fault error={setup.error} onRetry={() => void setup.refetch()} />}
        {!setup.data && !setup.error && <Skeleton lines={8} />}
        {setup.data && tab === "groups" && <Groups project={project} />}
        {setup.data && tab === "agreement" && <Agreement project={project} />}
        {setup.data && (tab === "failures" || tab === "sample") && (
          <>
            {group !== undefined && tab === "failures" && <OnlyGroup project={project} group={group} />}
            {!may && <p className="review-note">Labelling needs the role of a reviewer. You can read what is here.</p>}
            <Queue
              key={`${project} ${tab} ${group ?? ""}`}
              project={project}
              queue={tab}
              group={tab === "failures" ? group : undefined}
              setup={setup.data}
              may={may}
            />
          </>
        )}
      </Tabs>
    </div>
  );
}
