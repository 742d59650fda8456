/** The verifier in a worker of the browser; under Node, the same script gives its functions away. */

import * as core from "../core";
import type { Ask } from "./messages";
import { helpBy } from "./helper";
import { Desk } from "./desk";

declare const WorkerGlobalScope: unknown;

if (typeof WorkerGlobalScope === "undefined") {
  (globalThis as Record<string, unknown>)["sealwrightVerifier"] = core;
} else {
  const scope = globalThis as unknown as {
    onmessage: ((event: MessageEvent) => void) | null;
    postMessage: (message: unknown) => void;
  };
  const desk = new Desk((answer) => {
    scope.postMessage(answer);
  });
  scope.onmessage = (event: MessageEvent<Ask | { help: MessagePort }>) => {
    if ("help" in event.data) helpBy(event.data.help);
    else void desk.hear(event.data);
  };
  void core.readyDigests().then(() => {
    scope.postMessage({ is: "ready" });
  });
}
