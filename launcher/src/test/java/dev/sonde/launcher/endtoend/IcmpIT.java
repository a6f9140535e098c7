package dev.sonde.launcher.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Echoes that are late, lost or refused: the packaged jar in a network of its own, whose kernel leaves the answers to a
 * program of ours. By raw sockets, by ping sockets, and where neither is permitted.
 */
@Tag("soak")
class IcmpIT {
    private static final double TOLERANCE = 0.08;

    private static final String CHECKS = """
            defaults: {timeout: 2s}
            checks:
              - {name: late, icmp: {host: 127.0.0.50}}
              - name: jittery
                icmp: {host: 127.0.0.51, packets: 4, spacing: 100ms, expect: {jitter: 20ms}}
              - {name: refused, icmp: {host: 127.0.0.52, packets: 3, spacing: 10ms}}
              - {name: too-far, icmp: {host: 127.0.0.53, ttl: 3}}
              - {name: silent, timeout: 300ms, icmp: {host: 127.0.0.54}}
              - {name: lossy, icmp: {host: 127.0.0.55, packets: 4, spacing: 50ms, expect: {loss: 50%}}}
              - {name: too-lossy, icmp: {host: 127.0.0.55, packets: 4, spacing: 50ms, expect: {loss: 49%}}}
              - {name: late-six, icmp: {host: '::1', size: 30}}
              - {name: refused-six, icmp: {host: '::1', size: 31}}
            """;

    /** A line per way of asking; the program of ours keeps its rights. */
    private static final String RUNS = """
            set -e
            ip link set lo up
            echo 1 > /proc/sys/net/ipv4/icmp_echo_ignore_all
            echo 1 > /proc/sys/net/ipv6/icmp/echo_ignore_all
            python3 echoes.py held.txt > ready.txt 2>&1 &
            echoes=$!
            trap 'kill $echoes' EXIT
            until grep -q ready ready.txt; do kill -0 $echoes; sleep 0.05; done
            check() { "$@" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -jar "$JAR" check $name --config config --json > "$way-$name.json" || true; }
            unprivileged="setpriv --bounding-set=-net_raw --inh-caps=-net_raw"
            way=none
            for name in late; do check $unprivileged "$JAVA"; done
            way=raw
            for name in late jittery refused too-far silent lossy too-lossy late-six refused-six; do check "$JAVA"; done
            way=ping
            echo '0 0' > /proc/sys/net/ipv4/ping_group_range
            for name in late refused too-far late-six refused-six; do check $unprivileged "$JAVA"; done
            """;

    @TempDir
    private Path home;

    @Test
    void echoes_areMeasuredLostAndRefusedAsTheyAre() throws Exception {
        run();

        for (String way : List.of("raw", "ping")) {
            JsonObject late = result(way, "late");
            assertThat(late.getString("outcome")).as(late.toString()).isEqualTo("success");
            assertThat(phase(late, "processing")).as(way).isBetween(0.2, longestHeld(50) + TOLERANCE);
            assertThat(phase(late, "resolve") + phase(late, "processing"))
                    .isEqualTo(late.getDouble("durationSeconds"), org.assertj.core.data.Offset.offset(1e-9));

            refused(way, "refused", "no echo of 3 packets: host unreachable, says 127.0.0.1");
            refused(way, "too-far", "no echo: time to live exceeded, says 127.0.0.1");

            JsonObject six = result(way, "late-six");
            assertThat(six.getString("outcome")).as(six.toString()).isEqualTo("success");
            assertThat(phase(six, "processing")).as(way).isBetween(0.2, longestHeld(30) + TOLERANCE);
            refused(way, "refused-six", "no echo: host unreachable, says ::1");
        }

        JsonObject jittery = result("raw", "jittery");
        assertThat(jittery.getString("reason")).isEqualTo("too_slow");
        assertThat(jittery.getString("detail")).startsWith("jitter: ").endsWith(" (expected: at most 20 ms)");
        assertThat(milliseconds(jittery, "jitter")).isBetween(150 - 1000 * TOLERANCE, 150 + 1000 * TOLERANCE);
        assertThat(phase(jittery, "processing"))
                .as("the lower one of the two in the middle")
                .isBetween(0.05, 0.05 + TOLERANCE);

        JsonObject silent = result("raw", "silent");
        assertThat(silent.getString("reason")).isEqualTo("timeout");
        assertThat(silent.getString("detail")).isEqualTo("no echo within 300ms");
        assertThat(silent.getDouble("durationSeconds")).isBetween(0.3, 0.3 + 5 * TOLERANCE);

        JsonObject lossy = result("raw", "lossy");
        assertThat(lossy.getString("outcome")).as(lossy.toString()).isEqualTo("success");
        assertThat(note(lossy, "loss")).isEqualTo("2 of 4 packets");
        assertThat(phase(lossy, "processing")).isBetween(0.05, 0.05 + TOLERANCE);
        assertThat(result("raw", "too-lossy").getString("detail"))
                .isEqualTo("loss: 2 of 4 packets (expected: at most 49%)");

        JsonObject none = result("none", "late");
        assertThat(none.getString("outcome")).isEqualTo("unknown");
        assertThat(none.getString("reason")).isEqualTo("agent_misconfigured");
        assertThat(none.getString("detail")).contains("CAP_NET_RAW").contains("net.ipv4.ping_group_range");
    }

    /** Told at once, not when the time was up. */
    private void refused(String way, String name, String detail) throws IOException {
        JsonObject result = result(way, name);
        assertThat(result.getString("detail")).as(way).isEqualTo(detail);
        assertThat(result.getString("reason")).as(way).isEqualTo("unreachable");
        assertThat(result.getDouble("durationSeconds")).as(way).isLessThan(1.0);
    }

    private void run() throws Exception {
        Path unshare = RealProgram.find("unshare");
        for (String program : List.of("python3", "ip", "setpriv")) {
            RealProgram.find(program);
        }
        Process alone = new ProcessBuilder(unshare.toString(), "-rn", "true").start();
        Assumptions.assumeTrue(
                alone.waitFor() == 0, "SKIPPED: this machine gives no network of one's own (unshare -rn)");
        Path config = Files.createDirectories(home.resolve("config"));
        Files.writeString(config.resolve("sonde.yaml"), CHECKS);
        try (InputStream script = getClass().getResourceAsStream("echoes.py")) {
            Files.copy(Objects.requireNonNull(script, "a resource of this test"), home.resolve("echoes.py"));
        }
        Path output = home.resolve("output.txt");
        ProcessBuilder builder = new ProcessBuilder(unshare.toString(), "-rn", "sh", "-c", RUNS)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("JAR", System.getProperty("sonde.jar"));
        builder.environment()
                .put("JAVA", ProcessHandle.current().info().command().orElse("java"));
        Process runs = builder.start();
        try {
            assertThat(runs.waitFor(240, TimeUnit.SECONDS)).isTrue();
            assertThat(runs.exitValue()).as(Files.readString(output)).isZero();
            assertThat(Files.readString(output)).doesNotContain("Exception");
        } finally {
            runs.descendants().forEach(ProcessHandle::destroyForcibly);
            runs.destroyForcibly();
        }
    }

    private JsonObject result(String way, String name) throws IOException {
        return new JsonObject(Files.readString(home.resolve(way + "-" + name + ".json")));
    }

    private static double phase(JsonObject result, String name) {
        return result.getJsonObject("phases").getDouble(name);
    }

    private static String note(JsonObject result, String name) {
        JsonArray notes = result.getJsonArray("notes");
        return notes.stream()
                .map(JsonObject.class::cast)
                .filter(note -> note.getString("name").equals(name))
                .map(note -> note.getString("value"))
                .findFirst()
                .orElse("");
    }

    private static double milliseconds(JsonObject result, String name) {
        return Double.parseDouble(note(result, name).replace(" ms", ""));
    }

    /** Seconds by the stamps of who held the echoes back. */
    private double longestHeld(int kind) throws IOException {
        return Files.readAllLines(home.resolve("held.txt")).stream()
                        .map(line -> line.split(" "))
                        .filter(words -> words[0].equals(String.valueOf(kind)))
                        .flatMapToLong(words -> LongStream.of(Long.parseLong(words[1])))
                        .max()
                        .orElseThrow()
                / 1e9;
    }
}
