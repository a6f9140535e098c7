package dev.sonde.benchmarks.rig;

import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.HttpTarget;
import dev.sonde.contract.check.HttpTarget.Connection;
import dev.sonde.contract.check.Tls;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** The checks that the agent is given. Pure. */
final class RigChecks {
    private RigChecks() {}

    static List<Check> of(int count, long intervalMillis, IntFunction<String> url, Path caFile) {
        return of(count, intervalMillis, url, caFile, "check");
    }

    /** @param prefix of their names, by which they are told apart */
    static List<Check> of(int count, long intervalMillis, IntFunction<String> url, Path caFile, String prefix) {
        return of(count, intervalMillis, url, caFile, prefix, Connection.FRESH);
    }

    /** Checks of one URL whose runs go over the connections of earlier ones. */
    static List<Check> kept(int count, long intervalMillis, String url, Path caFile) {
        return of(count, intervalMillis, i -> url, caFile, "check", Connection.KEEP_ALIVE);
    }

    private static List<Check> of(
            int count,
            long intervalMillis,
            IntFunction<String> url,
            Path caFile,
            String prefix,
            Connection connection) {
        return IntStream.range(0, count)
                .mapToObj(i -> Check.of(
                        new CheckName(prefix + "-" + i),
                        Duration.ofMillis(intervalMillis),
                        Duration.ofSeconds(5),
                        target(URI.create(url.apply(i)), caFile, connection)))
                .toList();
    }

    /** The CA is of no use to a check in clear text, which nobody would give one. */
    private static HttpTarget target(URI url, Path caFile, Connection connection) {
        return HttpTarget.builder(url)
                .connection(connection)
                .tls(url.getScheme().equals("https") ? new Tls(caFile.toString(), null, true) : Tls.DEFAULT)
                .build();
    }

    /** What the name of a check made here begins with. */
    static String prefixOf(CheckName name) {
        String text = name.toString();
        return text.substring(0, text.lastIndexOf('-'));
    }
}
