package dev.sonde.benchmarks.rig;

import dev.sonde.collector.fleet.TokenHash;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.HttpTarget;
import dev.sonde.contract.check.Location;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A fleet of some size, as a collector's configuration and as its agents know it: every check has one SLO, of availability or
 * of latency by turns, each with the four rules that SLOs have. Pure but for writing. Immutable.
 *
 * @param checks how many
 * @param places one agent works at each
 */
record RigFleet(int checks, int places) {
    static final Duration INTERVAL = Duration.ofSeconds(10);
    static final Duration TIMEOUT = Duration.ofSeconds(5);
    static final Duration LIMIT = Duration.ofMillis(400);
    private static final int SERVICES = 100;

    static String agent(int place) {
        return "agent-" + place;
    }

    static Location location(int place) {
        return new Location("place-" + place);
    }

    static String token(int place) {
        return "sonde_rig_" + place;
    }

    /** The check's number in its name. */
    Check check(int number) {
        return Check.of(
                new CheckName("check-" + number),
                INTERVAL,
                TIMEOUT,
                HttpTarget.builder(URI.create(url(number))).build());
    }

    /** What an agent is asked to judge its runs by. */
    List<Duration> limits(int number) {
        return promisesLatency(number) ? List.of(LIMIT) : List.of();
    }

    /** Writes the configuration into a directory that is there. */
    void write(Path directory) throws IOException {
        StringBuilder yaml = new StringBuilder("defaults: {interval: 10s, timeout: 5s}\nchecks:\n");
        IntStream.range(0, checks)
                .forEach(i -> yaml.append("  - {name: check-%d, service: service-%d,".formatted(i, i % SERVICES)
                        + " labels: {region: eu}, http: {url: '" + url(i) + "'}}\n"));
        Files.writeString(directory.resolve("checks.yaml"), yaml);
        yaml.setLength(0);
        yaml.append("slos:\n");
        IntStream.range(0, checks)
                .forEach(i -> yaml.append("  - {name: promise-%d, check: check-%d,".formatted(i, i)
                        + (promisesLatency(i) ? " objective: 99%, threshold: 400ms," : " objective: 99.9%,")
                        + " window: 30d}\n"));
        yaml.append("agents:\n");
        IntStream.range(0, places)
                .forEach(place -> yaml.append("  - {name: %s, location: %s, token: '%s'}%n"
                        .formatted(agent(place), location(place), TokenHash.of(token(place)))));
        Files.writeString(directory.resolve("promises.yaml"), yaml);
    }

    private static boolean promisesLatency(int number) {
        return number % 2 == 1;
    }

    private static String url(int number) {
        return "http://127.0.0.1:9/" + number;
    }
}
