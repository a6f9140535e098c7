package dev.sonde.launcher.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.launcher.endtoend.Jar.Ended;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks of a real name server, from the packaged jar. */
class DnsIT {
    private static final String CHECKS = """
            defaults:
              dns: {server: '@SERVER@'}
            checks:
              - name: address
                dns:
                  name: a.example.test
                  expect: {answer: {min: 1, all_match: '^a\\.example\\.test\\.\\t[0-9]+\\tIN\\tA\\t10\\.1\\.2\\.3$'}}
              - {name: mail, dns: {name: example.test, type: MX, expect: {answer: {matches: 'MX\\t5 mail\\.example\\.test\\.$'}}}}
              - {name: text, dns: {name: t.example.test, type: TXT, transport: tcp, expect: {answer: {matches: '"hello" "a b"$'}}}}
              - {name: service, dns: {name: _x._tcp.example.test, type: SRV, expect: {answer: {matches: '1 2 80 a\\.example\\.test\\.$'}}}}
              - {name: none, dns: {name: none.example.test, expect: {rcode: NXDOMAIN}}}
              - {name: wrong-rcode, dns: {name: none.example.test, transport: tcp}}
              - {name: wrong-record, dns: {name: a.example.test, expect: {answer: {not_matches: '10\\.1\\.'}}}}
            """;

    @TempDir
    private Path home;

    @Test
    void check_judgesTheAnswersOfARealServer() throws Exception {
        try (Dnsmasq server = Dnsmasq.start(home.resolve("dnsmasq"))) {
            Path config = Files.createDirectories(home.resolve("config"));
            Files.writeString(config.resolve("sonde.yaml"), CHECKS.replace("@SERVER@", server.target()));
            Awaitility.await("the name server answers")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> server.isAlive() && check(config, "address").status() == 0);

            for (String name : new String[] {"mail", "text", "service", "none"}) {
                Ended good = check(config, name);
                assertThat(good.outLines()).as(name).last().isEqualTo("  success");
            }
            Map.of(
                            "wrong-rcode",
                            "  failure: assertion: rcode: NXDOMAIN (expected: NOERROR)",
                            "wrong-record",
                            "  failure: assertion: answer: 'a.example.test. 0 IN A 10.1.2.3' (expected: none to match '10\\.1\\.')")
                    .forEach((name, line) ->
                            assertThat(check(config, name).outLines()).last().isEqualTo(line));
            assertThat(check(config, "text").out())
                    .startsWith("dns TXT t.example.test by tcp of " + server.target())
                    .containsPattern("(?m)^  resolve +[0-9.]+ ms ")
                    .containsPattern("(?m)^  connect +[0-9.]+ ms ")
                    .containsPattern("(?m)^  processing +[0-9.]+ ms ");
        }
    }

    private Ended check(Path config, String name) {
        try {
            return Jar.run(home, "check", name, "--config", config.toString());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
