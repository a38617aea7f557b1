# One image for every role of the service, and with --target processor one for the simulated processors.

# The Java runtime: only the modules that the service and the tool use. A stage of its own, because it stays
# while sources change.
FROM docker.io/library/eclipse-temurin:25.0.3_9-jdk AS runtime
RUN jlink --add-modules java.base,java.logging,java.management,java.naming,jdk.jfr,jdk.unsupported \
      --strip-java-debug-attributes --no-header-files --no-man-pages --output /runtime

# The jars. Libraries are kept in a cache beside the layers, so that a change of a pom fetches only what is new.
FROM docker.io/library/maven:3.9.16-eclipse-temurin-25 AS build
WORKDIR /src
COPY pom.xml ./
COPY .mvn .mvn
COPY core-lib core-lib
COPY store-tck store-tck
COPY simulation simulation
COPY look look
COPY service service
COPY bench bench
COPY cli cli
COPY examples examples
RUN --mount=type=cache,target=/root/.m2 \
    mvn -q -B -Dmaven.test.skip -Denforcer.skip -Dmdep.includeScope=runtime \
      package dependency:copy-dependencies

# What runs, at the place where it will run, and the archive of its classes, made by a run of both roles.
FROM docker.io/library/debian:bookworm-20260824-slim AS trained
COPY --from=runtime /runtime /opt/java
COPY --from=build /src/service/target/dependency /opt/rinha/lib
COPY --from=build /src/service/target/service-*.jar /opt/rinha/lib/
COPY --from=build /src/service/target/bom.json /opt/rinha/
COPY --from=build /src/cli/target/rinha-cli.jar /opt/tool/
COPY --from=build /src/cli/target/lib /opt/tool/lib
COPY compose/train compose/healthy compose/java.options /opt/rinha/
RUN /opt/rinha/train

FROM docker.io/library/debian:bookworm-20260824-slim AS base
# One arena: a second one costs a small container a megabyte and more, and buys threads that never run at once.
ENV MALLOC_ARENA_MAX=1
COPY --from=runtime /runtime /opt/java
RUN useradd --system --uid 10001 --no-create-home rinha

FROM base AS processor
COPY --from=trained /opt/tool /opt/tool
USER rinha
EXPOSE 8080
ENTRYPOINT ["/opt/java/bin/java", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED", \
            "-jar", "/opt/tool/rinha-cli.jar", "processor", "--host", "0.0.0.0", "--port", "8080"]

FROM base AS service
COPY --from=trained /opt/rinha /opt/rinha
USER rinha
EXPOSE 8080
# exec form: java is process 1 and gets SIGTERM itself. A role adds its heap with JDK_JAVA_OPTIONS.
ENTRYPOINT ["/opt/java/bin/java", "@/opt/rinha/java.options", "dev.rinha.service.Main"]
