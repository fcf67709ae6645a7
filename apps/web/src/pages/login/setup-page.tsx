import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { type FormEvent, type ReactNode, useState } from "react";
import { api, ApiError } from "../../api/index.ts";
import { Button, Fault, Field } from "../../design/index.ts";
import { Entrance } from "./entrance.tsx";
import { WhatIsWrong } from "./login-page.tsx";

const route = getRouteApi("/setup");

const shortest = 12;

/** A one-time link was opened: the first admin makes account and project, an invited person sets their password. */
export function SetupPage(): ReactNode {
  const { token } = route.useSearch();
  const link = useQuery({
    queryKey: ["setup", token],
    queryFn: ({ signal }) => api.checkSetup(token ?? "", signal),
    enabled: token !== undefined,
    // Once it was used it is wrong: then the form says what came of it.
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  });
  if (token === undefined) return <NoToken />;
  if (link.error instanceof ApiError && link.error.status === 403) return <WrongToken error={link.error} />;
  if (link.isError) return <Fault error={link.error} onRetry={() => void link.refetch()} />;
  if (!link.data) return null;
  return link.data.firstAdmin ? (
    <Entrance title="Make the first account">
      <p className="muted">You will be the admin of this server and can invite others.</p>
      <SetupForm token={token} first />
    </Entrance>
  ) : (
    <Entrance title="Accept your invitation">
      <p className="muted">Use the e-mail address that the invitation was made for.</p>
      <SetupForm token={token} first={false} />
    </Entrance>
  );
}

function SetupForm({ token, first }: { token: string; first: boolean }): ReactNode {
  const search = route.useSearch();
  const [email, setEmail] = useState(search.email ?? "");
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [project, setProject] = useState("");
  const client = useQueryClient();
  const navigate = useNavigate();
  const setup = useMutation({
    mutationFn: api.setup,
    onSuccess: async () => {
      client.clear();
      await navigate({ to: "/", search: {}, replace: true });
    },
  });
  const tooShort = password !== "" && password.length < shortest;
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (password.length < shortest) return;
    setup.mutate({
      token,
      email,
      password,
      ...(name.trim() === "" ? {} : { name: name.trim() }),
      ...(first && project.trim() !== "" ? { project: project.trim() } : {}),
    });
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
        label="Name (optional)"
        autoComplete="name"
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <Field
        label="Password"
        type="password"
        autoComplete="new-password"
        required
        minLength={shortest}
        help={`At least ${shortest} characters.`}
        fault={tooShort ? `${shortest - password.length} more characters are needed.` : undefined}
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
      {first && (
        <Field
          label="First project (optional)"
          help="The application whose traces you will send, such as support-assistant."
          value={project}
          maxLength={100}
          onChange={(event) => setProject(event.target.value)}
        />
      )}
      {setup.isError && <WhatIsWrong error={setup.error} />}
      <Button type="submit" kind="primary" busy={setup.isPending}>
        {first ? "Make the account" : "Set the password"}
      </Button>
    </form>
  );
}

/** Said before anything was filled in for nothing. */
function WrongToken({ error }: { error: ApiError }): ReactNode {
  return (
    <Entrance title="This link cannot be used">
      <WhatIsWrong error={error} />
      <p>
        <Link to="/login">Log in instead</Link>
      </p>
    </Entrance>
  );
}

function NoToken(): ReactNode {
  return (
    <Entrance title="This link is not complete">
      <p>The one-time link ends in a token, which is missing here. Copy the whole link.</p>
      <p>
        <Link to="/login">Log in instead</Link>
      </p>
    </Entrance>
  );
}
