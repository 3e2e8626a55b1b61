import type { CellsOutlet } from "../family/shared-cells.js";
import type { Metrics } from "../metrics.js";
import { openVectors } from "./shared-program.js";
import type { Store, ThreadNews } from "./thread-message.js";

/** Tells another thread where this one's records lie and what its open vectors take up, from now on and for good. */
export function tellRecordings(metrics: Metrics, tell: (news: ThreadNews) => void): void {
  tell({ kind: "joined", timeOrigin: performance.timeOrigin });
  openVectors(metrics).forEach((openVector, vector) => {
    openVector.watch?.({ interned: (text) => tell({ kind: "interned", vector, text }) });
  });
  metrics.families.forEach((family, position) => {
    const outletOf = (store: Store): CellsOutlet => ({
      dense: (cells, live) => tell({ kind: "dense", family: position, store, cells, live }),
      sparse: (rows) => tell({ kind: "sparse", family: position, store, rows }),
      page: (cells, indices) => tell({ kind: "page", family: position, store, cells, indices }),
    });
    family.share(outletOf("values"), outletOf("times"));
  });
}
