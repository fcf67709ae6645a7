import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { type FormEvent, type ReactNode, useState } from "react";
import { api, ApiError, loginStateQuery } from "../../api/index.ts";
import { Button, Fault, Field } from "../../design/index.ts";
import { Entrance } from "./entrance.tsx";
import { nextPage } from "./next-page.ts";
import { oidcProblem } from "./oidc-problem.ts";

const route = getRouteApi("/login");

/** E-mail and password, and the organisation's login when one is configured. */
export function LoginPage(): ReactNode {
  const { next, problem } = route.useSearch();
  const refused = oidcProblem(problem);
  const state = useQuery(loginStateQuery);
  if (state.data?.needsSetup === true) return <NobodyYet />;
  if (state.isError) return <Fault error={state.error} onRetry={() => void state.refetch()} />;
  return (
    <Entrance title="Log in">
      {refused !== undefined && (
        <p className="field-fault" role="alert">
          <span aria-hidden="true">✗ </span>
          {refused}
        </p>
      )}
      {state.data?.oidc && (
        <>
          <a className="button button-primary" href={`/api/v1/login/oidc?next=${encodeURIComponent(nextPage(next))}`}>
            Log in with {state.data.oidc.name}
          </a>
          <p className="entrance-or muted">or with a password</p>
        </>
      )}
      <PasswordForm next={nextPage(next)} primary={!state.data?.oidc} />
    </Entrance>
  );
}

function PasswordForm({ next, primary }: { next: string; primary: boolean }): ReactNode {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const client = useQueryClient();
  const { history } = useRouter();
  const login = useMutation({
    mutationFn: api.login,
    onSuccess: () => {
      client.clear();
      history.replace(next);
    },
  });
  function submit(event: FormEvent): void {
    event.preventDefault();
    login.mutate({ email, password });
  }
  return (
    <form className="entrance-form" onSubmit={submit}>
      <Field
        label="E-mail"
        type="email"
        autoComplete="username"
        required
        autoFocus
        value={email}
        onChange={(event) => setEmail(event.target.value)}
      />
      <Field
        label="Password"
        type="password"
        autoComplete="current-password"
        required
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
      {login.isError && <WhatIsWrong error={login.error} />}
      <Button type="submit" kind={primary ? "primary" : "plain"} busy={login.isPending}>
        Log in
      </Button>
    </form>
  );
}

/** Why it was refused, aloud. */
export function WhatIsWrong({ error }: { error: Error }): ReactNode {
  return (
    <div className="field-fault" role="alert">
      <span aria-hidden="true">✗ </span>
      {error.message}
      {error instanceof ApiError && error.hint !== undefined && <p className="muted">{error.hint}</p>}
    </div>
  );
}

/** A new server: nobody can log in before the one-time link was opened. */
function NobodyYet(): ReactNode {
  return (
    <Entrance title="Nobody has an account yet">
      <p>
        When the server started it printed a one-time link in its log. Open that link: it makes you the first admin.
      </p>
      <p className="muted">
        Lost it? Start the server again and it prints a new one. In containers, set GOLDLOOP_INIT_ADMIN_EMAIL and
        GOLDLOOP_INIT_ADMIN_PASSWORD instead.
      </p>
    </Entrance>
  );
}
