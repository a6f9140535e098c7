# Sonde in one image, for every command: `docker build -t sonde .`, then
# `docker run -v $PWD/config:/etc/sonde:ro -v sonde-data:/var/lib/sonde -p 9740:9740 sonde`.

FROM maven:3.9-eclipse-temurin-17 AS build
WORKDIR /src
COPY . .
RUN mvn -B -ntp -DskipTests package

# glibc, so that epoll and BoringSSL load.
FROM eclipse-temurin:25-jre
RUN groupadd --system --gid 974 sonde \
 && useradd --system --uid 974 --gid sonde --home-dir /var/lib/sonde --shell /usr/sbin/nologin sonde \
 && mkdir -p /opt/sonde /etc/sonde /var/lib/sonde \
 && chown sonde:sonde /var/lib/sonde
COPY --from=build /src/launcher/target/sonde.jar /src/launcher/jvm.options /opt/sonde/
COPY --from=build /src/config /etc/sonde
COPY --from=build /src/LICENSE /src/NOTICE /opt/sonde/
# The classes that the demo uses, loaded and linked ahead of time: `run` is ready in half the time.
RUN java @/opt/sonde/jvm.options -XX:AOTCacheOutput=/opt/sonde/sonde.aot -jar /opt/sonde/sonde.jar demo --once >/tmp/demo.log 2>&1 \
 || { cat /tmp/demo.log; exit 1; } \
 && test -s /opt/sonde/sonde.aot && rm -rf /tmp/*

USER sonde
WORKDIR /var/lib/sonde
VOLUME /var/lib/sonde
# 9740 is the collector's port, 9741 the agent's.
EXPOSE 9740 9741
# Inside the image loopback would be out of reach: commands listen on every address unless --listen says otherwise.
ENV SONDE_LISTEN_HOST=0.0.0.0
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \
  CMD ["bash", "-c", "for port in 9740 9741; do if exec 3<>/dev/tcp/127.0.0.1/$port; then printf 'GET /-/healthy HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3; read -r line <&3; [[ $line == *' 200 '* ]] && exit 0; fi; done 2>/dev/null; exit 1"]
# A cache that does not fit is left out, with a warning.
ENTRYPOINT ["java", "@/opt/sonde/jvm.options", "-XX:AOTCache=/opt/sonde/sonde.aot", "-jar", "/opt/sonde/sonde.jar"]
CMD ["run", "--config", "/etc/sonde", "--data", "/var/lib/sonde"]
