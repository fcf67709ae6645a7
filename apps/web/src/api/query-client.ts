import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { ApiError } from "./request.ts";

/** A 4xx is final; what did not answer or answered 5xx is asked again twice. Data of a moment ago is shown while it is renewed. */
export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: (error, query) => query.queryKey[0] !== "me" && sessionMayHaveEnded(error) }),
  mutationCache: new MutationCache({ onError: sessionMayHaveEnded }),
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (failures, error) =>
        failures < 2 && !(error instanceof ApiError && error.status >= 400 && error.status < 500),
      refetchOnWindowFocus: true,
    },
  },
});

/** A 401 in the middle of the work: who is logged in is asked again, and the shell leads to the login. */
function sessionMayHaveEnded(error: Error): void {
  if (error instanceof ApiError && error.status === 401) void queryClient.resetQueries({ queryKey: ["me"] });
}
