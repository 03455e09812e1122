# An image with `ascribe` alone: docker build -t ascribe . && docker run --rm ascribe run relay
FROM swift:6.3-bookworm AS build
RUN apt-get update && apt-get install --yes --no-install-recommends make
COPY . /ascribe
WORKDIR /ascribe
RUN make install PREFIX=/usr DESTDIR=/installed

FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
       libgsl27 libopenblas0 libglpk40 libsimdjson14 zlib1g libarchive13 libsqlite3-0 libnettle8 libstdc++6 graphviz \
    && rm -rf /var/lib/apt/lists/*
COPY --from=build /installed /
WORKDIR /data
ENTRYPOINT ["ascribe"]
CMD ["run", "relay"]
