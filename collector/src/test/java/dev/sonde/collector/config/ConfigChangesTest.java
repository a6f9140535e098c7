package dev.sonde.collector.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.contract.check.CheckName;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigChangesTest {
    private static final String BEFORE = """
            checks:
              - {name: a, http: {url: http://localhost/}}
              - {name: b, http: {url: http://localhost/}}
              - {name: c, interval: 60s, http: {url: http://localhost/}}
            slos: [{name: up, check: a, objective: 99.9%}]
            receivers: [{name: hook, webhook: {url: 'http://127.0.0.1/', secret: '${file:a}'}}]
            routes: [{receiver: hook, severity: [page]}]
            """;

    @TempDir
    Path directory;

    @Test
    void changes_nameWhatIsAddedRemovedAndChanged() throws Exception {
        ConfigChanges changes = ConfigChanges.between(read(BEFORE), read("""
                checks:
                  - {name: b, timeout: 1s, http: {url: http://localhost/}}
                  - {name: a, http: {url: http://localhost/}}
                  - {name: d, http: {url: http://localhost/}}
                slos: [{name: up, check: a, objective: 99.9%, bad_floor: 3}]
                receivers: [{name: other, webhook: {url: 'http://127.0.0.1/', secret: '${file:a}'}}]
                routes: [{receiver: other, severity: [page]}]
                """));

        assertThat(changes.checks().added()).containsExactly(new CheckName("d"));
        assertThat(changes.checks().removed()).containsExactly(new CheckName("c"));
        assertThat(changes.checks().changed()).containsExactly(new CheckName("b"));
        assertThat(changes.isEmpty()).isFalse();
        assertThat(changes.summary()).isEqualTo("checks +1 -1 ~1, slos ~1, receivers +1 -1, routes");
    }

    @Test
    void changes_areNoneWhenOnlyTheWritingDiffers() throws Exception {
        ConfigChanges changes = ConfigChanges.between(
                read(BEFORE),
                read("# the same in other words\ndefaults: {timeout: 10000ms}\n"
                        + BEFORE.replace("60s", "1m")
                                .replace("99.9%", "'99.90%'")
                                .replace("[page]", "['page']")));

        assertThat(changes.isEmpty()).isTrue();
        assertThat(changes.summary()).isEqualTo("nothing");
    }

    private SondeConfig read(String yaml) throws Exception {
        Files.writeString(directory.resolve("a.yaml"), yaml);
        return SondeConfig.read(directory, null);
    }
}
