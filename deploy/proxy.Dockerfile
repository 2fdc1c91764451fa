# Caddy without root: a copy of the binary leaves its file capability behind, with which it would not start
# where all capabilities are dropped.
ARG CADDY_IMAGE=caddy:2.10.2-alpine

FROM ${CADDY_IMAGE}
RUN cp /usr/bin/caddy /usr/local/bin/caddy \
    && mkdir -m 700 /certificates \
    && chown 10002:10002 /certificates
COPY deploy/proxy.Caddyfile /etc/caddy/Caddyfile
USER 10002:10002
EXPOSE 8000 8443
CMD ["caddy", "run", "--config", "/etc/caddy/Caddyfile"]
