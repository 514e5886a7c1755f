# The line in an image of its own: a static binary and a CA bundle, no shell, nobody's user.
FROM docker.io/library/golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY cmd cmd
COPY handlers handlers
COPY scripts scripts
COPY session session
# What coachline version says: docker build --build-arg VERSION=$(git describe --always --tags)
ARG VERSION=unknown
RUN CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.version=${VERSION}" -o /coachline ./cmd/coachline

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /coachline /coachline
USER 65532:65532
EXPOSE 8080
STOPSIGNAL SIGTERM
# Whether the process answers. Redis out of reach is no reason to restart it.
HEALTHCHECK --interval=15s --timeout=3s --start-period=10s CMD ["/coachline", "healthcheck"]
ENTRYPOINT ["/coachline"]
CMD ["serve"]
