import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, type ReactNode, useDeferredValue, useEffect, useId, useRef, useState } from "react";
import { api } from "../../api/index.ts";
import { Icon } from "../../design/index.ts";
import { settingsSections } from "../../pages/settings/sections.ts";
import { useMe } from "../me.ts";
import { navigation } from "../navigation.ts";
import { useView } from "../view.ts";
import { type Entry, found, namedBy } from "./entries.ts";
import "./palette.css";

/** Finds anything: pages, settings, projects, releases, routes, traces and sessions by id, traces by their words. */
export function Palette({ onClose }: { onClose: () => void }): ReactNode {
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const dialog = useRef<HTMLDialogElement>(null);
  const navigate = useNavigate();
  const id = useId();
  const entries = useEntries(typed);
  const chosen = entries[Math.min(at, entries.length - 1)];

  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);

  function open(entry: Entry): void {
    onClose();
    void navigate({ to: entry.to, search: entry.search ?? {} } as never);
  }
  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const by = event.key === "ArrowDown" ? 1 : -1;
      setAt((before) => (Math.min(before, entries.length - 1) + by + entries.length) % Math.max(1, entries.length));
    } else if (event.key === "Enter" && chosen) {
      event.preventDefault();
      open(chosen);
    }
  }

  return (
    <dialog
      ref={dialog}
      className="dialog palette"
      aria-label="Find anything"
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === dialog.current) onClose();
      }}
    >
      <div className="dialog-inside">
        <input
          className="palette-input"
          type="text"
          role="combobox"
          aria-label="Find anything"
          aria-expanded="true"
          aria-controls={id}
          aria-activedescendant={chosen ? `${id}-${chosen.id}` : undefined}
          autoComplete="off"
          spellCheck={false}
          placeholder="A page, a trace or session id, a release, a route, words …"
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
        />
        <ul className="palette-list" role="listbox" aria-label="Found" id={id}>
          {entries.map((entry) => (
            // Chosen by the keys of the input, which has the focus all the time.
            <li
              key={entry.id}
              id={`${id}-${entry.id}`}
              role="option"
              aria-selected={entry === chosen}
              className="palette-entry"
              ref={entry === chosen ? (node) => node?.scrollIntoView({ block: "nearest" }) : undefined}
              onClick={() => open(entry)}
            >
              <Icon name={entry.icon} />
              <span className="one-line">{entry.label}</span>
              <span className="muted">{entry.kind}</span>
            </li>
          ))}
        </ul>
      </div>
    </dialog>
  );
}

const monthMs = 30 * 86_400_000;

function useEntries(typed: string): Entry[] {
  const me = useMe();
  const view = useView();
  const late = useDeferredValue(typed.trim());
  const hour = Math.ceil(view.toMs / 3_600_000) * 3_600_000;
  const facets = useQuery({
    queryKey: ["palette", view.project, hour],
    queryFn: ({ signal }) => api.facets({ project: view.project, from: hour - monthMs, to: hour }, signal),
    staleTime: 300_000,
  });
  const session = useQuery({
    queryKey: ["palette-session", view.project, late],
    queryFn: ({ signal }) =>
      api.sessions({ project: view.project, session: late, from: hour - monthMs, to: hour, limit: 3 }, signal),
    enabled: late.length >= 3 && !/\s/.test(late),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });

  const values = (name: string) => facets.data?.facets.find((one) => one.name === name)?.values ?? [];
  const named = namedBy(typed);
  const sessions = late.length < 3 ? [] : (session.data?.sessions ?? []).filter((one) => one.sessionId.includes(late));
  const known: Entry[] = [
    ...navigation.map((one): Entry => ({
      id: `page${one.to}`,
      label: one.label,
      kind: "page",
      icon: one.icon,
      to: one.to,
    })),
    ...settingsSections.map((one): Entry => ({
      id: `settings-${one.id}`,
      label: one.label,
      kind: "settings",
      icon: "settings",
      also: one.words,
      to: `/settings/${one.id}`,
    })),
    ...me.projects
      .filter((one) => one.name !== view.project)
      .map((one): Entry => ({
        id: `project-${one.id}`,
        label: one.name,
        kind: "project",
        icon: "flag",
        to: "/",
        search: { project: one.name, environment: undefined, release: undefined },
      })),
    ...values("release").map(({ value }): Entry => ({
      id: `release-${value}`,
      label: value,
      kind: "release",
      icon: "tag",
      to: "/",
      search: { release: [value] },
    })),
    ...values("route").map(({ value }): Entry => ({
      id: `route-${value}`,
      label: value,
      kind: "route",
      icon: "right",
      to: "/traces",
      search: { route: [value] },
    })),
  ];
  return [
    ...named.filter((one) => one.kind === "trace"),
    ...sessions.map((one): Entry => ({
      id: `session-${one.sessionId}`,
      label: one.sessionId,
      kind: "session",
      icon: "sessions",
      to: `/sessions/${encodeURIComponent(one.sessionId)}`,
    })),
    ...found(known, typed),
    ...named.filter((one) => one.kind !== "trace"),
  ];
}
