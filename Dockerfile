# The server with its web app. Needs glibc (the embedded ClickHouse does), so not Alpine.
#   docker build -t goldloop .
#   docker build -t goldloop --build-arg OMIT="dev optional" .    without the embedded ClickHouse: 600 MB less
ARG NODE_VERSION=24

FROM node:${NODE_VERSION}-bookworm-slim AS build
WORKDIR /src
COPY . .
RUN npm ci && npm run build
# What is published, and nothing else.
RUN npm pack --workspace goldloop --workspace goldloop-server --pack-destination /tmp \
 && for name in goldloop goldloop-server; do \
      mkdir -p /packed/$name && tar -xzf /tmp/$name-[0-9]*.tgz -C /packed/$name --strip-components 1; \
    done

FROM node:${NODE_VERSION}-bookworm-slim AS dependencies
ARG OMIT=dev
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY packages/goldloop/package.json packages/goldloop/
COPY packages/server/package.json packages/server/
RUN omit=""; for kind in ${OMIT}; do omit="$omit --omit=$kind"; done; \
    npm ci $omit --workspace goldloop --workspace goldloop-server && npm cache clean --force

FROM node:${NODE_VERSION}-bookworm-slim
LABEL org.opencontainers.image.title="Goldloop" org.opencontainers.image.licenses="Apache-2.0"
WORKDIR /app
COPY --from=dependencies /app ./
COPY --from=build /packed/goldloop packages/goldloop
COPY --from=build /packed/goldloop-server packages/server
RUN ln -s /app/packages/goldloop/bin/goldloop.js /usr/local/bin/goldloop && install -d -o node -g node -m 700 /data
ENV NODE_ENV=production GOLDLOOP_DATA=/data GOLDLOOP_HOST=0.0.0.0
USER node
VOLUME /data
EXPOSE 4318 4317
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.GOLDLOOP_PORT || 4318}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["goldloop"]
CMD ["serve"]
