import * as grpc from "@grpc/grpc-js";
import { IncompleteError, InputError } from "goldloop/error";
import type { Services } from "../../api/services.ts";
import { credentialsOf } from "../../access/index.ts";
import { StoreError } from "../../store/error.ts";
import { Overloaded, type IngestRequest } from "../ingest.ts";
import { exportResponse, statusMessage, type OtlpSignal } from "../otlp/answers.ts";

/** A gRPC server that listens. */
export interface GrpcServer {
  /** `127.0.0.1:4317` */
  address: string;
  /** Takes no more calls, waits for what is being answered, then ends what is left. */
  close(patienceMs: number): Promise<void>;
}

/** Who calls, found before anything of the message is read. */
interface Caller {
  projectId: string;
  keyId: string;
}

const services = {
  traces: "opentelemetry.proto.collector.trace.v1.TraceService",
  logs: "opentelemetry.proto.collector.logs.v1.LogsService",
} as const satisfies Record<OtlpSignal, string>;

/** Of calls on one connection; each may hold one message. */
const mostStreams = 32;

/**
 * Serves OTLP over gRPC, without TLS: put a proxy in front where the network is not yours. Messages stay bytes: they are decoded where
 * those of HTTP are. Throws InputError when the address cannot be listened on.
 */
export async function startGrpc(given: {
  services: Pick<Services, "access" | "ingest" | "settings" | "log">;
  host: string;
  port: number;
}): Promise<GrpcServer> {
  const { access, ingest, settings, log } = given.services;
  const callers = new WeakMap<grpc.Metadata, Caller>();

  const callerOf = async (metadata: grpc.Metadata): Promise<Caller> => {
    const credentials = credentialsOf(headersOf(metadata));
    if (credentials?.kind !== "key")
      throw new Refusal(grpc.status.UNAUTHENTICATED, "a key is needed: authorization: Bearer KEY");
    const principal = await access.authenticate(credentials);
    if (principal?.kind !== "key") throw new Refusal(grpc.status.UNAUTHENTICATED, "the key is unknown or revoked");
    const { projectId, keyId } = principal;
    if (!access.allows(principal, "write-traces", projectId)) {
      throw new Refusal(grpc.status.PERMISSION_DENIED, "this needs the permission write-traces");
    }
    ingest.admit(0);
    return { projectId, keyId };
  };

  const admission: grpc.ServerInterceptor = (_method, call) =>
    new grpc.ServerInterceptingCall(
      call,
      new grpc.ResponderBuilder()
        .withStart((next) =>
          next({
            onReceiveMetadata(metadata, proceed) {
              const admit = async (): Promise<void> => {
                callers.set(metadata, await callerOf(metadata));
                proceed(metadata);
              };
              admit().catch((error: unknown) => call.sendStatus(statusOf(error)));
            },
          }),
        )
        .build(),
    );

  const handler =
    (signal: OtlpSignal): grpc.handleUnaryCall<Buffer, Buffer> =>
    (call, answer) => {
      const caller = callers.get(call.metadata);
      if (caller === undefined) {
        answer({ code: grpc.status.UNAUTHENTICATED, details: "a key is needed" });
        return;
      }
      const experiment = call.metadata.get("x-mlflow-experiment-id")[0];
      const request: IngestRequest = {
        ...caller,
        format: `otlp-${signal}-protobuf`,
        body: call.request,
        ...(typeof experiment === "string" ? { headers: { "x-mlflow-experiment-id": experiment.slice(0, 200) } } : {}),
      };
      ingest.submit(request).then(
        (outcome) => answer(null, Buffer.from(exportResponse(signal, outcome))),
        (error: unknown) => {
          const status = statusOf(error);
          if (status.code === grpc.status.INTERNAL) log.error({ name: (error as Error).name }, "a gRPC call failed");
          answer(status);
        },
      );
    };

  const server = new grpc.Server({
    interceptors: [admission],
    "grpc.max_receive_message_length": settings.maxBodyBytes,
    "grpc.max_concurrent_streams": mostStreams,
  });
  for (const signal of ["traces", "logs"] as const) {
    server.addService({ Export: definitionOf(signal) }, { Export: handler(signal) });
  }
  const port = await bind(server, given.host, given.port);
  const host = given.host.includes(":") ? `[${given.host}]` : given.host;
  return { address: `${host}:${port}`, close: (patienceMs) => close(server, patienceMs) };
}

class Refusal extends Error {
  readonly code: grpc.status;

  constructor(code: grpc.status, message: string) {
    super(message);
    this.code = code;
  }
}

/** RESOURCE_EXHAUSTED may be sent again only when it says when; UNAVAILABLE always may. */
function statusOf(error: unknown): { code: grpc.status; details: string; metadata?: grpc.Metadata } {
  if (error instanceof Refusal) return { code: error.code, details: error.message };
  if (error instanceof Overloaded) return retryable(grpc.status.RESOURCE_EXHAUSTED, error.message, error.retryAfterMs);
  if (error instanceof StoreError && error.kind === "unavailable") {
    return retryable(grpc.status.UNAVAILABLE, "a database does not answer at the moment", 2_000);
  }
  if (error instanceof InputError) return { code: grpc.status.INVALID_ARGUMENT, details: error.message };
  return { code: grpc.status.INTERNAL, details: "a fault of the server; its log tells more" };
}

function retryable(code: grpc.status, details: string, afterMs: number): ReturnType<typeof statusOf> {
  const metadata = new grpc.Metadata();
  metadata.set("grpc-status-details-bin", Buffer.from(statusMessage(code, details, afterMs)));
  return { code, details, metadata };
}

function headersOf(metadata: grpc.Metadata): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(metadata.getMap())) {
    if (typeof value === "string") headers.set(name, value);
  }
  return headers;
}

function definitionOf(signal: OtlpSignal): grpc.MethodDefinition<Buffer, Buffer> {
  const same = (bytes: Buffer): Buffer => bytes;
  return {
    path: `/${services[signal]}/Export`,
    requestStream: false,
    responseStream: false,
    requestSerialize: same,
    requestDeserialize: same,
    responseSerialize: same,
    responseDeserialize: same,
  };
}

function bind(server: grpc.Server, host: string, port: number): Promise<number> {
  const address = `${host.includes(":") ? `[${host}]` : host}:${port}`;
  return new Promise((done, fail) => {
    server.bindAsync(address, grpc.ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) done(bound);
      else if (/EADDRINUSE/.test(error.message)) {
        fail(
          new InputError("port-taken", `port ${port} on ${host} is taken by another process`, {
            hint: "goldloop serve --grpc-port 0   takes a free one",
            cause: error,
          }),
        );
      } else fail(new IncompleteError("cannot-listen", `cannot listen on ${host}, port ${port}`, { cause: error }));
    });
  });
}

function close(server: grpc.Server, patienceMs: number): Promise<void> {
  return new Promise((done) => {
    const cut = setTimeout(() => server.forceShutdown(), patienceMs);
    server.tryShutdown(() => {
      clearTimeout(cut);
      done();
    });
  });
}
