import { useQuery } from "@tanstack/react-query";
import { Outlet, useLocation, useNavigate, useRouter, useSearch } from "@tanstack/react-router";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { ApiError, type Me, meQuery } from "../api/index.ts";
import { Fault, Skeleton, Toasts } from "../design/index.ts";
import { everywhere, useKey } from "../keyboard/index.ts";
import { Bar } from "./bar.tsx";
import { KeyList } from "./key-list.tsx";
import { MeContext } from "./me.ts";
import { FirstProject, UnknownProject } from "./project-missing.tsx";
import { onOpenPalette } from "./open-palette.ts";
import { Palette } from "./palette/palette.tsx";
import { Rail } from "./rail.tsx";
import { remember, remembered } from "./theme.ts";
import type { ViewSearch } from "./view.ts";
import "./shell.css";

/** Frame of every page behind the login. Pages below it always have a project that the person sees. */
export function Shell(): ReactNode {
  const me = useQuery(meQuery);
  if (me.error instanceof ApiError && me.error.status === 401) return <ToLogin />;
  if (me.data) return <Frame me={me.data} />;
  if (me.error) return <Fault error={me.error} onRetry={() => void me.refetch()} />;
  return (
    <div className="shell-loading">
      <Skeleton lines={3} />
    </div>
  );
}

function Frame({ me }: { me: Me }): ReactNode {
  const { pathname } = useLocation();
  const main = useRef<HTMLElement>(null);
  // What had the focus is gone with its page: the next Tab begins in the new one.
  useEffect(() => {
    if (document.activeElement === document.body) main.current?.focus({ preventScroll: true });
  }, [pathname]);
  return (
    <MeContext value={me}>
      <a className="skip-link" href="#main">
        Skip to the page
      </a>
      <div className="shell">
        <Rail />
        <Bar />
        <main className="page" id="main" tabIndex={-1} ref={main}>
          <InProject me={me} />
        </main>
      </div>
      <EverywhereKeys />
      <Toasts />
    </MeContext>
  );
}

/** Puts the project into the address when it is missing there: the one of last time, or the one that was made first. */
function InProject({ me }: { me: Me }): ReactNode {
  const search: ViewSearch = useSearch({ strict: false });
  const known = me.projects.some((one) => one.name === search.project);
  useEffect(() => {
    if (known) remember(lastProject, search.project);
  }, [known, search.project]);
  if (known) return <Outlet />;
  // The list is by name. ISO 8601 in UTC sorts as text.
  const [first] = me.projects.toSorted((a, b) => (a.createdAt < b.createdAt ? -1 : a.createdAt > b.createdAt ? 1 : 0));
  if (!first) return <FirstProject />;
  if (search.project !== undefined) return <UnknownProject name={search.project} />;
  const last = remembered(lastProject);
  const project = me.projects.find((one) => one.name === last) ?? first;
  return <ToProject project={project.name} />;
}

/** Once: router's own Navigate component would go again at every render. */
function ToProject({ project }: { project: string }): ReactNode {
  const navigate = useNavigate();
  useEffect(() => {
    void navigate({ to: ".", search: (before: ViewSearch) => ({ ...before, project }), replace: true } as never);
  }, [navigate, project]);
  return null;
}

/** Goes to the login, which leads back to where the person was: the address at the first sight of it, not on the way. */
function ToLogin(): ReactNode {
  const { href } = useLocation();
  const [next] = useState(href === "/" ? undefined : href);
  const navigate = useNavigate();
  useEffect(() => {
    void navigate({ to: "/login", search: { next }, replace: true });
  }, [navigate, next]);
  return null;
}

const lastProject = "goldloop.project";

function EverywhereKeys(): ReactNode {
  const router = useRouter();
  const [open, setOpen] = useState<"keys" | "palette">();
  useEffect(() => onOpenPalette(() => setOpen("palette")), []);
  useKey("?", { does: "list the keys", group: everywhere }, () => setOpen("keys"));
  useKey("mod+k", { does: "find anything", group: everywhere, whileTyping: true }, () => setOpen("palette"));
  useKey("Escape", { does: "go back", group: everywhere }, () => {
    if (!router.history.canGoBack()) return false;
    router.history.back();
    return undefined;
  });
  useKey("/", { does: "filter", group: everywhere }, () => {
    const filter = document.querySelector<HTMLElement>("[data-filter]");
    if (!filter) return false;
    filter.focus();
    return undefined;
  });
  const close = () => setOpen(undefined);
  if (open === "keys") return <KeyList onClose={close} />;
  if (open === "palette") return <Palette onClose={close} />;
  return null;
}
