export { conditionText, FilterChips } from "./chips.tsx";
export type { FacetName, FilterName, Filters } from "./field.ts";
export { FilterBox } from "./filter-box.tsx";
export {
  asSearch,
  type Condition,
  conditionsOf,
  filtersFrom,
  hasCondition,
  toggled,
  withCondition,
  withoutCondition,
} from "./filters.ts";
export type { FacetValues } from "./suggest.ts";
export { ListFault } from "./list-fault.tsx";
export { fitFilters } from "./unfit.ts";
