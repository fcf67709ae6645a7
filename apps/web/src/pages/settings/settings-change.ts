import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, type SettingsChange } from "../../api/index.ts";
import { toast, toastFault } from "../../design/index.ts";

/** Changes settings of a project and shows them anew. Null takes a value back to what it is without the project's own. */
export function useSettingsChange(project: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: SettingsChange) => api.changeSettings({ project }, change),
    onSuccess: async () => {
      toast("Saved. It holds for spans that arrive from now on.");
      await client.invalidateQueries({ queryKey: ["settings", project] });
    },
    onError: toastFault,
  });
}
